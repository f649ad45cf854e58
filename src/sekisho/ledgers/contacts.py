"""緊急連絡網: who is told in which order when disaster strikes (かつらぎ町 第5条第4号ア).

One entry is one place in the net. Telephone numbers are personal data and are not kept here: they stand
on the paper list, and the entry says where it lies. The paper is what works on a day without power.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.queries import standing
from sekisho.rules.fiscal import fiscal_year, fiscal_year_span

# Telephone numbers begin with 0 or with the sign of a country; days and numbers of documents begin otherwise.
NO_NUMBER = RegexValidator(
    r"(?<![0-9０-９])(?<![0-9０-９][-－ー‐−/.])[0０+＋][0-9０-９()（）\-－ー‐−\s]{7,}[0-9０-９]",
    _("電話番号は書かないでください。番号は紙の一覧に書き、その置き場所だけをここに残します。"),
    inverse_match=True,
)


class Contact(Entry):
    """One place in the net: who, by which means, who else, and when they were last reached."""

    class Means(models.TextChoices):
        DESK = "desk", _("電話(職場)")
        MOBILE = "mobile", _("携帯電話")
        HOME = "home", _("電話(自宅)")
        RADIO = "radio", _("防災無線")
        SATELLITE = "satellite", _("衛星電話")
        MAIL = "mail", _("電子メール")
        VISIT = "visit", _("直接訪ねる")

    class Result(models.TextChoices):
        REACHED = "reached", _("つながった")
        ALTERNATE = "alternate", _("代わりの者につながった")
        FAILED = "failed", _("つながらなかった")

    position = models.PositiveSmallIntegerField(_("連絡の順番"), validators=[MinValueValidator(1)])
    person = LineField("persons", verbose_name=_("職員"), null=True, blank=True)
    name = models.CharField(
        _("氏名または窓口の名(職員でない場合)"), max_length=60, blank=True, validators=[NO_NUMBER]
    )
    organisation = models.CharField(_("組織"), max_length=60, validators=[NO_NUMBER])
    role = models.CharField(_("災害時の役割"), max_length=60, validators=[NO_NUMBER])
    means = models.CharField(_("連絡手段"), max_length=9, choices=Means)
    list_place = models.CharField(_("番号の載った紙の一覧の置き場所"), max_length=120, validators=[NO_NUMBER])
    alternate = models.CharField(_("代わりの者"), max_length=60, blank=True, validators=[NO_NUMBER])
    tried_on = models.DateField(_("最後に連絡を試した日"), null=True, blank=True)
    result = models.CharField(_("連絡の結果"), max_length=9, choices=Result, blank=True)
    reached_on = models.DateField(_("最後につながった日"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("緊急連絡先")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="") | (Q(person__isnull=True) & ~Q(name="")),
                name="%(class)s_is_staff_or_named",
                violation_error_message=_("職員か、職員でない者の氏名か、どちらか一方だけを書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(tried_on__isnull=True, result="") | (Q(tried_on__isnull=False) & ~Q(result="")),
                name="%(class)s_try_has_result",
                violation_error_message=_("連絡を試した日と結果は、どちらも書くか、どちらも空けてください。"),
            ),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True)
                | Q(tried_on__isnull=False, reached_on__lte=F("tried_on")),
                name="%(class)s_reached_by_a_try",
                violation_error_message=_(
                    "つながった日までに連絡を試した記載がありません。「最後に連絡を試した日」を確かめてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(result__in=["", "failed"])
                | Q(reached_on__isnull=False, reached_on=F("tried_on")),
                name="%(class)s_reached_that_day",
                violation_error_message=_(
                    "つながったのなら、「最後につながった日」に試した日と同じ日を書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.organisation} {self.role}"

    def clean(self) -> None:
        """A place in the net is taken once."""
        if self.retired_on is not None:
            return
        same = standing(Contact, timezone.now()).filter(position=self.position)
        if same.exclude(line=self.line_id).exists():
            raise ValidationError(
                {"position": _("この順番には、すでに別の者がいます。順番を変えてください。")}
            )


CONTACTS = Ledger(
    slug="contacts",
    model=Contact,
    title=_("緊急連絡網"),
    columns=(
        *("position", "person", "name", "organisation", "role", "means", "list_place", "alternate"),
        *("tried_on", "result", "reached_on"),
    ),
    ordering=("position", "-line__number"),
    filters=("means", "result"),
    search=("name", "organisation", "role", "alternate"),
    happened=("tried_on", "reached_on"),
)


def not_reached(net: Iterable[Contact], on: date) -> list[Contact]:
    """Who of the net was not reached from the start of the fiscal year to `on`, in the order in which they are called."""
    first, _until = fiscal_year_span(fiscal_year(on))
    missed = (one for one in net if one.reached_on is None or not first <= one.reached_on <= on)
    return sorted(missed, key=lambda one: one.position)
