"""鍵貸出簿: who had which key from when to when (かつらぎ町 第5条第2号イ).

One entry is one loan. It is written when the key is handed over and amended when it comes back, or when it is
found to be lost.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.queries import standing


class KeyLoan(Entry):
    """One key with one borrower, to the minute."""

    key = LineField("keys", verbose_name=_("鍵"))
    lent_at = models.DateTimeField(_("貸出日時"))
    returned_at = models.DateTimeField(
        _("返却日時(失われたときは、それが分かった日時)"), null=True, blank=True
    )
    lost = models.BooleanField(_("失われて戻らない"), default=False)
    borrower = LineField("persons", verbose_name=_("借りた職員"), null=True, blank=True)
    outside_borrower = models.CharField(_("借りた職員以外の者(会社・氏名)"), max_length=80, blank=True)
    purpose = models.CharField(_("使用目的"), max_length=200)
    lent_by = LineField("persons", verbose_name=_("貸し出した者"))

    class Meta(Entry.Meta):
        verbose_name = _("鍵の貸出")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(returned_at__gte=F("lent_at")),
                name="%(class)s_returned_after_lending",
                violation_error_message=_("返却が貸出より前です。日時を確かめてください。"),
            ),
            models.CheckConstraint(
                condition=Q(lost=False) | Q(returned_at__isnull=False),
                name="%(class)s_loss_has_its_moment",
                violation_error_message=_(
                    "鍵が失われています。それが分かった日時を返却日時に書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(borrower__isnull=False, outside_borrower="")
                | (Q(borrower__isnull=True) & ~Q(outside_borrower="")),
                name="%(class)s_has_one_borrower",
                violation_error_message=_(
                    "借りた者は、職員を選ぶか、職員以外の者を書くか、どちらか一方にしてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.lent_at):%Y-%m-%d %H:%M} {self.purpose}"

    def clean(self) -> None:
        """A key is with one borrower at a time."""
        if self.retired_on is not None or not self.key_id or not isinstance(self.lent_at, datetime):
            return
        others = standing(KeyLoan, timezone.now()).filter(key=self.key_id).exclude(line=self.line_id)
        others = others.filter(Q(returned_at__isnull=True) | Q(returned_at__gt=self.lent_at))
        if isinstance(self.returned_at, datetime):
            others = others.filter(lent_at__lt=self.returned_at)
        other = others.order_by("lent_at").first()
        if other is not None:
            lent = timezone.localtime(other.lent_at)
            raise ValidationError(
                {
                    "key": _("この鍵は%(lent)sから貸し出されています。先にその返却日時を記載してください。")
                    % {"lent": f"{lent:%Y-%m-%d %H:%M}"}
                }
            )


KEY_LOANS = Ledger(
    slug="key_loans",
    model=KeyLoan,
    title=_("鍵貸出簿"),
    columns=("key", "lent_at", "returned_at", "lost", "borrower", "outside_borrower", "purpose", "lent_by"),
    ordering=("-lent_at", "-line__number"),
    filters=("lost",),
    search=("outside_borrower", "purpose"),
    happened=("lent_at", "returned_at"),
)
