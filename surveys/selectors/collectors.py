"""Reads of collectors."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cem.accounts.access import Actor
from cem.accounts.selectors.departments import TreeNode, department_tree
from surveys import policies
from surveys.enums import Channel
from surveys.models import Collector, Response, Survey


def collector_list(actor: Actor, survey: Survey) -> QuerySet[Collector]:
    """The links of a survey, oldest first."""
    if not policies.VIEW.allows(actor):
        return Collector.objects.none()
    return Collector.objects.filter(survey=survey).select_related("department").order_by("id")


def with_response_count(collectors: QuerySet[Collector], actor: Actor) -> QuerySet[Collector]:
    """Annotated with `response_count` of the responses that the actor may see."""
    mine = policies.VIEW_RESPONSES.filter(actor, Response.objects.filter(collector=OuterRef("pk")))
    count = mine.order_by().values("collector").annotate(n=Count("pk")).values("n")
    return collectors.annotate(response_count=Coalesce(Subquery(count, output_field=IntegerField()), 0))


def departments_without_link(actor: Actor, survey: Survey) -> list[TreeNode]:
    """The actor's departments that have no link to the survey yet, in the order of the tree."""
    taken = set(Collector.objects.filter(survey=survey, channel=Channel.LINK).values_list("department_id", flat=True))
    return [node for node in department_tree(actor.department_ids) if node.id not in taken]
