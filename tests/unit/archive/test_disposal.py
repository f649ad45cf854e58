"""What two persons decide is disposed of, stays provable, and takes nothing along that has to stay."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sekisho.archive import carrying_out, disposal, writer
from sekisho.archive.disposal import Disposable, disposable, dispose, prune, records_of
from sekisho.archive.promises import Promise, promise_statement, promises_in
from sekisho.archive.proving import check_proof
from sekisho.archive.reading import NoSuchRecord
from sekisho.archive.retention import (
    Decided,
    Held,
    NoCertificate,
    NotTwoPersons,
    NotWholeBlocks,
    TooEarly,
    holds_in,
    years_floor,
)
from sekisho.archive.schema import Column, ColumnType, LogSchema
from sekisho.archive.store import EvidenceBroken, in_force
from sekisho.archive.writer import Writer
from tests.unit.archive.logs import OPERATIONS, SEALING_KEYS, Clock, Place, faults, operations
from tests.unit.archive.unsynced import unsynced

ONE_YEAR = years_floor(1)
BLOCK = 256


@dataclass(slots=True)
class Log(Place):
    """A log that goes on day by day; its records are kept for a year and to the end of the fiscal year."""

    clock: Clock = field(default_factory=lambda: Clock(datetime(2026, 4, 1, tzinfo=UTC)))

    def day(self, log: Writer, count: int = 1) -> None:
        """One day later: so many records, sealed."""
        self.clock.on(days=1)
        log.append(operations(count, clock=self.clock))
        log.seal()

    def on(self, log: Writer, day: str) -> None:
        """Come to that day, with a record each ten days on the way, so that no silence is doubted."""
        until = datetime.combine(date.fromisoformat(day), self.clock.now.timetz())
        while self.clock.now < until - timedelta(days=10):
            self.clock.on(days=10)
            log.append(operations(1, clock=self.clock))
        self.clock.now = until
        log.append(operations(1, clock=self.clock))
        log.seal()

    def dispose(
        self, log: Writer, end: int | None = None, *, on: str | None = None, others: str | None = None
    ) -> int:
        """Two persons decide; returns the position of the certificate."""
        today = self.schema.local_day(self.clock())
        named = [date.fromisoformat(day) if day else today for day in (on, others or on)]
        decided = [Decided("記録管理者", named[0]), Decided("総務課長", named[1])]
        if end is None:
            end = disposable(log, ONE_YEAR, today).end
        return dispose(
            log,
            end=end,
            keep_until=ONE_YEAR,
            decided=decided,
            certificate="令和10年廃棄第1号",
            clock_day=today,
        )


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with unsynced():
        yield


@pytest.fixture
def place(tmp_path: Path) -> Log:
    """300 records of 1 April 2026, floor 1 April 2027 or 2028; then as the test likes."""
    log = Log(tmp_path / "archive")
    with log.writing() as writer:
        writer.append(operations(300, clock=log.clock))
        writer.seal()
    return log


def grown(place: Log, day: str = "2028-04-01") -> None:
    with place.writing() as log:
        place.on(log, day)
        log.roll()


def test_who_was_not_told_of_an_append_may_still_try_again_after_a_disposal(place: Log) -> None:
    records = operations(10, clock=place.clock)
    with place.writing() as log:
        told = log.append(records, batch=b"the client's own")
    grown(place)
    with place.writing() as log:
        place.dispose(log)
        again = log.append(records, batch=b"the client's own")

    assert place.face.log("operations").manifest.first == BLOCK
    assert (again.ranges, again.repeated) == (told.ranges, 10)


def test_what_was_decided_is_gone_and_the_log_is_whole(place: Log) -> None:
    grown(place)
    proof = place.face.prove("operations", 17)
    with place.writing() as log:
        position = place.dispose(log)

    assert place.face.log("operations").manifest.first == BLOCK
    assert faults(place.verified()) == []
    assert "disposed" in {each.what for each in place.verified().findings}
    assert check_proof(proof, place.spans).index == 17  # handed out before; it holds
    with pytest.raises(NoSuchRecord, match="disposed of"):
        place.face.record("operations", 17)
    certified = place.face.record("operations", position)
    assert certified.raw is not None
    assert "令和10年廃棄第1号" in certified.raw.decode()


@pytest.mark.parametrize("position", [256, 299, 300])
def test_what_is_left_can_be_proved_as_before(place: Log, position: int) -> None:
    grown(place)
    with place.writing() as log:
        place.dispose(log)

    proven = check_proof(place.face.prove("operations", position), place.spans)

    assert proven.index == position


def test_who_looked_before_finds_afterwards_just_what_is_left(place: Log) -> None:
    def positions() -> list[int]:
        found = place.face.find("operations", "subject", "00000000001", sealing_keys=SEALING_KEYS).read_all()
        return [int(position) for position in found["position"].to_pylist()]

    with place.writing() as log:
        log.append(operations(300, begin=1, clock=place.clock))
    grown(place)
    before = positions()
    with place.writing() as log:
        place.dispose(log, BLOCK)

    assert before[0] < BLOCK < before[1]
    assert positions() == before[1:]


def test_not_a_day_early(place: Log) -> None:
    grown(place, "2028-03-31")
    with place.writing() as log:
        with pytest.raises(TooEarly) as refused:
            place.dispose(log, BLOCK)

        assert refused.value.on == date(2028, 4, 1)
        assert place.face.log("operations").manifest.first == 0

        place.clock.on(days=1)
        place.dispose(log, BLOCK)


@pytest.mark.parametrize(
    ("clock_days", "first_person", "second_person"),
    [
        (400, "2028-03-31", "2028-04-01"),  # a clock ahead by more than a year, one person right
        (0, "2029-01-01", "2029-01-01"),  # both persons ahead, the clock right
        (-400, "2028-03-31", "2028-03-31"),  # a clock behind
        (1, "2028-03-31", "2028-03-31"),  # the last day, by all that is right
        (0, "2028-04-01", "2028-04-01"),
    ],
)
def test_one_day_that_is_right_is_enough_to_keep_them(
    place: Log, clock_days: int, first_person: str, second_person: str
) -> None:
    grown(place, "2028-03-31")
    with place.writing() as log:
        place.clock.on(days=clock_days)
        with pytest.raises(TooEarly):
            place.dispose(log, BLOCK, on=first_person, others=second_person)


def test_the_writer_s_own_clock_is_asked_too(place: Log) -> None:
    grown(place, "2028-03-31")
    decided = [Decided(name, date(2028, 4, 1)) for name in ("甲", "乙")]
    with place.writing() as log, pytest.raises(TooEarly):
        dispose(
            log,
            end=BLOCK,
            keep_until=ONE_YEAR,
            decided=decided,
            certificate="1",
            clock_day=date(2028, 4, 1),
        )


def test_a_clock_that_two_persons_find_behind_was_behind_all_the_time(place: Log) -> None:
    grown(place, "2028-04-01")
    with place.writing() as log, pytest.raises(TooEarly):
        place.dispose(log, BLOCK, on="2029-04-01")  # so it may be April 2027 in which they came in


def test_a_clock_that_is_put_right_after_the_last_record_was_wrong_before(place: Log) -> None:
    grown(place, "2028-04-02")
    with place.writing() as log:
        place.clock.on(days=357)  # a day in March: they may have come in in April 2027
        with pytest.raises(TooEarly):
            place.dispose(log, BLOCK)


@pytest.mark.parametrize("persons", [("甲", "甲"), ("甲", "")])
def test_one_person_disposes_of_nothing(place: Log, persons: tuple[str, str]) -> None:
    grown(place)
    with place.writing() as log:
        statements = len(log.statements)
        with pytest.raises(NotTwoPersons):
            dispose(
                log,
                end=BLOCK,
                keep_until=ONE_YEAR,
                decided=[Decided(person, date(2028, 4, 1)) for person in persons],
                certificate="1",
                clock_day=date(2028, 4, 1),
            )

        assert len(log.statements) == statements


@pytest.mark.parametrize("blank", ["", " ", "　", "\u200b"])
def test_without_the_number_of_a_document_nothing_goes(place: Log, blank: str) -> None:
    grown(place)
    with place.writing() as log:
        statements, today = len(log.statements), date(2028, 4, 1)
        with pytest.raises(NoCertificate):
            dispose(
                log,
                end=BLOCK,
                keep_until=ONE_YEAR,
                decided=[Decided("記録管理者", today), Decided("総務課長", today)],
                certificate=blank,
                clock_day=today,
            )

        assert len(log.statements) == statements


def test_what_is_not_sealed_cannot_go(place: Log) -> None:
    grown(place)
    with place.writing() as log:
        log.append(operations(600, clock=place.clock))
        with pytest.raises(NotWholeBlocks):
            place.dispose(log, 512)


def test_of_a_log_without_records_nothing_may_go(tmp_path: Path) -> None:
    empty = Log(tmp_path / "archive")
    with empty.writing() as log:
        assert disposable(log, ONE_YEAR, date(2034, 4, 1)) == Disposable(0, 0, None)
        with pytest.raises(NotWholeBlocks):
            empty.dispose(log, BLOCK)


def test_what_is_gone_cannot_go_again(place: Log) -> None:
    grown(place)
    with place.writing() as log:
        place.dispose(log)
        with pytest.raises(NotWholeBlocks):
            place.dispose(log, BLOCK)


def hold(log: Writer, name: str, first: int, end: int | None) -> None:
    log.state({"statement": "hold", "id": name, "reason": "訴訟", "first": first, "end": end})


def release(log: Writer, name: str) -> None:
    log.state({"statement": "release", "id": name, "reason": "終結"})


def test_what_is_held_stays_until_it_is_released(place: Log) -> None:
    grown(place)
    with place.writing() as log:
        hold(log, "A", 255, 256)
        with pytest.raises(Held):
            place.dispose(log, BLOCK)

        release(log, "A")
        place.dispose(log, BLOCK)

    assert place.face.log("operations").manifest.first == BLOCK


class Crash(BaseException):
    """The process is gone."""


def crashing(monkeypatch: pytest.MonkeyPatch, place: object, name: str) -> pytest.MonkeyPatch:
    def gone(*_given: object, **_named: object) -> None:
        raise Crash

    monkeypatch.setattr(place, name, gone)
    return monkeypatch


def test_after_a_crash_the_next_roll_carries_out_what_was_decided(
    place: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(place)
    with monkeypatch.context() as patch, place.writing() as log:
        crashing(patch, carrying_out, "prune")
        with pytest.raises(Crash):
            place.dispose(log)

    assert faults(place.verified()) == []
    assert place.face.log("operations").manifest.first == 0
    with place.writing() as log:
        log.roll()

    assert place.face.log("operations").manifest.first == BLOCK
    assert faults(place.verified()) == []


def test_a_word_that_is_not_sealed_is_not_carried_out(place: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    grown(place)
    with monkeypatch.context() as patch, place.writing() as log:
        crashing(patch, writer, "seal")
        with pytest.raises(Crash):
            place.dispose(log)

    with place.writing() as log:
        prune(log)
        assert log.manifest.first == 0

        log.seal()
        prune(log)
        assert log.manifest.first == BLOCK


def test_a_hold_stated_after_a_crash_comes_before_what_was_decided(
    place: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(place)
    with monkeypatch.context() as patch, place.writing() as log:
        crashing(patch, carrying_out, "prune")
        with pytest.raises(Crash):
            place.dispose(log)

    with place.writing() as log:
        hold(log, "A", 255, None)
        log.roll()
        assert log.manifest.first == 0

        release(log, "A")
        log.roll()
        assert log.manifest.first == BLOCK


def test_of_what_was_decided_that_which_stands_before_a_hold_goes(
    place: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.writing() as log:
        log.append(operations(300, begin=300, clock=place.clock))
        log.seal()
    grown(place)
    with monkeypatch.context() as patch, place.writing() as log:
        crashing(patch, carrying_out, "prune")
        with pytest.raises(Crash):
            place.dispose(log, 2 * BLOCK)

    with place.writing() as log:
        hold(log, "A", 300, 301)
        prune(log)

        assert log.manifest.first == BLOCK
    assert faults(place.verified()) == []


@pytest.mark.parametrize("at", range(12))
def test_wherever_it_crashes_the_log_is_whole_after_a_start_and_a_roll(
    place: Log, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Each rename, each removal and each sync of a directory in turn."""
    grown(place)
    calls = 0

    def sometimes(real: Callable[..., None]) -> Callable[..., None]:
        def call(*given: object, **named: object) -> None:
            nonlocal calls
            calls += 1
            if calls > at:  # and nothing after it reaches the disk
                raise Crash
            real(*given, **named)

        return call

    with place.writing() as log, monkeypatch.context() as patch:
        for name in ("rename", "unlink"):  # as files.py calls them
            patch.setattr(os, name, sometimes(getattr(os, name)))
        with suppress(Crash):
            place.dispose(log, BLOCK)

    with place.writing() as log:
        log.seal()
        log.roll()
        said = [each for each in log.statements if each.what == "disposal"]

        assert log.manifest.first == (BLOCK if said else 0)
    assert faults(place.verified()) == []


