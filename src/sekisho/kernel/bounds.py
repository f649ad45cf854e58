"""What no ledger takes, whatever it is about: a text without end, a day that has no name in 和暦."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sekisho.rules.wareki import REFORM_ON

MOST_CHARACTERS = 20_000  # some fourteen pages of A4; what is longer is a document of its own


def check_bounds(value: object) -> None:
    """Raise ValidationError for a text or a date (a moment too) that nobody can mean.

    A NUL character is refused here because PostgreSQL cannot keep one, and a database
    must not decide what a town may write.
    """
    if isinstance(value, date) and value.year < REFORM_ON.year:
        raise ValidationError(
            _("%(year)d年の日付です。西暦4桁の年を確かめてください。") % {"year": value.year}
        )
    if isinstance(value, str) and "\x00" in value:
        raise ValidationError(_("使えない文字(NUL)が入っています。取り除いてください。"))
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise ValidationError(
            _("%(most)d字より長い文章です(%(length)d字)。要点を書き、全文は別の文書にしてください。")
            % {"most": MOST_CHARACTERS, "length": len(value)}
        )
