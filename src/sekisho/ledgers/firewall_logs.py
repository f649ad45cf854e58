"""ファイアウォール通信履歴簿: what the firewalls reported, and that every message is accounted for.

「ファイアウォールの通信履歴の保管」(かつらぎ町 第5条第1号カ). One entry is one source in one stretch of days; the messages
themselves stand in the archive.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, not_before


class FirewallLog(Entry):
    """What came from one source: received = stored + refused + dropped."""

    checked_on = models.DateField(_("確かめた日"))
    source = models.CharField(_("発信元"), max_length=60)
    first_on = models.DateField(_("期間の初日"))
    last_on = models.DateField(_("期間の末日"))
    received = models.PositiveBigIntegerField(_("受信"))
    stored = models.PositiveBigIntegerField(_("保存"))
    unread = models.PositiveBigIntegerField(_("うち読み取れなかったもの"), default=0)
    refused = models.PositiveBigIntegerField(_("受け取らなかったもの"), default=0)
    dropped = models.PositiveBigIntegerField(_("受信前に失われたもの"), default=0)
    checkpoint = models.CharField(_("チェックポイント"), max_length=120, blank=True)
    anomaly = models.CharField(_("異常(沈黙など)"), max_length=200, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("通信履歴の保管")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("last_on", "first_on"),
            models.CheckConstraint(
                condition=Q(received=F("stored") + F("refused") + F("dropped")),
                name="%(class)s_messages_add_up",
                violation_error_message=_(
                    "受信は、保存・受け取らなかったもの・受信前に失われたものの合計と同じでなければなりません。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(unread__lte=F("stored")),
                name="%(class)s_unread_is_stored",
                violation_error_message=_("読み取れなかったものは、保存した件数を超えません。"),
            ),
        ]

    def __str__(self) -> str:
        return self.source


FIREWALL_LOGS = Ledger(
    slug="firewall_logs",
    model=FirewallLog,
    title=_("ファイアウォール通信履歴簿"),
    columns=(
        "checked_on",
        "source",
        "first_on",
        "last_on",
        "received",
        "stored",
        "unread",
        "refused",
        "dropped",
        "checkpoint",
        "anomaly",
        "remarks",
    ),
    ordering=("-checked_on", "source", "-line__number"),
    search=("source", "anomaly", "remarks"),
    happened=("checked_on", "first_on", "last_on"),
    evidence_on=("checked_on",),
    desk="receiving",
)
