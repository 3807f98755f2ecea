import hashlib
import hmac
import re
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from surveys.services.endings import coupon_code, signed_address, signing_key
from tests.factories.accounts import World

RESPONSE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def test_coupon_is_the_same_for_a_response_and_another_for_each(world: World):
    with world.ours.context():
        code = coupon_code(RESPONSE, "CX")
        assert re.fullmatch(r"CX-[A-HJ-NP-Z2-9]{8}", code)
        assert coupon_code(RESPONSE, "CX") == code
        assert coupon_code(UUID(int=RESPONSE.int + 1), "CX") != code
    with world.theirs.context():
        assert coupon_code(RESPONSE, "CX") != code


def test_signature_is_checked_as_it_is_documented(world: World):
    with world.ours.context():
        address = signed_address("https://shop.example/x?a=1#top", {"名": "a b&c", "b": ""}, is_signed=True)
        key = signing_key()
    parts = urlsplit(address)
    assert (parts.path, parts.fragment) == ("/x", "top")
    given, _, signature = parts.query.removeprefix("a=1&").rpartition("&signature=")
    assert dict(parse_qsl(given, keep_blank_values=True)) == {"b": "", "名": "a b&c"}
    assert signature == hmac.new(key.encode(), given.encode(), hashlib.sha256).hexdigest()


def test_each_organization_has_a_key_of_its_own(world: World):
    with world.ours.context():
        ours = signing_key()
    with world.theirs.context():
        assert signing_key() != ours


def test_address_without_parameters_stays_as_it_is(world: World):
    with world.ours.context():
        assert signed_address("https://shop.example/x", {}) == "https://shop.example/x"
