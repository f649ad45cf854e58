"""Text as a screen may show it: what would steer a terminal, or is not to be seen, stands there as an escape."""

from __future__ import annotations

import re
from typing import Final

UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_LINE_ENDS: Final = re.compile(r"[\t\n]")


def visible(text: str) -> str:
    """The text with what steers a terminal, or is not to be seen, as escapes; new lines and tabs stay."""
    return UNSEEN.sub(_escape, text)


def one_line(text: object) -> str:
    """The same on one line, as the name of a file or of a sender has to be: new lines and tabs are escapes too."""
    return _LINE_ENDS.sub(_escape, visible(str(text)))


def json_visible(text: str) -> str:
    """JSON that says the same, with escapes in it."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
