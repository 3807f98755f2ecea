"""The backend `snownlp`: the sentiment probability of the snownlp package, computed by our own decoder, with
keywords by jieba.

It is a baseline, faithful to the package: text is read as it stands, traditional characters are not converted and
emoji count as unknown words. Normalising text is a step before analysis.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from insights.domain.text.keywords import KeywordExtractor
from insights.domain.text.reading import Polarity, Reading
from insights.domain.text.snow_cache import load_tables
from insights.domain.text.snow_segmenter import CHINESE_RUN, Segmenter
from insights.domain.text.snow_sentiment import Sentiment, read_stop_words
from insights.domain.text.snow_tables import package_path, read_model

REVISION: Final = 1  # of what is ours: the neutral band, the limit, the keywords
MAX_CHARS: Final = 5_000  # a longer text is read up to here, and its reading says so
NEUTRAL_BAND: Final = (0.4, 0.6)
NEUTRAL_SCORE: Final = 0.5


class SnowNlpAnalyser:
    """`neutral_band` (low, high): a score from low to high, both included, is neutral. Raises ValueError unless 0
    <= low <= high <= 1.

    `cache_dir` keeps the prepared model (see `snow_cache`); None builds it anew.
    """

    name = "snownlp"

    def __init__(
        self, *, neutral_band: tuple[float, float] = NEUTRAL_BAND, keywords: int = 5, cache_dir: Path | None = None
    ) -> None:
        self._low, self._high = neutral_band
        if not 0 <= self._low <= self._high <= 1:
            raise ValueError("a neutral band is low <= high within 0..1")
        package = package_path()
        self._segmenter = Segmenter(load_tables(cache_dir))
        self._sentiment = Sentiment(
            read_model(package / "sentiment" / "sentiment.marshal.3"),
            read_stop_words(package / "normal" / "stopwords.txt"),
        )
        self._keywords = KeywordExtractor(keywords, cache_dir)
        self.version = f"{version('snownlp')}+{REVISION}"

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading per text. A text without a Chinese character is neutral: the model knows no other language."""
        beginnings = [text[:MAX_CHARS] for text in texts]
        return [
            self._reading(text, words, truncated=len(whole) > MAX_CHARS)
            for whole, text, words in zip(texts, beginnings, self._segmenter.words(beginnings), strict=True)
        ]

    def _reading(self, text: str, words: list[str], *, truncated: bool) -> Reading:
        keywords = self._keywords.keywords(text)
        if not CHINESE_RUN.search(text):
            return Reading(Polarity.NEUTRAL, NEUTRAL_SCORE, keywords, truncated)
        score = self._sentiment.probability(words)
        polarity = (
            Polarity.POSITIVE if score > self._high else Polarity.NEGATIVE if score < self._low else Polarity.NEUTRAL
        )
        return Reading(polarity, score, keywords, truncated)
