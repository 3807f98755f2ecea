"""Reads of responses, and of the answers in them as words."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cem.accounts.access import Actor
from cem.privacy import UnreadableError, decrypt, mask_name, mask_phone
from surveys import policies
from surveys.domain.questions import QUESTION_TYPES
from surveys.domain.walk import Program, Surroundings
from surveys.domain.walk.pipes import Piping
from surveys.domain.walk.results import LoopItem
from surveys.models import Response
from surveys.selectors.definitions import published_definition, published_program

logger = logging.getLogger(__name__)

# Stands before what was stored before there were other private answers than the contact, and could not be read then.
OLD_CONTACT = "contact:"
CONTACT = "consent_contact"


@dataclass(frozen=True)
class AnswerInWords:
    # The question's key, or "key@item" inside a loop.
    key: str
    type: str
    title: str
    value: Any
    text: str
    # A code that was sent to the number came back with it; without one it would not have been taken.
    is_verified: bool = False


@dataclass(frozen=True)
class MaskedContact:
    name: str
    phone: str


def response_list(actor: Actor) -> QuerySet[Response]:
    """The responses of the actor's departments."""
    return policies.VIEW_RESPONSES.filter(actor, Response.objects.select_related("version", "department", "collector"))


def answers_in_words(response: Response, *, organization_name: str, language: str = "") -> tuple[AnswerInWords, ...]:
    """The answered questions in the order this respondent saw them, by default in the language they were answered in.

    Texts with pipes read as they did on the page.
    """
    program = published_program(response.version_id)
    spoken = language or response.language or program.definition.language
    piping = _piping(response, program, organization_name)
    return tuple(_in_words(response, program, piping, name, spoken) for name in answered_names(response))


def answered_names(response: Response) -> Iterator[str]:
    """The instance names of the answers: as they were shown, then hidden and calculated ones."""
    shown = [name for _page, names in response.path for name in names]
    if not shown:
        shown = [question.key for question in published_definition(response.version_id).questions]
    by_key = published_program(response.version_id).by_key
    for name in dict.fromkeys([*shown, *response.answers]):
        if name in response.answers and name.partition("@")[0] in by_key:
            yield name


def masked_contact(response: Response) -> MaskedContact | None:
    """What may be shown of a contact without a look that is noted in the audit log."""
    contact = read_contact(response)
    return MaskedContact(mask_name(contact["name"]), mask_phone(contact["phone"])) if contact else None


def has_contact(response: Response) -> bool:
    """Whether the respondent asked to be called and left a number."""
    if not response.private:
        return False
    by_key = published_definition(response.version_id).by_key
    agreed = (name for name, value in response.answers.items() if isinstance(value, dict) and value.get("agreed"))
    return any(by_key[key].type == CONTACT for name in agreed if (key := name.partition("@")[0]) in by_key)


def read_contact(response: Response) -> dict[str, str] | None:
    """The contact in clear. Call it through `reveal_contact` only, so that each look is noted."""
    if not has_contact(response):
        return None
    by_key = published_definition(response.version_id).by_key
    for name, value in read_private(response).items():
        question = by_key.get(name.partition("@")[0])
        if question is not None and question.type == CONTACT and isinstance(value, dict):
            return {"name": str(value.get("name", "")), "phone": str(value.get("phone", ""))}
    return None


def read_private(response: Response) -> dict[str, Any]:
    """{instance name: value} of what identifies a person, in clear. For services that note who looks."""
    if not response.private:
        return {}
    is_old = response.private.startswith(OLD_CONTACT)
    try:
        values = decrypt(response.private.removeprefix(OLD_CONTACT), organization_id=response.organization_id)
    except UnreadableError:
        # The data key was changed or the row came from elsewhere; the answers are worth showing all the same.
        logger.error("the private answers of response %s cannot be read with the data key in force", response.pk)
        return {}
    return {_contact_name(response): values} if is_old else values


def _contact_name(response: Response) -> str:
    definition = published_definition(response.version_id)
    return next((question.key for question in definition.questions if question.type == CONTACT), "contact")


def _piping(response: Response, program: Program, organization_name: str) -> Piping:
    context = response.context
    around = Surroundings(
        seed=response.seed,
        url=context.get("url", {}) | {f"utm_{name}": text for name, text in context.get("utm", {}).items()},
        context={"today": (response.started_at or response.submitted_at).date().isoformat()},
        organization_name=organization_name,
    )
    return Piping(program, around, response.answers, {})


def _in_words(response: Response, program: Program, piping: Piping, name: str, language: str) -> AnswerInWords:
    key, _, item_id = name.partition("@")
    asked = program.by_key[key]
    item = _loop_item(response, program, asked.page, item_id) if item_id else None
    value = response.answers[name]
    return AnswerInWords(
        key=name,
        type=asked.question.type,
        title=piping.fill(asked.question.text("title", language), language, item, asked.loop),
        value=value,
        text=QUESTION_TYPES[asked.question.type].words(asked.question, value, language),
        is_verified=asked.question.type == "phone" and bool(asked.question.settings.get("verify")),
    )


def _loop_item(response: Response, program: Program, page_index: int, item_id: str) -> LoopItem:
    """What a repeated page was about: its place among the repetitions, and the option or row it stands for."""
    page = program.pages[page_index].page
    items = [step.partition("@")[2] for step, _names in response.path if step.partition("@")[0] == page.id]
    origin = program.by_key.get(page.loop.question) if page.loop else None
    choices = (*origin.question.options, *origin.question.rows) if origin else ()
    choice = next((one for one in choices if one.id == item_id), None)
    return LoopItem(item_id, items.index(item_id) + 1 if item_id in items else 1, choice)
