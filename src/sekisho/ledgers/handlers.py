"""取扱者指定簿: 本人確認情報の「取扱者の指定」(かつらぎ町 第5条第1号シ), also of those who handle lists and hold no credential."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before
from sekisho.kernel.queries import standing


class Handler(Entry):
    """One person named to handle the data for one business, until released."""

    person = LineField("persons", verbose_name=_("取扱者"))
    business = models.CharField(_("取扱業務"), max_length=60)
    designated_on = models.DateField(_("指定日"))
    handles_from = models.DateField(_("取扱いを始める日"))
    released_on = models.DateField(_("解除日"), null=True, blank=True)
    grounds = models.CharField(_("指定の根拠(文書番号など)"), max_length=120, blank=True)
    designator = LineField("persons", verbose_name=_("指定した者"))

    class Meta(Entry.Meta):
        verbose_name = _("取扱者の指定")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("released_on", "designated_on"),
            models.CheckConstraint(
                condition=Q(handles_from__gte=F("designated_on")),
                name="%(class)s_designated_first",
                violation_error_message=_(
                    "指定より前に取扱いを始めています。指定日か、取扱いを始める日を確かめてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business} {self.designated_on}"

    def clean(self) -> None:
        """Nobody is named twice at once for the same business."""
        has_ended = self.retired_on is not None or self.released_on is not None
        if has_ended or not isinstance(self.designated_on, date):
            return
        others = standing(Handler, timezone.now()).filter(person=self.person_id, business=self.business)
        others = others.filter(Q(released_on__isnull=True) | Q(released_on__gt=self.designated_on))
        if others.exclude(line=self.line_id).exists():
            raise ValidationError(
                {"business": _("この者はこの業務の取扱者に指定されています。先の指定を訂正してください。")}
            )


HANDLERS = Ledger(
    slug="handlers",
    model=Handler,
    title=_("取扱者指定簿"),
    columns=(
        "person",
        "business",
        "designated_on",
        "handles_from",
        "released_on",
        "grounds",
        "designator",
    ),
    ordering=("-designated_on", "-line__number"),
    search=("business", "grounds"),
    happened=("designated_on", "released_on"),
    concerns="person",
    evidence_on=("designated_on", "handles_from", "released_on"),
)
