"""照合資料簿: the town's own papers against which operation histories are read.

Staff and their posts, credentials, terminals, leave, the counter's book, openings, approved mass work: without them nobody
can say whether an operator had authority (かつらぎ町 第5条第1号ウ). One entry is one file; the file itself is kept under its
digest, exactly as it came.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import SHA256, Entry


class Paper(Entry):
    """One file of the town's own, as it came."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("職員・所属")
        CREDENTIALS = "credentials", _("認証情報と権限")
        TERMINALS = "terminals", _("端末")
        LEAVE = "leave", _("休暇・出張")
        COUNTER = "counter", _("受付簿")
        RESIDENTS = "residents", _("対象者(仮名)")
        OPENINGS = "openings", _("臨時開庁")
        JOBS = "jobs", _("一括処理の承認")

    kind = models.CharField(_("資料の種類"), max_length=12, choices=Kind)
    taken_on = models.DateField(_("取込日"))
    file_name = models.CharField(_("ファイル名"), max_length=200)
    digest = models.CharField(_("要約値(SHA-256)"), max_length=64, validators=[SHA256])
    profile = models.CharField(_("様式"), max_length=60)
    rows = models.PositiveIntegerField(_("行数"))
    stored = models.PositiveIntegerField(_("受け取った行"))
    refused = models.PositiveIntegerField(_("受け取らなかった行"), default=0)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("照合資料")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rows=F("stored") + F("refused")),
                name="%(class)s_rows_add_up",
                violation_error_message=_(
                    "行数は、受け取った行と受け取らなかった行の合計と同じでなければなりません。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


PAPERS = Ledger(
    slug="papers",
    model=Paper,
    title=_("照合資料簿"),
    columns=("kind", "taken_on", "file_name", "digest", "profile", "rows", "stored", "refused", "remarks"),
    ordering=("-taken_on", "-line__number"),
    filters=("kind",),
    search=("file_name", "digest", "remarks"),
    happened=("taken_on",),
    desk="imports",
)
