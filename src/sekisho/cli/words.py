"""The language of what the archive's commands print: Japanese, or English with SEKISHO_LANG=en."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


class Sentence(Exception):
    """Something that cannot be done, said in one sentence; nothing was changed."""

    def __init__(self, ja: str, en: str) -> None:
        self.sentence = said(ja, en)
        super().__init__(self.sentence)


def said(ja: str, en: str) -> str:
    """The one of the two that is asked for."""
    return en if os.environ.get("SEKISHO_LANG", "ja") == "en" else ja


@contextmanager
def refusing(*kinds: type[Exception], ja: str, en: str) -> Iterator[None]:
    """Turn these exceptions into a sentence; `{error}` stands for what the exception says."""
    try:
        yield
    except kinds as error:
        raise Sentence(ja.format(error=error), en.format(error=error)) from error
