import pytest

from insights.domain.text import analyser as registry
from insights.domain.text.analyser import UnknownAnalyserError, analyser_names, get_analyser, register_analyser
from insights.domain.text.keywords import KeywordExtractor
from insights.domain.text.reading import Polarity, Reading
from insights.domain.text.snownlp_analyser import MAX_CHARS, SnowNlpAnalyser
from tests.insights.domain.text.shared import model_directory


@pytest.fixture(scope="module")
def analyser():
    return SnowNlpAnalyser(cache_dir=model_directory())


def test_read_praise_and_complaint(analyser):
    praise, complaint = analyser.read(["东西很好，质量不错，非常满意", "质量太差了，退款等了三天，客服不理人"])
    assert praise.polarity is Polarity.POSITIVE
    assert praise.score > 0.9
    assert complaint.polarity is Polarity.NEGATIVE
    assert complaint.score < 0.1
    assert complaint.keywords == ("客服", "退款", "不理", "差", "质量")


@pytest.mark.parametrize("text", ["", "   ", "👍👍", "great service", "12345", "！！！"])
def test_read_text_without_chinese_is_neutral(analyser, text):
    (reading,) = analyser.read([text])
    assert (reading.polarity, reading.score, reading.truncated) == (Polarity.NEUTRAL, 0.5, False)


def test_read_mixed_traditional_and_emoji(analyser):
    readings = analyser.read(["屏幕 display 很好👍", "客服態度很好", "\ud800坏\x00"])
    assert len(readings) == 3
    assert "display" in readings[0].keywords


def test_read_keeps_order_over_batches(analyser):
    texts = ["很好" * 200, "很差", "", "一般"] * 60  # several batches of the decoder
    assert analyser.read(texts) == [reading for text in texts for reading in analyser.read([text])]


def test_read_nothing(analyser):
    assert analyser.read([]) == []


def test_read_long_text_stops_at_the_limit(analyser):
    beginning = "质量不好，" * (MAX_CHARS // 5)
    exact, longer, huge = analyser.read([beginning, beginning + "但是我非常喜欢", beginning + "好" * 1_000_000])
    assert exact.truncated is False
    assert longer.truncated is huge.truncated is True
    assert longer.score == huge.score == exact.score


def test_neutral_band_includes_its_ends(analyser):
    text = "物流很快，客服态度也好"
    score = analyser.read([text])[0].score
    assert 0.28 < score < 0.29

    def polarity(low, high):
        analyser_of_band = SnowNlpAnalyser.__new__(SnowNlpAnalyser)
        analyser_of_band.__dict__ = {**analyser.__dict__, "_low": low, "_high": high}
        return analyser_of_band.read([text])[0].polarity

    assert polarity(score, 0.9) is Polarity.NEUTRAL
    assert polarity(0.1, score) is Polarity.NEUTRAL
    assert polarity(score + 0.01, 0.9) is Polarity.NEGATIVE
    assert polarity(0.1, score - 0.01) is Polarity.POSITIVE


@pytest.mark.parametrize("band", [(0.6, 0.4), (-0.1, 0.5), (0.5, 1.1)])
def test_neutral_band_must_be_one(band):
    with pytest.raises(ValueError, match="neutral band"):
        SnowNlpAnalyser(neutral_band=band)


def test_keywords_are_content_words():
    extractor = KeywordExtractor(limit=3)
    assert extractor.keywords("我们觉得这个客服非常好，但是客服的电话没有人接，客服！")[0] == "客服"
    assert extractor.keywords("我们觉得这个非常，但是") == ()
    assert extractor.keywords("不贵") == ()
    assert extractor.keywords("价钱贵了三天") == ("价钱", "贵")
    assert extractor.keywords("iPhone IPHONE iphone") == ("iphone",)
    assert len(extractor.keywords("物流 快递 客服 退款 包装 质量")) == 3


def test_reading_refuses_a_score_outside():
    with pytest.raises(ValueError, match="between 0 and 1"):
        Reading(Polarity.NEUTRAL, 1.1)


class Silent:
    name = "silent"
    version = "1"

    def read(self, texts):
        return [Reading(Polarity.NEUTRAL, 0.5) for _ in texts]


def test_registry_builds_once(monkeypatch, tmp_path):
    monkeypatch.setattr(registry, "_factories", dict(registry._factories))
    monkeypatch.setattr(registry, "_built", {})
    directories = []

    def build(cache_dir):
        directories.append(cache_dir)
        return Silent()

    register_analyser("silent", build)
    assert analyser_names() == ["silent", "snownlp"]
    assert get_analyser("silent", tmp_path) is get_analyser("silent")
    assert directories == [tmp_path]
    with pytest.raises(ValueError, match="already registered"):
        register_analyser("silent", build)


def test_registry_refuses_an_unknown_name():
    with pytest.raises(UnknownAnalyserError):
        get_analyser("oracle")
