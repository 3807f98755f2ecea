"""Plotly figures of the dashboard, made of the domain's dataclasses.

Colours are set as marks that Plotly accepts and leave as names of design tokens, which the page turns into the colours
of its theme.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insights.domain.nps import LOWEST_PASSIVE, LOWEST_PROMOTER
from insights.domain.trend import Grain, TrendPoint

_TOKENS = {
    "#000001": "token:brand",
    "#000002": "token:brand/0.16",
    "#000003": "token:promoter",
    "#000004": "token:passive",
    "#000005": "token:detractor",
}
BRAND, BAND, PROMOTER, PASSIVE, DETRACTOR = _TOKENS


def trend_figure(points: Sequence[TrendPoint]) -> dict[str, Any]:
    """NPS over time with its 95 % interval as a band; a period without a figure is a gap in both."""
    import plotly.graph_objects as go  # slow to import

    shown = [point for point in points if point.figure.value is not None]
    layout = {
        "yaxis": {"range": _range(shown), "zeroline": True, "nticks": 6},
        "xaxis": {"type": "date", "range": _span(points)},
    }
    return _themed(go.Figure(data=[go.Scatter(**_band(points)), go.Scatter(**_line(points))], layout=layout))


def _band(points: Sequence[TrendPoint]) -> dict[str, Any]:
    x, y = _outlines(points)
    return {
        "x": x,
        "y": y,
        "mode": "lines",
        "fill": "toself",
        "fillcolor": BAND,
        "line": {"color": BAND, "width": 1},
        "hoverinfo": "skip",
        "name": _("95% interval"),
    }


def _line(points: Sequence[TrendPoint]) -> dict[str, Any]:
    told = {
        "value": "%{y:.1f}",
        "low": "%{customdata[0]:.1f}",
        "high": "%{customdata[1]:.1f}",
        "n": "%{customdata[2]}",
    }
    words = _("NPS %(value)s (95%% interval %(low)s to %(high)s), n = %(n)s") % told
    return {
        "x": [point.start.isoformat() for point in points],
        "y": [_rounded(point.figure.value) for point in points],
        "customdata": [[_rounded(each.figure.low), _rounded(each.figure.high), each.figure.n] for each in points],
        "mode": "lines+markers",
        "line": {"color": BRAND, "width": 2.5},
        "marker": {"size": 7, "color": BRAND},
        "name": "NPS",
        "connectgaps": False,
        "hovertemplate": f"{words}<extra></extra>",
    }


def histogram_figure(histogram: Mapping[int, int]) -> dict[str, Any]:
    """How often each score 0..10 was given, in the colours of its group."""
    import plotly.graph_objects as go  # slow to import

    scores = sorted(histogram)
    bars = go.Bar(
        x=[str(score) for score in scores],
        y=[histogram[score] for score in scores],
        marker={"color": [_colour(score) for score in scores]},
        hovertemplate=_("Score %(score)s: %(answers)s answers") % {"score": "%{x}", "answers": "%{y}"}
        + "<extra></extra>",
        showlegend=False,
    )
    layout = {
        "xaxis": {"type": "category", "title": {"text": _("Score"), "font": {"size": 12}, "standoff": 6}},
        "yaxis": {"rangemode": "tozero", "tickformat": ",d", "nticks": 4},
        "bargap": 0.2,
        "hovermode": "closest",
    }
    return _themed(go.Figure(data=[bars], layout=layout))


def trend_table(points: Sequence[TrendPoint], grain: Grain) -> dict[str, Any]:
    """The same figures as text; what is held back for too few answers says so."""
    columns = {
        Grain.DAY: _("Day"),
        Grain.WEEK: _("Week from"),
        Grain.MONTH: _("Month"),
    }
    return {
        "columns": [columns[grain], "NPS", _("95% interval"), "n"],
        "rows": [[_start(point, grain), *_cells(point)] for point in reversed(points) if point.figure.n],
    }


def histogram_table(histogram: Mapping[int, int]) -> dict[str, Any]:
    rows = [[str(score), histogram[score]] for score in sorted(histogram)]
    return {"columns": [_("Score"), _("Answers")], "rows": rows}


def _cells(point: TrendPoint) -> list[Any]:
    figure = point.figure
    if figure.value is None or figure.low is None or figure.high is None:
        return [_("Too few answers"), "", figure.n]
    interval = _("%(low)s to %(high)s") % {"low": f"{figure.low:.1f}", "high": f"{figure.high:.1f}"}
    return [figure.value, interval, figure.n]


def _start(point: TrendPoint, grain: Grain) -> str:
    return date_format(point.start, "Y-m" if grain is Grain.MONTH else "Y-m-d")


def _outlines(points: Sequence[TrendPoint]) -> tuple[list[str | None], list[float | None]]:
    """The band as one closed outline for each run of neighbouring figures, parted by None."""
    x: list[str | None] = []
    y: list[float | None] = []
    for run in _runs(points):
        if x:
            x.append(None)
            y.append(None)
        days = [point.start.isoformat() for point in run]
        x += [*days, *reversed(days), days[0]]
        upper = [_rounded(point.figure.high) for point in run]
        lower = [_rounded(point.figure.low) for point in run]
        y += [*upper, *reversed(lower), upper[0]]
    return x, y


def _runs(points: Sequence[TrendPoint]) -> Iterator[list[TrendPoint]]:
    run: list[TrendPoint] = []
    for point in points:
        if point.figure.value is not None:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _span(points: Sequence[TrendPoint]) -> list[str] | None:
    """The whole period also where its ends have no answers."""
    return [points[0].start.isoformat(), points[-1].start.isoformat()] if len(points) > 1 else None


def _range(points: Sequence[TrendPoint]) -> list[float]:
    """Round tens around what is drawn, so that a small change does not look like a cliff."""
    lows = [point.figure.low for point in points if point.figure.low is not None]
    highs = [point.figure.high for point in points if point.figure.high is not None]
    if not lows or not highs:
        return [-100, 100]
    return [max(-105, min(lows) // 10 * 10 - 5), min(105, -(-max(highs) // 10) * 10 + 5)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _colour(score: int) -> str:
    if score >= LOWEST_PROMOTER:
        return PROMOTER
    return PASSIVE if score >= LOWEST_PASSIVE else DETRACTOR


def _themed(figure: Any) -> dict[str, Any]:
    plain = figure.to_plotly_json()
    plain["layout"].pop("template", None)
    return {"data": [_named(trace) for trace in plain["data"]], "layout": _named(plain["layout"])}


def _named(value: Any) -> Any:
    """Plain lists and mappings with the names of tokens in place of the marks."""
    if isinstance(value, str):
        return _TOKENS.get(value, value)
    if isinstance(value, Mapping):
        return {key: _named(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_named(item) for item in value]
    return value
