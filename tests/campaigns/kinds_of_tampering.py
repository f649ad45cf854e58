"""How sixteen kinds of tampering are done; each gives back what was done, and whether the archive alone gives it away."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sekisho.archive import checkpoint_files
from sekisho.archive.checkpoints import split_notes
from sekisho.archive.manifest import listed
from sekisho.archive.notes import VerifierKey
from sekisho.archive.schema import LogSchema
from tests.campaigns.archives import JOURNAL, NETWORK, SCHEMAS, STRANGER, Town, keys_of
from tests.campaigns.attacker import LEVELS, Forger, local_days, some_place, taken, with_value


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. `first` is the first record that is not as it was, `end` the end of what was touched, in the
    numbers before; None where that is not about records. `knowable` says whether the archive alone gives it away.
    """

    log: str
    keys: tuple[VerifierKey, ...]
    first: int | None = None
    end: int | None = None
    knowable: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """A copy of the archive to do harm to, and whatever chance is needed for it."""

    town: Town
    archive: Path
    chance: random.Random

    def forger(self, schema: LogSchema, *, key: bool = False) -> Forger:
        """Follows a change up as far as chance has it."""
        level = self.chance.randrange(len(LEVELS))
        if key:
            return Forger(self.archive, schema, len(LEVELS) - 1, key=STRANGER)
        return Forger(self.archive, schema, level, renumbers=self.chance.random() < 0.7)


# --- Records ---------------------------------------------------------------------------------------


def delete(case: Case) -> Done:
    """A few records in a row are gone."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    rows = forger.records()
    place, count = some_place(rows, case.chance), case.chance.randint(1, 3)
    end = min(rows.num_rows, place + count)
    forger.change(taken(rows, [*range(place), *range(end, rows.num_rows)]))
    return Done(schema.name, case.town.keys, place, end)


def insert(case: Case) -> Done:
    """A record that looks like the others comes in between."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    rows = forger.records()
    place, model = some_place(rows, case.chance), some_place(rows, case.chance)
    rows = taken(rows, [*range(place), model, *range(place, rows.num_rows)])
    moment = rows.column("received_at")[place + 1].as_py()
    forger.change(with_value(rows, place, "received_at", moment))
    return Done(schema.name, case.town.keys, place, place + 1)


def swap(case: Case) -> Done:
    """Two records change places; each keeps the time at which the other came in."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    rows = forger.records()
    one, other = sorted(_two_places(rows, case.chance))
    order = list(range(rows.num_rows))
    order[one], order[other] = other, one
    moved = taken(rows, order)
    for name in ("position", "received_at"):
        moved = moved.set_column(
            moved.schema.get_field_index(name), moved.schema.field(name), rows.column(name)
        )
    forger.change(moved)
    return Done(schema.name, case.town.keys, one, other + 1)


def replace_record(case: Case) -> Done:
    """A record that looks like the others stands where another one stood."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    rows = forger.records()
    place, model = _two_places(rows, case.chance)
    other = taken(rows, [*range(place), model, *range(place + 1, rows.num_rows)])
    for name in ("position", "received_at"):
        other = other.set_column(
            other.schema.get_field_index(name), other.schema.field(name), rows.column(name)
        )
    forger.change(other)
    return Done(schema.name, case.town.keys, place, place + 1)


def edit_time_or_source(case: Case) -> Done:
    """A record came in at another time, or from somewhere else, or says that it happened at another time."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    rows = forger.records()
    place = some_place(rows, case.chance)
    name = case.chance.choice(["received_at", "source", *([schema.event_time] if schema.event_time else [])])
    old = rows.column(name)[place].as_py()
    later = timedelta(microseconds=case.chance.choice((1, 1_000, 1_000_000, 3_600_000_000)))
    new = f"{old}2" if name == "source" else old + case.chance.choice((-1, 1)) * later
    forger.change(with_value(rows, place, name, new))
    return Done(schema.name, case.town.keys, place, place + 1)


def drop_a_day(case: Case) -> Done:
    """All that came in on one day is gone."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    rows = forger.records()
    first, end = _day(rows, schema, case.chance)
    forger.change(taken(rows, [*range(first), *range(end, rows.num_rows)]))
    return Done(schema.name, case.town.keys, first, end)


