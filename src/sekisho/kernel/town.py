"""The rule pack that this installation runs, and the calendar that follows from it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from sekisho.rules.calendar import OpenDays
from sekisho.rules.model import Duty, LedgerBinding, Pack
from sekisho.rules.pack import load, pack_directory, pack_names


@cache
def _load(name: str) -> Pack:
    return load(pack_directory(name) if name in pack_names() else Path(name))


def pack() -> Pack:
    """The pack named by SEKISHO_PACK: a built-in name or a directory. Raises BrokenPack."""
    return _load(settings.SEKISHO_PACK)


@cache
def _open_days(name: str) -> OpenDays:
    return OpenDays(_load(name).hours)


def open_days() -> OpenDays:
    """The body's open days (開庁日)."""
    return _open_days(settings.SEKISHO_PACK)


def binding(slug: str) -> LedgerBinding | None:
    """Which clause the ledger serves and who keeps it here; None: this body binds it nowhere."""
    return next((bound for bound in pack().ledgers if bound.slug == slug), None)


def duty(identifier: str) -> Duty | None:
    """The duty of that id, or None."""
    return next((duty for duty in pack().duties if duty.id == identifier), None)
