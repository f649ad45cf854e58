"""災害対応記録簿: 「災害時の対応に関すること」(かつらぎ町 第5条第4号ア).

One entry is one disaster, from its beginning to the end of the response. While it lasts the duty waits.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import day_of


class DisasterResponse(Entry):
    """What was done, when, and what it did to terminals, servers and the network."""

    class Kind(models.TextChoices):
        EARTHQUAKE = "earthquake", _("地震")
        STORM = "storm", _("風水害・土砂災害")
        FIRE = "fire", _("火災")
        POWER = "power", _("停電")
        LINE = "line", _("通信の途絶")
        EPIDEMIC = "epidemic", _("感染症")
        OTHER = "other", _("その他")

    class JukiNet(models.TextChoices):
        RUNNING = "running", _("止まらなかった")
        STOPPED = "stopped", _("止まった")
        CUT = "cut", _("決定により止めた")

    began_at = models.DateTimeField(_("始まった日時"))
    kind = models.CharField(_("災害の種別"), max_length=10, choices=Kind)
    course = models.TextField(_("経過(何をいつしたか)"))
    effect = models.TextField(_("端末・サーバへの影響"))
    juki_net = models.CharField(_("住基ネットの停止の有無"), max_length=7, choices=JukiNet)
    ended_on = models.DateField(_("対応を終えた日"), null=True, blank=True)
    lessons = models.TextField(_("教訓"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("災害対応")
        constraints: ClassVar = [*Entry.Meta.constraints]

    def __str__(self) -> str:
        return f"{day_of(self.began_at)} {self.get_kind_display()}"

    def clean(self) -> None:
        """The response does not end before the disaster begins (a day is held against a moment)."""
        if self.ended_on is None or not isinstance(self.began_at, datetime):
            return
        if self.ended_on < day_of(self.began_at):
            raise ValidationError({"ended_on": _("対応を終えた日が、始まった日より前です。")})


DISASTER = Ledger(
    slug="disaster",
    model=DisasterResponse,
    title=_("災害対応記録簿"),
    columns=("began_at", "kind", "course", "effect", "juki_net", "ended_on", "lessons"),
    ordering=("-began_at", "-line__number"),
    filters=("kind", "juki_net"),
    search=("course", "effect", "lessons"),
    happened=("began_at", "ended_on"),
    evidence_on=("ended_on",),
    arose_on="began_at",
)
