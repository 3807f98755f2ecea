"""Fills the demonstration organisations through the product's own services. Can be stopped and started again."""

import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone, translation

from actions.models import AlertRule
from actions.services.rules import install_default_rule, toggle_rule
from cem.accounts.access import Actor, system_actor
from cem.accounts.enums import DepartmentKind, Role
from cem.accounts.models import Department, DepartmentMember, Membership, Organization, User
from cem.accounts.selectors.actors import member_actor
from cem.accounts.services.departments import create_department
from cem.accounts.services.organizations import create_organization
from cem.accounts.services.users import open_account
from cem.demo.accounts import HEADQUARTERS, ORGANIZATIONS, PASSWORD, PEOPLE, REGIONS
from cem.demo.corpus import Review, read_reviews
from cem.demo.story import SimulatedAnswer, simulated_answers, write_review_files
from cem.demo.tickets import work_on_tickets
from cem.events.enums import DeliveryStatus
from cem.events.models import Delivery
from cem.events.services import deliver
from cem.tenancy.context import tenant_context
from insights.models import Feedback
from surveys.models import Collector, Survey
from surveys.selectors.doors import door_detail, find_link
from surveys.services.collectors import create_collector
from surveys.services.publishing import publish_survey
from surveys.services.submissions import submit_response
from surveys.services.surveys import create_survey

Say = Callable[[str, int], None]
SURVEY_TITLE = "门店体验 NPS 调研"
# Carried out here, so that figures and tickets are there when the loader says so. Reading texts and mails is left to
# the workers.
BATCH = 50
CONSUMERS_HERE = ("insights.score_response", "actions.open_ticket", "actions.install_default_rule")


@dataclass(frozen=True)
class Size:
    """How much of what: reviews (None is all), answers of the past, answers of the last days that open tickets."""

    reviews: int | None
    history: int
    recent: int
    seed: int


SIZES = {
    "demo": Size(reviews=None, history=1_400, recent=150, seed=1),
    "demo2": Size(reviews=1_500, history=300, recent=30, seed=2),
}


def load_demo(*, say: Say) -> None:
    """Load what is missing of both organisations; `say(step, percent)` is called as it goes on.

    Nothing is special to the demonstration but the words and the dates: departments, surveys, answers, imports and
    tickets go through the services that people use.
    """
    with translation.override("zh-hans"):
        for slug in ORGANIZATIONS:
            make_organization(slug)
        say("organisations", 3)
        for slug, start, end in (("demo", 3, 80), ("demo2", 80, 100)):
            organization = Organization.objects.get(slug=slug)
            load_voices(organization, SIZES[slug], say=_between(say, slug, start, end))


@transaction.atomic
def make_organization(slug: str) -> None:
    """The organisation with its tree and its people; nothing when it is there already."""
    if Organization.objects.filter(slug=slug).exists():
        return
    owner = _user(slug, PEOPLE[0].local_part, PEOPLE[0].name)
    organization = create_organization(name=ORGANIZATIONS[slug], owner=owner, slug=slug, is_demo=True)
    with tenant_context(organization.id):
        actor = system_actor(organization, "demo")
        root = Department.objects.get(parent=None)
        Department.objects.filter(pk=root.pk).update(name=HEADQUARTERS)
        places = {HEADQUARTERS: root}
        for region, stores in REGIONS.items():
            places[region] = create_department(actor=actor, parent_id=root.pk, name=region, kind=DepartmentKind.REGION)
            for name, code in stores:
                places[name] = create_department(
                    actor=actor, parent_id=places[region].pk, name=name, code=code, kind=DepartmentKind.STORE
                )
        for person in PEOPLE[1:]:
            user = _user(slug, person.local_part, person.name)
            membership = Membership.objects.create(organization=organization, user=user, role=person.role)
            DepartmentMember.objects.create(membership=membership, department=places[person.department])


