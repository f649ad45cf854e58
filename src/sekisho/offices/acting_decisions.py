"""職務代理決定簿: the mayor's written decisions on who acts where the regulation is silent.

Such as a vacant vice-mayor (the text covers 不在 only), or both the chief and the deputy away.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.offices.fields import OfficeField, PostField


class ActingDecision(Entry):
    """One written decision: who acts for which role or post, from when to when."""

    acts_for = OfficeField(_("代わられる役割・職"))
    person = LineField("persons", verbose_name=_("代わる者"))
    post = PostField(_("代わる者の職"))
    since_at = models.DateTimeField(_("始まり"))
    until_at = models.DateTimeField(_("終わり(この時刻から効力がない)"), null=True, blank=True)
    document_number = models.CharField(_("文書番号"), max_length=40)
    grounds = models.CharField(_("規程に定めのない理由"), max_length=120)

    class Meta(Entry.Meta):
        verbose_name = _("職務代理の決定")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("since_at")),
                name="%(class)s_until_after_since",
                violation_error_message=_("終わりが始まりより後になっていません。"),
            ),
        ]

    def __str__(self) -> str:
        return self.document_number


ACTING_DECISIONS = Ledger(
    slug="acting_decisions",
    model=ActingDecision,
    title=_("職務代理決定簿"),
    columns=("acts_for", "person", "post", "since_at", "until_at", "document_number", "grounds"),
    ordering=("-since_at", "-line__number"),
    search=("document_number", "grounds"),
    empowers="person",
    ends="until_at",
)
