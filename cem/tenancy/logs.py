"""Puts organisation and request into every log line."""

import logging
from contextvars import ContextVar

from cem.tenancy.context import current_organization_id

request_id: ContextVar[str] = ContextVar("cem_request_id", default="-")


class ContextFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.organization = current_organization_id() or "-"
        record.request_id = request_id.get()
        return True
