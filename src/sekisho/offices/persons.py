"""職員簿: the people who hold posts. Kept under the clause on staff management (第5条第3号イ)."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing

READING = RegexValidator(r"^[ぁ-ゖー・ 　]+$", _("ふりがなは、ひらがなで書いてください。"))


class Person(Entry):
    """One person, by name, reading and staff number."""

    name = models.CharField(_("氏名"), max_length=64)
    reading = models.CharField(_("ふりがな"), max_length=64, validators=[READING])
    staff_number = models.CharField(_("職員番号"), max_length=16)

    class Meta(Entry.Meta):
        verbose_name = _("職員")
        constraints: ClassVar = [*Entry.Meta.constraints]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A staff number belongs to one person; leading zeros count."""
        taken = standing(Person, timezone.now()).filter(staff_number=self.staff_number)
        if taken.exclude(line=self.line_id).exists():
            raise ValidationError(
                {"staff_number": _("この職員番号は別の職員のものです。番号を確かめてください。")}
            )


PERSONS = Ledger(
    slug="persons",
    model=Person,
    title=_("職員簿"),
    columns=("staff_number", "name", "reading"),
    ordering=("reading", "line__number"),
    search=("name", "reading", "staff_number"),
    founding=True,
)
