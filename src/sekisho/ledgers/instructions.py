"""指示・要請簿: what the chief told heads of section to do or asked of independent organs (かつらぎ町 第4条第1項).

One entry is one instruction (指示) or request (要請) from its number to its completion. It is opened by the act that
gives it and carried on by the office to which it goes; nobody else writes here. A request has no deadline.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, Instruction, not_before
from sekisho.kernel.queries import day_of
from sekisho.kernel.refusals import BackDated
from sekisho.kernel.town import binding
from sekisho.offices.fields import SectionField
from sekisho.rules.orders import OrderDates

ANOTHER_DAY = _(
    "指示・要請の日付を今日以外の日にすることはできません。"
    "前に口頭で伝えたのであれば、その日を内容に書いてください。"
)


class Order(Entry):
    """One instruction or request; `done_with` names what shows that it was carried out."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="+", editable=False)
    number = models.CharField(_("文書番号"), max_length=40)
    kind = models.CharField(_("種別"), max_length=16, choices=Instruction.Kind)
    to_section = SectionField(_("宛先"))
    issued_on = models.DateField(_("発した日"))
    due_on = models.DateField(_("期限"), null=True, blank=True)
    received_at = models.DateTimeField(_("受領日時"), null=True, blank=True)
    replied_on = models.DateField(_("回答日"), null=True, blank=True)
    reply = models.TextField(_("回答"), blank=True)
    done_on = models.DateField(_("完了日"), null=True, blank=True)
    done_with = models.CharField(_("完了の証拠(簿冊の行・文書の名)"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("指示・要請")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("replied_on", "issued_on"),
            not_before("done_on", "issued_on"),
            models.CheckConstraint(
                condition=Q(kind="instruction") | Q(kind="request", due_on__isnull=True),
                name="%(class)s_request_has_no_deadline",
                violation_error_message=_("独立した執行機関へは要請であり、期限は付けられません。"),
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(done_with=""),
                name="%(class)s_done_has_evidence",
                violation_error_message=_("完了の証拠がありません。簿冊の行か文書の名を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        """The register says what the instruction says, and bears its day. Raises BackDated, which stays on record."""
        given = self.instruction
        same = (given.kind, given.to_section, given.due_on) == (self.kind, self.to_section, self.due_on)
        if not same:
            raise ValidationError({"number": _("指示・要請の内容と合いません。")})
        bound = binding("instructions")
        day: object = self.issued_on  # a form may have left it out, which is a finding of its own
        if isinstance(day, date) and day != day_of(given.event.recorded_at):
            raise BackDated(str(ANOTHER_DAY), clause=bound.clause if bound else None)

    @property
    def dates(self) -> OrderDates:
        """Its days, as the rules take them."""
        return OrderDates(
            issued_on=self.issued_on,
            due_on=self.due_on,
            received_on=day_of(self.received_at) if self.received_at else None,
            replied_on=self.replied_on,
            done_on=self.done_on,
        )


INSTRUCTIONS = Ledger(
    slug="instructions",
    model=Order,
    title=_("指示・要請簿"),
    columns=(
        "number",
        "kind",
        "to_section",
        "issued_on",
        "due_on",
        "received_at",
        "replied_on",
        "reply",
        "done_on",
        "done_with",
    ),
    ordering=("-issued_on", "-line__number"),
    filters=("kind",),
    search=("number", "reply", "done_with"),
    happened=("issued_on", "received_at", "replied_on", "done_on"),
    evidence_on=("done_on",),
    arose_on="issued_on",
    matter="to_section",
    desk="instructions",
)
