"""Members of an organisation and invitations to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cem.accounts import policies
from cem.accounts.access import requires
from cem.accounts.enums import Role
from cem.accounts.forms.members import InvitationForm, MemberForm
from cem.accounts.selectors import members as selectors
from cem.accounts.selectors.departments import department_tree
from cem.accounts.services import invitations, members
from cem.refusal import Refusal

PAGE_SIZE = 50


@require_safe
@requires(policies.VIEW_MEMBERS)
def member_list(request: HttpRequest) -> HttpResponse:
    text, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    found = selectors.member_list(request.actor, text=text, role=role if role in Role.values else "")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    departments = selectors.departments_of(page.object_list)
    return render(
        request,
        "accounts/members.html",
        {
            "page": page,
            "rows": [{"member": member, "departments": departments.get(member.pk, [])} for member in page],
            "invitations": _invitations(request),
            "roles": Role.choices,
            "text": text,
            "role": role,
            "may_manage": policies.MANAGE_MEMBERS.allows(request.actor),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.MANAGE_MEMBERS)
def member_detail(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    member = get_object_or_404(selectors.manageable_members(request.actor), pk=membership_id)
    form = MemberForm(request.POST or None, actor=request.actor, membership=member)
    if request.method == "POST" and form.is_valid():
        try:
            members.change_member(
                actor=request.actor,
                membership=member,
                role=form.cleaned_data["role"],
                department_ids=set(form.cleaned_data["departments"]),
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:members", request.organization.slug)
    context = {"member": member, "form": form, "is_self": member.pk == request.actor.membership_id}
    return render(request, "accounts/member.html", context, status=422 if form.errors else 200)


@require_POST
@requires(policies.MANAGE_MEMBERS)
def deactivate(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    member = get_object_or_404(selectors.manageable_members(request.actor), pk=membership_id)
    try:
        members.deactivate_member(actor=request.actor, membership=member)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:member", request.organization.slug, member.pk)
    messages.success(request, _("%(name)s can no longer enter.") % {"name": member.user})
    return redirect("accounts:members", request.organization.slug)


@require_POST
@requires(policies.MANAGE_MEMBERS)
def reactivate(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    member = get_object_or_404(selectors.manageable_members(request.actor), pk=membership_id)
    try:
        members.reactivate_member(actor=request.actor, membership=member)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s can enter again.") % {"name": member.user})
    return redirect("accounts:members", request.organization.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.MANAGE_MEMBERS)
def invite(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            invitations.invite_member(
                actor=request.actor, email=values["email"], role=values["role"], department_id=values["department"]
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": values["email"]})
            return redirect("accounts:members", request.organization.slug)
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires(policies.MANAGE_MEMBERS)
def resend(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(selectors.invitation_list(request.actor), pk=invitation_id)
    invitations.resend_invitation(actor=request.actor, invitation=invitation)
    messages.success(request, _("A new link is on its way; the one of before no longer works."))
    return redirect("accounts:members", request.organization.slug)


@require_POST
@requires(policies.MANAGE_MEMBERS)
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_object_or_404(selectors.invitation_list(request.actor), pk=invitation_id)
    invitations.revoke_invitation(actor=request.actor, invitation=invitation)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("accounts:members", request.organization.slug)


def _invitations(request: HttpRequest) -> list[dict[str, Any]]:
    waiting = list(selectors.invitation_list(request.actor))
    names = {node.id: node.name for node in department_tree()} if waiting else {}
    return [{"invitation": item, "department": names.get(item.department_id, "")} for item in waiting]
