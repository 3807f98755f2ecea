"""Our decoder against the library it replaces, on texts of the installed library itself."""

import random

import pytest

from insights.domain.text.snow_cache import load_tables, read_tables, write_tables
from insights.domain.text.snow_segmenter import Segmenter
from insights.domain.text.snow_sentiment import Sentiment, read_stop_words
from insights.domain.text.snow_tables import package_path, read_model
from tests.insights.domain.text.shared import model_directory

HARD_CASES = [
    "",
    " \n\t",
    "只",
    "只有中文没有标点",
    "hello world",
    "物流很快，客服态度也好",
    "iPhone 15 Pro 屏幕有坏点，售后 customer service 不理人",
    "😀好😀👍🏽",
    "客服態度很好，發貨很快，就是包裝有點破損",
    "你好鿃",  # outside the range that is segmented
    "龥你龥好龥",  # inside it, but the model never saw the character
    "龥龥龥",
    "好龥",
    "一丂七",
    "𠀀你𠀀",
    "很好" * 400,
    "１２３全角ＡＢＣ",
    "第一行\r\n第二行\r第三行",
]


@pytest.fixture(scope="module")
def tables():
    return load_tables(model_directory())


@pytest.fixture(scope="module")
def texts():
    """250 positive and 250 negative texts, and random characters, which reach the rare branches."""
    chance = random.Random(20260131)  # noqa: S311 - the same texts in every run
    lines = [
        line
        for name in ("pos", "neg")
        for line in chance.sample(
            (package_path() / "sentiment" / f"{name}.txt").read_text(encoding="utf-8").splitlines(), 250
        )
    ]
    noise = ["".join(chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(chance.randint(1, 15))) for _ in range(300)]
    return [*HARD_CASES, *lines, *noise]


def test_segmentation_equals_the_library(tables, texts):
    from snownlp import seg  # loads all models of the library

    words = list(Segmenter(tables).words(texts))
    assert len(words) == len(texts)
    for text, found in zip(texts, words, strict=True):
        assert found == seg.seg(text), text


def test_sentiment_equals_the_library(tables, texts):
    from snownlp import sentiment

    own = Sentiment(
        read_model(package_path() / "sentiment" / "sentiment.marshal.3"),
        read_stop_words(package_path() / "normal" / "stopwords.txt"),
    )
    for text, words in zip(texts, Segmenter(tables).words(texts), strict=True):
        assert own.probability(words) == sentiment.classify(text), text  # to the last bit


def test_sentiment_of_overwhelming_evidence_does_not_overflow():
    model = {
        "total": 20,
        "d": {
            "neg": {"total": 1e9, "none": 1, "d": {"差": 10**9}},
            "pos": {"total": 1e9, "none": 1, "d": {"好": 10**9}},
        },
    }
    sentiment = Sentiment(model, frozenset())
    assert sentiment.probability(["好"] * 100) == 1.0
    assert sentiment.probability(["差"] * 100) == 0.0
    assert sentiment.probability([]) == 0.5


def test_sentiment_refuses_another_model():
    with pytest.raises(ValueError, match="unexpected classes"):
        Sentiment({"total": 1, "d": {"pos": {}, "neg": {}}}, frozenset())


def test_kept_tables_are_the_same(tables, tmp_path):
    kept = tmp_path / "kept.npz"
    write_tables(kept, tables)
    again = read_tables(kept)
    assert (again.char_index == tables.char_index).all()
    assert (again.unigrams == tables.unigrams).all()
    for first, second in ((again.bigrams, tables.bigrams), (again.trigrams, tables.trigrams)):
        for part in ("keys", "offsets", "slots", "logs"):
            assert (getattr(first, part) == getattr(second, part)).all()
    assert [path.name for path in tmp_path.iterdir()] == ["kept.npz"]


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 cut off"])
def test_damaged_cache_is_no_cache(tmp_path, content):
    kept = tmp_path / "kept.npz"
    kept.write_bytes(content)
    assert read_tables(kept) is None


def test_load_tables_reads_what_it_kept(tables):
    (kept,) = model_directory().glob("*.npz")
    written = kept.stat().st_mtime_ns
    again = load_tables(model_directory())
    assert (again.trigrams.logs == tables.trigrams.logs).all()
    assert kept.stat().st_mtime_ns == written
