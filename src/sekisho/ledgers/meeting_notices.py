"""会議通知簿: the notice of each meeting that went to those who have a seat (かつらぎ町 第3条第8項).

One entry is one notice. How long before the meeting it has to go out, the text does not say.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class MeetingNotice(Entry):
    """One notice: `called_on` is the day on which the meeting was convened."""

    meeting = LineField("meetings", verbose_name=_("会議"))
    called_on = models.DateField(_("会議が招集された日"))
    sent_on = models.DateField(_("通知した日"))
    recipients = models.TextField(_("通知した相手"))
    papers = models.TextField(_("付けた資料"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("会議の通知")
        constraints: ClassVar = [*Entry.Meta.constraints, not_before("sent_on", "called_on")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.sent_on}"


MEETING_NOTICES = Ledger(
    slug="meeting_notices",
    model=MeetingNotice,
    title=_("会議通知簿"),
    columns=("meeting", "called_on", "sent_on", "recipients", "papers"),
    ordering=("-sent_on", "-line__number"),
    search=("recipients", "papers"),
    happened=("called_on", "sent_on"),
    evidence_on=("sent_on",),
    arose_on="called_on",
    desk="council",
)
