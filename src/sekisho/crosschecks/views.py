"""突合の頁: every comparison with what it found, and the part of it that waits for one's own section."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, CrossCheck
from sekisho.crosschecks.registry import CROSS_CHECKS
from sekisho.kernel.acts import Moment
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.permissions import may
from sekisho.kernel.requests import NoPost, TownRequest, must_see
from sekisho.kernel.screens.pages import page_or_part
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.rules.authority import Capability
from sekisho.rules.model import Verb

LISTED = 50  # of one comparison, on its page: more are not settled one by one
HANDFUL = 5  # on the page of the day's work


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison and what came of it."""

    check: CrossCheck
    compared: Compared

    @property
    def listed(self) -> tuple[Contradiction, ...]:
        """The contradictions that the page lists."""
        return self.compared.contradictions[:LISTED]

    @property
    def more(self) -> int:
        """How many it does not list."""
        return max(len(self.compared.contradictions) - LISTED, 0)


def crosschecks_page(request: TownRequest) -> HttpResponse:
    """All comparisons of ledgers that the one who asks may see, both sides of each."""
    capability = request.actor.capability
    seen = [check for check in CROSS_CHECKS if _sees(capability, check.ledgers)]
    if not seen:
        must_see(request, about(CROSS_CHECKS[0].ledgers[0]))
    results = results_of(seen, request.moment)
    found = sum(len(result.compared.contradictions) for result in results)
    context = {"results": results, "found": found, "visible": _visible(capability, CROSS_CHECKS)}
    return render(request, "crosschecks/crosschecks.html", context)


def mine_page(request: TownRequest) -> HttpResponse:
    """What the one who asks can settle; of it a handful for the page of the day's work, which loads it."""
    capability = request.actor.capability
    if capability is None:
        raise NoPost(
            _("いま就いている職がないため、今日の仕事はありません。総務担当に辞令の記載を確かめてください。")
        )
    found = contradictions_for(capability, request.moment)
    shown = found[:HANDFUL] if request.htmx else found
    context = {
        "found": len(found),
        "shown": shown,
        "more": len(found) - len(shown),
        "visible": _visible(capability, CROSS_CHECKS),
    }
    return page_or_part(request, "crosschecks/mine.html", "crosschecks/_mine.html", context)


def results_of(checks: Collection[CrossCheck], moment: Moment) -> list[Result]:
    """What the comparisons find at that moment; their ledgers are read once."""
    books = Books(moment, [ledger for check in checks for ledger in check.ledgers])
    return [Result(check, check.compare(books)) for check in checks]


def contradictions_for(capability: Capability, moment: Moment) -> list[Contradiction]:
    """What this capability can settle: the oldest of each comparison first, so that none hides behind another."""
    settled = {
        ledger.slug
        for check in CROSS_CHECKS
        for ledger in check.ledgers
        if may(pack(), Verb.AMEND, capability, about(ledger))
    }
    checks = [check for check in CROSS_CHECKS if settled & {ledger.slug for ledger in check.ledgers}]
    if not checks:
        return []
    found: list[tuple[int, date, Contradiction]] = []
    for result in results_of(checks, moment):
        own = [one for one in result.compared.contradictions if one.settled_in.slug in settled]
        found += [(place, one.since, one) for place, one in enumerate(sorted(own, key=_since))]
    return [one for _place, _on, one in sorted(found, key=_turn)]


def _sees(capability: Capability | None, ledgers: Iterable[Ledger]) -> bool:
    return capability is not None and all(
        may(pack(), Verb.VIEW, capability, about(ledger)) for ledger in ledgers
    )


def _visible(capability: Capability | None, checks: Iterable[CrossCheck]) -> set[str]:
    """The ledgers to whose lines the page leads: whoever settles the other side may not see them all."""
    ledgers = {ledger.slug: ledger for check in checks for ledger in check.ledgers}
    return {slug for slug, ledger in ledgers.items() if _sees(capability, [ledger])}


def _since(contradiction: Contradiction) -> date:
    return contradiction.since


def _turn(found: tuple[int, date, Contradiction]) -> tuple[int, date]:
    return found[0], found[1]
