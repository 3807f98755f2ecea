"""The mail of an opened ticket, received by a real mail server."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection

from actions.models import TicketEvent
from actions.services.notification import mail_ticket_opened
from cem.accounts.enums import Role
from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery, Event
from cem.events.outbox import record_event
from cem.events.services import deliver
from tests.factories.accounts import add_member, make_world
from tests.factories.actions import PHONE, make_response, make_ticket
from tests.factories.events import run_deliveries


def opened(tenant, *, score=3, reason="物流太慢 <b>太慢</b>，电话13812345678", department="上海店"):
    response = make_response(tenant, score=score, reason=reason, department=department)
    ticket = make_ticket(tenant, department=department, response=response, title="NPS 3 · 物流太慢")
    with tenant.context():
        record_event("ticket.opened", {"ticket": str(ticket.id)})
    return ticket


def delivery():
    return Delivery.objects.get(consumer="actions.mail_ticket_opened")


def notified(tenant):
    with tenant.context():
        return sorted(TicketEvent.objects.filter(kind="notified").values_list("changes__member", flat=True))


def test_mail_tells_the_frontline_of_the_department(world, mail_server):
    ticket = opened(world.ours)
    run_deliveries()
    assert mail_server.recipients == ["frontline@ours.example"]
    [mail] = mail_server.mails
    link = f"{settings.BASE_URL}/o/ours/actions/tickets/{ticket.id}/"
    assert mail.message["To"] == "frontline@ours.example"
    for part in (mail.subject, mail.text, mail.html):
        assert "晨光零售" in part
        assert f"#{ticket.number}" in part
    assert mail.message.get_content_type() == "multipart/alternative"
    assert link in mail.text
    assert f'href="{link}"' in mail.html
    assert "物流太慢 <b>太慢</b>，电话***" in mail.text
    assert "物流太慢 &lt;b&gt;太慢&lt;/b&gt;，电话***" in mail.html
    assert 'lang="zh-Hans"' in mail.html
    assert notified(world.ours) == [str(world.ours.memberships[Role.FRONTLINE].id)]


def test_mail_holds_no_contact(world, mail_server):
    opened(world.ours)
    run_deliveries()
    [mail] = mail_server.mails
    for secret in (PHONE, "王小雨"):
        assert secret not in mail.subject + mail.text + mail.html


def test_mail_goes_up_the_tree_and_never_to_another_organization(world, mail_server):
    opened(world.ours, department="北京店")
    run_deliveries()
    assert mail_server.recipients == ["cx_manager@ours.example"]


def test_due_time_is_written_in_the_zone_of_the_organization(world, mail_server):
    world.ours.organization.time_zone = "America/New_York"
    world.ours.organization.save()
    ticket = opened(world.ours)
    run_deliveries()
    due = ticket.due_at.astimezone(ZoneInfo("America/New_York")).strftime("%Y-%m-%d %H:%M")
    assert due in mail_server.mails[0].text


def test_redelivery_mails_nobody_twice(world, mail_server):
    opened(world.ours)
    run_deliveries()
    Delivery.objects.update(status=DeliveryStatus.PENDING)
    run_deliveries()
    assert mail_server.recipients == ["frontline@ours.example"]


def test_mail_server_down_is_tried_again_later_and_nothing_is_lost(world, mail_server):
    opened(world.ours)
    mail_server.stop()
    deliver(delivery().id)
    waiting = delivery()
    assert waiting.status == DeliveryStatus.PENDING
    assert waiting.error.startswith("MailNotSentError")
    assert notified(world.ours) == []
    mail_server.start()
    run_deliveries()
    assert mail_server.recipients == ["frontline@ours.example"]
    assert delivery().status == DeliveryStatus.DONE


def test_refused_address_does_not_keep_the_others_from_their_mail(world, mail_server):
    known = world.ours.memberships[Role.FRONTLINE]
    with world.ours.context():
        other = add_member(world.ours, Role.FRONTLINE, department="上海店", email="gone@ours.example")
    mail_server.refused = {"frontline@ours.example"}
    opened(world.ours)
    deliver(delivery().id)
    assert mail_server.recipients == ["gone@ours.example"]
    assert delivery().status == DeliveryStatus.PENDING
    mail_server.refused = set()
    run_deliveries()
    assert mail_server.recipients == ["frontline@ours.example", "gone@ours.example"]
    assert notified(world.ours) == sorted([str(known.id), str(other.id)])


def test_mail_server_is_spoken_to_outside_of_any_transaction(committing_db, mail_server, settings):
    settings.EMAIL_BACKEND = f"{__name__}.WatchingBackend"
    WatchingBackend.inside.clear()
    world = make_world()
    ticket = opened(world.ours)
    sent = mail_ticket_opened(organization_id=world.ours.id, ticket_id=ticket.id, still_working=lambda: None)
    assert sent == 1
    assert WatchingBackend.inside == [False]
    assert mail_server.recipients == ["frontline@ours.example"]
    connection.close()


class WatchingBackend(EmailBackend):
    """Sends by SMTP, and notes whether a transaction was open while it did."""

    inside: list[bool] = []

    def send_messages(self, email_messages):
        self.inside.append(connection.in_atomic_block)
        return super().send_messages(email_messages)


def test_ticket_that_is_gone_mails_nobody(world, mail_server):
    unknown = UUID(int=7)
    assert mail_ticket_opened(organization_id=world.ours.id, ticket_id=unknown, still_working=lambda: None) == 0
    with world.ours.context():
        assert not Event.objects.exists()
    assert mail_server.mails == []
