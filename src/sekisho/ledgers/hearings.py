"""意見聴取簿: staff concerned who were called to a meeting, and what they said (かつらぎ町 第3条第7項)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class Hearing(Entry):
    """One person who was asked to a meeting; no statement: they did not come, or have not been heard yet."""

    meeting = LineField("meetings", verbose_name=_("会議"))
    person = LineField("persons", verbose_name=_("出席を求めた職員"))
    about = models.CharField(_("聴くこと"), max_length=200)
    asked_on = models.DateField(_("出席を求めた日"))
    heard_on = models.DateField(_("聴いた日"), null=True, blank=True)
    statement = models.TextField(_("意見・説明の内容"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("関係職員の意見・説明")
        constraints: ClassVar = [*Entry.Meta.constraints, not_before("heard_on", "asked_on")]

    def __str__(self) -> str:
        return self.about


HEARINGS = Ledger(
    slug="hearings",
    model=Hearing,
    title=_("意見聴取簿"),
    columns=("meeting", "person", "about", "asked_on", "heard_on", "statement"),
    ordering=("-asked_on", "-line__number"),
    search=("about", "statement"),
    happened=("asked_on", "heard_on"),
    desk="council",
)
