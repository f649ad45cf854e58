"""Shredding: what is personal in a month is closed for good, by a decision of two; and what becomes of lost keys.

The wrapped key is taken out of the month's (or fiscal year's) file. The records stay, and verify as before: a leaf
covers the box as it is. The file as it was may still stand in a backup, or in what the disk has not overwritten: it
opens as long as its sealing key exists, so that one has to be replaced and destroyed afterwards (docs/key-procedures.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sekisho.archive.archive import Archive
from sekisho.archive.carrying_out import Run, keys_in, runs_of
from sekisho.archive.clock import now_by_system
from sekisho.archive.disposal import records_of, said_of
from sekisho.archive.keys import load_sealing_keys
from sekisho.archive.month_keys import (
    BadSecrets,
    DamagedKey,
    KeyLost,
    MonthKeys,
    NothingSealed,
    Shredded,
    YearKeys,
    format_month_keys,
    format_year_keys,
    kek_id,
    rewrap,
)
from sekisho.archive.reading import LogReader
from sekisho.archive.retention import (
    Decided,
    KeepUntil,
    TooEarly,
    check_certificate,
    check_holds,
    check_persons,
    holds_in,
    today_at_most,
)
from sekisho.archive.schema import LogSchema
from sekisho.archive.seals import Home, Sealed, replaced
from sekisho.archive.upkeep import writing_all
from sekisho.archive.vault import SECRETS, Vault
from sekisho.archive.writer import Writer


def shred(
    writer: Writer,
    key: str,
    *,
    keep_until: KeepUntil,
    decided: Sequence[Decided],
    certificate: str,
    clock_day: date,
) -> int:
    """Shred the data key of a month, `2026-11`, or the token key of a fiscal year, `fy2026`.

    Every record that came in then must be one that may be disposed of, and none may be held. Returns the position of
    the statement that says it. Raises NotTwoPersons, NoCertificate, TooEarly, Held, Shredded, NothingSealed: then
    nothing was done.
    """
    check_persons(decided)
    check_certificate(certificate)
    writer.seal()
    runs = _runs(writer, key)
    records = records_of(writer, (*decided, Decided("", clock_day)))
    if records is None or not runs:
        raise NothingSealed(f"No record is kept that was sealed under {key}.")
    end = max(end for _first, end in runs)
    today = today_at_most(min(clock_day, records.schema.local_day(writer.now)), decided)
    may, _next = records.may_go(keep_until, today)
    floor = records.floor(end, keep_until)
    if end > may:
        raise TooEarly(floor)
    for first, last in runs:
        check_holds(holds_in(writer.statements), first, last)
    position = writer.state(
        {
            "statement": "shred",
            "key": key,
            "floor": str(floor),
            "on": today.isoformat(),
            "decided": said_of(decided),
            "certificate": certificate,
        }
    )
    writer.seal()
    writer.carry_out()
    return position


def rewrap_all(archive: Archive, keys: Path, *, clock: Callable[[], int] = now_by_system) -> int:
    """Wrap the keys of all months and years of all logs under the present sealing key. Returns how many were not.

    Each file is replaced by itself; where it was interrupted, repeat it. Afterwards `sealing_keys_needed`
    no longer names the old key. Raises KeyLost, DamagedKey, BadSecrets, and as `Archive.writing`.
    """
    sealing_keys = load_sealing_keys(keys, archive=archive.folder)
    changed = 0
    with writing_all(archive, keys=keys, clock=clock) as writers:
        for writer in writers.values():
            for name in _names(writer):
                changed += _rewrapped(writer, name, sealing_keys)
    return changed


def sealing_keys_needed(archive: Archive) -> set[str]:
    """The ids of the sealing keys without which something could no longer be opened. Raises BadSecrets."""
    found = set()
    for log in archive.logs:
        for path in sorted((archive.folder / log / SECRETS).glob("*")):
            sealed_key = keys_in(path).sealed_key
            found |= {sealed_key.kek} if sealed_key else set()
    return found


def unsearchable_years(log: LogReader) -> list[str]:
    """The fiscal years, as `fy2026`, whose tokens were shredded: a search for a value leaves their records out."""
    vault = Vault(log.folder, log.manifest.origin)
    return [year for year in vault.years() if vault.is_shredded(year)]


def _runs(writer: Writer, name: str) -> list[Run]:
    """The records that came in under a key. Raises Shredded, NothingSealed."""
    found: list[Run] = []
    keys: list[MonthKeys | YearKeys] = []

    def look(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> Sealed:
        if f"{SECRETS}/{name}" in sealed.manifest.files:
            keys.append(keys_in(home.folder / SECRETS / name))
            found.extend(runs_of(home, sealed.manifest, schemas, name))
        return sealed

    writer.replace_sealed(look)
    if not keys or (keys[0].sealed_key is None and keys[0].shredded_on is None):
        raise NothingSealed(f"There is no key of {name}.")
    if keys[0].shredded_on is not None:
        raise Shredded(f"{keys[0].origin} {name}", keys[0].shredded_on)
    return found


def _names(writer: Writer) -> list[str]:
    prefix = f"{SECRETS}/"
    return [path.removeprefix(prefix) for path in writer.manifest.files if path.startswith(prefix)]


def _rewrapped(writer: Writer, name: str, sealing_keys: Mapping[str, bytes]) -> bool:
    newest = list(sealing_keys.values())[-1]
    refused: list[BadSecrets | KeyLost | DamagedKey] = []  # raised below: the writer does not stop for them
    changed: list[str] = []

    def change(home: Home, sealed: Sealed, _schemas: Mapping[int, LogSchema]) -> Sealed:
        try:
            keys = keys_in(home.folder / SECRETS / name)
            if keys.sealed_key is None or keys.sealed_key.kek == kek_id(newest):
                return sealed
            data = _anew(keys, sealing_keys, newest)
        except (BadSecrets, KeyLost, DamagedKey) as error:
            refused.append(error)
            return sealed
        changed.append(name)
        home.vault.forget()
        return replaced(home, sealed, f"{SECRETS}/{name}", data)

    writer.replace_sealed(change, alone=True)
    if refused:
        raise refused[0]
    return bool(changed)


def _anew(keys: MonthKeys | YearKeys, sealing_keys: Mapping[str, bytes], newest: bytes) -> bytes:
    """Their file under the newest sealing key. Raises KeyLost, DamagedKey."""
    if isinstance(keys, MonthKeys):
        return format_month_keys(rewrap(keys, sealing_keys, newest))
    return format_year_keys(rewrap(keys, sealing_keys, newest))
