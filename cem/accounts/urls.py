"""Addresses of accounts: those of one organisation below `/o/<slug>/`, and those that stand outside of any."""

from django.urls import include, path

from cem.accounts.views import api_keys, departments, home, invitations, members, organization

app_name = "accounts"

organization_patterns = [
    path("", home.organization_home, name="organization_home"),
    path("members/", members.member_list, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/invitations/<uuid:invitation_id>/resend/", members.resend, name="resend_invitation"),
    path("members/invitations/<uuid:invitation_id>/revoke/", members.revoke, name="revoke_invitation"),
    path("members/<uuid:membership_id>/", members.member_detail, name="member"),
    path("members/<uuid:membership_id>/deactivate/", members.deactivate, name="deactivate_member"),
    path("members/<uuid:membership_id>/reactivate/", members.reactivate, name="reactivate_member"),
    path("departments/", departments.tree, name="departments"),
    path("departments/new/", departments.create, name="create_department"),
    path("departments/<uuid:department_id>/", departments.detail, name="department"),
    path("departments/<uuid:department_id>/delete/", departments.delete, name="delete_department"),
    path("settings/", organization.settings, name="organization"),
    path("api-keys/", api_keys.key_list, name="api_keys"),
    path("api-keys/new/", api_keys.create, name="create_api_key"),
    path("api-keys/<uuid:key_id>/revoke/", api_keys.revoke, name="revoke_api_key"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("invitations/<str:token>/", invitations.accept, name="accept_invitation"),
    path("o/<slug:organization_slug>/", include(organization_patterns)),
]
