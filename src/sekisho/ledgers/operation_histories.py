"""操作履歴取込簿: which operation histories were taken in, and whether anything is missing from them.

「操作者の権限の確認及び7年前までさかのぼって解析できる操作履歴の保管」(かつらぎ町 第5条第1号ウ). One entry is one file;
its rows stand in the archive under the file's digest, and every row of it is accounted for here.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import SHA256, Entry, not_before


class OperationHistory(Entry):
    """One file of operation histories: where it came from, what became of its rows."""

    taken_on = models.DateField(_("取込日"))
    first_on = models.DateField(_("操作の初日"))
    last_on = models.DateField(_("操作の末日"))
    file_name = models.CharField(_("ファイル名"), max_length=200)
    digest = models.CharField(_("要約値(SHA-256)"), max_length=64, validators=[SHA256])
    profile = models.CharField(_("様式"), max_length=60)
    rows = models.PositiveIntegerField(_("行数"))
    stored = models.PositiveIntegerField(_("保存した行"))
    repeated = models.PositiveIntegerField(_("保存済みだった行"), default=0)
    refused = models.PositiveIntegerField(_("受け取らなかった行"), default=0)
    missing = models.CharField(_("欠けている日・番号"), max_length=400, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("操作履歴の取込")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("last_on", "first_on"),
            models.CheckConstraint(
                condition=Q(rows=F("stored") + F("repeated") + F("refused")),
                name="%(class)s_rows_add_up",
                violation_error_message=_(
                    "行数は、保存した行・保存済みだった行・受け取らなかった行の合計と同じでなければなりません。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


OPERATION_HISTORIES = Ledger(
    slug="operation_histories",
    model=OperationHistory,
    title=_("操作履歴取込簿"),
    columns=(
        "taken_on",
        "first_on",
        "last_on",
        "file_name",
        "digest",
        "profile",
        "rows",
        "stored",
        "repeated",
        "refused",
        "missing",
        "remarks",
    ),
    ordering=("-last_on", "-line__number"),
    search=("file_name", "digest", "missing", "remarks"),
    happened=("taken_on", "first_on", "last_on"),
    evidence_on=("taken_on",),  # a month can be taken in only when it is over: the work of the next one
    desk="imports",
)
