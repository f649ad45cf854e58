"""議事録簿: the minutes of each meeting, frozen by the digest of their document (かつらぎ町 第3条第8項).

One entry is the minutes of one meeting. What was frozen is the document of that digest and no other; who attended
confirms that document (`council.models.SignOff`).
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import SHA256, Entry, LineField, not_before
from sekisho.kernel.queries import standing


class Minutes(Entry):
    """The minutes of one meeting. `held_on` is the day of the meeting, `minuted_on` that of the minutes."""

    meeting = LineField("meetings", verbose_name=_("会議"))
    held_on = models.DateField(_("会議の開催日"))
    minuted_on = models.DateField(_("議事録を作成した日"))
    summary = models.TextField(_("議事の要旨"))
    document_sha256 = models.CharField(
        _("議事録の文書の要約値(SHA-256)"), max_length=64, blank=True, validators=[SHA256]
    )

    class Meta(Entry.Meta):
        verbose_name = _("議事録")
        constraints: ClassVar = [*Entry.Meta.constraints, not_before("minuted_on", "held_on")]

    def __str__(self) -> str:
        return f"{self.held_on} {self._meta.verbose_name}"

    def clean(self) -> None:
        """A meeting has one set of minutes, and a frozen document is not put in place of by an amendment."""
        if self.retired_on is not None:
            return
        same = standing(Minutes, timezone.now()).filter(meeting=self.meeting_id).exclude(line=self.line_id)
        if same.exists():
            raise ValidationError(
                {"meeting": _("この会議の議事録はすでに記載されています。その行を訂正してください。")}
            )
        frozen = Minutes._default_manager.filter(line=self.line_id).exclude(document_sha256="")
        first = frozen.order_by("revision").first() if self.line_id else None
        if first is not None and first.document_sha256 != self.document_sha256:
            sentence = _(
                "確定した議事録の文書は差し替えられません。この行を抹消し、新しい議事録を記載してください。"
            )
            raise ValidationError({"document_sha256": sentence})


MINUTES = Ledger(
    slug="minutes",
    model=Minutes,
    title=_("議事録簿"),
    columns=("meeting", "held_on", "minuted_on", "summary", "document_sha256"),
    ordering=("-held_on", "-line__number"),
    search=("summary",),
    happened=("held_on", "minuted_on"),
    evidence_on=("minuted_on",),
    complete_with=("document_sha256",),
    arose_on="held_on",
    desk="council",
)
