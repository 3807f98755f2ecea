"""What the server and the page must judge alike: the modules of static/respondent, run in a real browser.

A test asks for the fixture `scripts` (see conftest.py; one browser for each worker, started when first asked for):

    def test_words_agree(scripts: Scripts) -> None:
        values = [...]
        got = scripts.run("logic.js", "(module, values) => values.map(module.truthy)", values)
        assert got == [truthy(value) for value in values]

`scripts.run(module, function, payload=None)` imports /static/respondent/<module>, calls the JavaScript function with
(module, payload) and gives back what it returns; an async function is awaited. Payload and result travel as JSON. A
NaN, an infinite number, undefined or a function in the result is an error, for it would be lost unseen on the way; an
exception in the page is raised as `ScriptError`. One call takes about a millisecond, so send many cases at once.

`scripts.vectors(name)` reads tests/surveys/vectors/<name>.json.

No server and no database: the files are served from the folder static/ by the browser driver itself, and nothing else
is reachable. The driver lives in a thread of its own, because its event loop would keep Django from the database.
"""
