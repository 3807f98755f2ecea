from surveys.domain.definition import read_definition, upgrade
from surveys.domain.definition.model import Coupon, Loop, Redirect, Settings, ShuffledPages, Timer
from surveys.domain.questions.base import Source
from surveys.selectors.templates import template_detail, template_list
from tests.surveys.domain.definition.test_checks import changed
from tests.surveys.domain.samples import NPS

OLD = {
    **{name: value for name, value in NPS.items() if name != "endings"},
    "schema": 1,
    "ending": {"title": {"zh-hans": "谢谢", "en": "Thanks"}},
}


def test_read_definition_of_a_sound_survey():
    definition = read_definition(NPS)
    assert [(q.key, q.type, q.required) for q in definition.questions] == [
        ("nps", "nps", True),
        ("reason", "long_text", False),
        ("contact", "consent_contact", False),
    ]
    assert definition.languages == ("zh-hans", "en")
    assert definition.question("nps").text("low", "en") == "Not likely"
    # Its own language where one is missing.
    assert definition.question("reason").text("placeholder", "en") == "随便说说"
    assert (definition.settings, definition.quotas, definition.endings[0].outcome) == (Settings(), (), "complete")


def test_languages_leave_out_one_that_is_not_complete():
    assert read_definition(changed("endings.0.title.en", " ")).languages == ("zh-hans",)
    assert read_definition({**NPS, "languages": ["en", "zh-hans", "ja"]}).languages == ("zh-hans", "en", "ja")


def test_a_document_of_schema_1_is_read_as_one_of_schema_2():
    assert upgrade(OLD) == NPS
    assert read_definition(OLD) == read_definition(NPS)
    assert OLD["schema"] == 1


def test_upgrade_finds_a_free_name_for_the_ending():
    taken = {**OLD, "pages": [{**OLD["pages"][0], "id": "end"}]}
    assert upgrade(taken)["endings"][0]["id"] == "end_2"
    assert read_definition(taken).pages[0].id == "end"


def test_upgrade_leaves_the_present_schema_alone():
    assert upgrade(NPS) is NPS
    assert upgrade({"schema": True}) == {"schema": True}


def test_every_template_is_sound_and_in_both_languages():
    assert {template.id for template in template_list()} >= {"nps", "csat", "ces", "showcase"}
    for template in template_list():
        assert template.definition.languages[:2] == ("zh-hans", "en"), template.id
        assert template.raw["schema"] == 2


def test_read_definition_of_everything():
    definition = template_detail("showcase").definition
    pages = {page.id: page for page in definition.pages}
    assert pages["each_aspect"].loop == Loop(most=4, question="liked", take="chosen")
    assert pages["each_person"].loop == Loop(most=6, times={"var": "answers.people"})
    assert pages["scores"].timer == Timer(least=2, most=1800)
    assert pages["choices"].shuffles
    assert definition.shuffled_pages == (ShuffledPages(("tables_a", "tables_b")),)
    assert definition.question("missed").options_from == Source("liked", "unchosen")
    assert definition.question("again").rows_from == Source("liked", "chosen")
    assert definition.question("attention").expected == "blue"
    endings = {ending.id: ending for ending in definition.endings}
    assert endings["fans"].redirect == Redirect(
        "https://example.com/thanks",
        {"score": "{answers.nps}", "from": "{url.utm_source|direct}"},
        is_signed=True,
        after=5,
    )
    assert endings["recovery"].coupon == Coupon(is_unique=True, prefix="SORRY")
    assert definition.quotas[0].do == "screen_out"
    assert [cell.id for cell in definition.quotas[0].cells] == ["f_young", "f_old", "m_young", "m_old"]
