"""What waits for one post beside the duties that are due: versions to decide, lists to carry out, things to give back."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.council.methods import methods_at
from sekisho.duties.on_loan import Out, on_loan
from sekisho.incidents.waiting import incidents_waiting
from sekisho.kernel.acts import Moment
from sekisho.kernel.permissions import may
from sekisho.kernel.queries import standing
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import said
from sekisho.ledgers.methods import METHODS
from sekisho.ledgers.transfer_lists import TRANSFER_LISTS, TransferList
from sekisho.rules.authority import Capability
from sekisho.rules.methods import MethodState
from sekisho.rules.model import Verb
from sekisho.rules.wareki import wareki

UNDER_WAY = {
    MethodState.DRAFTED: gettext_lazy("「%(what)s」は、会議に諮られるのを待っています。"),
    MethodState.DELIBERATED: gettext_lazy("「%(what)s」は、決裁を待っています。"),
    MethodState.REVIEW_DUE: gettext_lazy("「%(what)s」は、見直しの期限を過ぎています。"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody has to decide or to carry out, and the page on which they do."""

    sentence: str
    url: str


def waiting_for(capability: Capability, moment: Moment) -> list[Waiting]:
    """What waits for a decision or a step of this capability."""
    found = [
        Waiting(one.sentence, reverse(one.page, args=[one.number]))
        for one in incidents_waiting(capability, moment)
    ]
    if may(pack(), Verb.AMEND, capability, about(METHODS)):
        found += _methods(moment)
    if may(pack(), Verb.AMEND, capability, about(TRANSFER_LISTS)):
        found += _transfers(moment)
    return found


def loans_of(person: str, moment: Moment) -> list[Out]:
    """What the person has out on loan."""
    return [out for out in on_loan(moment.known_at) if out.person == int(person)]


def _methods(moment: Moment) -> list[Waiting]:
    return [
        Waiting(
            str(UNDER_WAY[version.state]) % {"what": f"{said(one.method.title)} {version.entry.version}"},
            reverse("methods"),
        )
        for one in methods_at(moment)
        for version in (*filter(None, (one.current,)), *one.others)
        if version.state in UNDER_WAY
    ]


def _transfers(moment: Moment) -> list[Waiting]:
    waiting = (
        standing(TransferList, moment.known_at).filter(carried_out_on__isnull=True).select_related("line")
    )
    return [
        Waiting(
            _("%(day)s付けの異動は、まだ辞令簿に反映されていません。") % {"day": wareki(one.effective_on)},
            reverse("transfer_plan", args=[one.line.number]),
        )
        for one in waiting.order_by("effective_on")
    ]
