from uuid import UUID

import pytest

from cem.privacy import UnreadableError, decrypt, encrypt, mask_name, mask_phone

OURS, THEIRS = UUID(int=1), UUID(int=2)
CONTACT = {"name": "王芳", "phone": "13800138000"}


def test_decrypt_gives_back_what_was_encrypted():
    ciphertext = encrypt(CONTACT, organization_id=OURS)
    assert "王芳" not in ciphertext
    assert "13800138000" not in ciphertext
    assert decrypt(ciphertext, organization_id=OURS) == CONTACT


def test_encrypt_differs_each_time():
    assert encrypt(CONTACT, organization_id=OURS) != encrypt(CONTACT, organization_id=OURS)


def test_ciphertext_moved_to_another_organization_is_unreadable():
    ciphertext = encrypt(CONTACT, organization_id=OURS)
    with pytest.raises(UnreadableError):
        decrypt(ciphertext, organization_id=THEIRS)


def test_ciphertext_of_another_data_key_is_unreadable(settings):
    ciphertext = encrypt(CONTACT, organization_id=OURS)
    settings.DATA_KEY = "another"
    with pytest.raises(UnreadableError):
        decrypt(ciphertext, organization_id=OURS)


@pytest.mark.parametrize("text", ["", "nonsense", "王芳", "gAAAAA=="])
def test_text_that_is_no_ciphertext_is_unreadable(text: str):
    with pytest.raises(UnreadableError):
        decrypt(text, organization_id=OURS)


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800138000", "138****8000"),
        ("+8613800138000", "+86****8000"),
        ("6531234", "****34"),
        ("12", "****"),
        ("", "****"),
    ],
)
def test_mask_phone(phone: str, masked: str):
    assert mask_phone(phone) == masked


def test_mask_name():
    assert mask_name("王芳") == "王**"
    assert mask_name("") == ""
