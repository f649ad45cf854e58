"""What the reader refuses: a file that holds no text of a rule."""

from __future__ import annotations

from sekisho.rules.model import Words


class Unreadable(Exception):
    """The file cannot be read as the text of a rule. `words` says why and what to do instead."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.ja)
        self.words = words