def replay_a_day(case: Case) -> Done:
    """All that came in on one day comes in a second time, behind it or in place of the next day."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    rows = forger.records()
    first, end = _day(rows, schema, case.chance)
    after = end if case.chance.random() < 0.5 else min(rows.num_rows, end + (end - first))
    again = taken(rows, range(first, end))
    later = pc.add(again.column("received_at"), pa.scalar(timedelta(days=1)))
    number = again.schema.get_field_index("received_at")
    again = again.set_column(number, again.schema.field(number), later)
    forger.change(pa.concat_tables([rows.slice(0, end), again, rows.slice(after)]).combine_chunks())
    return Done(schema.name, case.town.keys, end, max(after, end + 1))


def change_columns(case: Case) -> Done:
    """A column says something else, and the raw line is as it was."""
    schema = case.chance.choice((NETWORK, JOURNAL))
    forger = case.forger(schema)
    rows = forger.records()
    place, name = some_place(rows, case.chance), case.chance.choice([column.name for column in schema.stored])
    old = rows.column(name)[place].as_py()
    new = (
        old + timedelta(seconds=1)
        if isinstance(old, datetime)
        else old + 1
        if isinstance(old, int)
        else f"{old}x"
    )
    forger.change(with_value(rows, place, name, new))
    return Done(schema.name, case.town.keys, place, place + 1)


def change_raw(case: Case) -> Done:
    """A raw line says something else, and the columns are as they were."""
    schema = case.chance.choice((NETWORK, JOURNAL))
    forger = case.forger(schema)
    rows = forger.records()
    place = some_place(rows, case.chance)
    raw = bytearray(rows.column("raw")[place].as_py())
    raw[case.chance.randrange(len(raw))] ^= 1 << case.chance.randrange(7)
    forger.change(with_value(rows, place, "raw", bytes(raw)))
    return Done(schema.name, case.town.keys, place, place + 1)


def back_date(case: Case) -> Done:
    """A row of the journal was recorded earlier, it says: in its raw line, its columns and its time of receipt."""
    forger = case.forger(JOURNAL)
    rows = forger.records()
    place = some_place(rows, case.chance)
    said = json.loads(rows.column("raw")[place].as_py())
    at = datetime.fromisoformat(said["recorded_at"]) - timedelta(hours=case.chance.randint(1, 40))
    said["recorded_at"] = at.isoformat()
    raw = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    received = rows.column("received_at")[place].as_py() - timedelta(hours=1)
    for name, value in (("raw", raw), ("recorded_at", at), ("received_at", received)):
        if name != "received_at" or case.chance.random() < 0.7:
            rows = with_value(rows, place, name, value)
    forger.change(rows)
    return Done("journal", case.town.keys, place, place + 1)


# --- Whole logs ------------------------------------------------------------------------------------


def put_older_back(case: Case) -> Done:
    """A backup is put back: of everything, of one log, or of the parts of one log. The first two have the old key."""
    number = case.chance.randrange(len(case.town.backups))
    backup, log = case.town.backups[number], case.chance.choice(SCHEMAS).name
    what = case.chance.choice(("all", "log", "parts"))
    if what == "all":
        _put(backup, case.archive)
    else:
        below = f"{log}/parts" if what == "parts" else log
        _put(backup / below, case.archive / below)
    return Done(log, case.town.keys, knowable=what == "parts" or number < OLD_KEYS)


def cut_tail(case: Case) -> Done:
    """The end of a log is gone: its last parts, its last rows, or everything since an earlier checkpoint."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    if case.chance.random() < 0.4:
        backup = case.chance.choice(case.town.backups[OLD_KEYS:])
        for name in ("parts", "marks", "tile", "checkpoints", "manifest"):
            _put(backup / schema.name / name, forger.folder / name)
        # What the earlier manifest does not name is taken away, and so is the tail, which would not follow.
        for name in ("tail", "aside", "cosignatures"):
            shutil.rmtree(forger.folder / name, ignore_errors=True)
        for path in (forger.folder / "secrets").iterdir():
            if f"secrets/{path.name}" not in forger.manifest.files:
                path.unlink()
        return Done(schema.name, case.town.keys, knowable=False)
    rows = forger.records()
    end = rows.num_rows - case.chance.randint(1, 40)
    shutil.rmtree(forger.folder / "tail", ignore_errors=True)
    forger.change(rows.slice(0, end))
    return Done(schema.name, case.town.keys, end - 1, rows.num_rows)


