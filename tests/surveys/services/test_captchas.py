"""The judges of captchas, against a receiver that answers as the service does."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from surveys.domain.definition.reading import read_question
from surveys.domain.proof_of_work import solve
from surveys.domain.questions import QUESTION_TYPES
from surveys.services.captchas import is_passed

QUESTION = read_question({**QUESTION_TYPES["captcha"].example, "difficulty": 8, "service": "geetest"}, "zh-hans")
GIVEN = {"lot_number": "lot", "captcha_output": "out", "pass_token": "token", "gen_time": "1700000000"}


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        sign = hmac.new(b"secret", fields["lot_number"][0].encode(), hashlib.sha256).hexdigest()
        is_right = fields["sign_token"] == [sign] and parse_qs(urlsplit(self.path).query) == {"captcha_id": ["id"]}
        is_right = is_right and fields["pass_token"] == ["token"]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"result": "success" if is_right else "fail"}).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/validate"
    server.shutdown()
    thread.join()
    server.server_close()


def services(address: str) -> dict[str, dict[str, str]]:
    return {
        "geetest": {"adapter": "surveys.services.captchas.GeeTest", "id": "id", "key": "secret", "address": address}
    }


def passed(solution: str) -> bool:
    return is_passed(QUESTION, key="key", name="check", solution=solution)


def test_a_service_that_is_not_on_leaves_it_to_the_riddle() -> None:
    assert passed(solve("key:check", 8))
    assert not passed(json.dumps(GIVEN))


def test_a_service_that_is_on_is_asked_and_the_riddle_counts_no_more(settings, address: str) -> None:
    settings.SURVEY_CAPTCHA_SERVICES = services(address)
    assert passed(json.dumps(GIVEN))
    assert not passed(json.dumps({**GIVEN, "pass_token": "made up"}))
    assert not passed(json.dumps({**GIVEN, "gen_time": 1700000000}))
    assert not passed(solve("key:check", 8))
    assert not passed("no json")


def test_a_service_that_cannot_be_reached_holds_nobody_up(settings) -> None:
    settings.SURVEY_CAPTCHA_SERVICES = services("http://127.0.0.1:9/validate")
    assert passed(json.dumps(GIVEN))


def test_a_question_without_a_service_never_asks_one(settings, address: str) -> None:
    settings.SURVEY_CAPTCHA_SERVICES = services(address)
    own = replace(QUESTION, settings={"difficulty": 8})
    assert is_passed(own, key="key", name="check", solution=solve("key:check", 8))
