"""How long a survey takes: the time to read its words, and the time to answer each kind of question.

Reading: characters a minute of the International Reading Speed Texts (Trauzettel-Klosinski & Dietz, 2012, "Standardized
assessment of reading performance", Investigative Ophthalmology & Visual Science 53: 5452-5461): Chinese 255,
Japanese 357, English 987, Arabic 612. They were measured reading aloud, which is slower than reading in silence; so the
estimate is a cautious one. Traditional characters are taken as Chinese; Korean has no figure there and is taken as
Japanese, which is an assumption.

Answering: seconds by type in ANSWER_SECONDS are an assumption of ours (about two seconds to find and tap a place, more
where one has to weigh or to type); they are to be replaced when enough times of real responses are at hand.

Branches: a question behind a condition counts half, and a repeated page twice, which is an assumption too. The shortest
path leaves out all that depends on a condition, the longest has everything, and repeated pages as often as they may be.
"""

from collections.abc import Mapping

from surveys.domain.checker.findings import Duration
from surveys.domain.checker.survey import Checked
from surveys.domain.definition.model import Page
from surveys.domain.definition.places import TextPlace, places
from surveys.domain.definition.schema import question_schema
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.questions.base import Question

CHARACTERS_A_MINUTE: Mapping[str, int] = {
    "zh-hans": 255, "zh-hant": 255, "ja": 357, "ko": 357, "en": 987, "ar": 612,
}  # fmt: skip
# Seconds for one answer without reading; for tables, for each row.
ANSWER_SECONDS: Mapping[str, float] = {
    "single": 2, "multiple": 5, "dropdown": 4, "picture": 4, "cascade": 8, "yes_no": 2,
    "short_text": 12, "long_text": 30, "blanks": 20, "sentence": 15, "number": 6, "phone": 12, "email": 15,
    "id_number": 20, "date": 8, "time": 6, "date_range": 14, "nps": 3, "csat": 2, "ces": 3, "rating": 8,
    "emotion": 5, "slider": 4, "ranking": 15, "constant_sum": 25, "matrix_single": 2.5, "matrix_multiple": 5,
    "matrix_rating": 2.5, "matrix_slider": 4, "matrix_text": 10, "matrix_dropdown": 4, "matrix_nps": 3,
    "side_by_side": 6, "maxdiff": 10, "kano": 6, "semantic": 3, "file": 30, "image": 25, "signature": 12,
    "region": 10, "location": 6, "consent": 4, "consent_contact": 8, "captcha": 4,
}  # fmt: skip
OTHERWISE = 5.0
# The share of people who write something where they need not.
OPTIONAL_SHARE = 0.5
CONDITIONAL_SHARE = 0.5
EXPECTED_TURNS = 2
_WRITTEN = frozenset({"short_text", "long_text", "blanks", "matrix_text", "file", "image"})


def estimate_duration(survey: Checked) -> Duration:
    """Minutes, to a tenth, in the survey's own language."""
    definition = survey.definition
    speed = CHARACTERS_A_MINUTE[definition.language] / 60
    opening = len(definition.title.get(definition.language, "")) + len(definition.intro.get(definition.language, ""))
    expected = least = most = opening / speed
    pages = {page["id"]: page for page in survey.raw["pages"]}
    for page in definition.pages:
        raw = {question["key"]: question for question in pages[page.id]["questions"]}
        words = sum(len(texts.get(definition.language, "")) for texts in (page.title, page.text)) / speed
        on_page = [0.0, 0.0, 0.0]
        for question in page.questions:
            seconds = _read_seconds(raw[question.key], definition.language, speed)
            full = seconds + answer_seconds(question)
            usual = seconds + answer_seconds(question) * _share(question)
            is_open = question.rule is not None
            on_page[0] += usual * (CONDITIONAL_SHARE if is_open else 1)
            on_page[1] += 0 if is_open else (full if question.required else seconds)
            on_page[2] += full
        drawn = page.show / len(page.questions) if page.show and page.show < len(page.questions) else 1
        expected += (words + on_page[0] * drawn) * _weight(page)
        least += 0 if page.rule is not None or page.loop else words + on_page[1] * drawn
        most += (words + on_page[2]) * (page.loop.most if page.loop else 1)
    return Duration(*(round(max(seconds, least) / 60, 1) for seconds in (expected, least, most)))


def answer_seconds(question: Question) -> float:
    if not QUESTION_TYPES[question.type].is_asked:
        return 0.0
    rows = len(question.rows) or len(question.settings.get("sets") or question.settings.get("features") or ()) or 1
    return ANSWER_SECONDS.get(question.type, OTHERWISE) * rows


def _share(question: Question) -> float:
    return 1.0 if question.required or question.type not in _WRITTEN else OPTIONAL_SHARE


def _weight(page: Page) -> float:
    turns = min(EXPECTED_TURNS, page.loop.most) if page.loop else 1
    return turns * (CONDITIONAL_SHARE if page.rule is not None else 1)


def _read_seconds(raw: Mapping[str, object], language: str, speed: float) -> float:
    """Everything of a question that is read before it is answered; of long lists of options only a part."""
    found = 0
    for place in places(question_schema(str(raw["type"])), raw):
        if isinstance(place, TextPlace) and place.value and place.steps[0] != "checks":
            found += len(place.value.get(language, ""))
    return found / speed
