"""緊急時綴簿: when the binder that works without the computer was printed and where it lies (かつらぎ町 第5条第4号ア).

One entry is one printing. The digest stands on the paper too: it is of what can become stale, who is called and who
decides, so that anybody can see whether the binder in the cabinet is the one that was printed last.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import SHA256, Entry


class EmergencyBinder(Entry):
    """One printing: the day, the places to which copies went, and the digest of what they say."""

    printed_on = models.DateField(_("刷った日"))
    places = models.CharField(_("置いた場所"), max_length=200)
    contents_sha256 = models.CharField(
        _("内容の要約値(SHA-256)"), max_length=64, blank=True, validators=[SHA256]
    )
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("緊急時綴")

    def __str__(self) -> str:
        return f"{self.printed_on}"


EMERGENCY_BINDERS = Ledger(
    slug="emergency_binders",
    model=EmergencyBinder,
    title=_("緊急時綴簿"),
    columns=("printed_on", "places", "contents_sha256", "remarks"),
    ordering=("-printed_on", "-line__number"),
    search=("places", "remarks"),
    happened=("printed_on",),
    evidence_on=("printed_on",),
    desk="binder",
)
