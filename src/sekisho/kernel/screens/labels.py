"""札: labels with a QR code for the things that a ledger names, and the box in which a scanner types.

A scanner types what it reads and presses Enter. What is on a label leads to the page of its line and says nothing
to who may not see it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, Line
from sekisho.kernel.queries import standing
from sekisho.kernel.registry import ledger as find_ledger
from sekisho.kernel.registry import ledger_or_404, ledgers
from sekisho.kernel.requests import TownRequest, must_see
from sekisho.kernel.screens.entries import heading
from sekisho.kernel.screens.listing import MOST_ASKED, can_see, words_of
from sekisho.kernel.search import fold
from sekisho.kernel.verbs import about

MARK = "SEKISHO"  # upper case and digits: the code stays small
CODE = re.compile(rf"{MARK}:([A-Z0-9-]+):([0-9]{{1,9}})")
FOUND_MAX = 20  # lines of each ledger; then somebody has to ask more narrowly


@dataclass(frozen=True, slots=True)
class Label:
    """What is stuck on one thing."""

    name: str
    number: int
    code: str
    picture: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of one ledger that hold what was asked."""

    ledger: Ledger
    entries: tuple[Entry, ...]


def labels_page(request: TownRequest, slug: str) -> HttpResponse:
    """A sheet of labels for all things of the ledger that stand; 404 where it names no things."""
    ledger = ledger_or_404(slug)
    must_see(request, about(ledger))
    if not ledger.labelled:
        raise Http404(slug)
    entries = (
        standing(ledger.model, request.moment.known_at).select_related("line").order_by(*ledger.ordering)
    )
    labels = [label_of(entry) for entry in entries]
    return render(request, "kernel/labels.html", {**heading(ledger), "labels": labels})


def label_of(entry: Entry) -> Label:
    """The label of one line."""
    code = code_of(entry.line)
    picture = segno.make(code, error="m", micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return Label(str(entry), entry.line.number, code, mark_safe(picture))  # noqa: S308 -- drawn of the code alone


def code_of(line: Line) -> str:
    """What the QR code of a line says: the same for ever, whatever the line comes to hold."""
    return f"{MARK}:{line.ledger.upper().replace('_', '-')}:{line.number}"


def line_of(typed: str) -> Line | None:
    """The line whose code was typed, in whatever case or width; None: it is no code, or there is no such line."""
    meant = _meant(typed)
    return Line.objects.filter(ledger=meant[0].slug, number=meant[1]).first() if meant is not None else None


def find_page(request: TownRequest) -> HttpResponse:
    """さがす: a scanned code leads to its entry; a number or a name is looked for among the things with labels.

    Who may not see the ledger is refused alike, whether or not there is such a line.
    """
    asked = request.GET.get("q", "")
    meant = _meant(asked)
    if meant is not None:
        must_see(request, about(meant[0]))
        line = line_of(asked)
        if line is not None:
            return redirect("entry", line.ledger, line.number)
    words = words_of(request)
    seen = [ledger for ledger in ledgers() if ledger.labelled and can_see(request, ledger)]
    results = [Found(ledger, _with(words, ledger, request.moment.known_at)) for ledger in seen if words]
    found = [one for one in results if one.entries]
    return render(request, "kernel/find.html", {"query": asked[:MOST_ASKED], "results": found, "seen": seen})


def _meant(typed: str) -> tuple[Ledger, int] | None:
    """The ledger and the number that a code names, whether or not there is such a line; None: it is no code."""
    match = CODE.fullmatch(fold(typed).strip().upper().replace("：", ":"))
    ledger = find_ledger(match[1].lower().replace("-", "_")) if match is not None else None
    return (ledger, int(match[2])) if match is not None and ledger is not None else None


def _with(words: list[str], ledger: Ledger, known_at: datetime) -> tuple[Entry, ...]:
    entries = standing(ledger.model, known_at).select_related("line").order_by(*ledger.ordering)
    for word in words:
        entries = entries.filter(search_text__contains=word)
    return tuple(entries[:FOUND_MAX])
