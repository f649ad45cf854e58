"""What ledgers of things have in common: whose a thing is, what number it bears, how it left."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing


class Disposal(models.TextChoices):
    """How a thing that held data left, in the words of the ministry's notice of 6 December 2019 (総務省)."""

    DESTROYED = "destroyed", gettext_lazy("物理破壊")
    ERASED = "erased", gettext_lazy("消去")
    RETURNED = "returned", gettext_lazy("返却")


def check_number(row: Entry, number: str, *, since: str, until: str, among: tuple[str, ...] = ()) -> None:
    """Refuse a number that another line bears in the time from the day `since` to the day `until`.

    `since` and `until` name date fields of the row; without the second the thing is still
    there. When it is gone its number may be given again. Only lines that say the same in the
    fields `among` are compared; a line that is struck out bears no number. Raises ValidationError.
    """
    first, last = getattr(row, since), getattr(row, until)
    if row.retired_on is not None or not number or not isinstance(first, date):
        return
    same = {"number": number} | {name: getattr(row, name) for name in among}
    others = standing(type(row), timezone.now()).filter(**same).exclude(line=row.line_id)
    others = others.filter(Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": first}))
    if isinstance(last, date):
        others = others.filter(**{f"{since}__lt": last})
    if others.exists():
        raise ValidationError(
            {"number": _("この番号は、同じ期間に別の行が使っています。番号を確かめてください。")}
        )
