"""会議録: the meetings of the council, from the call to the day (かつらぎ町 第3条第4項・第8項).

One entry is one meeting. The secretariat draws it up; who convened it, in which right and on what basis, is written by
the act of convening alone (`council.meetings.convene`). What came of it stands in the minutes and the resolutions.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField


class Meeting(Entry):
    """One meeting. `convener_office` is the post or the role in which it was convened, `convened_basis` the order, clause or
    decision on which that rests."""

    name = models.CharField(_("会議の名"), max_length=60)
    planned_on = models.DateField(_("開催予定日"))
    starts_at = models.TimeField(_("開会の時刻"))
    place = models.CharField(_("場所"), max_length=60)
    other_business = models.TextField(_("五つの審議事項のほかに諮ること"), blank=True)
    convened_on = models.DateField(_("招集日"), null=True, blank=True)
    convener = LineField("persons", verbose_name=_("招集した者"), null=True, blank=True)
    convener_office = models.CharField(_("招集した職・役割"), max_length=64, blank=True)
    convener_capacity = models.CharField(_("招集した者の資格"), max_length=16, blank=True)
    convened_basis = models.CharField(_("招集の根拠"), max_length=128, blank=True)
    held_on = models.DateField(_("開催日"), null=True, blank=True)
    called_off_on = models.DateField(_("取りやめた日"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("会議")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(convened_on__isnull=True, convener__isnull=True, convener_office="")
                | (Q(convened_on__isnull=False, convener__isnull=False) & ~Q(convened_basis="")),
                name="%(class)s_call_has_basis",
                violation_error_message=_("招集には、招集した者とその根拠が要ります。"),
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=True) | Q(called_off_on__isnull=True),
                name="%(class)s_held_or_called_off",
                violation_error_message=_("開催日と取りやめた日の両方があります。どちらかを消してください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


MEETINGS = Ledger(
    slug="meetings",
    model=Meeting,
    title=_("会議録"),
    columns=(
        "name",
        "planned_on",
        "starts_at",
        "place",
        "other_business",
        "held_on",
        "called_off_on",
    ),
    ordering=("-planned_on", "-line__number"),
    search=("name", "place", "other_business"),
    happened=("held_on", "called_off_on"),
    evidence_on=("held_on",),
    desk="council",
)
