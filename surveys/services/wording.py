"""What a person reads for the codes of the domain."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys.domain.questions import AnswerError
from surveys.services.definition_words import change_text, finding_text, problem_text, problems_by_path

__all__ = ["answer_error_text", "change_text", "finding_text", "page_messages", "problem_text", "problems_by_path"]


def answer_error_text(error: AnswerError) -> str:
    """One sentence for the respondent, in the language in force."""
    return _sentences()[error.code] % dict(error.params)


def page_messages(language: str) -> dict[str, str]:
    """The sentences for the page's script, {code: sentence}; figures are put in for %(name)s."""
    with override(language):
        return _sentences()


def _sentences() -> dict[str, str]:
    return {
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
        # The words of the survey itself.
        "check_failed": "%(message)s",
        "not_object": _("The answers must be an object with one member for each question."),
        **_choosing_sentences(),
        **_writing_sentences(),
        **_table_sentences(),
        **_special_sentences(),
    }


def _choosing_sentences() -> dict[str, str]:
    return {
        "not_a_choice": _("Please choose from the options."),
        "unknown_option": _("One of the chosen options cannot be chosen here."),
        "choice_twice": _("An option was chosen twice."),
        "exclusive_choice": _("One of the chosen options stands alone: choose it, or the others."),
        "open_text_missing": _("Please add a few words to the option that asks for them."),
        "too_few": _("Please choose at least %(least)s."),
        "too_many": _("Please choose at most %(most)s."),
        "path_unfinished": _("Please choose down to the last level."),
        "not_a_list": _("The answer must be a list."),
        "not_an_object": _("The answer must be an object with the parts of this question."),
        "parts_missing": _("Please fill in every part."),
        "unknown_part": _("This question has no part %(part)s."),
    }


def _writing_sentences() -> dict[str, str]:
    return {
        "too_short": _("Please write at least %(limit)s characters; it has %(length)s now."),
        "bad_format": _("Please check the format of your answer."),
        "not_a_number": _("Please enter a number."),
        "too_small": _("Please enter %(low)s or more."),
        "too_large": _("Please enter %(high)s or less."),
        "not_a_step": _("Please choose a value in steps of %(step)s."),
        "too_many_decimals": _("Please use at most %(limit)s decimal places."),
        "not_a_date": _("Please enter a date, for example 2026-01-31."),
        "not_a_time": _("Please enter a time, for example 09:30."),
        "too_early": _("Please choose %(low)s or later."),
        "too_late": _("Please choose %(high)s or earlier."),
        "span_reversed": _("The second date lies before the first."),
        "span_too_short": _("Please choose at least %(limit)s days."),
        "span_too_long": _("Please choose at most %(limit)s days."),
        "email_invalid": _("This does not look like an e-mail address."),
        "id_number_invalid": _("This is not a valid identity number. Please check it."),
    }


def _table_sentences() -> dict[str, str]:
    return {
        "rank_twice": _("Two options have the same place. Please give each a place of its own."),
        "rank_missing": _("Please give %(places)s options a place; %(ranked)s have one now."),
        "sum_is_not": _("The numbers must add up to %(total)s; they make %(sum)s now."),
        "rows_missing": _("Please answer every row."),
        "pair_incomplete": _("Please give both answers in each row."),
        "best_is_worst": _("The same cannot be both the most and the least."),
        "unknown_row": _("This question has no row %(row)s."),
        "unknown_column": _("This question has no column %(column)s."),
        "unknown_field": _("An answer to this question has no field %(field)s."),
    }


def _special_sentences() -> dict[str, str]:
    return {
        "too_few_files": _("Please send at least %(least)s files."),
        "too_many_files": _("Please send at most %(most)s files."),
        "not_an_upload": _("The answer must name files that were sent before."),
        "unknown_upload": _("A file did not arrive. Please choose it again."),
        "upload_twice": _("The same file is named twice."),
        "not_a_region": _("Please choose the place from the list."),
        "region_incomplete": _("Please choose the place down to the last level."),
        "unknown_region": _("There is no such place in the list."),
        "not_a_location": _("Please enter latitude and longitude as numbers."),
        "not_a_consent": _("A consent must be agreed (true or false), with the version of its words."),
        "other_version": _("The words of this consent have changed. Please read them again."),
        "not_asked": _("This part of the survey takes no answer."),
        "code_missing": _("Please enter the code that was sent to this number."),
        "code_wrong": _("This is not the code. Please enter the six digits of the newest message."),
        "code_expired": _("This code is not valid any more. Please have a new one sent."),
        "captcha_failed": _("The security check was not passed. Please load the page again."),
    }
