"""What the maker of a survey reads: problems of a document, findings of the checker, changes between versions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.domain.checker import Finding
from surveys.domain.definition.difference import Change
from surveys.domain.texts import Problem

Sentences = Mapping[str, str | Promise]

PROBLEMS: Sentences = {
    # How the document is built.
    "not_json": gettext_lazy("Here stands something that JSON does not have, or a number that is too large."),
    "too_deep": gettext_lazy("This is nested too deeply."),
    "too_large": gettext_lazy("The document has more than 2 MB."),
    "unknown_schema": gettext_lazy("This version of the document is not known; %(known)s is."),
    "unknown_language": gettext_lazy("The language %(language)s is not known."),
    "language_missing": gettext_lazy("The survey's own language %(language)s must be among those it offers."),
    "field_missing": gettext_lazy("The field %(field)s is missing."),
    "unknown_field": gettext_lazy("There is no field %(field)s here."),
    "unknown_type": gettext_lazy("There is no question type %(type)s."),
    "unknown_value": gettext_lazy("%(value)s is not possible here; possible are %(known)s."),
    "not_object": gettext_lazy("This must be an object."),
    "not_list": gettext_lazy("This must be a list."),
    "not_texts": gettext_lazy("This must be an object with a text for each language."),
    "not_text": gettext_lazy("This must be text."),
    "not_boolean": gettext_lazy("This must be true or false."),
    "not_integer": gettext_lazy("This must be a whole number."),
    "not_number": gettext_lazy("This must be a number."),
    "not_a_name": gettext_lazy("A name begins with a small letter and has at most 40 small letters, digits or _."),
    "bad_format": gettext_lazy("This does not have the right form."),
    "empty": gettext_lazy("This is empty."),
    "too_few": gettext_lazy("At least %(limit)s are needed."),
    "too_many": gettext_lazy("There are more than %(limit)s."),
    "too_long": gettext_lazy("The text has more than %(limit)s characters."),
    "out_of_range": gettext_lazy("The number must be from %(low)s to %(high)s."),
    "not_a_step": gettext_lazy("The number is not one of the steps."),
    "twice": gettext_lazy("Something stands here twice."),
    # Texts.
    "text_missing": gettext_lazy("A text is missing in the language of the survey."),
    "control_characters": gettext_lazy("The text holds characters that cannot be shown."),
    "unknown_pipe": gettext_lazy("There is nothing to put in for {%(name)s}."),
    # Ids and what they point to.
    "duplicate_id": gettext_lazy("The id %(id)s is used twice."),
    "duplicate_key": gettext_lazy("The key %(key)s is used twice."),
    "no_questions": gettext_lazy("A survey needs at least one question."),
    "contact_twice": gettext_lazy("A survey can ask for a contact only once."),
    "unknown_question": gettext_lazy("There is no question %(key)s."),
    "own_question": gettext_lazy("The question %(key)s cannot take this from itself."),
    "no_options": gettext_lazy("The question %(key)s has no options that could be taken over."),
    "unknown_option": gettext_lazy("There is no option %(option)s."),
    "options_missing": gettext_lazy("The options are missing."),
    "unknown_column": gettext_lazy("There is no column %(column)s."),
    "kind_missing": gettext_lazy("It is not said what the column %(column)s asks for."),
    "unknown_page": gettext_lazy("There is no page %(page)s."),
    "page_twice": gettext_lazy("The page %(page)s is in two groups."),
    "pages_apart": gettext_lazy("Pages that are shuffled must stand together."),
    "unknown_target": gettext_lazy("There is no page, question or ending %(to)s to go to."),
    "jump_to_itself": gettext_lazy("This leads to where it starts."),
    "unknown_ending": gettext_lazy("There is no ending %(ending)s."),
    "no_redirect": gettext_lazy("To redirect, name an ending that has an address to redirect to."),
    "last_ending_conditional": gettext_lazy("The last ending is for everybody else and has no condition."),
    "unknown_experiment": gettext_lazy("There is no experiment %(experiment)s."),
    "unknown_quota": gettext_lazy("There is no quota %(quota)s."),
    "unknown_variable": gettext_lazy("There is no variable %(name)s."),
    "metric_twice": gettext_lazy("The question %(key)s is bound to %(metric)s twice."),
    # Rules.
    "rule_too_large": gettext_lazy("The rule has more than %(limit)s parts."),
    "not_an_operator": gettext_lazy("An operation is an object with one member, the operator."),
    "unknown_operator": gettext_lazy("There is no operator %(operator)s."),
    "argument_count": gettext_lazy("%(operator)s has the wrong number of arguments."),
    "value_not_allowed": gettext_lazy("%(operator)s does not take %(value)s; it takes %(allowed)s."),
    "pattern_not_constant": gettext_lazy("A pattern must be written out; it cannot be worked out."),
    "pattern_not_text": gettext_lazy("A pattern must be text."),
    "pattern_not_allowed": gettext_lazy("The pattern has something that is not known, at character %(position)s."),
    "pattern_unfinished": gettext_lazy("The pattern is not finished, at character %(position)s."),
    "pattern_too_large": gettext_lazy("The pattern repeats too much."),
    # Types of questions.
    "consent_not_voluntary": gettext_lazy("Consent must be free: a contact question cannot be required."),
    "below_lower_limit": gettext_lazy("The upper limit %(high)s is below the lower limit %(low)s."),
    "open_not_possible": gettext_lazy("A text of one's own is not possible here."),
    "landline_verified": gettext_lazy("A code can be sent to mobile and international numbers only."),
    "not_two_words": gettext_lazy("Both ends are needed, with | between them."),
    "blanks_not_placed": gettext_lazy("Each blank must stand in the sentence once, as [[its id]]."),
    "only_for_several": gettext_lazy("This is only possible where several may be chosen."),
    "not_a_date": gettext_lazy("This is no date."),
    "wrong_number": gettext_lazy("%(expected)s are needed, and %(found)s are there."),
    "too_many_decimals": gettext_lazy("The number has more than %(limit)s decimals."),
    # Looks.
    "low_contrast": gettext_lazy("Text is hard to read on this ground: contrast %(ratio)s, needed are %(needed)s."),
    "css_at_rule": gettext_lazy("The style rule “%(text)s” cannot be used."),
    "css_property": gettext_lazy("The style property “%(text)s” cannot be used."),
    "css_selector": gettext_lazy("The style selector “%(text)s” cannot be used."),
    "css_value": gettext_lazy("The style value “%(text)s” cannot be used."),
    "css_unfinished": gettext_lazy("The style is not finished at “%(text)s”."),
}

FINDINGS: Sentences = {
    "unreachable.question": gettext_lazy("Question %(question)s is never reached."),
    "unreachable.page": gettext_lazy("Page %(page)s is never reached."),
    "unreachable.ending": gettext_lazy("The ending %(name)s is never shown: one before it is for everybody."),
    "contradiction.question": gettext_lazy("Question %(question)s is never shown: its condition cannot hold."),
    "contradiction.page": gettext_lazy("Page %(page)s is never shown: its condition cannot hold."),
    "contradiction.option": gettext_lazy("Option %(name)s of %(question)s is never shown: its condition cannot hold."),
    "contradiction.row": gettext_lazy("Row %(name)s of %(question)s is never shown: its condition cannot hold."),
    "contradiction.column": gettext_lazy("Column %(name)s of %(question)s is never shown: its condition cannot hold."),
    "contradiction.ending": gettext_lazy("The ending %(name)s is never shown: its condition cannot hold."),
    "contradiction.jump": gettext_lazy("The jump to %(name)s is never taken: its condition cannot hold."),
    "contradiction.required": gettext_lazy("Question %(question)s is never required: that condition cannot hold."),
    "always_true.question": gettext_lazy("The condition of question %(question)s always holds."),
    "always_true.page": gettext_lazy("The condition of page %(page)s always holds."),
    "always_true.option": gettext_lazy("The condition of option %(name)s of %(question)s always holds."),
    "always_true.row": gettext_lazy("The condition of row %(name)s of %(question)s always holds."),
    "always_true.column": gettext_lazy("The condition of column %(name)s of %(question)s always holds."),
    "always_true.ending": gettext_lazy("The condition of the ending %(name)s always holds."),
    "always_true.jump": gettext_lazy("The condition of the jump to %(name)s always holds."),
    "always_true.required": gettext_lazy("Question %(question)s is always required; say so without a condition."),
    "always_true.check": gettext_lazy("The check of question %(question)s refuses nothing."),
    "switched_off": gettext_lazy("%(where)s has a condition that is simply “no”: it is switched off."),
    "dead_end.check": gettext_lazy("Nobody gets past question %(question)s: its check cannot hold."),
    "dead_end.options": gettext_lazy("Nobody gets past question %(question)s: it is required, and no option is shown."),
    "expect_impossible": gettext_lazy("The expected answer of question %(question)s cannot be given."),
    "trap_not_required": gettext_lazy("Question %(question)s finds out who reads, but may be left out."),
    "later_condition": gettext_lazy("A condition of %(where)s looks at %(later)s, which is not asked before it."),
    "perhaps_later": gettext_lazy("A condition of %(where)s looks at %(later)s, which may come later by chance."),
    "outside_loop": gettext_lazy("A condition of %(where)s speaks of a repeated page, and is not on one."),
    "pipe_before_asked": gettext_lazy("A text of %(where)s shows the answer to %(later)s before it is asked."),
    "pipe_perhaps_before_asked": gettext_lazy(
        "A text of %(where)s shows the answer to %(later)s, which may come later by chance."
    ),
    "jump_back": gettext_lazy("The jump from %(where)s to %(to)s leads back and would never end."),
    "impossible_quota": gettext_lazy("Nobody can fall into cell %(cell)s of the quota %(quota)s."),
    "quota_lets_nobody_in": gettext_lazy("Cell %(cell)s of the quota %(quota)s lets nobody in: its limit is 0."),
    "quota_cannot_fill": gettext_lazy(
        "Cell %(cell)s of the quota %(quota)s can never reach %(limit)s: the quota %(other)s is full after %(room)s."
    ),
    "missing_translation": gettext_lazy("%(where)s lacks %(count)s texts in %(language)s."),
    "language_not_offered": gettext_lazy("%(language)s is begun and not offered: %(count)s texts are missing."),
    "long_page": gettext_lazy("Page %(page)s has %(count)s questions; people leave pages with more than %(most)s."),
    "long_matrix": gettext_lazy("The table of question %(question)s is too long: %(rows)s rows, %(columns)s columns."),
    "many_options": gettext_lazy("Question %(question)s has %(count)s options; few people read more than %(most)s."),
    "same_words": gettext_lazy("The options %(first)s and %(second)s of question %(question)s read the same."),
    "unscored": gettext_lazy("%(count)s options of question %(question)s have no score, others have: %(ids)s."),
    "no_scores": gettext_lazy("A condition of %(where)s asks for the score of %(scored)s, which has none."),
    "sms_not_configured": gettext_lazy(
        "Question %(question)s sends a code by SMS, and this installation has no SMS service (CEM_SMS)."
    ),
    "long_survey": gettext_lazy("About %(minutes)s minutes are needed; beyond %(most)s many people leave."),
}

CHANGES: Sentences = {
    "title_changed": gettext_lazy("The title was “%(before)s” and is “%(after)s”."),
    "language_changed": gettext_lazy("The survey's own language was %(before)s and is %(after)s."),
    "languages_changed": gettext_lazy("The languages were %(before)s and are %(after)s."),
    "intro_changed": gettext_lazy("The introduction was changed."),
    "settings_changed": gettext_lazy("The settings were changed."),
    "theme_changed": gettext_lazy("The looks were changed."),
    "shuffled_pages_changed": gettext_lazy("Other pages are shuffled."),
    "metrics_changed": gettext_lazy("Questions are bound to other metrics."),
    "page_added": gettext_lazy("Page %(owner)s was added."),
    "page_removed": gettext_lazy("Page %(owner)s was removed."),
    "page_wording_changed": gettext_lazy("The words of page %(owner)s were changed."),
    "page_logic_changed": gettext_lazy("The logic of page %(owner)s was changed."),
    "pages_moved": gettext_lazy("The pages are in another order."),
    "question_added": gettext_lazy("Question %(key)s was added."),
    "question_removed": gettext_lazy("Question %(key)s was removed."),
    "question_moved": gettext_lazy("Question %(key)s was moved."),
    "type_changed": gettext_lazy("Question %(key)s was of the type %(before)s and is %(after)s."),
    "scale_changed": gettext_lazy("The scale of question %(key)s (%(field)s) was %(before)s and is %(after)s."),
    "consent_reworded": gettext_lazy(
        "People agree to other words in question %(key)s, and the version of the words is still %(version)s."
    ),
    "labels_changed": gettext_lazy("The labels of question %(key)s (%(field)s) were %(before)s and are %(after)s."),
    "title_reworded": gettext_lazy("Question %(key)s read “%(before)s” and reads “%(after)s”."),
    "title_touched": gettext_lazy("The words of question %(key)s were touched up."),
    "hint_changed": gettext_lazy("The hint of question %(key)s was changed."),
    "required_changed": gettext_lazy("Whether question %(key)s is required was changed."),
    "logic_changed": gettext_lazy("The logic of question %(key)s was changed."),
    "checks_changed": gettext_lazy("The checks of question %(key)s were changed."),
    "id_changed": gettext_lazy("The id of question %(key)s was %(before)s and is %(after)s."),
    "question_settings_changed": gettext_lazy("The settings of question %(key)s were changed."),
    "option_added": gettext_lazy("Question %(key)s gained the option “%(text)s”."),
    "option_removed": gettext_lazy("Question %(key)s lost the option “%(text)s”."),
    "option_changed": gettext_lazy("The option “%(text)s” of question %(key)s was changed."),
    "option_reworded": gettext_lazy("The option %(id)s of question %(key)s was touched up: “%(after)s”."),
    "option_id_reused": gettext_lazy("The option %(id)s of question %(key)s was “%(before)s” and is “%(after)s”."),
    "options_moved": gettext_lazy("The options of question %(key)s are in another order."),
    "row_added": gettext_lazy("Question %(key)s gained the row “%(text)s”."),
    "row_removed": gettext_lazy("Question %(key)s lost the row “%(text)s”."),
    "row_changed": gettext_lazy("The row “%(text)s” of question %(key)s was changed."),
    "row_reworded": gettext_lazy("The row %(id)s of question %(key)s was touched up: “%(after)s”."),
    "row_id_reused": gettext_lazy("The row %(id)s of question %(key)s was “%(before)s” and is “%(after)s”."),
    "rows_moved": gettext_lazy("The rows of question %(key)s are in another order."),
    "column_added": gettext_lazy("Question %(key)s gained the column “%(text)s”."),
    "column_removed": gettext_lazy("Question %(key)s lost the column “%(text)s”."),
    "column_changed": gettext_lazy("The column “%(text)s” of question %(key)s was changed."),
    "column_reworded": gettext_lazy("The column %(id)s of question %(key)s was touched up: “%(after)s”."),
    "column_id_reused": gettext_lazy("The column %(id)s of question %(key)s was “%(before)s” and is “%(after)s”."),
    "columns_moved": gettext_lazy("The columns of question %(key)s are in another order."),
    "ending_added": gettext_lazy("The ending %(owner)s was added."),
    "ending_removed": gettext_lazy("The ending %(owner)s was removed."),
    "ending_changed": gettext_lazy("The ending %(owner)s was changed."),
    "quota_added": gettext_lazy("The quota %(owner)s was added."),
    "quota_removed": gettext_lazy("The quota %(owner)s was removed."),
    "quota_changed": gettext_lazy("The quota %(owner)s was changed."),
    "experiment_added": gettext_lazy("The experiment %(owner)s was added."),
    "experiment_removed": gettext_lazy("The experiment %(owner)s was removed."),
    "experiment_changed": gettext_lazy("The experiment %(owner)s was changed."),
}


class _Params(dict[str, Any]):
    """A figure that a problem does not have is left open instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "…"


