"""Who acts, and what they may do. Lists and checks are answered by the same rule."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from cem.accounts.enums import ApiScope, Role
from cem.accounts.models import Organization
from cem.accounts.selectors.departments import department_subtree

SEES_ALL_DEPARTMENTS = frozenset({Role.OWNER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Actor:
    """A member, an API key, or the system itself, acting in one organisation."""

    organization: Organization
    label: str
    role: Role | None = None
    user_id: UUID | None = None
    membership_id: UUID | None = None
    api_key_id: UUID | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    is_system: bool = False

    @cached_property
    def department_ids(self) -> frozenset[UUID] | None:
        """The departments whose rows this actor may see; None means all. Costs two queries, once."""
        if self.role is None or self.role in SEES_ALL_DEPARTMENTS:
            return None
        return department_subtree(membership_id=self.membership_id)

    @property
    def kind(self) -> str:
        if self.is_system:
            return "system"
        return "api_key" if self.api_key_id else "member"


def system_actor(organization: Organization, label: str = "system") -> Actor:
    """The product acting by itself: a consumer, a rule, a command run on the server."""
    return Actor(organization=organization, label=label, is_system=True)


def everything(actor: Actor) -> Q:
    return Q()


def own_departments(path: str = "department") -> Callable[[Actor], Q]:
    """Rows whose department lies in the actor's part of the tree."""

    def rows(actor: Actor) -> Q:
        if actor.department_ids is None:
            return Q()
        return Q(**{f"{path}__in": actor.department_ids})

    return rows


@dataclass(frozen=True)
class Rule:
    """One line of an app's `policies.py`: which roles and API scope may do it, and to which rows."""

    name: str
    roles: frozenset[Role]
    scope: ApiScope | None = None
    rows: Callable[[Actor], Q] = everything

    def allows(self, actor: Actor) -> bool:
        if actor.is_system:
            return True
        if actor.api_key_id is not None:
            return self.scope is not None and self.scope in actor.scopes
        return actor.role in self.roles

    def require(self, actor: Actor) -> None:
        """Raise PermissionDenied (403) unless the actor may do this at all."""
        if not self.allows(actor):
            raise PermissionDenied(self.name)

    def filter(self, actor: Actor, queryset: QuerySet) -> QuerySet:
        """The rows the actor may do this to; none where the actor may not do it at all."""
        return queryset.filter(self.rows(actor)) if self.allows(actor) else queryset.none()


def rule(name: str, *roles: Role, scope: ApiScope | None = None, rows: Callable[[Actor], Q] = everything) -> Rule:
    return Rule(name=name, roles=frozenset(roles), scope=scope, rows=rows)


def requires(needed: Rule) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Guard a page: 403 for a member without the right. The rule is kept on the view for the permission tests."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            needed.require(request.actor)
            return view(request, *args, **kwargs)

        guarded.rule = needed  # type: ignore[attr-defined]
        return guarded

    return decorate
