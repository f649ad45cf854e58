"""入退室管理簿: who went into the server room and came out again (かつらぎ町 第5条第2号イ).

One entry is one person, once. It is written when they go in and amended when they come out;
until then the day is not done.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField


class RoomEntry(Entry):
    """One person in the room, to the minute: staff by their line, a visitor by name and company."""

    entered_at = models.DateTimeField(_("入室日時"))
    left_at = models.DateTimeField(_("退室日時"), null=True, blank=True)
    person = LineField("persons", verbose_name=_("入室した職員"), null=True, blank=True)
    visitor = models.CharField(_("入室した職員以外の者の氏名"), max_length=60, blank=True)
    organisation = models.CharField(_("所属(会社)"), max_length=80, blank=True)
    purpose = models.CharField(_("目的・作業内容"), max_length=200)
    attended_by = LineField("persons", verbose_name=_("立会者"), null=True, blank=True)
    badge_number = models.CharField(_("名札番号"), max_length=20, blank=True)
    key = LineField("keys", verbose_name=_("使った鍵"), null=True, blank=True)
    brought_in = models.CharField(_("持込品"), max_length=200, blank=True)
    taken_out = models.CharField(_("持出品"), max_length=200, blank=True)
    emergency = models.BooleanField(_("非常時の入室"), default=False)

    class Meta(Entry.Meta):
        verbose_name = _("入退室")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("entered_at")),
                name="%(class)s_left_after_entering",
                violation_error_message=_("退室が入室より前です。日時を確かめてください。"),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, visitor="") | (Q(person__isnull=True) & ~Q(visitor="")),
                name="%(class)s_is_one_person",
                violation_error_message=_(
                    "入室した者は、職員を選ぶか、職員以外の者の氏名を書くか、どちらか一方にしてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(attended_by__isnull=True) | Q(person__isnull=True) | ~Q(person=F("attended_by")),
                name="%(class)s_attended_by_another",
                violation_error_message=_(
                    "入室した職員と立会者が同じです。立会者がいなければ空けておいてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.entered_at):%Y-%m-%d %H:%M} {self.visitor}".rstrip()


ENTRY_EXIT = Ledger(
    slug="entry_exit",
    model=RoomEntry,
    title=_("入退室管理簿"),
    columns=(
        "entered_at",
        "left_at",
        "person",
        "visitor",
        "organisation",
        "purpose",
        "attended_by",
        "badge_number",
        "key",
        "brought_in",
        "taken_out",
        "emergency",
    ),
    ordering=("-entered_at", "-line__number"),
    filters=("emergency",),
    search=("visitor", "organisation", "purpose", "badge_number", "brought_in", "taken_out"),
    happened=("entered_at", "left_at"),
    evidence_on=("left_at",),
    arose_on="entered_at",
)
