"""What the templates of single types need beside the options, rows and columns: scales, blanks, sets, levels."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.domain import regions
from surveys.domain.questions.shapes.dates import bound
from surveys.domain.questions.shapes.order import Order
from surveys.domain.questions.shapes.path import children
from surveys.domain.questions.shapes.uploads import Uploads
from surveys.domain.questions.shapes.values import as_number
from surveys.domain.questions.types.matrices import poles
from surveys.domain.texts import pick

if TYPE_CHECKING:
    from surveys.views.presentation import ShownQuestion, Words

Parts = dict[str, Any]
# As many points as stand beside each other on a phone.
SHORT = 7
FACES = 5
_BLANK = re.compile(r"\[\[([^\[\]]*)\]\]")
_LEVELS = ("province", "city", "county")


def parts_of(question: "ShownQuestion") -> Parts:
    """By the name under which the template of its type asks for them."""
    make = _PARTS.get(question.type)
    return make(question) if make else {}


def _scale(question: "ShownQuestion", low: int, high: int, style: str = "numbers") -> Parts:
    """Points with the text that is shown and, where that says too little, the one that is read aloud."""
    texts = [
        question.words(each, f"score_texts.{at}") for at, each in enumerate(question.settings.get("score_texts") or ())
    ]
    ends = {low: question.texts.get("low"), high: question.texts.get("high")}
    points = []
    for at, value in enumerate(range(low, high + 1)):
        named = texts[at] if at < len(texts) else ends.get(value)
        aloud = f"{value}: {named.plain}" if named else ""
        shown: Any = value if style != "faces" or not texts else texts[at]
        face = f"face{_face(value - low, high - low)}" if style == "faces" else ""
        points.append({"value": value, "text": shown, "label": aloud, "face": face})
    low_text, high_text = question.texts.get("low"), question.texts.get("high")
    prefix = style == "numbers"
    return {
        "scale": {
            "points": points,
            "style": style,
            "is_short": high - low < SHORT,
            "low": _end(low, low_text, prefix=prefix),
            "high": _end(high, high_text, prefix=prefix),
        }
    }


def _end(score: int, text: "Words | None", *, prefix: bool) -> "Words | str":
    if not text:
        return ""
    return text.after(f"{score} · ") if prefix else text


def _face(step: int, steps: int) -> int:
    return 1 + round(step / steps * (FACES - 1)) if steps else FACES


def _nps(question: "ShownQuestion") -> Parts:
    return _scale(question, 0, 10)


def _csat(question: "ShownQuestion") -> Parts:
    return _scale(question, *question.kind.scale(question.source), question.settings.get("style", "stars"))


def _ces(question: "ShownQuestion") -> Parts:
    return _scale(question, *question.kind.scale(question.source))


def _rating(question: "ShownQuestion") -> Parts:
    tags = [
        {
            "id": tag["id"],
            "text": question.words(tag["text"], f"tags.{at}.text"),
            "scores": " ".join(map(str, tag.get("scores", ()))),
        }
        for at, tag in enumerate(question.settings.get("tags") or ())
    ]
    return _scale(question, 1, question.settings.get("scale", 5), "stars") | {"tags": tags}


def _emotion(question: "ShownQuestion") -> Parts:
    scores = sorted({option.score for option in question.options if option.score is not None})
    shows = question.settings.get("style", "faces") == "faces" and len(scores) > 1
    faces = {
        option.id: f"face{_face(scores.index(option.score), len(scores) - 1)}"
        for option in question.options
        if shows and option.score is not None
    }
    feelings = [{"option": option, "face": faces.get(option.id, "")} for option in question.options]
    return _scale(question, 1, question.settings.get("intensities", 5)) | {"feelings": feelings}


def _matrix_scale(question: "ShownQuestion") -> Parts:
    cell = question.kind.cell(question.source)
    return _scale(question, cell["low"], cell["high"], question.settings.get("style", "numbers"))


def _semantic(question: "ShownQuestion") -> Parts:
    rows = []
    for row in question.rows:
        left, right = poles(row.text.plain)
        rows.append({"id": row.id, "row": row, "left": left, "right": right})
    return _matrix_scale(question) | {"poles": rows}


def _slider(question: "ShownQuestion") -> Parts:
    plan = question.kind.plan(question.source)
    cell = plan.get("cell", plan)
    low, high = cell.get("min", 0), cell.get("max", 100)
    return {
        "range": {
            "min": low,
            "max": high,
            "step": cell.get("step", 1),
            "low": _end(low, question.texts.get("low"), prefix=True) or low,
            "high": _end(high, question.texts.get("high"), prefix=True) or high,
        }
    }


def _yes_no(question: "ShownQuestion") -> Parts:
    labels = question.kind.labels(question.source, question.wording.language)
    return {"choices": [(name, labels[name]) for name in ("yes", "no")]}


def _blanks(question: "ShownQuestion") -> Parts:
    today = question.today
    found = []
    for at, blank in enumerate(question.settings["blanks"]):
        found.append(
            {
                "id": blank["id"],
                "kind": blank.get("kind", "text"),
                "label": question.words(blank["text"], f"blanks.{at}.text"),
                "limit": blank.get("max_length", 200),
                "is_optional": blank.get("optional", False),
                "least": bound(blank.get("earliest"), today),
                "most": bound(blank.get("latest"), today),
            }
        )
    return {"blanks": found}


def _sentence(question: "ShownQuestion") -> Parts:
    """The sentence in pieces: words, and the blanks that stand between them."""
    blanks = {blank["id"]: blank for blank in _blanks(question)["blanks"]}
    pieces: list[Parts] = []
    for at, piece in enumerate(_BLANK.split(question.texts["sentence"].plain)):
        pieces.append({"blank": blanks[piece]} if at % 2 else {"text": piece})
    return {"sentence": pieces}


def _period(question: "ShownQuestion") -> Parts:
    """Limits of the calendar; where today counts it is that of the visit, which script knows too."""
    settings = question.settings
    return {
        "least": bound(settings.get("earliest"), question.today),
        "most": bound(settings.get("latest"), question.today),
    }


def _cascade(question: "ShownQuestion") -> Parts:
    """A list for each level; below the first, its entries stand in groups by what they belong to."""
    language, own = question.wording.language, question.wording.own_language
    levels: list[Parts] = []
    groups = [{"title": "", "parent": "", "branches": question.settings["tree"]}]
    for number, title in enumerate(question.settings["levels"], 1):
        shown = [
            {
                **group,
                "branches": [{"id": one["id"], "text": pick(one["text"], language, own)} for one in group["branches"]],
            }
            for group in groups
        ]
        levels.append({"number": number, "title": question.words(title, f"levels.{number - 1}"), "groups": shown})
        groups = [
            {"title": pick(branch["text"], language, own), "parent": branch["id"], "branches": children(branch)}
            for group in groups
            for branch in group["branches"]
            if children(branch)
        ]
    return {"levels": levels}


def _ranking(question: "ShownQuestion") -> Parts:
    assert isinstance(question.kind, Order)  # noqa: S101  # for the type checker
    return {"ranks": range(1, (question.settings.get("top") or len(question.options)) + 1)}


def _constant_sum(question: "ShownQuestion") -> Parts:
    total = as_number(question.settings.get("total", 100))
    return {"total": 100 if total is None else total}


def _maxdiff(question: "ShownQuestion") -> Parts:
    options = {option.id: option for option in question.options}
    return {
        "sets": [
            {"id": one["id"], "options": [options[option] for option in one["options"] if option in options]}
            for one in question.settings["sets"]
        ]
    }


def _kano(question: "ShownQuestion") -> Parts:
    usual = (
        pgettext("kano", "I like it"),
        pgettext("kano", "I expect it"),
        pgettext("kano", "I do not mind"),
        pgettext("kano", "I can live with it"),
        pgettext("kano", "I dislike it"),
    )
    answers = [
        {"value": number, "text": question.texts.get(f"answer_{number}") or text}
        for number, text in enumerate(usual, 1)
    ]
    return {"answers": answers, "sides": [{"id": side, "text": question.texts[side]} for side in ("with", "without")]}


def _side_by_side(question: "ShownQuestion") -> Parts:
    options = {option.id: option for option in question.options}
    found = []
    for column in question.columns:
        rules: Mapping[str, Any] = question.settings["kinds"].get(column.id) or {"kind": "text"}
        offered: Sequence[str] = rules.get("options") or list(options)
        found.append(
            {
                "id": column.id,
                "choice": column,
                "kind": rules["kind"],
                "options": [options[option] for option in offered if option in options],
                "scores": range(1, rules.get("scale", 5) + 1),
                "limit": rules.get("max_length", 200),
            }
        )
    return {"columns": found}


def _files(question: "ShownQuestion") -> Parts:
    assert isinstance(question.kind, Uploads)  # noqa: S101  # for the type checker
    kinds, most_bytes = question.kind.limits(question.source)
    _least, most = question.kind.counts(question.source)
    names = question.fields.get(question.name, ())
    note = _("%(kinds)s; at most %(size)s MB each.") % {
        "kinds": ", ".join(kinds).upper(),
        "size": f"{most_bytes / 2**20:.3g}",
    }
    return {
        "accepted": ",".join(f".{kind}" for kind in kinds),
        "most_files": most,
        "file_note": note,
        "uploads": [{"id": each, "name": _("File %(number)s") % {"number": at}} for at, each in enumerate(names, 1)],
    }


def _region(question: "ShownQuestion") -> Parts:
    titles = {
        "province": pgettext("region", "Province"),
        "city": pgettext("region", "City"),
        "county": pgettext("region", "District or county"),
    }
    asked = _LEVELS[: _LEVELS.index(question.settings.get("level", "county")) + 1]
    return {
        "levels": [
            {"id": level, "title": titles[level], "choices": list(regions.provinces().items()) if not at else ()}
            for at, level in enumerate(asked)
        ]
    }


def _media(question: "ShownQuestion") -> Parts:
    return {
        name: question.address(question.settings.get(name) or "") for name in ("video", "poster", "captions", "image")
    }


_PARTS: Mapping[str, Callable[["ShownQuestion"], Parts]] = {
    "nps": _nps,
    "csat": _csat,
    "ces": _ces,
    "rating": _rating,
    "emotion": _emotion,
    "matrix_rating": _matrix_scale,
    "matrix_nps": _matrix_scale,
    "semantic": _semantic,
    "slider": _slider,
    "matrix_slider": _slider,
    "yes_no": _yes_no,
    "blanks": _blanks,
    "sentence": _sentence,
    "date": _period,
    "date_range": _period,
    "cascade": _cascade,
    "ranking": _ranking,
    "constant_sum": _constant_sum,
    "maxdiff": _maxdiff,
    "kano": _kano,
    "side_by_side": _side_by_side,
    "file": _files,
    "image": _files,
    "signature": _files,
    "region": _region,
    "video": _media,
    "image_display": _media,
}
