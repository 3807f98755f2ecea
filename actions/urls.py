from django.urls import path

from actions.views import rules, tickets, work

app_name = "actions"

urlpatterns = [
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/tile/", tickets.open_tickets_tile, name="open_tickets_tile"),
    path("tickets/<uuid:ticket_id>/", tickets.ticket, name="ticket"),
    path("tickets/<uuid:ticket_id>/transition/", work.transition, name="transition"),
    path("tickets/<uuid:ticket_id>/assign/", work.assign, name="assign"),
    path("tickets/<uuid:ticket_id>/note/", work.note, name="note"),
    path("tickets/<uuid:ticket_id>/contact/", work.reveal_contact, name="reveal_contact"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.rule_new, name="rule_new"),
    path("rules/<uuid:rule_id>/", rules.rule_edit, name="rule_edit"),
    path("rules/<uuid:rule_id>/toggle/", rules.rule_toggle, name="rule_toggle"),
]
