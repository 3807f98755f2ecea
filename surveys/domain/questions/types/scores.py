"""Scales that metrics are made of: recommendation, satisfaction, effort, a rating with reasons, feelings."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import Question
from surveys.domain.questions.fragments import CHOICES, FLAG, NAME, Schema, a_list, an_object, texts, whole
from surveys.domain.questions.shapes.bounds import check_length
from surveys.domain.questions.shapes.emotion import Feeling
from surveys.domain.questions.shapes.number import Score
from surveys.domain.questions.shapes.rating import LONGEST, ScoreAndTags
from surveys.domain.texts import Problem, TextField

LOW, HIGH = TextField("low", 40, required=False), TextField("high", 40, required=False)
CSAT_SCALES = (5, 7, 10)
MOST_TAGS = 30
_TAG_TEXT: Schema = texts(TextField("text", 40))


def _score_texts(most: int) -> Schema:
    return {
        **a_list(texts(TextField("score_text", 40)), most, 2),
        "description": "A text for each score, the lowest first; they are read aloud where faces or stars stand.",
    }


def _score(high: int, low: int = 1) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


class Nps(Score):
    """How likely to recommend, 0 to 10."""

    name = "nps"
    texts = (TextField("low", 40), TextField("high", 40))
    scores = range(11)
    answer_schema: Mapping[str, Any] = _score(10, 0)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "nps",
        "type": "nps",
        "required": True,
        "title": {"zh-hans": "您有多大可能推荐我们？", "en": "How likely are you to recommend us?"},
        "low": {"zh-hans": "完全不可能", "en": "Not at all likely"},
        "high": {"zh-hans": "非常可能", "en": "Extremely likely"},
    }

    def scale(self, question: Question) -> tuple[int, int]:
        return self.scores.start, self.scores.stop - 1


class Csat(Score):
    """How satisfied, 1 to 5, 7 or 10."""

    name = "csat"
    texts = (LOW, HIGH)
    fields: Mapping[str, Any] = {
        "style": {"enum": ["stars", "faces", "numbers"]},
        "scale": {"enum": list(CSAT_SCALES)},
        "score_texts": _score_texts(10),
    }
    answer_schema: Mapping[str, Any] = _score(10)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "csat",
        "type": "csat",
        "title": {"zh-hans": "您对这次服务满意吗？", "en": "How satisfied are you with this service?"},
        "style": "faces",
        "scale": 5,
        "low": {"zh-hans": "非常不满意", "en": "Very dissatisfied"},
        "high": {"zh-hans": "非常满意", "en": "Very satisfied"},
    }

    def scale(self, question: Question) -> tuple[int, int]:
        return 1, question.settings.get("scale", CSAT_SCALES[0])

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        scale = raw.get("scale", CSAT_SCALES[0])
        if scale in CSAT_SCALES:
            yield from check_length(path, raw, "score_texts", scale)


class Ces(Score):
    """Effort: version 2 asks for agreement that it was easy (1 to 7), version 1 for the effort itself (1 to 5)."""

    name = "ces"
    texts = (LOW, HIGH)
    fields: Mapping[str, Any] = {"version": {"enum": [1, 2]}}
    answer_schema: Mapping[str, Any] = _score(7)
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "ces",
        "type": "ces",
        "title": {"zh-hans": "贵公司让我轻松地解决了问题。", "en": "The company made it easy to handle my issue."},
        "version": 2,
        "low": {"zh-hans": "非常不同意", "en": "Strongly disagree"},
        "high": {"zh-hans": "非常同意", "en": "Strongly agree"},
    }

    def scale(self, question: Question) -> tuple[int, int]:
        return 1, 5 if question.settings.get("version") == 1 else 7


class Rating(ScoreAndTags):
    """Stars, with reasons to tick that differ by the score."""

    name = "rating"
    texts = (LOW, HIGH, TextField("comment_label", 80, required=False))
    fields: Mapping[str, Any] = {
        "scale": whole(2, 10),
        "score_texts": _score_texts(10),
        "tags": a_list(
            an_object(
                {
                    "id": NAME,
                    "key": NAME,
                    "text": _TAG_TEXT,
                    "scores": {
                        **a_list(whole(1, 10), 10, 1),
                        "uniqueItems": True,
                        "description": "The scores it is offered for; every score when it is left out.",
                    },
                },
                "id",
                "text",
            ),
            MOST_TAGS,
        ),
        "max_tags": whole(1, MOST_TAGS),
        "needs_tag": {
            **a_list(whole(1, 10), 10),
            "uniqueItems": True,
            "description": "The scores for which a reason must be ticked.",
        },
        "comment": {**FLAG, "description": "A text may be written with the score."},
        "min_length": whole(0, LONGEST),
        "max_length": whole(1, LONGEST),
    }
    answer_schema: Mapping[str, Any] = an_object(
        {
            "score": _score(10),
            "tags": a_list({"type": "string", "maxLength": 40}, MOST_TAGS),
            "text": {"type": "string"},
        },
        "score",
    )
    behaviour = "rating"
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "delivery",
        "type": "rating",
        "title": {"zh-hans": "请评价这次配送", "en": "Please rate the delivery"},
        "scale": 5,
        "tags": [
            {"id": "late", "scores": [1, 2, 3], "text": {"zh-hans": "送得慢", "en": "Late"}},
            {"id": "damaged", "scores": [1, 2, 3], "text": {"zh-hans": "有破损", "en": "Damaged"}},
            {"id": "fast", "scores": [4, 5], "text": {"zh-hans": "送得快", "en": "Fast"}},
            {"id": "courier", "text": {"zh-hans": "快递员", "en": "The courier"}},
        ],
        "needs_tag": [1, 2],
        "comment": True,
    }


class Emotion(Feeling):
    name = "emotion"
    texts = (LOW, HIGH)
    fields: Mapping[str, Any] = {
        "options": {**CHOICES, "description": "The feelings."},
        "style": {"enum": ["faces", "words"]},
        "intensities": whole(2, 10),
    }
    needs = ("options",)
    answer_schema: Mapping[str, Any] = an_object(
        {"emotion": {"type": "string", "maxLength": 40}, "intensity": _score(10)}, "emotion", "intensity"
    )
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "feeling",
        "type": "emotion",
        "title": {"zh-hans": "离店时您的心情？", "en": "How did you feel when you left?"},
        "style": "faces",
        "intensities": 3,
        "options": [
            {"id": "joy", "text": {"zh-hans": "开心", "en": "Happy"}, "score": 1},
            {"id": "calm", "text": {"zh-hans": "平静", "en": "Calm"}, "score": 0},
            {"id": "anger", "text": {"zh-hans": "生气", "en": "Angry"}, "score": -1},
        ],
        "low": {"zh-hans": "有一点", "en": "A little"},
        "high": {"zh-hans": "非常", "en": "Very"},
    }
