"""The refusals of surveys that partners meet."""

from django.utils.translation import gettext_lazy as _

from cem.api.codes import Code

CODES = {
    "already_answered": Code(409, _("The key of this response came with other answers before. The first ones count.")),
    "collector_exists": Code(409, _("The department has a link of this kind to the survey already.")),
    "conflict": Code(409, _("Somebody has saved the survey since the revision you sent. Read it again first.")),
    "invalid_answers": Code(422, _("Answers are missing or cannot be taken. “errors” tells why by question key.")),
    "invalid_definition": Code(422, _("The definition of the survey has faults. “errors” names them by path.")),
    "invalid_title": Code(422, _("A survey needs a title of 1 to 200 characters.")),
    "not_published": Code(409, _("A survey that was never published can be neither closed nor reopened.")),
    "survey_closed": Code(410, _("The survey or its link is closed and takes no more answers.")),
    "survey_not_published": Code(404, _("The survey behind the link has not been published yet.")),
    "unknown_department": Code(422, _("There is no such department among those you may use.")),
    "unknown_link": Code(404, _("No survey stands behind this token or address.")),
    "unknown_template": Code(422, _("The library has no template of this name.")),
}
