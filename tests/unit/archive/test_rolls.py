"""Small parts grow together by month and year; the tree, the proofs and whoever reads meanwhile notice nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sekisho.archive import checkpoint_files, rolls, seals
from sekisho.archive.checkpoints import parse_checkpoint
from sekisho.archive.manifest import Manifest
from sekisho.archive.notes import parse_note
from sekisho.archive.parts import Part
from sekisho.archive.proving import check_proof
from sekisho.archive.rolls import Piece, plan
from sekisho.archive.schema import Column, ColumnType, LogSchema
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.writer import Writer
from tests.unit.archive.logs import OPERATIONS, Clock, Place, faults, operations
from tests.unit.archive.unsynced import unsynced


@dataclass(slots=True)
class Log(Place):
    """A log that goes on day by day."""

    clock: Clock = field(default_factory=lambda: Clock(datetime(2026, 4, 1, 0, 0, tzinfo=UTC)))

    def days(self, log: Writer, count: int) -> None:
        """So many days, on each of them eight records in two seals."""
        for _ in range(count):
            for _ in range(2):
                log.append(operations(4, clock=self.clock))
                log.seal()
                self.clock.on(minutes=10)
            self.clock.on(days=1)

    @property
    def parts(self) -> list[tuple[int, int]]:
        return [(part.first, part.end) for part in self.face.log("operations").parts]

    def sizes(self, month: str) -> list[int]:
        """Of the checkpoints in a month's file."""
        notes, rest = checkpoint_files.notes_of(self.folder, month)
        assert rest == b""
        return [parse_checkpoint(parse_note(filed.note).text).size for filed in notes]


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with unsynced():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """April and five days of May: 35 days of eight records."""
    log = Log(tmp_path_factory.mktemp("rolls") / "archive")
    with unsynced(), log.writing() as writer:
        log.days(writer, 35)
    return log


@pytest.fixture
def place(made: Log, tmp_path: Path) -> Log:
    shutil.copytree(made.archive, tmp_path / "archive")
    return Log(tmp_path / "archive", clock=Clock(made.clock.now))


TABLE = """
what stands there            | month   | what is put together
-----------------------------+---------+---------------------
a3 a3                        | 2026-05 | a3+a3
a3                           | 2026-05 |
a3 a3 m3 m3                  | 2026-05 | a3+a3
a3 a3 m3 m3                  | 2026-06 | a3+a3 m3+m3
a9 m9 n9                     | 2027-04 | a9+m9+n9
a9 m9 n9 z9                  | 2027-04 | a9+m9+n9
a3 b3 a3                     | 2026-05 |
a3 a3 b3 b3 a3 a3            | 2026-05 | a3+a3 b3+b3 a3+a3
m1*15                        | 2026-05 |
m1*16                        | 2026-05 | m1*16
m1*16 m5                     | 2026-05 | m1*16
m5*16 m1*3                   | 2026-05 | m5*16
m1*8 m5 m1*8                 | 2026-05 |
"""
PERIODS = {"a": ("2026-04", "fy2026", 1), "b": ("2026-04", "fy2026", 2), "m": ("2026-05", "fy2026", 1)}
PERIODS |= {"n": ("2027-03", "fy2026", 1), "z": ("2027-04", "fy2027", 1)}


def pieces_of(words: str) -> tuple[list[Piece], dict[Part, str]]:
    """`m3`: a part of the period m with 3,000 records; `*4`: four of them."""
    pieces, names, end = [], {}, 0
    for word in words.split():
        name, _star, times = word.partition("*")
        for _ in range(int(times or 1)):
            first, end = end, end + 1_000 * int(name[1:]) ** 4
            month, year, schema = PERIODS[name[0]]
            pieces.append(Piece(Part(first, end), schema, month, year))
            names[pieces[-1].part] = name
    return pieces, names


def in_words(together: list[Part], names: dict[Part, str]) -> str:
    words = [names[part] for part in together]
    return f"{words[0]}*{len(words)}" if len(words) > 4 else "+".join(words)


@pytest.mark.parametrize("line", TABLE.strip().splitlines()[2:])
def test_neighbours_of_one_period_and_declaration_are_put_together(line: str) -> None:
    words, month, expected = (cell.strip() for cell in line.split("|"))
    pieces, names = pieces_of(words)
    year = f"fy{int(month[:4]) - (month[5:] < '04')}"

    assert [in_words(each, names) for each in plan(pieces, month=month, year=year)] == expected.split()


def test_the_parts_of_a_month_that_is_over_become_one(place: Log) -> None:
    before = place.parts
    with place.writing() as log:
        log.roll()

    assert len(before) == 70
    assert place.parts[0] == (0, 1 + 30 * 8)
    assert len(place.parts) == 1 + 10  # those of May are few, and stay
    assert faults(place.verified()) == []


def test_then_those_of_a_year(place: Log) -> None:
    with place.writing() as log:
        log.roll()
        place.clock.now = datetime(2027, 4, 2, tzinfo=UTC)
        place.days(log, 1)
        log.roll()

    assert place.parts[0] == (0, 1 + 35 * 8)
    assert len(place.parts) == 3
    assert faults(place.verified()) == []


