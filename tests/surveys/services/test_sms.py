"""The carriers of codes, against a receiver that checks what a real one would check."""

import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from surveys.services.sms import (
    AliyunSender,
    FileSender,
    SmsNotSentError,
    WebhookSender,
    aliyun_signature,
    sms_sender,
)

SECRET = "s3cret/+&"


class Receiver(BaseHTTPRequestHandler):
    """`/aliyun`, `/hook`, and what goes wrong: `/moved`, `/busy`, `/noise`."""

    taken: list[dict[str, str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, answer = getattr(self, f"on_{self.path.strip('/')}")(body)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/fine")
        self.end_headers()
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def on_aliyun(self, body: bytes):
        fields = {name: values[0] for name, values in parse_qs(body.decode(), strict_parsing=True).items()}
        signature = fields.pop("Signature")
        if signature != aliyun_signature(fields, SECRET, method="POST"):
            return 400, {"Code": "SignatureDoesNotMatch", "Message": fields["AccessKeyId"]}
        if fields["PhoneNumbers"] == "13900139000":
            return 200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "13900139000"}
        self.taken.append(fields)
        return 200, {"Code": "OK", "Message": "OK", "BizId": "1"}

    def on_hook(self, body: bytes):
        signed = self.headers["Cem-Timestamp"].encode() + b"." + body
        if self.headers["Cem-Signature"] != hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest():
            return 403, b"no"
        self.taken.append(json.loads(body))
        return 204, b""

    def on_moved(self, body: bytes):
        return 302, b""

    def on_busy(self, body: bytes):
        return 503, {"Code": "a code\nwith 13800138000"}

    def on_noise(self, body: bytes):
        return 200, b"<html>"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def receiver() -> Iterator[str]:
    Receiver.taken.clear()
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def aliyun(address: str, secret: str = SECRET) -> AliyunSender:
    return AliyunSender(key_id="id", secret=secret, sign="晨光零售", template="SMS_1", address=address)


def send(sender, number: str = "13800138000") -> None:
    sender.send(number=number, code="012345", text="012345 是您的验证码")


def test_aliyun_signature_of_the_examples_in_its_documentation() -> None:
    regions = {
        "AccessKeyId": "testid",
        "Action": "DescribeRegions",
        "Format": "XML",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "SignatureVersion": "1.0",
        "Timestamp": "2016-02-23T12:46:24Z",
        "Version": "2014-05-26",
    }
    message = {
        "AccessKeyId": "testId",
        "Action": "SendSms",
        "Format": "XML",
        "OutId": "123",
        "PhoneNumbers": "15300000001",
        "RegionId": "cn-hangzhou",
        "SignName": "阿里云短信测试专用",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466",
        "SignatureVersion": "1.0",
        "TemplateCode": "SMS_71390007",
        "TemplateParam": '{"customer":"test"}',
        "Timestamp": "2017-07-12T02:42:19Z",
        "Version": "2017-05-25",
    }
    assert aliyun_signature(regions, "testsecret", method="GET") == "OLeaidS1JvxuMvnyHOwuJ+uX5qY="
    assert aliyun_signature(message, "testSecret", method="GET") == "zJDF+Lrzhj/ThnlvIToysFRq6t4="


def test_aliyun_takes_a_signed_message(receiver: str) -> None:
    send(aliyun(f"http://{receiver}/aliyun"))
    send(aliyun(f"http://{receiver}/aliyun"), "+447911123456")
    first, second = Receiver.taken
    assert (first["PhoneNumbers"], first["SignName"], first["TemplateCode"]) == ("13800138000", "晨光零售", "SMS_1")
    assert json.loads(first["TemplateParam"]) == {"code": "012345"}
    assert second["PhoneNumbers"] == "447911123456"
    assert first["SignatureNonce"] != second["SignatureNonce"]


@pytest.mark.parametrize(
    ("path", "number", "secret", "why"),
    [
        ("aliyun", "13900139000", SECRET, "isv.BUSINESS_LIMIT_CONTROL"),
        ("aliyun", "13800138000", "other", "400 SignatureDoesNotMatch"),
        ("moved", "13800138000", SECRET, "302 refused"),
        ("busy", "13800138000", SECRET, "503 refused"),
        ("noise", "13800138000", SECRET, "unreadable answer"),
    ],
)
def test_aliyun_that_does_not_take_it_says_why_in_a_word(
    receiver: str, path: str, number: str, secret: str, why: str
) -> None:
    with pytest.raises(SmsNotSentError) as caught:
        send(aliyun(f"http://{receiver}/{path}", secret), number)
    assert str(caught.value) == why
    assert Receiver.taken == []


def test_a_carrier_that_cannot_be_reached() -> None:
    with pytest.raises(SmsNotSentError):
        send(aliyun("http://127.0.0.1:9/aliyun"))


def test_gateway_gets_a_signed_message(receiver: str, settings) -> None:
    settings.SMS = f"webhook+http://:s3cret%2F%2B%26@{receiver}/hook"
    send(sms_sender())
    assert Receiver.taken == [{"number": "13800138000", "code": "012345", "text": "012345 是您的验证码"}]
    with pytest.raises(SmsNotSentError, match="403 refused"):
        send(WebhookSender(address=f"http://{receiver}/hook", secret="other"))
    with pytest.raises(SmsNotSentError, match="302 refused"):
        send(WebhookSender(address=f"http://{receiver}/moved", secret=SECRET))


def test_files_of_developers(settings, tmp_path: Path) -> None:
    settings.SMS, settings.SMS_FOLDER = "file", tmp_path / "sms"
    send(sms_sender())
    (path,) = (tmp_path / "sms").iterdir()
    assert path.read_text(encoding="utf-8") == "To: 13800138000\n\n012345 是您的验证码\n"
    assert isinstance(sms_sender(), FileSender)


def test_carrier_by_its_address(settings) -> None:
    settings.SMS = ""
    assert sms_sender() is None
    settings.SMS = "aliyun://id:a%2Fb@?sign=%E6%99%A8%E5%85%89&template=SMS_1"
    found = sms_sender()
    assert isinstance(found, AliyunSender)
    assert (found._key_id, found._secret, found._sign, found._template) == ("id", "a/b", "晨光", "SMS_1")
    assert found._address == "https://dysmsapi.aliyuncs.com/"
    settings.SMS = "webhook+https://:secret@sms.example:8443/send?v=1"
    hook = sms_sender()
    assert isinstance(hook, WebhookSender)
    assert (hook._address, hook._secret) == ("https://sms.example:8443/send?v=1", "secret")


@pytest.mark.parametrize(
    "address",
    [
        "aliyun://id:hidden@?sign=x",
        "webhook+https://sms.example/send",
        "webhook+http://:hidden@sms.example/send",
        "smtp://:hidden@x",
    ],
)
def test_carrier_that_makes_no_sense_is_refused_without_its_secret(settings, address: str) -> None:
    settings.SMS = address
    with pytest.raises(ValueError, match="CEM_SMS") as caught:
        sms_sender()
    assert "hidden" not in str(caught.value)


def test_nothing_is_logged_by_carriers(receiver: str, caplog) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(SmsNotSentError):
        send(aliyun(f"http://{receiver}/busy"))
    assert not [record for record in caplog.records if "13800138000" in record.getMessage()]
