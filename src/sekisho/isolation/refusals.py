"""What the package refuses, in one sentence that a person can act on."""

from __future__ import annotations

from sekisho.rules.model import Words


class Refused(Exception):
    """Nothing was carried out, or what was is said. `words` is the sentence."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.ja)
        self.words = words
