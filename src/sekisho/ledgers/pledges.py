"""誓約簿: 「認証情報の管理方法を遵守すること」(かつらぎ町 第5条第1号オ), what each operator has promised to keep to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class Pledge(Entry):
    """One pledge by one person to one version of a method; it holds until it ends or lapses."""

    person = LineField("persons", verbose_name=_("誓約した者"))
    method = models.CharField(_("守ると誓った管理方法(名称と版)"), max_length=120)
    pledged_on = models.DateField(_("誓約日"))
    valid_until = models.DateField(_("期限(この日から効力がない)"), null=True, blank=True)
    receiver = LineField("persons", verbose_name=_("受け取った者"))
    ended_on = models.DateField(_("効力を失った日"), null=True, blank=True)
    ended_because = models.CharField(_("効力を失った理由"), max_length=120, blank=True)
    place = models.CharField(_("誓約書の保管場所"), max_length=120, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("誓約")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("ended_on", "pledged_on"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("pledged_on")),
                name="%(class)s_valid_for_a_day",
                violation_error_message=_("期限が誓約日より後になっていません。日付を確かめてください。"),
            ),
            models.CheckConstraint(
                condition=Q(ended_because="") | Q(ended_on__isnull=False),
                name="%(class)s_end_has_day",
                violation_error_message=_("効力を失った理由があります。「効力を失った日」も書いてください。"),
            ),
            models.CheckConstraint(
                condition=~Q(person=F("receiver")),
                name="%(class)s_receiver_is_another",
                violation_error_message=_("誓約した者と受け取った者が同じです。別の者が受け取ってください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.pledged_on}"


PLEDGES = Ledger(
    slug="pledges",
    model=Pledge,
    title=_("誓約簿"),
    columns=(
        "person",
        "method",
        "pledged_on",
        "valid_until",
        "receiver",
        "ended_on",
        "ended_because",
        "place",
    ),
    ordering=("-pledged_on", "-line__number"),
    search=("method", "ended_because", "place"),
    happened=("pledged_on", "ended_on"),
    concerns="person",
    evidence_on=("pledged_on",),
)