def fork(case: Case) -> Done:
    """The town's key signed two histories: the other one is put in place, or its checkpoints get among these."""
    assert case.town.branch is not None
    log = case.chance.choice(SCHEMAS).name
    what = case.chance.choice(("all", "log", "checkpoints", "a checkpoint"))
    if what == "all":
        _put(case.town.branch, case.archive)
        return Done(log, case.town.keys, knowable=False)
    if what == "log":
        _put(case.town.branch / log, case.archive / log)
        return Done(log, case.town.keys, knowable=False)
    month = checkpoint_files.months_in(case.archive / log)[-1]
    here, there = (
        folder / log / checkpoint_files.FOLDER / month for folder in (case.archive, case.town.branch)
    )
    if what == "checkpoints":
        here.write_bytes(there.read_bytes())
    else:
        notes, others = split_notes(here.read_bytes())[0], split_notes(there.read_bytes())[0]
        strange = case.chance.choice([note for note in others if note not in notes])
        notes.insert(case.chance.randint(0, len(notes)), strange)
        here.write_bytes(b"\n".join(notes))
    return Done(log, case.town.keys)


def sign_with_other_key(case: Case) -> Done:
    """A record is changed and everything signed anew with a key of the attacker's; the town's key verifies."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema, key=True)
    rows = forger.records()
    place, model = _two_places(rows, case.chance)
    forger.change(taken(rows, [*range(place), model, *range(place + 1, rows.num_rows)]))
    return Done(schema.name, case.town.keys)


def swap_key_file(case: Case) -> Done:
    """The key file to verify with is the attacker's: over nothing else, over all signed anew, with a change or two."""
    schema = case.chance.choice(SCHEMAS)
    keys = keys_of(STRANGER)
    if case.chance.random() < 0.25:
        return Done(schema.name, keys)
    for each in SCHEMAS:
        forger = case.forger(each, key=True)
        rows = forger.records()
        if each is schema:
            place, model = _two_places(rows, case.chance)
            old = rows.column("received_at")
            rows = taken(rows, [*range(place), model, *range(place + 1, rows.num_rows)])
            rows = rows.set_column(1, rows.schema.field(1), old)
        shutil.rmtree(forger.folder / "cosignatures", ignore_errors=True)
        forger.change(rows)
        files = {n: f for n, f in forger.manifest.files.items() if not n.startswith("cosignatures/")}
        forger.put_manifest(replace(forger.manifest, files=files))
    if case.chance.random() < 0.3:
        return Done(schema.name, keys)
    shutil.rmtree(case.archive / "handovers")
    return Done(schema.name, keys, knowable=False)


def remove_checkpoint(case: Case) -> Done:
    """One signed checkpoint is gone, or all of a month; the manifest is made to fit, or is not."""
    schema = case.chance.choice(SCHEMAS)
    forger = case.forger(schema)
    month = case.chance.choice(checkpoint_files.months_in(forger.folder))
    name = f"{checkpoint_files.FOLDER}/{month}"
    path = forger.folder / name
    notes = split_notes(path.read_bytes())[0]
    files = dict(forger.manifest.files)
    if case.chance.random() < 0.3 or len(notes) == 1:
        path.unlink()
        files.pop(name)
    else:
        notes.pop(case.chance.choice((-1, case.chance.randrange(len(notes)))))
        path.write_bytes(b"\n".join(notes))
        files[name] = listed(path.read_bytes())
    if forger.follows("manifest"):
        forger.put_manifest(replace(forger.manifest, files=files))
    return Done(schema.name, case.town.keys)


OLD_KEYS = 2  # so many backups are from before the change of keys


def _put(source: Path, target: Path) -> None:
    """Put one thing in place of another."""
    if target.is_dir():
        shutil.rmtree(target)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy(source, target)


def _two_places(rows: pa.Table, chance: random.Random) -> tuple[int, int]:
    """Two records that differ in what was received, whose month is the same or not."""
    one = some_place(rows, chance)
    while True:
        other = some_place(rows, chance)
        if any(rows.column(n)[one] != rows.column(n)[other] for n in rows.schema.names[3:]):
            return one, other


def _day(rows: pa.Table, schema: LogSchema, chance: random.Random) -> tuple[int, int]:
    """The records of a day that is neither the first nor the last."""
    days = local_days(rows, schema)
    day = chance.choice(sorted(set(days))[1:-1])
    return days.index(day), len(days) - days[::-1].index(day)
