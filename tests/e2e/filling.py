"""Puts answers, in the shape in which the API takes them, into the fields of the respondent's page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from surveys.domain import regions

NESTED = {
    "matrix_single", "matrix_multiple", "matrix_rating", "matrix_slider", "matrix_text", "matrix_dropdown",
    "matrix_nps", "side_by_side", "semantic", "maxdiff", "kano", "blanks", "sentence", "date_range", "rating",
    "emotion", "constant_sum", "location",
}  # fmt: skip
FILES = {"file", "image"}


class Filler:
    """Answers what it sees. `types` are those of the questions by key; `files` what is sent for uploads."""

    def __init__(self, page: Page, types: Mapping[str, str], *, script: bool, files: Mapping[str, Path]) -> None:
        self.page, self.types, self.script, self.files = page, types, script, files

    def visible(self) -> list[str]:
        """The names of the questions before one's eyes, in their order."""
        return self.page.locator("form [data-question]:visible").evaluate_all(
            "all => all.map((each) => each.dataset.question)"
        )

    def screen(self, answers: Mapping[str, Any]) -> list[str]:
        """Answer all of a screen, also what comes up on the way; returns the names."""
        done: list[str] = []
        while open_names := [name for name in self.visible() if name not in done]:
            done.append(open_names[0])
            if open_names[0] in answers:
                self.answer(open_names[0], answers[open_names[0]])
        return self.visible()

    def next(self) -> None:
        if self.script:
            self.page.click("[data-next]")
            return
        with self.page.expect_navigation():
            self.page.click("[data-next]")

    def answer(self, name: str, value: Any) -> None:
        kind = self.types[name.partition("@")[0]]
        own = getattr(self, f"_{kind}", None)
        if own is not None:
            own(self.box(name), name, value)
        elif kind in FILES:
            self._upload(self.box(name), value)
        elif kind in NESTED:
            self._nested(name, value)
        else:
            self.put(name, value)

    def box(self, name: str) -> Locator:
        return self.page.locator(f"[id='q-{name}']")

    def _is_offered(self, field: Locator) -> bool:
        """Without script an option that another answer brings comes with the next page."""
        return self.script or not field.evaluate("each => Boolean(each.closest('[hidden]'))")

    def put(self, field: str, value: Any) -> None:
        """Into the fields of one name, whatever they are."""
        if isinstance(value, Mapping):
            self.put(field, value["option"])
            self.page.fill(f"[name='{field}.open.{value['option']}']", value["text"])
            return
        found = self.page.locator(f"form [name='{field}']")
        kind = found.first.evaluate("each => each.type")
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, Mapping):
                    self.put(field, one)
                elif self._is_offered(box := self.page.locator(f"form [name='{field}'][value='{one}']")):
                    box.check(force=True)
        elif kind == "select-one":
            found.select_option(str(value))
        elif kind == "hidden":
            found.locator("xpath=..").locator("input[type=range]").fill(str(value))
        else:
            found.fill(str(value))

    def _nested(self, name: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for part, inner in value.items():
                self._nested(f"{name}.{part}", inner)
        else:
            self.put(name, value)

    def _cascade(self, _box: Locator, name: str, value: list[str]) -> None:
        for level, branch in enumerate(value, 1):
            self.put(f"{name}.{level}", branch)

    def _ranking(self, box: Locator, name: str, value: list[str]) -> None:
        for rank, option in enumerate(value, 1):
            if self.script:
                text = box.locator(f"[data-option='{option}'] label").text_content()
                box.get_by_role("button", name=text, exact=True).click()
            elif self._is_offered(self.page.locator(f"[name='{name}.{option}']")):
                self.put(f"{name}.{option}", rank)

    def _region(self, _box: Locator, name: str, value: Mapping[str, str]) -> None:
        for level, code in value.items():
            field = self.page.locator(f"[name='{name}.{level}']")
            if self.script:
                expect(field.locator(f"option[value='{code}']")).to_have_count(1)
                if field.is_hidden():
                    # The only city of a province that is one: it is chosen already.
                    expect(field).to_have_value(code)
                    continue
            if self.script or level == "province":
                field.select_option(code)
            else:
                field.fill(regions.name(code))

    def _location(self, box: Locator, name: str, value: Mapping[str, float]) -> None:
        if self.script:
            box.locator("button").click()
            expect(self.page.locator(f"[name='{name}.lat']")).not_to_have_value("")
        else:
            self._nested(name, value)

    def _consent(self, _box: Locator, name: str, _value: Any) -> None:
        self.put(name, "yes")

    def _consent_contact(self, _box: Locator, name: str, value: Mapping[str, Any]) -> None:
        self.put(name, "yes")
        self.put(f"{name}.name", value["name"])
        self.put(f"{name}.phone", value["phone"])

    def _captcha(self, _box: Locator, name: str, _value: Any) -> None:
        expect(self.page.locator(f"[name='{name}']")).not_to_have_value("")

    def _signature(self, box: Locator, name: str, value: str) -> None:
        if not self.script:
            self._upload(box, value)
            return
        box.locator("input[type=text]").fill(value)
        expect(box.locator(f"input[type=hidden][name='{name}']")).not_to_have_value("")

    def _upload(self, box: Locator, value: str) -> None:
        box.locator("input[type=file]").set_input_files(self.files[value])
        if self.script:
            expect(box.locator("li input[type=hidden]")).to_have_count(1)
