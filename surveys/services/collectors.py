"""Opens the ways by which answers come in."""

import secrets
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cem.accounts.access import Actor
from cem.accounts.models import Department
from cem.audit.services import record_audit
from cem.refusal import Refusal
from cem.tenancy.context import require_organization_id
from surveys import policies
from surveys.enums import Channel
from surveys.models import Collector, Survey, SurveyLink

# Without 0 O 1 l I i o: a token is also read from a poster and typed. 14 of 54 letters are 80 bits.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
TOKEN_LENGTH = 14


@transaction.atomic
def create_collector(
    *, actor: Actor, survey_id: UUID, department_id: UUID, channel: Channel = Channel.LINK
) -> Collector:
    """A link of its own for a department; answers that come by it belong to the department.

    Raises Refusal unknown_department for one outside the actor's part of the tree, and collector_exists (409).
    """
    policies.PUBLISH.require(actor)
    # The lock puts two people who do this at once in a row, so that the second is told instead of failing.
    survey = Survey.objects.select_for_update().get(pk=survey_id)
    department = Department.objects.filter(pk=department_id).first()
    visible = actor.department_ids
    if department is None or (visible is not None and department.pk not in visible):
        message = _("Please choose one of your departments.")
        raise Refusal("unknown_department", message, errors={"department": [message]})
    if Collector.objects.filter(survey=survey, department=department, channel=channel).exists():
        raise Refusal("collector_exists", _("This department has a link of this kind already."), status=409)
    return open_collector(actor=actor, survey=survey, department=department, channel=channel)


def open_collector(*, actor: Actor, survey: Survey, department: Department, channel: Channel) -> Collector:
    """The collector and its global link, in the caller's transaction."""
    token = "".join(secrets.choice(ALPHABET) for _each in range(TOKEN_LENGTH))
    collector = Collector.objects.create(
        survey=survey, department=department, name=department.name, channel=channel, token=token
    )
    SurveyLink.objects.create(token=token, organization_id=require_organization_id(), collector_id=collector.pk)
    record_audit(
        actor=actor,
        action="collector.created",
        target=collector,
        changes={"survey": str(survey.pk), "department": str(department.pk), "channel": channel},
    )
    return collector
