from tests.cem.events.registered import consumer

__all__ = ["consumer"]
