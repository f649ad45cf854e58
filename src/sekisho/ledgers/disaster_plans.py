"""災害対応手順簿: what is done when disaster strikes (かつらぎ町 第5条第4号ア).

One entry is one version of the procedure. It must exist on paper: the day it is needed may be one
without power. It is evidence once it is approved: a draft that somebody has looked through is no procedure yet.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing


class DisasterPlan(Entry):
    """One version: what changed, when it was reviewed and approved, and where the paper lies."""

    version = models.CharField(pgettext_lazy("document", "版"), max_length=20)
    title = models.CharField(_("題名"), max_length=120)
    changes = models.TextField(_("変更の要旨"))
    reviewed_on = models.DateField(_("見直した日"))
    approved_on = models.DateField(_("決裁日"), null=True, blank=True)
    decision_number = models.CharField(_("決裁番号"), max_length=40, blank=True)
    paper_places = models.TextField(_("紙の写しの置き場所"))
    next_review_on = models.DateField(_("次の見直し期限"))

    class Meta(Entry.Meta):
        verbose_name = _("災害対応手順")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True, decision_number="")
                | Q(Q(approved_on__isnull=False) & ~Q(decision_number="")),
                name="%(class)s_approval_has_number",
                violation_error_message=_("決裁日と決裁番号は、どちらも書くか、どちらも空けてください。"),
            ),
            models.CheckConstraint(
                condition=Q(next_review_on__gt=F("reviewed_on")),
                name="%(class)s_next_review_is_later",
                violation_error_message=_("次の見直し期限が、見直した日より後になっていません。"),
            ),
            models.CheckConstraint(
                condition=~Q(paper_places=""),
                name="%(class)s_exists_on_paper",
                violation_error_message=_(
                    "紙の写しの置き場所を書いてください。停電の日にも読めなければなりません。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    def clean(self) -> None:
        """A version of a procedure stands in the ledger once; a later review amends its line."""
        if self.retired_on is not None:
            return
        same = standing(DisasterPlan, timezone.now()).filter(title=self.title, version=self.version)
        if same.exclude(line=self.line_id).exists():
            raise ValidationError(
                {"version": _("この手順のこの版はすでにあります。見直しだけなら、その行を訂正してください。")}
            )


DISASTER_PLANS = Ledger(
    slug="disaster_plans",
    model=DisasterPlan,
    title=_("災害対応手順簿"),
    columns=(
        *("version", "title", "changes", "reviewed_on", "approved_on", "decision_number"),
        *("paper_places", "next_review_on"),
    ),
    ordering=("-reviewed_on", "-line__number"),
    search=("version", "title", "changes", "decision_number", "paper_places"),
    happened=("reviewed_on", "approved_on"),
    evidence_on=("reviewed_on",),
    complete_with=("approved_on",),
    renewed=("reviewed_on",),
)
