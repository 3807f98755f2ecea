"""The corpus of bots: the same seed gives the same figures, and the documentation shows them."""

from pathlib import Path

from benchmarks.bots.__main__ import BEGIN, END, PAGE, main, measure, report


def test_same_seed_gives_the_same_figures_and_another_one_others():
    first = measure(people=40, bots=10, seed=5)

    assert report(measure(people=40, bots=10, seed=5)) == report(first)
    assert report(measure(people=40, bots=10, seed=6)) != report(first)


def test_plain_bots_are_told_from_people():
    areas = {each.kind: each.auc for each in measure(people=120, bots=30, seed=7) if each.effort == "plain"}

    assert set(areas) == {"clickers", "posters", "replays", "generators"}
    assert min(areas.values()) > 0.9


def test_documentation_shows_what_the_command_prints(capsys):
    main([])

    printed = capsys.readouterr().out.strip()
    page = Path(PAGE).read_text()
    assert page.split(BEGIN)[1].split(END)[0].strip() == printed
