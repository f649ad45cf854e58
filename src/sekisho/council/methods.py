"""管理方法: every method that the regulation asks for, the version in force, and what is under way.

Serves 第5条第1号エ・ケ・コ・シ・ス and 第3条第6項第1号.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Document
from sekisho.kernel.queries import standing
from sekisho.kernel.requests import TownRequest, can, must_see
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.ledgers.methods import METHODS, MethodVersion
from sekisho.rules.methods import MethodState, method_states, review_due_on
from sekisho.rules.model import Method, Verb

NAMES = {
    MethodState.DRAFTED: _("起案中"),
    MethodState.DELIBERATED: _("会議済み・決裁待ち"),
    MethodState.DECIDED: _("決裁済み・施行待ち"),
    MethodState.IN_FORCE: _("施行中"),
    MethodState.REVIEW_DUE: _("見直しの期限を過ぎています"),
    MethodState.SUPERSEDED: _("旧版"),
    MethodState.WITHDRAWN: _("廃止"),
}
HOLDS = frozenset({MethodState.IN_FORCE, MethodState.REVIEW_DUE})


@dataclass(frozen=True, slots=True)
class Version:
    """One version with the state that it is in on the day looked at."""

    entry: MethodVersion
    state: MethodState
    review_due_on: date | None
    documents: tuple[Document, ...]  # attached to the line, newest first

    @property
    def newest(self) -> Document | None:
        """The document that a decision would be about."""
        return self.documents[0] if self.documents else None

    @property
    def decided(self) -> Document | None:
        """The attached document that was decided, by its digest; None: it is not attached, or nothing is decided."""
        digest = self.entry.document_sha256
        return next((document for document in self.documents if document.sha256 == digest), None)

    @property
    def name(self) -> object:
        """The state in words."""
        return NAMES[self.state]

    @property
    def skipped_council(self) -> bool:
        """Decided without a day on which the council had it before it: shown, never refused."""
        return self.entry.decided_on is not None and self.entry.council_on is None


@dataclass(frozen=True, slots=True)
class Standing:
    """A method of the pack: the version that holds, and all others, newest first."""

    method: Method
    current: Version | None
    others: tuple[Version, ...]


def methods_page(request: TownRequest) -> HttpResponse:
    """What is laid down, what is due for review, what the regulation asks for and nobody has laid down."""
    must_see(request, about(METHODS))
    found = methods_at(request.moment)
    return render(
        request,
        "council/methods.html",
        {
            "ledger": METHODS,
            "methods": found,
            "missing": sum(one.current is None for one in found),
            "can_enter": can(request, Verb.ENTER, about(METHODS)),
            "can_amend": can(request, Verb.AMEND, about(METHODS)),
        },
    )


def methods_at(moment: Moment, *, documents: bool = True) -> list[Standing]:
    """Every method of the pack in its order, as it stands on the day, as known then. Two queries; one without `documents`."""
    rows = standing(MethodVersion, moment.known_at).select_related("line").order_by("method", "line__number")
    attached = defaultdict(list)
    kept = Document.objects.filter(line__ledger=METHODS.slug, event__recorded_at__lte=moment.known_at)
    for document in kept.order_by("-event") if documents else ():
        attached[document.line_id].append(document)
    by_method = {method: list(entries) for method, entries in groupby(rows, key=_method)}
    return [_standing(method, by_method.get(method.id, []), moment.on, attached) for method in pack().methods]


def _method(entry: MethodVersion) -> str:
    return str(entry.method)


def _standing(
    method: Method, entries: list[MethodVersion], on: date, attached: Mapping[int, list[Document]]
) -> Standing:
    every = method.review_every_months
    states = method_states([entry.dates for entry in entries], on=on, every_months=every)
    versions = [
        Version(entry, state, review_due_on(entry.dates, every), tuple(attached.get(entry.line_id, ())))
        for entry, state in zip(entries, states, strict=True)
        if entry.drafted_on <= on
    ]
    current = next((version for version in versions if version.state in HOLDS), None)
    return Standing(method, current, tuple(one for one in reversed(versions) if one is not current))
