"""異動予定簿: the lists of transfers that came in, without a name: those stay under embargo (かつらぎ町 第5条第3号イ).

One entry is one list. Who moves where stands in the file, encrypted; once it is carried out it stands in the
ledger of appointments.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import SHA256, Entry, not_before


class TransferList(Entry):
    """One list of transfers: rows = moved + outside + dropped, once it is carried out."""

    effective_on = models.DateField(_("発令日"))
    received_on = models.DateField(_("受け取った日"))
    embargo_until_at = models.DateTimeField(_("この日時までは人事の担当だけが見る"))
    rows = models.PositiveIntegerField(_("人数"))
    file_sha256 = models.CharField(_("一覧の要約値(SHA-256)"), max_length=64, validators=[SHA256])
    carried_out_on = models.DateField(_("辞令簿に反映した日"), null=True, blank=True)
    moved = models.PositiveIntegerField(_("反映した人数"), default=0)
    outside = models.PositiveIntegerField(_("規程に関わらない人数"), default=0)
    dropped = models.PositiveIntegerField(_("除いた人数"), default=0)
    answers = models.TextField(_("問いへの答え"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("異動の一覧")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("carried_out_on", "received_on"),
            models.CheckConstraint(
                condition=Q(carried_out_on__isnull=True) | Q(rows=F("moved") + F("outside") + F("dropped")),
                name="%(class)s_everybody_counted",
                violation_error_message=_(
                    "人数は、反映した人数・規程に関わらない人数・除いた人数の合計と同じでなければなりません。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effective_on}"


TRANSFER_LISTS = Ledger(
    slug="transfer_lists",
    model=TransferList,
    title=_("異動予定簿"),
    columns=(
        "effective_on",
        "received_on",
        "embargo_until_at",
        "rows",
        "file_sha256",
        "carried_out_on",
        "moved",
        "outside",
        "dropped",
        "answers",
    ),
    ordering=("-effective_on", "-line__number"),
    happened=("received_on", "carried_out_on"),
    desk="transfers",
)