def problem_text(problem: Problem) -> str:
    """One sentence on what is wrong in a document."""
    return str(PROBLEMS.get(problem.code, _("This cannot be taken."))) % _Params(problem.params)


def finding_text(finding: Finding) -> str:
    """One sentence on what the checker has found; it names the question or page."""
    params = dict(finding.params)
    params |= {"question": finding.question, "page": finding.page if not finding.question else ""}
    params["where"] = finding.question or finding.page or params.get("name") or _("the survey")
    part = params.get("what") or params.get("why")
    sentence = FINDINGS.get(f"{finding.code}.{part}") or FINDINGS.get(finding.code) or CHANGES.get(finding.code)
    return str(sentence or finding.code) % _Params(params, key=finding.question, owner=finding.question)


def change_text(change: Change) -> str:
    """One sentence on a difference between two versions."""
    code = f"question_{change.code}" if f"question_{change.code}" in CHANGES and change.owner else change.code
    return str(CHANGES.get(code, code)) % _Params(change.params, owner=change.owner)


def problems_by_path(problems: list[Problem]) -> dict[str, list[dict[str, Any]]]:
    """For the `errors` of a refusal."""
    found: dict[str, list[dict[str, Any]]] = {}
    for problem in problems:
        entry = {"code": problem.code, "message": problem_text(problem)}
        found.setdefault(problem.path, []).append(entry)
    return found


def findings_by_owner(findings: Iterable[Finding]) -> dict[str, list[dict[str, Any]]]:
    """For the `errors` of a refusal: by question key, else page id, else ""."""
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        entry = {"code": finding.code, "severity": finding.severity, "message": finding_text(finding)}
        found.setdefault(finding.question or finding.page, []).append(entry)
    return found
