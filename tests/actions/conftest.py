from collections.abc import Iterator

import pytest

from tests.mail import MailServer


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """The product's mail goes to a real server on loopback."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server
