"""What no ledger takes, whatever it is about: a text without end, a day that has no name in 和暦."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sekisho.rules.wareki import REFORM_ON

# Control characters but tab and line ends, and those that turn the direction of writing: with them a text
# is shown otherwise than it is recorded. PostgreSQL cannot even keep NUL.
UNSHOWN = re.compile(
    r"[^\t\n\r -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\U0010ffff]"
)
NAME_MAX = 200  # characters of a file's name
MOST_CHARACTERS = 20_000  # some fourteen pages of A4; what is longer is a document of its own


def check_bounds(value: object) -> None:
    """Raise ValidationError for a text or a date (a moment too) that nobody can mean."""
    if isinstance(value, date) and value.year < REFORM_ON.year:
        raise ValidationError(
            _("%(year)d年の日付です。西暦4桁の年を確かめてください。") % {"year": value.year}
        )
    if not isinstance(value, str):
        return
    if found := UNSHOWN.search(value):
        raise ValidationError(
            _("表示されない制御文字(%(code)s)が入っています。取り除いてください。")
            % {"code": f"U+{ord(found[0]):04X}"}
        )
    if len(value) > MOST_CHARACTERS:
        raise ValidationError(
            _("%(most)d字より長い文章です(%(length)d字)。要点を書き、全文は別の文書にしてください。")
            % {"most": MOST_CHARACTERS, "length": len(value)}
        )


def plain_name(said: str) -> str:
    """The last part of a path, as a ledger can keep it."""
    last = re.split(r"[/\\]", said)[-1]
    return UNSHOWN.sub("", last.replace("\t", " ").replace("\n", " ").replace("\r", " ")).strip()[-NAME_MAX:]
