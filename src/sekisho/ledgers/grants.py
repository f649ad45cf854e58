"""権限付与簿: which business on which terminal a credential opens (第5条第1号エ; 第5条第1号ウ asks for it).

A person has one verification ID and one operator ID (操作者ID) for each authority given;
an operation is judged by the grant that stood at its second.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class Grant(Entry):
    """権限の付与: one authority of one credential, for as long as it holds."""

    credential = LineField("credentials", verbose_name=_("認証情報"))
    operator_id = models.CharField(_("操作者ID"), max_length=32)
    business = models.CharField(pgettext_lazy("what a grant opens", "業務"), max_length=60)
    terminal = LineField("terminals", verbose_name=_("端末(空欄は全端末)"), null=True, blank=True)
    valid_from = models.DateField(_("付与日"))
    valid_until = models.DateField(_("終わる日(この日から使えない)"), null=True, blank=True)
    document_number = models.CharField(_("決定の文書番号"), max_length=40, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("権限の付与")
        constraints: ClassVar = [*Entry.Meta.constraints, not_before("valid_until", "valid_from")]

    def __str__(self) -> str:
        return f"{self.operator_id} {self.business}"


GRANTS = Ledger(
    slug="grants",
    model=Grant,
    title=_("権限付与簿"),
    columns=(
        "credential",
        "operator_id",
        "business",
        "terminal",
        "valid_from",
        "valid_until",
        "document_number",
    ),
    ordering=("-valid_from", "-line__number"),
    search=("operator_id", "business", "document_number"),
)
