"""辞令簿: who holds which post from when to when, by which order. Several at once are allowed (兼務)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.permissions import find_post
from sekisho.kernel.queries import standing
from sekisho.kernel.town import pack
from sekisho.kernel.wording import name_of
from sekisho.offices.fields import PostField


class Appointment(Entry):
    """辞令/充て職: one person in one post, `since` inclusive, `until` exclusive."""

    person = LineField("persons", verbose_name=_("氏名"))
    post = PostField(_("職"))
    since = models.DateField(_("発令日"))
    until = models.DateField(_("解かれる日(この日から外れる)"), null=True, blank=True)
    order_number = models.CharField(_("辞令番号"), max_length=40)
    concurrent = models.BooleanField(_("兼務"), default=False)

    class Meta(Entry.Meta):
        verbose_name = _("辞令")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
                name="%(class)s_until_after_since",
                violation_error_message=_("解かれる日が発令日より後になっていません。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{name_of(pack(), self.post)} {self.order_number}"

    def clean(self) -> None:
        """A post with one seat is held by one person at any instant."""
        post = find_post(pack(), self.post)
        if post is None or post.seats is None or not isinstance(self.since, date):
            return
        others = standing(Appointment, timezone.now()).filter(post=self.post).exclude(line=self.line_id)
        others = others.filter(Q(until__isnull=True) | Q(until__gt=self.since))
        if self.until is not None:
            others = others.filter(since__lt=self.until)
        if others.count() >= post.seats:
            raise ValidationError(
                {
                    "post": _(
                        "この期間にこの職に就いている者がいます。先に前任者の解かれる日を記載してください。"
                    )
                }
            )


APPOINTMENTS = Ledger(
    slug="appointments",
    model=Appointment,
    title=_("辞令簿"),
    columns=("person", "post", "since", "until", "order_number", "concurrent"),
    ordering=("-since", "-line__number"),
    filters=("concurrent",),
    search=("order_number",),
    empowers="person",
    ends="until",
    founding=True,
)
