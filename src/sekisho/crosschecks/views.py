"""突合の頁: every comparison with what it found, and the part of it that waits for one's own section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from sekisho.crosschecks.findings import Compared, Contradiction, CrossCheck
from sekisho.crosschecks.registry import CROSS_CHECKS
from sekisho.kernel.acts import Moment
from sekisho.kernel.permissions import may
from sekisho.kernel.requests import TownRequest, must_see
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.rules.authority import Capability
from sekisho.rules.model import Verb


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison and what came of it."""

    check: CrossCheck
    compared: Compared

    @property
    def agreed(self) -> int:
        """How many of those examined agree; several contradictions may be about one."""
        return max(self.compared.examined - len(self.compared.contradictions), 0)


def crosschecks_page(request: TownRequest) -> HttpResponse:
    """All comparisons of ledgers that the one who asks may see, both sides of each."""
    seen = [check for check in CROSS_CHECKS if _sees(request.actor.capability, check)]
    if not seen:
        must_see(request, about(CROSS_CHECKS[0].ledgers[0]))
    results = [Result(check, check.compare(request.moment)) for check in seen]
    found = sum(len(result.compared.contradictions) for result in results)
    return render(request, "crosschecks/crosschecks.html", {"results": results, "found": found})


def contradictions_for(capability: Capability, moment: Moment) -> list[Contradiction]:
    """What this capability can settle, the oldest first."""
    settled = {
        ledger.slug
        for check in CROSS_CHECKS
        for ledger in check.ledgers
        if may(pack(), Verb.AMEND, capability, about(ledger))
    }
    checks = [check for check in CROSS_CHECKS if settled & {ledger.slug for ledger in check.ledgers}]
    found = [one for check in checks for one in check.compare(moment).contradictions]
    return sorted((one for one in found if one.settled_in.slug in settled), key=_since)


def _sees(capability: Capability | None, check: CrossCheck) -> bool:
    return capability is not None and all(
        may(pack(), Verb.VIEW, capability, about(ledger)) for ledger in check.ledgers
    )


def _since(contradiction: Contradiction) -> date:
    return contradiction.since
