"""Keywords of a text: its content words by how much they tell."""

from __future__ import annotations

import logging
import re
from collections import Counter
from math import log
from pathlib import Path
from typing import Any, Final

from insights.domain.text.stopwords import STOP_WORDS

_CHINESE_WORD: Final = re.compile("[\u3400-\u9fff]{2,30}")
_LATIN_WORD: Final = re.compile("[a-z][a-z0-9]{1,29}")
# One-character words that carry an opinion; all others are too vague alone.
_TELLING_CHARACTERS: Final = frozenset("贵脏慢差吵烂坏臭冷硬咸淡辣甜香美棒")
_AMOUNT: Final = re.compile("[一二两三四五六七八九十百几半数多]+[个天次年月日周点分元块件份位名条家种]")
_NEGATIONS: Final = frozenset("不没未无别莫")


class KeywordExtractor:
    """Segments with jieba's dictionary; weight of a word = occurrences in the text x information content by jieba's
    frequencies.

    jieba's dictionary takes about a second and 90 MB to load: build one and keep it. `cache_dir` may keep its
    prepared form.
    """

    def __init__(self, limit: int = 5, cache_dir: Path | None = None) -> None:
        import jieba  # type: ignore[import-untyped, unused-ignore]  # slow to import

        jieba.setLogLevel(logging.WARNING)
        self._tokenizer: Any = jieba.Tokenizer()
        if cache_dir is None:
            # Not `initialize`: it would trust a file of a well-known name in the common temporary directory.
            self._tokenizer.FREQ, self._tokenizer.total = self._tokenizer.gen_pfdict(self._tokenizer.get_dict_file())
            self._tokenizer.initialized = True
        else:
            cache_dir.mkdir(parents=True, exist_ok=True)
            self._tokenizer.tmp_dir = str(cache_dir)
            self._tokenizer.initialize()
        self._limit = limit

    def keywords(self, text: str) -> tuple[str, ...]:
        """At most `limit` words, most telling first, of equal weight the earlier first; Latin words in lower case."""
        counts: Counter[str] = Counter()
        before = ""
        # Without the hidden Markov model: what the dictionary does not know becomes single characters, not invented
        # words.
        for token in self._tokenizer.cut(text, HMM=False):
            word = token.lower()
            if self._is_content(word) and not (len(word) == 1 and before in _NEGATIONS):
                counts[word] += 1
            before = word
        return tuple(sorted(counts, key=lambda word: -counts[word] * self._information(word))[: self._limit])

    @staticmethod
    def _is_content(word: str) -> bool:
        if word in STOP_WORDS or _AMOUNT.fullmatch(word):
            return False
        return word in _TELLING_CHARACTERS or bool(_CHINESE_WORD.fullmatch(word) or _LATIN_WORD.fullmatch(word))

    def _information(self, word: str) -> float:
        """Nats; a word that the dictionary does not know (Latin ones) counts like one that occurs a thousand times
        in it.
        """
        return log(self._tokenizer.total / (self._tokenizer.FREQ.get(word) or 1000))
