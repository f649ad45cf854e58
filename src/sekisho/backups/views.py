"""バックアップ: what the machine backed up and tested, and the entries that a person makes of it.

Serves 第5条第1号コ. A run counts once somebody of the section that keeps the ledgers has confirmed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sekisho.backups.entries import LEDGERS, confirm, known_place, waiting
from sekisho.backups.runs import Kind, Run, runs
from sekisho.kernel.permissions import may
from sekisho.kernel.requests import TownRequest, act_of, can, must_see
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import counted
from sekisho.ledgers.backups import BACKUPS, Backup
from sekisho.rules.model import Verb

RUNS_SHOWN = 20
PLACE_MAX = Backup._meta.get_field("place").max_length


@dataclass(frozen=True, slots=True)
class Line:
    """A run as the page shows it; `place` is empty where nobody has said it yet."""

    run: Run
    ended_at: datetime
    is_test: bool
    place: str


@require_safe
def backups_page(request: TownRequest) -> HttpResponse:
    """The latest runs, which of them wait for somebody, and one button for all of these."""
    must_see(request, about(BACKUPS))
    open_ = waiting()
    places = {_where(run): run for run in open_}
    known = {where: known_place(run) for where, run in places.items()}  # a year of nights has few places
    lines = [_line(run, known[_where(run)]) for run in reversed(open_)]
    rest = [run for run in reversed(runs()) if run not in open_]
    context = {
        "waiting": lines,
        "lines": [_line(run, run.place) for run in rest[:RUNS_SHOWN]],
        "needs_place": any(line.run.well and not line.is_test and not line.place for line in lines),
        "place_max": PLACE_MAX,
        "can_keep": any(can(request, Verb.ENTER, about(ledger)) for ledger in LEDGERS.values()),
        "ledger": BACKUPS,
    }
    return render(request, "backups/backups.html", context)


@require_POST
def keep_page(request: TownRequest) -> HttpResponse:
    """記載: one entry a run that waits, all or none."""
    act = act_of(request)
    kinds = [
        kind for kind, ledger in LEDGERS.items() if may(pack(), Verb.ENTER, act.capability, about(ledger))
    ]
    kept = confirm(act, kinds or list(LEDGERS), place=request.POST.get("place", "").strip())
    messages.success(request, counted("バックアップと復元試験を%(n)d件記載しました。", kept))
    return redirect("backups")


def _line(run: Run, place: str) -> Line:
    is_test = run.kind == Kind.RESTORE_TEST
    ended_at = timezone.localtime(datetime.fromisoformat(run.ended_at))
    return Line(run, ended_at, is_test, "" if is_test else place)


def _where(run: Run) -> tuple[str, str, str]:
    return run.target, run.medium, run.place
