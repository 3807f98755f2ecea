"""The last page: what the ending of this respondent says, gives and leads to."""

from dataclasses import dataclass, replace
from typing import Any

from surveys.domain.definition.model import Ending
from surveys.domain.texts import pick
from surveys.domain.walk import Walk, walk
from surveys.models import Response
from surveys.selectors.definitions import published_program
from surveys.selectors.doors import Door, link_address
from surveys.selectors.endings import response_of_key
from surveys.services.endings import coupon_code, signed_address
from surveys.services.visits import Visit, page_key, surroundings


@dataclass(frozen=True)
class ShownEnding:
    title: str
    text: str = ""
    outcome: str = "complete"
    coupon: str = ""
    button_text: str = ""
    button_url: str = ""
    next_address: str = ""
    redirect: str = ""
    # Seconds until the redirect is followed by itself.
    after: int = 0


def ending_of(door: Door, key: str, language: str, visit: Visit) -> ShownEnding:
    """The ending of the response that was made with a key; without one, the survey's usual words."""
    response = response_of_key(door.collector_id, key) if key else None
    if response is None:
        usual = next((one for one in reversed(door.definition.endings) if one.outcome == "complete"), None)
        return _plain(door, usual or door.definition.endings[-1], language)
    program = published_program(response.version_id)
    around = surroundings(door, page_key(door, key), _as_then(visit, response), language)
    walked = walk(program, response.answers, surroundings=around)
    found = next(
        (one for one in program.definition.endings if one.id == response.ending), program.definition.endings[-1]
    )
    return _shown(door, found, language, walked, response)


def _as_then(visit: Visit, response: Response) -> Visit:
    """With the parameters of the address that the survey was answered at."""
    context: dict[str, Any] = response.context
    utm = {f"utm_{name}": value for name, value in context.get("utm", {}).items()}
    return replace(visit, url={**context.get("url", {}), **utm})


def _plain(door: Door, ending: Ending, language: str) -> ShownEnding:
    program = published_program(_version(door))
    walked = walk(program, {}, surroundings=surroundings(door, page_key(door, ""), Visit(), language))
    own = door.definition.language
    return ShownEnding(
        title=walked.fill(pick(ending.title, language, own), language),
        text=walked.fill(pick(ending.text, language, own), language),
        outcome=ending.outcome,
    )


def _shown(door: Door, ending: Ending, language: str, walked: Walk, response: Response) -> ShownEnding:
    own = door.definition.language

    def words(texts: Any) -> str:
        return walked.fill(pick(texts, language, own), language)

    redirect = ending.redirect
    coupon = ending.coupon
    return ShownEnding(
        title=words(ending.title),
        text=words(ending.text),
        outcome=response.outcome,
        coupon=(coupon.text or coupon_code(response.pk, coupon.prefix)) if coupon and not response.is_test else "",
        button_text=words(ending.button_text),
        button_url=ending.button_url,
        next_address=link_address(ending.next_survey) if ending.next_survey else "",
        redirect=signed_address(
            redirect.url,
            {name: walked.fill(text, language) for name, text in redirect.params.items()},
            is_signed=redirect.is_signed,
        )
        if redirect
        else "",
        after=redirect.after if redirect else 0,
    )


def _version(door: Door) -> Any:
    assert door.version_id is not None  # noqa: S101  # for the type checker
    return door.version_id
