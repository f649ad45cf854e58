"""The registered ledgers, and the events seen in them; both stand in the modules that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.http import Http404
from django.utils.module_loading import import_string

from sekisho.kernel.ledger import Ledger


def ledgers() -> tuple[Ledger, ...]:
    """All ledgers, in the order in which they are listed."""
    registered: tuple[Ledger, ...] = import_string(settings.SEKISHO_LEDGERS)
    return registered


@cache
def _by_slug() -> dict[str, Ledger]:
    return {ledger.slug: ledger for ledger in ledgers()}


def ledger(slug: str) -> Ledger | None:
    """The ledger of that slug, or None."""
    return _by_slug().get(slug)


def event_days(word: str, since: date, known_at: datetime) -> set[date] | None:
    """The days from `since` on, as known at `known_at`, on which that event happened; None: no ledger sees it."""
    seen: Callable[[str, date, datetime], set[date] | None] = import_string(settings.SEKISHO_EVENTS)
    return seen(word, since, known_at)


def ledger_or_404(slug: str) -> Ledger:
    """The ledger of that slug; Http404 where there is none."""
    found = ledger(slug)
    if found is None:
        raise Http404(slug)
    return found
