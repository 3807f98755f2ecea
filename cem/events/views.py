"""What the outbox could not deliver, and the button that tries again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cem.accounts import policies
from cem.accounts.access import requires
from cem.events.models import Event
from cem.events.replay import replay_deliveries
from cem.events.selectors import failed_deliveries, waiting_deliveries

PAGE_SIZE = 50


@require_safe
@requires(policies.VIEW_DELIVERIES)
def failures(request: HttpRequest) -> HttpResponse:
    page = Paginator(policies.VIEW_DELIVERIES.filter(request.actor, failed_deliveries()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    events = Event.objects.in_bulk([delivery.event_id for delivery in page])
    context = {
        "page": page,
        "rows": [{"delivery": delivery, "event": events.get(delivery.event_id)} for delivery in page],
        "waiting": waiting_deliveries(),
        "may_replay": policies.REPLAY_DELIVERIES.allows(request.actor),
    }
    return render(request, "events/failures.html", context)


@require_POST
@requires(policies.REPLAY_DELIVERIES)
def replay(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    delivery = get_object_or_404(policies.REPLAY_DELIVERIES.filter(request.actor, failed_deliveries()), pk=delivery_id)
    return _replayed(request, replay_deliveries(actor=request.actor, delivery_ids=[delivery.pk]))


@require_POST
@requires(policies.REPLAY_DELIVERIES)
def replay_all(request: HttpRequest) -> HttpResponse:
    return _replayed(request, replay_deliveries(actor=request.actor))


def _replayed(request: HttpRequest, count: int) -> HttpResponse:
    if count:
        text = ngettext("%(count)s delivery is tried again.", "%(count)s deliveries are tried again.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("There is nothing to replay."))
    return redirect("events:failures", request.organization.slug)
