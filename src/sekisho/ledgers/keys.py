"""鍵管理簿: the keys to the rooms in which the servers stand (かつらぎ町 第5条第2号イ).

One entry is one key, from its first use until it is lost, replaced or scrapped.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.belongings import check_number
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class Key(Entry):
    """One key, and where it hangs when nobody has it."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("正")
        SPARE = "spare", _("副")

    class End(models.TextChoices):
        LOST = "lost", _("紛失")
        REPLACED = "replaced", _("交換")
        SCRAPPED = "scrapped", _("廃棄")

    number = models.CharField(_("鍵番号"), max_length=20)
    area = models.CharField(_("区画"), max_length=60)
    kind = models.CharField(_("正・副"), max_length=8, choices=Kind)
    place = models.CharField(_("保管場所"), max_length=80)
    custodian = LineField("persons", verbose_name=_("管理者"))
    used_from_on = models.DateField(_("使用開始日"))
    ended_on = models.DateField(_("廃止日"), null=True, blank=True)
    ended_by = models.CharField(_("廃止の理由"), max_length=8, choices=End, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("鍵")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("ended_on", "used_from_on"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by="")
                | (Q(ended_on__isnull=False) & ~Q(ended_by="")),
                name="%(class)s_end_has_reason",
                violation_error_message=_("廃止日と廃止の理由は両方書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    def clean(self) -> None:
        """No two originals in use bear one number, and no two spares: else nobody knows which one was lent."""
        check_number(self, self.number, since="used_from_on", until="ended_on", among=("kind",))


KEYS = Ledger(
    slug="keys",
    model=Key,
    title=_("鍵管理簿"),
    columns=(
        "number",
        "area",
        "kind",
        "place",
        "custodian",
        "used_from_on",
        "ended_on",
        "ended_by",
        "remarks",
    ),
    ordering=("number", "line__number"),
    filters=("kind", "ended_by"),
    search=("number", "area", "place", "remarks"),
    happened=("used_from_on", "ended_on"),
    labelled=True,
)
