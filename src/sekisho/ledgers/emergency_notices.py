"""通報記録簿: who outside was told of an incident, by which means, and that they received it (かつらぎ町 第4条第2項後段).

One entry is one recipient: by telephone at once, on paper afterwards. The report to the governor counts when it is
known to have arrived.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.drills import check_drill
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before
from sekisho.offices.fields import RecipientField


class EmergencyNotice(Entry):
    """One recipient and what they were told: by word of mouth, and with a document."""

    incident = LineField("incidents", verbose_name=_("事故"))
    is_drill = models.BooleanField(_("訓練"), default=False)
    recipient = RecipientField(_("知らせた先"), blank=True)
    other = models.CharField(_("ほかの知らせた先"), max_length=80, blank=True)
    told_at = models.DateTimeField(_("口頭で知らせた日時"), null=True, blank=True)
    statement = models.TextField(_("知らせた内容"))
    number = models.CharField(_("文書番号"), max_length=40, blank=True)
    means = models.CharField(_("送り方"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("発送した日時"), null=True, blank=True)
    received_at = models.DateTimeField(_("相手が受け取った日時"), null=True, blank=True)
    received_by = models.CharField(_("受け取った者・受信の確認"), max_length=80, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("通報")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("received_at", "sent_at"),
            models.CheckConstraint(
                condition=(Q(recipient="") & ~Q(other="")) | (~Q(recipient="") & Q(other="")),
                name="%(class)s_names_one_recipient",
                violation_error_message=_("知らせた先を一つだけ書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=False) | Q(sent_at__isnull=False),
                name="%(class)s_says_when",
                violation_error_message=_("口頭で知らせた日時か、発送した日時を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | ~(Q(number="") | Q(means="")),
                name="%(class)s_document_has_number_and_means",
                violation_error_message=_("発送した文書の、文書番号と送り方を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(sent_at__isnull=False),
                name="%(class)s_received_was_sent",
                violation_error_message=_("発送していない文書を相手が受け取ることはありません。"),
            ),
        ]

    def __str__(self) -> str:
        titles = dict(self._meta.get_field("recipient").options())  # type: ignore[union-attr]  # a RecipientField has them
        return str(titles.get(self.recipient, self.other))

    def clean(self) -> None:
        """It belongs to a drill exactly where what it is about does."""
        check_drill(self, "incident")


EMERGENCY_NOTICES = Ledger(
    slug="emergency_notices",
    model=EmergencyNotice,
    title=_("通報記録簿"),
    columns=(
        *("incident", "is_drill", "recipient", "other", "told_at", "statement"),
        *("number", "means", "sent_at", "received_at", "received_by"),
    ),
    ordering=("-line__number",),
    filters=("is_drill",),
    search=("other", "statement", "number"),
    happened=("told_at", "sent_at", "received_at"),
    evidence_on=("sent_at",),
    complete_with=("received_at",),
    matter="recipient",
    drill="is_drill",
)
