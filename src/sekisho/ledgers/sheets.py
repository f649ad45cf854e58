"""帳票管理簿: what the servers printed, and where each sheet went (かつらぎ町 第5条第1号ス「サーバにかかる帳票」).

One entry is one printing. Its sheets are handed over, kept or destroyed, and the three add up
to what was printed: a line exists only where every sheet has an end. Whom a sheet is about
is said by its kind and never by a name.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField


class Sheet(Entry):
    """One printing: printed = handed over + kept + destroyed, at any time."""

    class Subject(models.TextChoices):
        ONE = "one", _("一人または一世帯")
        MANY = "many", _("多数の住民の一覧")
        NONE = "none", _("個人の情報なし")

    class Destruction(models.TextChoices):
        SHREDDED = "shredded", _("裁断")
        PULPED = "pulped", _("溶解")
        BURNED = "burned", _("焼却")

    printed_at = models.DateTimeField(_("出力日時"))
    title = models.CharField(_("帳票名"), max_length=80)
    printed = models.PositiveIntegerField(_("出力した枚数"), validators=[MinValueValidator(1)])
    spoiled = models.PositiveIntegerField(_("うち書損"), default=0)
    subject = models.CharField(_("対象の区分"), max_length=4, choices=Subject)
    purpose = models.CharField(_("用途(氏名は書かない)"), max_length=120)
    printer = LineField("persons", verbose_name=_("出力者"))
    terminal = LineField("terminals", verbose_name=_("出力した端末"), null=True, blank=True)
    handed_over = models.PositiveIntegerField(_("交付した枚数"), default=0)
    handed_over_on = models.DateField(_("交付日"), null=True, blank=True)
    kept = models.PositiveIntegerField(_("保管している枚数"), default=0)
    place = models.CharField(_("保管場所"), max_length=80, blank=True)
    to_destroy_on = models.DateField(_("廃棄予定日"), null=True, blank=True)
    destroyed = models.PositiveIntegerField(_("廃棄した枚数"), default=0)
    destroyed_on = models.DateField(_("廃棄日"), null=True, blank=True)
    destruction = models.CharField(_("廃棄の方法"), max_length=8, choices=Destruction, blank=True)
    approver = LineField("persons", verbose_name=_("廃棄の承認者"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("帳票")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(printed=F("handed_over") + F("kept") + F("destroyed")),
                name="%(class)s_every_one_has_an_end",
                violation_error_message=_(
                    "出力した枚数は、交付・保管・廃棄の合計と同じでなければなりません。行き先のない帳票は残せません。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(spoiled__lte=F("kept") + F("destroyed")),
                name="%(class)s_spoiled_is_not_handed_over",
                violation_error_message=_("書損は交付できません。保管か廃棄の枚数に入れてください。"),
            ),
            models.CheckConstraint(
                condition=Q(handed_over=0, handed_over_on__isnull=True)
                | Q(handed_over__gt=0, handed_over_on__isnull=False),
                name="%(class)s_handing_over_has_day",
                violation_error_message=_("交付した枚数と交付日は両方書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(kept=0) | ~Q(place=""),
                name="%(class)s_kept_somewhere",
                violation_error_message=_("保管している帳票には、保管場所を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(destroyed=0, destroyed_on__isnull=True, destruction="")
                | (Q(destroyed__gt=0, destroyed_on__isnull=False) & ~Q(destruction="")),
                name="%(class)s_destruction_is_told",
                violation_error_message=_("廃棄した帳票には、枚数、廃棄日、方法の三つを書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Nothing is handed over or destroyed before it is printed."""
        if self.retired_on is not None or not isinstance(self.printed_at, datetime):
            return
        printed_on = timezone.localdate(self.printed_at)
        for name in ("handed_over_on", "to_destroy_on", "destroyed_on"):
            value = getattr(self, name)
            if isinstance(value, date) and value < printed_on:
                raise ValidationError({name: _("出力した日より前の日付です。日付を確かめてください。")})


SHEETS = Ledger(
    slug="sheets",
    model=Sheet,
    title=_("帳票管理簿"),
    columns=(
        "printed_at",
        "title",
        "printed",
        "spoiled",
        "subject",
        "purpose",
        "printer",
        "terminal",
        "handed_over",
        "handed_over_on",
        "kept",
        "place",
        "to_destroy_on",
        "destroyed",
        "destroyed_on",
        "destruction",
        "approver",
    ),
    ordering=("-printed_at", "-line__number"),
    filters=("subject", "destruction"),
    search=("title", "purpose", "place"),
    happened=("printed_at", "handed_over_on", "destroyed_on"),
    evidence_on=("printed_at",),
    arose_on="printed_at",
)
