"""管理方法台帳: the documents in which the town lays down how things are handled (かつらぎ町 第5条第1号エ・ケ・コ・シ・ス).

One entry is one version of one method, from its draft to its end. Its stages are dates: what state it is in
follows from them (`rules.methods`). What was decided is the document of that digest and no other.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import SHA256, Entry, not_before
from sekisho.offices.fields import MethodField
from sekisho.rules.methods import MethodDates


class MethodVersion(Entry):
    """One version of a method; `withdrawn_on` is the first day on which it holds no more."""

    method = MethodField(_("管理方法"))
    version = models.CharField(_("版の名"), max_length=40)
    summary = models.TextField(_("内容・改めた点の要旨"))
    drafted_on = models.DateField(_("起案日"))
    council_on = models.DateField(_("会議に諮った日"), null=True, blank=True)
    decided_on = models.DateField(_("決裁日"), null=True, blank=True)
    decision_number = models.CharField(_("決裁の文書番号"), max_length=40, blank=True)
    document_sha256 = models.CharField(
        _("決裁した文書の要約値(SHA-256)"), max_length=64, blank=True, validators=[SHA256]
    )
    in_force_on = models.DateField(_("施行日"), null=True, blank=True)
    reviewed_on = models.DateField(_("最後に見直した日"), null=True, blank=True)
    withdrawn_on = models.DateField(_("廃止日(この日から効力がない)"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("管理方法の版")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("council_on", "drafted_on"),
            not_before("decided_on", "drafted_on"),
            not_before("in_force_on", "decided_on"),
            not_before("reviewed_on", "decided_on"),
            not_before("withdrawn_on", "in_force_on"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | ~(Q(decision_number="") | Q(document_sha256="")),
                name="%(class)s_decision_names_document",
                violation_error_message=_(
                    "決裁日があるのに、文書番号か、決裁した文書の要約値がありません。"
                    "文書をこの行に添付し、その要約値を書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=False)
                | Q(in_force_on__isnull=True, reviewed_on__isnull=True, withdrawn_on__isnull=True),
                name="%(class)s_in_force_was_decided",
                violation_error_message=_("決裁されていない版は施行できません。先に決裁日を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        titles = dict(self._meta.get_field("method").options())  # type: ignore[union-attr]  # a MethodField has them
        return f"{titles.get(self.method, self.method)} {self.version}"

    def clean(self) -> None:
        """What was decided cannot be put in place of by an amendment: that is a new version."""
        decided = type(self)._default_manager.filter(line=self.line_id, decided_on__isnull=False)
        first = decided.order_by("revision").first() if self.line_id else None
        if first is not None and first.document_sha256 != self.document_sha256:
            sentence = _("決裁された文書は差し替えられません。新しい版として起案してください。")
            raise ValidationError({"document_sha256": sentence})

    @property
    def dates(self) -> MethodDates:
        """Its days, as the rules take them."""
        return MethodDates(
            drafted_on=self.drafted_on,
            council_on=self.council_on,
            decided_on=self.decided_on,
            in_force_on=self.in_force_on,
            reviewed_on=self.reviewed_on,
            withdrawn_on=self.withdrawn_on,
        )


METHODS = Ledger(
    slug="methods",
    model=MethodVersion,
    title=_("管理方法台帳"),
    columns=(
        "method",
        "version",
        "summary",
        "drafted_on",
        "council_on",
        "decided_on",
        "decision_number",
        "document_sha256",
        "in_force_on",
        "reviewed_on",
        "withdrawn_on",
    ),
    ordering=("method", "-line__number"),
    search=("version", "summary", "decision_number"),
    happened=("drafted_on", "council_on", "decided_on", "reviewed_on"),
    evidence_on=("decided_on", "reviewed_on"),
    matter="method",
    renewed=("reviewed_on",),
    desk="methods",
)