def load_voices(organization: Organization, size: Size, *, say: Say) -> None:
    """Survey, answers, tickets and imported reviews of one organisation."""
    reviews = read_reviews(seed=size.seed)[: size.reviews]
    actor = _member(organization, Role.CX_MANAGER)
    with tenant_context(organization.id):
        survey = Survey.objects.filter(title=SURVEY_TITLE).first() or _live_survey(actor)
        tokens = {
            token.department.code: token.token
            for token in Collector.objects.filter(survey=survey).select_related("department")
        }
        rule = AlertRule.objects.first() or install_default_rule(actor=system_actor(organization))
    say("survey", 5)
    now = timezone.now()
    past = list(simulated_answers(reviews, now=now, count=size.history, seed=size.seed))
    # Tickets belong to now: the answers of the past came before there was a rule.
    with tenant_context(organization.id):
        toggle_rule(actor=actor, rule=rule, is_enabled=False)
    _submit(organization, tokens, past, key="history", say=lambda step, share: say(step, 5 + share // 4))
    with tenant_context(organization.id):
        toggle_rule(actor=actor, rule=rule, is_enabled=True)
    recent = simulated_answers(reviews, now=now, count=size.recent, seed=size.seed + 100, days=2)
    _submit(organization, tokens, list(recent), key="recent", say=lambda step, share: say(step, 30 + share // 20))
    work_on_tickets(actor)
    say("tickets", 36)
    _import_reviews(organization, reviews, size, say=lambda step, share: say(step, 36 + share * 64 // 100))


def _live_survey(actor: Actor) -> Survey:
    survey = create_survey(actor=actor, template="nps", title=SURVEY_TITLE)
    publish_survey(actor=actor, survey_id=survey.pk)
    for department in Department.objects.filter(kind=DepartmentKind.STORE):
        create_collector(actor=actor, survey_id=survey.pk, department_id=department.pk)
    return survey


def _submit(
    organization: Organization, tokens: dict[str, str], answers: list[SimulatedAnswer], *, key: str, say: Say
) -> None:
    for start in range(0, len(answers), BATCH):
        with tenant_context(organization.id):
            for number, answer in enumerate(answers[start : start + BATCH], start=start + 1):
                _submit_one(tokens[answer.store_code], answer, key=f"demo-{key}-{number}")
        _deliver_waiting(organization)
        say("answers", 100 * min(start + BATCH, len(answers)) // len(answers))


def _submit_one(token: str, answer: SimulatedAnswer, *, key: str) -> None:
    link = find_link(token)
    door = door_detail(link) if link else None
    assert door is not None  # noqa: S101  # the collectors were made above
    submit_response(
        door=door,
        answers=answer.answers,
        idempotency_key=key,
        language="zh-hans",
        submitted_at=answer.submitted_at,
    )


def _deliver_waiting(organization: Organization) -> None:
    """What the relay and a worker would do; safe beside them, for a delivery is carried out once."""
    while waiting := list(
        Delivery.objects.filter(
            organization_id=organization.id,
            consumer__in=CONSUMERS_HERE,
            status__in=[DeliveryStatus.PENDING, DeliveryStatus.SENT],
            failures=0,
        ).values_list("pk", flat=True)[:200]
    ):
        for delivery_id in waiting:
            deliver(delivery_id)


def _import_reviews(organization: Organization, reviews: list[Review], size: Size, *, say: Say) -> None:
    folder = Path(settings.VAR_DIR) / "demo" / organization.slug
    files = write_review_files(reviews, folder, now=timezone.now(), seed=size.seed)
    done = 0
    for source, path, rows in files:
        with tenant_context(organization.id):
            there = Feedback.objects.filter(source=source).count()
        if there < rows:
            with redirect_stdout(StringIO()):
                call_command(
                    "import_feedback", str(path), organization=organization.slug, source=source, rating_scale=5
                )
        done += rows
        say("reviews", 100 * done // len(reviews))
    shutil.rmtree(folder)


def _member(organization: Organization, role: Role) -> Actor:
    found = Membership.objects.filter(organization=organization, role=role).select_related("user", "organization")
    return member_actor(found.order_by("joined_at")[0])


def _user(slug: str, local_part: str, name: str) -> User:
    email = f"{local_part}@{slug}.example"
    return User.objects.filter(email=email).first() or open_account(email=email, name=name, password=PASSWORD)


def _between(say: Say, slug: str, start: int, end: int) -> Say:
    return lambda step, share: say(f"{slug}: {step}", start + (end - start) * share // 100)


def waiting_texts() -> int:
    """How many messages of imported texts the workers have not read yet, over all organisations."""
    return Delivery.objects.filter(
        consumer="insights.read_feedback", status__in=[DeliveryStatus.PENDING, DeliveryStatus.SENT]
    ).count()
