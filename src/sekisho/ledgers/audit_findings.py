"""監査指摘簿: what an audit found, what was answered, and whether the remedy was seen to work (第3条第6項第3号, 第5条第1号キ)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class AuditFinding(Entry):
    """One finding of one audit, from the day it was made to the day on which somebody saw that it was mended."""

    audit = LineField("audits", verbose_name=_("監査"))
    title = models.CharField(_("指摘の件名"), max_length=120)
    statement = models.TextField(_("指摘の内容"))
    found_on = models.DateField(_("指摘した日"))
    answered_on = models.DateField(_("回答日"), null=True, blank=True)
    answer = models.TextField(_("回答(改めること)"), blank=True)
    remedy_due_on = models.DateField(_("改善の期限"), null=True, blank=True)
    checked_on = models.DateField(_("改善を確かめた日"), null=True, blank=True)
    checked = models.CharField(_("何を見て確かめたか"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("監査の指摘")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("answered_on", "found_on"),
            not_before("checked_on", "answered_on"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | ~Q(answer=""),
                name="%(class)s_answer_is_written",
                violation_error_message=_("回答日があります。回答も書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True) | (Q(answered_on__isnull=False) & ~Q(checked="")),
                name="%(class)s_check_follows_answer",
                violation_error_message=_(
                    "改善を確かめた日があります。回答と、何を見て確かめたかも書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


AUDIT_FINDINGS = Ledger(
    slug="audit_findings",
    model=AuditFinding,
    title=_("監査指摘簿"),
    columns=(
        "audit",
        "title",
        "statement",
        "found_on",
        "answered_on",
        "answer",
        "remedy_due_on",
        "checked_on",
        "checked",
    ),
    ordering=("-found_on", "-line__number"),
    search=("title", "statement", "answer", "checked"),
    happened=("found_on", "answered_on", "checked_on"),
    desk="audits",
)
