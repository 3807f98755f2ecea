"""The refusals of surveys that partners meet."""

from django.utils.translation import gettext_lazy as _

from cem.api.codes import Code

CODES = {
    "already_answered": Code(409, _("The key of this response came with other answers before. The first ones count.")),
    "answered_before": Code(409, _("This person, device or address has answered already, and each may only once.")),
    "collector_exists": Code(409, _("The department has a link of this kind to the survey already.")),
    "conflict": Code(409, _("Somebody has saved the survey since the revision you sent. Read it again first.")),
    "export_not_ready": Code(409, _("The file of the export is not written yet, or was removed after a week.")),
    "invalid_access": Code(422, _("These rules of who may answer cannot be set. “errors” names the fields to mend.")),
    "invalid_answers": Code(422, _("Answers are missing or cannot be taken. “errors” tells why by question key.")),
    "invalid_definition": Code(422, _("The definition of the survey has faults. “errors” names them by path.")),
    "invalid_title": Code(422, _("A survey needs a title of 1 to 200 characters.")),
    "limit_reached": Code(410, _("The survey has as many responses as it takes.")),
    "not_open_yet": Code(403, _("The survey opens later.")),
    "meaning_changed": Code(
        422, _("Stored answers would say something else. “errors” tells by question; use a new key or option id.")
    ),
    "not_published": Code(409, _("A survey that was never published can be neither closed nor reopened.")),
    "outside_hours": Code(403, _("The survey takes answers at certain hours of the day only.")),
    "password_needed": Code(403, _("The survey has a password. Unlock it first and send the pass with what follows.")),
    "survey_closed": Code(410, _("The survey or its link is closed and takes no more answers.")),
    "survey_ended": Code(410, _("The time in which the survey took answers is over.")),
    "survey_has_errors": Code(422, _("The checker finds faults that stop publishing; “errors” tells by question.")),
    "survey_not_published": Code(404, _("The survey behind the link has not been published yet.")),
    "test_not_open": Code(403, _("The survey takes no test answers.")),
    "too_many_tries": Code(429, _("Too many wrong passwords came from this address. Wait ten minutes.")),
    "unknown_attempt": Code(404, _("No answers are saved under this key at this link.")),
    "template_or_definition": Code(422, _("A survey is made from a template or from a definition: send one of both.")),
    "unknown_department": Code(422, _("There is no such department among those you may use.")),
    "unknown_link": Code(404, _("No survey stands behind this token or address.")),
    "unknown_version": Code(404, _("The survey has no version of this number.")),
    "unknown_template": Code(422, _("The library has no template of this name.")),
    "wrong_password": Code(403, _("This is not the password of the survey.")),
    "code_not_sent": Code(503, _("The service that sends codes to phones did not take this one. Try again later.")),
    "codes_unavailable": Code(
        503, _("Codes sent to phones cannot be checked at the moment. Send the same again later.")
    ),
    "file_broken": Code(422, _("The picture cannot be read.")),
    "file_harmful": Code(422, _("The scanner has found something harmful in the file.")),
    "file_kind": Code(422, _("The content of the file is of a kind that is not taken here.")),
    "file_missing": Code(422, _("The form holds no file.")),
    "file_not_scanned": Code(503, _("The scanner of files does not answer. Try again later.")),
    "file_too_large": Code(413, _("The file is larger than is taken here.")),
    "invalid_brand": Code(422, _("The brand kit holds something that cannot be taken. “errors” tells by field.")),
    "phone_invalid": Code(422, _("This is not a number that a code can be sent to.")),
    "sms_not_configured": Code(503, _("No service that sends codes to phones is set up here.")),
    "too_many_codes": Code(
        429, _("Too many codes were asked for this number, address or survey. “Retry-After” tells how long to wait.")
    ),
    "too_many_files": Code(409, _("This visit has sent as many files as are taken.")),
    "unknown_question": Code(404, _("The survey has no question of this name that takes this.")),
}
