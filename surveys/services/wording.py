"""What a person reads for the codes of the domain."""

from django.utils.translation import gettext as _

from surveys.domain.questions import AnswerError
from surveys.domain.texts import Problem


def answer_error_text(error: AnswerError) -> str:
    """One sentence for the respondent, in the language in force."""
    params = dict(error.params)
    sentences = {
        "required": _("Please answer this question."),
        "not_a_score": _("Please choose a number from %(low)s to %(high)s."),
        "out_of_range": _("Please choose a number from %(low)s to %(high)s."),
        "not_text": _("The answer must be text."),
        "too_long": _("Please keep your answer to %(limit)s characters; it has %(length)s now."),
        "not_a_contact": _("The contact must be agreed (true or false), name and phone."),
        "phone_missing": _("Please leave a phone number, or take back your consent above."),
        "phone_invalid": _("This does not look like a phone number. Please check the digits."),
        "name_too_long": _("Please keep the name to %(limit)s characters."),
        "unknown_question": _("This survey has no such question."),
        "not_object": _("The answers must be an object with one member for each question."),
    }
    return sentences[error.code] % params


def problem_text(problem: Problem) -> str:
    """One sentence for the person who makes the survey."""
    sentences = {
        "text_missing": _("A text is missing in the language of the survey."),
        "too_long": _("The text has more than %(limit)s characters."),
        "unknown_pipe": _("There is nothing to put in for {%(name)s}; only {organization} is known."),
        "control_characters": _("The text holds characters that cannot be shown."),
        "unknown_type": _("There is no question type %(type)s."),
        "unknown_field": _("There is no field %(field)s here."),
        "no_questions": _("A survey needs at least one question."),
        "consent_not_voluntary": _("Consent must be free: a contact question cannot be required."),
        "duplicate_key": _("The key %(key)s is used twice."),
        "duplicate_id": _("The id %(id)s is used twice."),
    }
    sentence = sentences.get(problem.code, _("This cannot be taken."))
    return sentence % dict(problem.params)


def problems_by_path(problems: list[Problem]) -> dict[str, list[dict[str, str]]]:
    """For the `errors` of a refusal."""
    found: dict[str, list[dict[str, str]]] = {}
    for problem in problems:
        found.setdefault(problem.path, []).append({"code": problem.code, "message": problem_text(problem)})
    return found
