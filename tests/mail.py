"""A real SMTP server on loopback, so that mail is tested as it leaves the product."""

import email
import email.policy
import socket
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Mail:
    """A message as it arrived: the envelope's recipients and the parsed content."""

    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()


@dataclass
class MailServer:
    """`with MailServer() as server:`; `stop()` and `start()` play an outage on the same port.

    `refused` holds addresses that are answered with 550.
    """

    mails: list[Mail] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    port: int = 0
    _controller: Controller | None = None

    def __enter__(self) -> "MailServer":
        self.port = _free_port()
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    @property
    def recipients(self) -> list[str]:
        return sorted(address for mail in self.mails for address in mail.recipients)

    def wait_for(self, address: str, *, containing: str = "", seconds: float = 60) -> str:
        """The text of a mail to this address, as soon as it is here."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in list(self.mails):
                if address in mail.recipients and containing in mail.text:
                    return mail.text
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address} with {containing!r}; there are {self.recipients}")

    async def handle_RCPT(  # noqa: N802  # the name aiosmtpd looks for
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(Mail(tuple(envelope.rcpt_tos), message))
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
