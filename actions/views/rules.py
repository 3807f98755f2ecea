"""The alert rules."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions import policies
from actions.forms.choices import survey_choices
from actions.forms.rules import RuleForm
from actions.models import AlertRule
from actions.selectors.rules import editable_rules, rule_list
from actions.services.rules import save_rule, toggle_rule
from cem.accounts.access import requires
from cem.refusal import Refusal


@require_safe
@requires(policies.VIEW_RULES)
def rules(request: HttpRequest) -> HttpResponse:
    found = list(rule_list(actor=request.actor))
    context = {
        "rules": found,
        "survey_titles": {UUID(key): title for key, title in survey_choices(request.actor)},
        "editable": set(editable_rules(actor=request.actor).values_list("id", flat=True)),
        "may_edit": policies.EDIT_RULES.allows(request.actor),
        "any_enabled": any(rule.is_enabled for rule in found),
    }
    return render(request, "actions/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.EDIT_RULES)
def rule_new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, rule=None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.EDIT_RULES)
def rule_edit(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    return _form_page(request, rule=get_object_or_404(editable_rules(actor=request.actor), pk=rule_id))


@require_POST
@requires(policies.EDIT_RULES)
def rule_toggle(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    rule = get_object_or_404(editable_rules(actor=request.actor), pk=rule_id)
    saved = toggle_rule(actor=request.actor, rule=rule, is_enabled=request.POST.get("enabled") == "1")
    words = {"name": saved.name}
    messages.success(
        request,
        _("The rule “%(name)s” is on.") % words if saved.is_enabled else _("The rule “%(name)s” is off.") % words,
    )
    return redirect("actions:rules", request.organization.slug)


def _form_page(request: HttpRequest, *, rule: AlertRule | None) -> HttpResponse:
    form = RuleForm(request.POST or None, actor=request.actor, rule=rule)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(request, form, rule):
            return redirect("actions:rules", request.organization.slug)
        status = 422
    context: dict[str, Any] = {"form": form, "rule": rule}
    return render(request, "actions/rule_form.html", context, status=status)


def _saved(request: HttpRequest, form: RuleForm, rule: AlertRule | None) -> bool:
    try:
        saved = save_rule(actor=request.actor, given=form.rule_input(), rule=rule)
    except Refusal as refusal:
        for name in refusal.errors or {"": 0}:
            form.add_error(name or None, str(refusal.message))
        return False
    messages.success(request, _("The rule “%(name)s” is saved.") % {"name": saved.name})
    return True
