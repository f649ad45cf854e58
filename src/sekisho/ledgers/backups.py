"""バックアップ記録簿: 「情報は、定期的にバックアップを採取し」(かつらぎ町 第5条第1号コ).

One entry is one try. Only a backup that was completed is evidence: a failure has no day of
completion, and stays on record with what was done about it.
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
from sekisho.kernel.models import SHA256, Entry, LineField, not_before


class Backup(Entry):
    """One try to take a backup: of what, onto what, and how it ended."""

    class Target(models.TextChoices):
        CS = "cs", _("コミュニケーションサーバ")
        RECORDS = "records", _("この記録システム")
        OTHER = "other", _("その他の情報")

    class Way(models.TextChoices):
        FULL = "full", _("全体")
        DIFFERENTIAL = "differential", _("差分")
        INCREMENTAL = "incremental", _("増分")

    class Result(models.TextChoices):
        SUCCESS = "success", _("成功")
        FAILURE = "failure", _("失敗")

    taken_on = models.DateField(_("採取を行った日"))
    started_at = models.DateTimeField(_("採取の開始"), null=True, blank=True)
    ended_at = models.DateTimeField(_("採取の終了"), null=True, blank=True)
    target = models.CharField(_("採取の対象"), max_length=8, choices=Target)
    contents = models.CharField(_("採取の内容"), max_length=120, blank=True)
    way = models.CharField(_("採取の方式"), max_length=12, choices=Way, default=Way.FULL)
    generation = models.CharField(_("世代"), max_length=32, blank=True)
    result = models.CharField(_("採取の結果"), max_length=8, choices=Result)
    completed_on = models.DateField(_("採取を終えた日(成功のときだけ)"), null=True, blank=True)
    medium = LineField("media", verbose_name=_("媒体"), null=True, blank=True)
    destination = models.CharField(_("保存先(媒体のほか)"), max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("大きさ(バイト)"), null=True, blank=True)
    digest = models.CharField(_("要約値(SHA-256)"), max_length=64, validators=[SHA256], blank=True)
    place = models.CharField(_("保管場所"), max_length=80, blank=True)
    off_site = models.BooleanField(_("庁舎外に保管"), default=False)
    maker = LineField("persons", verbose_name=_("作成者(自動または委託先なら空欄)"), null=True, blank=True)
    remedy = models.TextField(_("失敗の処置"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("バックアップ")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("completed_on", "taken_on"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(started_at__isnull=True)
                | Q(ended_at__gte=F("started_at")),
                name="%(class)s_ended_after_start",
                violation_error_message=_("採取の終了が開始より前です。時刻を確かめてください。"),
            ),
            models.CheckConstraint(
                condition=Q(result="success", completed_on__isnull=False)
                | Q(result="failure", completed_on__isnull=True),
                name="%(class)s_success_was_completed",
                violation_error_message=_(
                    "成功なら採取を終えた日を書き、失敗なら空けておいてください。失敗は採取した証拠になりません。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(result="failure") | (Q(medium__isnull=False) | ~Q(destination="")) & ~Q(place=""),
                name="%(class)s_success_is_somewhere",
                violation_error_message=_(
                    "成功したバックアップには、媒体または保存先と、保管場所を書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_target_display()} {self.taken_on}"

    def clean(self) -> None:
        """A backup is of the day on which it started."""
        if self.started_at is None or not isinstance(self.started_at, datetime):
            return
        if self.taken_on not in (None, timezone.localdate(self.started_at)):
            raise ValidationError({"started_at": _("採取の開始が、採取を行った日と違う日です。")})


BACKUPS = Ledger(
    slug="backups",
    model=Backup,
    title=_("バックアップ記録簿"),
    columns=(
        "taken_on",
        "started_at",
        "ended_at",
        "target",
        "contents",
        "way",
        "generation",
        "result",
        "completed_on",
        "medium",
        "destination",
        "size_bytes",
        "digest",
        "place",
        "off_site",
        "maker",
        "remedy",
    ),
    ordering=("-taken_on", "-line__number"),
    filters=("target", "way", "result", "off_site"),
    search=("contents", "generation", "destination", "digest", "place", "remedy"),
    happened=("taken_on", "started_at", "ended_at", "completed_on"),
    evidence_on=("completed_on",),
    desk="backups",
)
