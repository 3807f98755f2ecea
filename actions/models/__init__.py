from actions.models.alert_rule import AlertRule
from actions.models.ticket import Ticket, TicketCounter, TicketEvent

__all__ = ["AlertRule", "Ticket", "TicketCounter", "TicketEvent"]