def test_the_keys_of_a_month_stay_as_long_as_one_record_is_left(place: Log) -> None:
    with place.writing() as log:
        log.append(operations(212, begin=300, clock=place.clock))  # with the first 300, two blocks of April
        log.seal()
    grown(place)
    with place.writing() as log:
        place.dispose(log, BLOCK)
    assert (place.folder / "secrets" / "2026-04").exists()
    assert (place.folder / "secrets" / "fy2026").exists()

    with place.writing() as log:
        place.dispose(log, 2 * BLOCK)

    assert (place.folder / "secrets" / "2026-04").exists()  # the declaration took a place: one record is left
    assert faults(place.verified()) == []


def month_of(place: Log) -> Path:
    return place.folder / "secrets" / "2026-04"


def all_of_april_gone(place: Log) -> None:
    with place.writing() as log:
        log.append(operations(211, begin=300, clock=place.clock))
        log.seal()
        assert log.size == 2 * BLOCK
        place.clock.on(days=30)
        log.append(operations(1, clock=place.clock))
        log.seal()
    grown(place)
    with place.writing() as log:
        place.dispose(log, 2 * BLOCK)


def test_with_the_last_record_of_a_month_its_key_goes_and_the_year_s_stays(place: Log) -> None:
    all_of_april_gone(place)

    assert not month_of(place).exists()
    assert (place.folder / "secrets" / "fy2026").exists()
    assert faults(place.verified()) == []


