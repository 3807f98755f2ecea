"""The script as browsers get it, in a real one."""

from playwright.sync_api import Browser

from surveys.domain.questions import QUESTION_TYPES
from surveys.views.lean_script import variables
from surveys.views.scripts import bundle, modules_of, needs_of

EVERYTHING = [*QUESTION_TYPES, "patterns.js", "trajectory.js"]


def test_no_variable_takes_the_name_of_something_of_the_browser(browser: Browser):
    """Such a name would be shortened where it means the browser's own thing too."""
    found = sorted({name for source in modules_of(needs_of(EVERYTHING)).values() for name in variables(source)})
    page = browser.new_page()
    page.goto("about:blank")
    assert page.evaluate("(names) => names.filter((name) => Object.hasOwn(window, name))", found) == []
    page.close()


def test_script_for_every_type_is_one_that_browsers_take(browser: Browser):
    page = browser.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", lambda route: route.fulfill(body="<p>Nothing to answer here.</p>", content_type="text/html"))
    page.goto("http://survey.example/")
    page.add_script_tag(content=bundle(needs_of(EVERYTHING)), type="module")
    page.wait_for_timeout(200)
    assert complaints == []
    page.close()
