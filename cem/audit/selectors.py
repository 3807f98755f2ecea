"""Reads of the audit log."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from cem.accounts import policies
from cem.accounts.access import Actor
from cem.accounts.models import ApiKey, Membership
from cem.audit.models import AuditEntry

PAGE_SIZE = 50
SYSTEM = "system"


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; an empty one is everything. `actor` is the id of a user or key, or "system"."""

    text: str = ""
    actor: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AuditPage:
    """Entries, newest first. `newer` and `older` are the entries to go on from, or None at the ends."""

    entries: list[AuditEntry] = field(default_factory=list)
    newer: UUID | None = None
    older: UUID | None = None


def audit_page(
    actor: Actor, wanted: AuditFilter, *, before: UUID | None = None, after: UUID | None = None
) -> AuditPage:
    """The entries next to one that was seen: older than `before`, newer than `after`, or the newest.

    The place is kept by time and id, so that the hundredth page costs what the first one does.
    """
    found = _matching(actor, wanted)
    if after is not None:
        rows = list(_beyond(found, after, newer=True).order_by("at", "id")[: PAGE_SIZE + 1])
        more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE][::-1]
        return AuditPage(rows, newer=rows[0].pk if more else None, older=rows[-1].pk if rows else None)
    if before is not None:
        found = _beyond(found, before, newer=False)
    rows = list(found.order_by("-at", "-id")[: PAGE_SIZE + 1])
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    return AuditPage(rows, newer=rows[0].pk if rows and before else None, older=rows[-1].pk if more else None)


def actor_choices(actor: Actor) -> list[tuple[str, str]]:
    """Members and keys of the organisation, also those of the past, by name."""
    members = Membership.objects.filter(organization=actor.organization).select_related("user")
    keys = ApiKey.objects.filter(organization=actor.organization)
    people = [(str(member.user_id), str(member.user)) for member in members]
    return sorted(people, key=_by_name) + sorted([(str(key.pk), str(key)) for key in keys], key=_by_name)


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1]


def _matching(actor: Actor, wanted: AuditFilter) -> QuerySet[AuditEntry]:
    found = policies.VIEW_AUDIT.filter(actor, AuditEntry.objects.all())
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.actor == SYSTEM:
        found = found.filter(actor_kind=SYSTEM)
    elif wanted.actor:
        found = found.filter(actor_id=wanted.actor)
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.text:
        found = found.filter(Q(actor_label__icontains=wanted.text) | Q(target_label__icontains=wanted.text))
    return found


def _beyond(found: QuerySet[AuditEntry], place: UUID, *, newer: bool) -> QuerySet[AuditEntry]:
    at = AuditEntry.objects.filter(pk=place).values_list("at", flat=True).first()
    if at is None:
        return found
    if newer:
        return found.filter(Q(at__gt=at) | Q(at=at, id__gt=place))
    return found.filter(at__lte=at).exclude(at=at, id__gte=place)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))  # of the organisation's own zone
