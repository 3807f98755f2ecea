"""The department tree."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cem.accounts import policies
from cem.accounts.access import requires
from cem.accounts.enums import DepartmentKind
from cem.accounts.forms.departments import DepartmentForm
from cem.accounts.models import Department
from cem.accounts.selectors.department_list import department_list
from cem.accounts.selectors.departments import department_tree, root_department
from cem.accounts.selectors.members import members_by_department
from cem.accounts.services import departments as services
from cem.refusal import Refusal


@require_safe
@requires(policies.VIEW_DEPARTMENTS)
def tree(request: HttpRequest) -> HttpResponse:
    members = members_by_department()
    rows = [
        {
            "node": node,
            "indent": range(node.depth),
            "kind": DepartmentKind(node.kind).label,
            "members": members.get(node.id, 0),
        }
        for node in department_tree()
    ]
    may_manage = policies.MANAGE_DEPARTMENTS.allows(request.actor)
    return render(request, "accounts/departments.html", {"rows": rows, "may_manage": may_manage})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.MANAGE_DEPARTMENTS)
def create(request: HttpRequest) -> HttpResponse:
    parent = request.GET.get("below") or str(root_department().pk)
    form = DepartmentForm(request.POST or None, initial={"parent": parent})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            department = services.create_department(
                actor=request.actor,
                parent_id=values["parent"],
                name=values["name"],
                code=values["code"],
                kind=values["kind"],
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": department.name})
            return redirect("accounts:departments", request.organization.slug)
    return render(request, "accounts/department.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.MANAGE_DEPARTMENTS)
def detail(request: HttpRequest, department_id: UUID) -> HttpResponse:
    department = _department(request, department_id)
    form = DepartmentForm(request.POST or None, department=department)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.change_department(
                actor=request.actor,
                department=department,
                parent_id=values.get("parent"),
                name=values["name"],
                code=values["code"],
                kind=values["kind"],
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:departments", request.organization.slug)
    context = {"form": form, "department": department}
    return render(request, "accounts/department.html", context, status=422 if form.errors else 200)


@require_POST
@requires(policies.MANAGE_DEPARTMENTS)
def delete(request: HttpRequest, department_id: UUID) -> HttpResponse:
    department = _department(request, department_id)
    try:
        services.delete_department(actor=request.actor, department=department)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:department", request.organization.slug, department_id)
    messages.success(request, _("%(name)s is deleted.") % {"name": department.name})
    return redirect("accounts:departments", request.organization.slug)


def _department(request: HttpRequest, department_id: UUID) -> Department:
    return get_object_or_404(department_list(request.actor), pk=department_id)
