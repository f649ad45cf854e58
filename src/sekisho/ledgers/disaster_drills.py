"""災害訓練簿: whether the procedure works was tried (かつらぎ町 第5条第4号ア).

One entry is one drill. What has to be mended is always said, be it 「なし」: a drill of which nothing
was learnt is one that nobody looked at.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.drills import MARK
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.queries import as_known
from sekisho.kernel.registry import ledger


class DisasterDrill(Entry):
    """One drill: what was assumed, who took part, what could not be done, and what to mend."""

    drilled_on = models.DateField(_("訓練日"))
    scenario = models.TextField(_("想定"))
    participants = models.TextField(_("参加者"))
    plan = LineField("disaster_plans", verbose_name=_("手順の版"))
    minutes = models.PositiveSmallIntegerField(_("かかった時間(分)"))
    not_done = models.TextField(_("できなかったこと"))
    to_mend = models.TextField(_("直すこと"))
    responsible = LineField("persons", verbose_name=_("責任者"))
    incident = LineField("incidents", verbose_name=_("訓練として行った事故の記載"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("災害訓練")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(not_done="") & ~Q(to_mend=""),
                name="%(class)s_says_what_was_learnt",
                violation_error_message=_(
                    "「できなかったこと」と「直すこと」を書いてください。なければ「なし」と書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0),
                name="%(class)s_took_time",
                violation_error_message=_("かかった時間を1分以上で書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drilled_on}"

    def clean(self) -> None:
        """What really happened was no drill."""
        kept = ledger(self.incident.ledger) if self.incident is not None else None
        known = as_known(kept.model, timezone.now()).filter(line=self.incident) if kept else None
        if known is not None and known.filter(**{MARK: False}).exists():
            raise ValidationError(
                {"incident": _("この事故は訓練ではありません。訓練の記載を選んでください。")}
            )


DISASTER_DRILLS = Ledger(
    slug="disaster_drills",
    model=DisasterDrill,
    title=_("災害訓練簿"),
    columns=(
        *("drilled_on", "scenario", "participants", "plan", "minutes"),
        *("not_done", "to_mend", "responsible", "incident"),
    ),
    ordering=("-drilled_on", "-line__number"),
    search=("scenario", "participants", "not_done", "to_mend"),
    happened=("drilled_on",),
    evidence_on=("drilled_on",),
)