def test_the_records_and_every_proof_stay_as_they_were(place: Log) -> None:
    log = place.face.log("operations")
    records, root = list(log.records(0, 281)), log.manifest.root
    proofs = [place.face.prove("operations", position) for position in (0, 100, 280)]
    with place.writing() as writer:
        writer.roll()

    after = place.face.log("operations")
    assert after.manifest.root == root
    assert list(after.records(0, 281)) == records
    assert [place.face.prove("operations", position) for position in (0, 100, 280)] == proofs
    assert [check_proof(proof, place.spans).index for proof in proofs] == [0, 100, 280]


def test_a_new_declaration_begins_a_new_part(place: Log) -> None:
    place.schema = LogSchema(
        OPERATIONS.origin,
        (*OPERATIONS.columns, Column("room", ColumnType.TEXT)),
        number=2,
        event_time="occurred_at",
        raw_personal=True,
    )
    with place.writing() as log:
        place.days(log, 10)
        log.roll()
        log.roll()

    assert 1 + 35 * 8 in [first for first, _end in place.parts]
    assert faults(place.verified()) == []


def test_an_append_is_known_again_after_a_roll(place: Log) -> None:
    name = b"seventeen bytes.."[:16]
    with place.writing() as log:
        first = log.append(operations(5, clock=place.clock), batch=name)
        log.seal()
        place.clock.on(days=40)
        place.days(log, 1)
        log.roll()
    with place.writing() as log:
        again = log.append(operations(5, clock=place.clock), batch=name)

    assert (again.ranges, again.repeated) == (first.ranges, 5)


class Crash(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("at", range(12))
def test_wherever_it_crashes_the_log_is_whole_after_the_next_start(
    place: Log, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Each rename and each removal in turn; nothing after it reaches the disk."""
    calls = 0

    def sometimes(real: Callable[..., None]) -> Callable[..., None]:
        def call(*given: object) -> None:
            nonlocal calls
            calls += 1
            if calls > at:
                raise Crash
            real(*given)

        return call

    with place.writing() as log, monkeypatch.context() as patch:
        for name in ("rename", "unlink"):  # as files.py calls them
            patch.setattr(os, name, sometimes(getattr(os, name)))
        with suppress(Crash):
            log.roll()
    with place.writing():
        pass

    assert faults(place.verified()) == []
    with place.writing() as log:
        log.roll()
    assert place.parts[0] == (0, 241)
    assert len(place.sizes("2026-04")) == 30
    assert faults(place.verified()) == []


def test_of_a_month_that_is_over_the_last_checkpoint_of_each_day_stays(place: Log) -> None:
    with place.writing() as log:
        log.roll()

    assert place.sizes("2026-04") == [1 + 8 * day for day in range(1, 31)]
    assert len(place.sizes("2026-05")) == 10
    assert faults(place.verified()) == []


def test_rolling_again_changes_nothing(place: Log) -> None:
    with place.writing() as log:
        log.roll()
        before = (place.folder / "manifest").read_bytes()
        log.roll()

    assert (place.folder / "manifest").read_bytes() == before


def test_a_file_of_checkpoints_that_somebody_changed_is_not_written_anew(place: Log) -> None:
    path = place.folder / "checkpoints" / "2026-04"
    notes, _rest = checkpoint_files.notes_of(place.folder, "2026-04")
    path.write_bytes(b"\n".join(filed.note for filed in notes if filed != notes[-1]))
    with place.writing() as log:
        log.roll()

    assert "file_differs" in faults(place.verified())


def test_after_a_clock_that_was_ahead_days_are_thinned_in_the_file_in_which_they_stand(place: Log) -> None:
    with place.writing() as log:
        now, place.clock.now = place.clock.now, datetime(2031, 1, 1, tzinfo=UTC)
        place.days(log, 1)
        place.clock.now = now
        place.days(log, 30)
        log.roll()

    sizes = place.sizes("2031-01")
    assert len(sizes) < 2 * 31
    assert faults(place.verified()) == []


def test_a_part_that_does_not_give_back_what_was_sealed_stays_as_it_is(place: Log) -> None:
    before = place.parts
    marks = place.folder / Part(*before[5]).marks_path
    marks.chmod(0o600)
    marks.write_bytes(bytes(64))
    with place.writing() as log, pytest.raises(EvidenceBroken):
        log.roll()

    assert place.parts == before
    with place.writing() as log:
        place.days(log, 1)  # records are taken in all the same


def test_whoever_reads_while_parts_are_rolled_reads_the_new_ones(
    place: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.writing() as log:
        real = seals.put_manifest
        seen: list[int] = []

        def between(home: seals.Home, manifest: Manifest) -> None:
            seen.append(place.face.record("operations", 200).position)  # before the new manifest
            real(home, manifest)

        monkeypatch.setattr(rolls, "put_manifest", between)
        reader = place.face.log("operations")
        log.roll()

        assert set(seen) == {200}
        with pytest.raises(Exception, match="No such file"):
            reader.record(200)  # it was told of a part that is gone by now
        assert place.face.record("operations", 200).position == 200  # the face reads anew
