"""データセンター指示簿: what the facility's manager was instructed to do about entry (かつらぎ町 第5条第2号イ).

One entry is one letter with its answer. It is evidence from the day of the answer, and says
how much of the instruction was accepted.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, not_before
from sekisho.kernel.queries import standing

MONTH = RegexValidator(r"\A[0-9]{4}-(0[1-9]|1[0-2])\Z", _("月は「2026-04」のように書いてください。"))


class DataCentreInstruction(Entry):
    """One instruction to the manager of the facility; amended as receipt, answer and lists come in."""

    class Extent(models.TextChoices):
        ALL = "all", _("全部")
        PART = "part", _("一部")
        REFUSED = "refused", _("拒否")

    document_number = models.CharField(_("文書番号"), max_length=40)
    addressee = models.CharField(_("宛先(施設管理者)"), max_length=120)
    instructed_on = models.DateField(_("指示日"))
    statement = models.TextField(_("指示の内容"))
    received_on = models.DateField(_("受領日"), null=True, blank=True)
    answered_on = models.DateField(_("回答日"), null=True, blank=True)
    answer = models.TextField(_("回答"), blank=True)
    extent = models.CharField(_("回答の程度"), max_length=8, choices=Extent, blank=True)
    entries_month = models.CharField(
        _("入退室一覧を受けた月(最後のもの)"), max_length=7, blank=True, validators=[MONTH]
    )
    sample = models.CharField(_("入退室一覧の抽出確認の結果"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("データセンターへの指示")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("received_on", "instructed_on"),
            not_before("answered_on", "instructed_on"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="", extent="")
                | (Q(answered_on__isnull=False) & ~Q(answer="") & ~Q(extent="")),
                name="%(class)s_answer_is_whole",
                violation_error_message=_(
                    "回答日、回答、回答の程度は、三つとも書くか三つとも空けてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.addressee}"

    def clean(self) -> None:
        """A document number is one letter's."""
        if self.retired_on is not None:
            return
        same = standing(DataCentreInstruction, timezone.now()).filter(document_number=self.document_number)
        if same.exclude(line=self.line_id).exists():
            raise ValidationError({"document_number": _("この文書番号の指示は、すでに記載されています。")})


DATA_CENTRE_INSTRUCTIONS = Ledger(
    slug="data_centre_instructions",
    model=DataCentreInstruction,
    title=_("データセンター指示簿"),
    columns=(
        *("document_number", "addressee", "instructed_on", "statement", "received_on"),
        *("answered_on", "answer", "extent", "entries_month", "sample"),
    ),
    ordering=("-instructed_on", "-line__number"),
    filters=("extent",),
    search=("document_number", "addressee", "statement", "answer"),
    happened=("instructed_on", "received_on", "answered_on"),
    evidence_on=("answered_on",),
)
