from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMINISTRATOR = "administrator", _("Administrator")
    CX_MANAGER = "cx_manager", _("CX manager")
    ANALYST = "analyst", _("Analyst")
    EXECUTIVE = "executive", _("Executive")
    FRONTLINE = "frontline", _("Frontline staff")


class DepartmentKind(models.TextChoices):
    HEADQUARTERS = "headquarters", _("Headquarters")
    REGION = "region", _("Region")
    STORE = "store", _("Store")
    TEAM = "team", _("Team")


class InvitationState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class ApiScope(models.TextChoices):
    SURVEYS_READ = "surveys:read", _("Read surveys")
    SURVEYS_WRITE = "surveys:write", _("Create and publish surveys")
    RESPONSES_READ = "responses:read", _("Read responses")
    RESPONSES_WRITE = "responses:write", _("Exclude responses from the figures and count them again")
    METRICS_READ = "metrics:read", _("Read metrics")
    FEEDBACK_READ = "feedback:read", _("Read feedback")
    FEEDBACK_WRITE = "feedback:write", _("Import feedback")
    TICKETS_READ = "tickets:read", _("Read tickets")
    TICKETS_WRITE = "tickets:write", _("Work on tickets")
