"""The harness itself: it must not lose what goes wrong in the page."""

import asyncio

import pytest

from tests.surveys.conformance.scripts import ScriptError, Scripts


def test_run_gives_back_what_the_function_returns(scripts: Scripts) -> None:
    source = (
        "(module, payload) => ({exports: Object.keys(module).includes('hash32'), twice: payload.n * 2, none: null})"
    )
    assert scripts.run("random.js", source, {"n": 21}) == {"exports": True, "twice": 42, "none": None}


def test_run_awaits_a_promise(scripts: Scripts) -> None:
    assert scripts.run("random.js", "async (module, text) => text + '好'", "你") == "你好"


@pytest.mark.parametrize(
    "body", ["NaN", "[1 / 0]", "({a: undefined})", "undefined", "[() => 1]", "(() => { throw new Error('no'); })()"]
)
def test_run_refuses_what_json_would_lose(scripts: Scripts, body: str) -> None:
    with pytest.raises(ScriptError):
        scripts.run("random.js", f"() => {body}")


@pytest.mark.parametrize("module", ["nowhere.js", "../../pyproject.toml"])
def test_run_refuses_an_unknown_module(scripts: Scripts, module: str) -> None:
    with pytest.raises(ScriptError):
        scripts.run(module, "() => 1")


def test_the_thread_of_the_tests_has_no_event_loop(scripts: Scripts) -> None:
    """Django refuses its database to a thread whose event loop runs."""
    scripts.run("random.js", "() => 1")
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
