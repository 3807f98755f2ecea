"""Tables of rows that are all answered alike."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.questions.base import Question
from surveys.domain.questions.fragments import ANSWER_ID, FLAG, NAME, NUMBER, Schema, a_list, whole
from surveys.domain.questions.shapes.number import MOST_DECIMALS, number_plan
from surveys.domain.questions.shapes.table import LONGEST, Cell, Table
from surveys.domain.questions.shapes.text import FORMATS, text_plan
from surveys.domain.texts import Problem, TextField

ROWS: Schema = {"$ref": "#/$defs/rows"}
COLUMNS: Schema = {"$ref": "#/$defs/columns"}
ENDS = (TextField("low", 40, required=False), TextField("high", 40, required=False))
SCALE, SEMANTIC_SCALE, SLIDER = 5, 7, (0, 100)
TEXT_RULES: Mapping[str, Any] = {
    "max_length": whole(1, 2000),
    "min_length": whole(1, 2000),
    "format": {"enum": list(FORMATS)},
    "pattern": {"type": "string", "minLength": 1, "maxLength": 500},
}
NUMBER_RULES: Mapping[str, Any] = {
    "min": NUMBER,
    "max": NUMBER,
    "step": {"type": "number", "exclusiveMinimum": 0, "maximum": 1e15},
    "decimals": whole(0, MOST_DECIMALS),
}
_ROWS = [
    {"id": "taste", "text": {"zh-hans": "口味", "en": "Taste"}},
    {"id": "speed", "text": {"zh-hans": "上菜速度", "en": "Speed"}},
]
_COLUMNS = [
    {"id": "good", "text": {"zh-hans": "满意", "en": "Satisfied"}},
    {"id": "fair", "text": {"zh-hans": "一般", "en": "So-so"}},
    {"id": "poor", "text": {"zh-hans": "不满意", "en": "Not satisfied"}},
]


def by_row(inner: Schema) -> Schema:
    return {"type": "object", "propertyNames": NAME, "additionalProperties": inner, "maxProperties": 100}


def _example(name: str, title: str, english: str, **more: Any) -> dict[str, Any]:
    texts = {"zh-hans": title, "en": english}
    return {"id": "q1", "key": "meal", "type": name, "title": texts, "rows": _ROWS, **more}


class MatrixSingle(Table):
    name = "matrix_single"
    fields: Mapping[str, Any] = {"rows": ROWS, "columns": COLUMNS}
    needs = ("rows", "columns")
    answer_schema: Mapping[str, Any] = by_row(ANSWER_ID)
    example = _example("matrix_single", "这一餐怎么样？", "How was the meal?", columns=_COLUMNS)

    def cell(self, question: Question) -> Cell:
        return {"kind": "single"}


class MatrixDropdown(MatrixSingle):
    """One list to choose from in each row."""

    name = "matrix_dropdown"
    example = _example("matrix_dropdown", "这一餐怎么样？", "How was the meal?", columns=_COLUMNS)


class MatrixMultiple(Table):
    name = "matrix_multiple"
    fields: Mapping[str, Any] = {"rows": ROWS, "columns": COLUMNS, "min": whole(1, 30), "max": whole(1, 30)}
    needs = ("rows", "columns")
    answer_schema: Mapping[str, Any] = by_row(a_list(ANSWER_ID, 30, 1))
    example = _example("matrix_multiple", "下面哪些词适合？", "Which words fit?", columns=_COLUMNS, max=2)

    def cell(self, question: Question) -> Cell:
        rules = {name: question.settings[name] for name in ("min", "max") if name in question.settings}
        return {"kind": "multiple", **rules}


class MatrixRating(Table):
    name = "matrix_rating"
    texts = ENDS
    fields: Mapping[str, Any] = {"rows": ROWS, "scale": whole(2, 10), "style": {"enum": ["stars", "numbers", "faces"]}}
    needs = ("rows",)
    answer_schema: Mapping[str, Any] = by_row(whole(1, 10))
    example = _example("matrix_rating", "请打分", "Please rate", scale=5, style="stars")

    def cell(self, question: Question) -> Cell:
        return {"kind": "score", "low": 1, "high": question.settings.get("scale", SCALE)}


class MatrixNps(Table):
    name = "matrix_nps"
    texts = ENDS
    fields: Mapping[str, Any] = {"rows": ROWS}
    needs = ("rows",)
    answer_schema: Mapping[str, Any] = by_row(whole(0, 10))
    example = _example("matrix_nps", "您会推荐吗？", "Would you recommend these?")

    def cell(self, question: Question) -> Cell:
        return {"kind": "score", "low": 0, "high": 10}


class MatrixSlider(Table):
    name = "matrix_slider"
    texts = ENDS
    fields: Mapping[str, Any] = {"rows": ROWS, **NUMBER_RULES, "unit": {"type": "string", "maxLength": 10}}
    needs = ("rows",)
    answer_schema: Mapping[str, Any] = by_row({"type": "number"})
    example = _example("matrix_slider", "各占多少？", "How much of each?", min=0, max=100, step=5, unit="%")

    def cell(self, question: Question) -> Cell:
        low, high = SLIDER
        return {"kind": "number", "min": low, "max": high, "step": 1, **number_plan(question.settings)}


class MatrixText(Table):
    name = "matrix_text"
    fields: Mapping[str, Any] = {"rows": ROWS, **TEXT_RULES}
    needs = ("rows",)
    answer_schema: Mapping[str, Any] = by_row({"type": "string"})
    example = _example("matrix_text", "各用一句话说说", "A sentence on each", max_length=100)

    def cell(self, question: Question) -> Cell:
        return {"kind": "text", "one_line": True, **text_plan(question.settings, LONGEST)}


class Semantic(Table):
    """Between two opposite words. The text of a row has both: "slow|fast"."""

    name = "semantic"
    fields: Mapping[str, Any] = {
        "rows": ROWS,
        "scale": {"enum": [5, 7]},
        "centred": {**FLAG, "description": "The middle is 0: -3 to 3 instead of 1 to 7."},
    }
    needs = ("rows",)
    answer_schema: Mapping[str, Any] = by_row(whole(-3, 7))
    example: Mapping[str, Any] = {
        "id": "q1",
        "key": "feel",
        "type": "semantic",
        "title": {"zh-hans": "您觉得这家店……", "en": "This shop feels ..."},
        "rows": [
            {"id": "pace", "text": {"zh-hans": "慢|快", "en": "slow|fast"}},
            {"id": "mood", "text": {"zh-hans": "冷淡|热情", "en": "cold|warm"}},
        ],
        "scale": 7,
    }

    def cell(self, question: Question) -> Cell:
        steps = question.settings.get("scale", SEMANTIC_SCALE)
        low = -(steps // 2) if question.settings.get("centred") else 1
        return {"kind": "score", "low": low, "high": low + steps - 1}

    def check_definition(self, path: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
        yield from super().check_definition(path, raw)
        rows = raw.get("rows")
        for at, row in enumerate(rows if isinstance(rows, list) else []):
            texts = row.get("text") if isinstance(row, Mapping) else None
            for language, text in texts.items() if isinstance(texts, Mapping) else ():
                if isinstance(text, str) and text.strip() and not all(poles(text)):
                    yield Problem(f"{path}.rows.{at}.text.{language}", "not_two_words")


def poles(text: str) -> tuple[str, str]:
    """The words at the two ends of a row, ("slow", "fast"); empty where there are not exactly two."""
    left, *rest = (part.strip() for part in text.split("|"))
    return (left, rest[0]) if len(rest) == 1 else ("", "")