def test_a_key_that_waits_in_the_tail_to_be_used_stays(place: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(carrying_out, "_keys_left_behind", lambda *_given: set())
        all_of_april_gone(place)
    now, place.clock.now = place.clock.now, datetime(2026, 4, 20, tzinfo=UTC)
    with place.writing() as log:
        log.append(operations(1, clock=place.clock))  # a clock set back by years, and not sealed yet
        place.clock.now = now
        prune(log)
        assert month_of(place).exists()

        log.seal()
    assert faults(place.verified()) == []


def test_where_a_crash_kept_the_keys_the_next_roll_lets_go_of_them(
    place: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(carrying_out, "_keys_left_behind", lambda *_given: set())
        all_of_april_gone(place)
    assert month_of(place).exists()

    with place.writing() as log:
        log.roll()

    assert not month_of(place).exists()
    assert faults(place.verified()) == []


def test_a_clock_set_back_into_a_month_whose_key_is_gone_makes_a_new_one(place: Log) -> None:
    all_of_april_gone(place)
    place.clock.now = datetime(2026, 4, 20, tzinfo=UTC)
    with place.writing() as log:
        log.append(operations(3, clock=place.clock))
        log.seal()

    assert month_of(place).exists()
    assert faults(place.verified()) == []


def test_a_part_over_the_border_is_cut_and_gives_the_same_leaves(place: Log) -> None:
    grown(place)
    with place.writing() as log:
        assert place.face.log("operations").parts[0].end > BLOCK
        place.dispose(log)

    assert place.face.log("operations").parts[0].first == BLOCK
    assert faults(place.verified()) == []


def test_what_is_damaged_is_not_written_anew(place: Log) -> None:
    grown(place)
    first = place.face.log("operations").parts[0]
    marks = place.folder / first.marks_path
    marks.chmod(0o600)
    marks.write_bytes(bytes(len(marks.read_bytes())))
    with place.writing() as log:
        with pytest.raises(EvidenceBroken, match="leaves that were sealed"):
            place.dispose(log)

        place.day(log)  # and records are taken in all the same
    with place.writing() as log:
        place.day(log)

    assert place.face.log("operations").manifest.first == 0


def test_what_the_archive_said_stays_in_force_over_several_disposals(place: Log) -> None:
    first = Promise("cs", date(2026, 4, 1), frozenset({2}))
    second = Promise("cs", date(2027, 1, 1), frozenset({3}))
    with place.writing() as log:
        for promise in (first, second, first):  # changed, and changed back
            log.state(promise_statement(promise))
        for name in "ABC":
            hold(log, name, 5_000, None)
        release(log, "A")
        release(log, "B")
        hold(log, "B", 6_000, None)
        log.append(operations(300, begin=300, clock=place.clock))
        log.seal()
        place.on(log, "2028-04-01")
        place.dispose(log, BLOCK)
        place.dispose(log, 2 * BLOCK)
        log.append(operations(600, begin=600, clock=place.clock))
        log.seal()
        place.on(log, "2030-04-08")
        place.dispose(log)
        assert log.manifest.first > 900  # the first two certificates are gone with their neighbours

    with place.writing() as log:
        assert sorted(each.id for each in holds_in(log.statements)) == ["B", "C"]
        assert promises_in(log.statements)[-1] == first
        certificates = {
            (each.said["first"], each.said["end"])
            for each in in_force(log.statements)
            if each.what == "disposal"
        }
        assert {(0, 256), (256, 512)} < certificates
        log.append(operations(1, clock=place.clock))
        log.seal()
    report = place.verified()
    assert [
        each for each in faults(report) if each != "day_missing"
    ] == []  # that promise is of no matter here


def test_a_hold_released_and_stated_again_under_the_same_name_is_carried(place: Log) -> None:
    with place.writing() as log:
        hold(log, "A", 5_000, None)
        release(log, "A")
        hold(log, "A", 5_000, None)

        (carried,) = [each for each in disposal.carried(log.statements) if "hold" in str(each)]

    assert carried == {"statement": "hold", "id": "A", "reason": "訴訟", "first": 5_000, "end": None}


def test_a_new_declaration_after_a_disposal_follows_the_one_that_is_gone(place: Log) -> None:
    grown(place)
    with place.writing() as log:
        place.dispose(log)
    place.schema = LogSchema(
        OPERATIONS.origin,
        (*OPERATIONS.columns, Column("room", ColumnType.TEXT)),
        number=2,
        event_time="occurred_at",
        raw_personal=True,
    )
    with place.writing() as log:
        log.append(operations(3, clock=place.clock))
        log.seal()

    assert faults(place.verified()) == []


def test_what_is_disposed_of_brings_nothing_behind_it_forward(place: Log) -> None:
    """The clock is set back by half a year behind the first blocks, and nobody notices."""
    with place.writing() as log:
        place.on(log, "2026-11-01")
        log.append(operations(BLOCK - log.size % BLOCK, clock=place.clock))
        log.seal()
        first = log.size
        place.clock.on(days=-180)
        for _ in range(4):
            place.day(log, 100)
        place.on(log, "2028-04-01")
        before = records_of(log)
        place.dispose(log, first)
        after = records_of(log)

    assert before is not None
    assert after is not None
    assert after.first == first
    same = len(after.latest) - 1  # but for the statement
    assert (after.latest[:same] == before.latest[before.begins >= first][:same]).all()


def test_neighbours_of_one_moment_are_looked_at_together(place: Log) -> None:
    with place.writing() as log:
        place.day(log, 700)
        place.day(log, 5)
        records = records_of(log)

    assert records is not None
    assert records.begins.tolist() == [0, 301, 1001]
    assert (records.first, records.end) == (0, 1006)


def test_while_a_log_is_pruned_a_reader_reads_on(place: Log) -> None:
    grown(place)
    reader = place.face.log("operations")
    with place.writing() as log:
        place.dispose(log)

    assert place.face.record("operations", 280).position == 280
    assert reader.manifest.first == 0  # as it was when it was made


def test_a_secret_that_somebody_exchanged_is_not_signed_for(place: Log) -> None:
    with place.writing() as log:
        place.clock.on(days=30)
        place.day(log, 300)
    path = month_of(place)
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version": 1'))
    with place.writing() as log:
        place.clock.on(days=30)  # a new month, a new key, a new manifest
        place.day(log)

    assert "file_differs" in faults(place.verified())
