"""After shredding a month verifies and cannot be read; a lost key is said; a new sealing key takes over everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sekisho.archive import carrying_out, files, seals
from sekisho.archive.archive import Archive
from sekisho.archive.handovers import Spans, key_chain
from sekisho.archive.key_rotation import rotate_sealing_key
from sekisho.archive.keys import PUBLIC_FILE, load_sealing_keys, make_keys, read_public_keys
from sekisho.archive.month_keys import (
    KeyLost,
    NothingSealed,
    Shredded,
    Wrapped,
    format_month_keys,
    kek_id,
    parse_month_keys,
    wrap,
)
from sekisho.archive.opening import open_range
from sekisho.archive.proving import check_proof
from sekisho.archive.retention import Decided, Held, NoCertificate, NotTwoPersons, TooEarly
from sekisho.archive.shredding import rewrap_all, sealing_keys_needed, shred, unsearchable_years
from sekisho.archive.verify import Options
from sekisho.archive.writer import Writer
from tests.unit.archive.logs import BASE, OPERATIONS, Clock, operations
from tests.unit.archive.unsynced import unsynced

AT = datetime(2026, 4, 1, tzinfo=UTC)
QUICK = Options(jobs=1)
MONTHS = ("2026-04", "2026-05", "2026-06")


class Town:
    """Three months of operations and what is said of them."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.keys, self.clock = Archive(folder / "archive"), folder / "keys", Clock(AT)
        make_keys(self.keys, BASE, ["operations"], at=AT)
        self.trusted = read_public_keys(self.keys / PUBLIC_FILE)
        for day in range(0, 80, 10):
            self.clock.now = AT.replace(day=2) if day == 0 else self.clock.now
            self.append(day)
            self.clock.on(days=10)
        self.clock.on(days=-5)

    def writing(self) -> AbstractContextManager[Writer]:
        return self.archive.writing(OPERATIONS, keys=self.keys, clock=self.clock)

    def append(self, begin: int) -> None:
        with self.writing() as log:
            log.append(operations(10, begin=begin, clock=self.clock))
            log.seal()

    def path(self, key: str) -> Path:
        return self.archive.folder / "operations" / "secrets" / key

    def shred(
        self, log: Writer, key: str, *, persons: Sequence[str] = ("甲", "乙"), certificate: str = "第7号"
    ) -> int:
        today = OPERATIONS.local_day(self.clock())
        decided = [Decided(person, today) for person in persons]
        return shred(
            log, key, keep_until=two_weeks_less, decided=decided, certificate=certificate, clock_day=today
        )

    def subject(self, position: int) -> object:
        seen = self.archive.open_fields(
            "operations",
            [position],
            ["subject"],
            by="甲",
            reason="照会",
            sealing_keys=load_sealing_keys(self.keys, archive=self.archive.folder),
            tell=lambda _said: None,
        )
        return seen[0].fields["subject"]

    def found(self, number: int) -> list[int]:
        """The positions at which a search for a subject finds it."""
        keys = load_sealing_keys(self.keys, archive=self.archive.folder)
        reader = self.archive.find("operations", "subject", f"{number:011d}", sealing_keys=keys)
        return [int(position) for position in reader.read_all().column("position").to_pylist()]

    def spans(self) -> Spans:
        return key_chain([], self.trusted)

    def wrapped(self) -> Wrapped:
        """A fresh key under the sealing key."""
        return wrap(bytes(32), list(load_sealing_keys(self.keys, archive=self.archive.folder).values())[-1])

    def faults(self) -> list[str]:
        return [each.what for each in self.archive.verify(self.trusted, QUICK).faults]


def two_weeks_less(day: date) -> date:
    """A floor that has passed for all but what came in just now: the doubt of the clock is in `day` already."""
    return day


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with unsynced():
        yield


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_after_shredding_the_month_verifies_and_cannot_be_read(town: Town) -> None:
    assert town.subject(1) == "00000000000"
    proof = town.archive.prove("operations", 1)

    with town.writing() as log:
        town.shred(log, "2026-04")

    assert town.faults() == []
    with pytest.raises(Shredded):
        town.subject(1)
    assert town.subject(40) == "00000000039"  # of May
    assert check_proof(proof, town.spans()).record is not None
    assert check_proof(town.archive.prove("operations", 1), town.spans()).index == 1


def test_a_range_over_a_shredded_month_is_opened_but_for_that_month(town: Town) -> None:
    with town.writing() as log:
        town.shred(log, "2026-04")
    now = town.archive.log("operations")

    opened = open_range(
        now,
        now.manifest.first,
        now.manifest.size,
        by="甲",
        reason="照会",
        sealing_keys=load_sealing_keys(town.keys, archive=town.archive.folder),
        tell=lambda _said: None,
    )

    by_position = {kept.position: box for kept, box in opened}
    assert by_position[1] is None
    assert by_position[40] is not None


def test_the_file_says_the_day_and_keeps_what_verifying_needs(town: Town) -> None:
    before = parse_month_keys(town.path("2026-04").read_bytes())
    with town.writing() as log:
        town.shred(log, "2026-04")

    after = parse_month_keys(town.path("2026-04").read_bytes())

    assert after.salt_key == before.salt_key
    assert (after.data_key, after.shredded_on) == (None, OPERATIONS.local_day(town.clock()))


def test_who_decided_it_stands_in_the_log(town: Town) -> None:
    with town.writing() as log:
        position = town.shred(log, "2026-04")
        (stated,) = [each for each in log.statements if each.what == "shred"]

    assert stated.position == position
    assert [each["person"] for each in stated.said["decided"]] == ["甲", "乙"]
    assert (stated.said["key"], stated.said["certificate"]) == ("2026-04", "第7号")


def test_a_search_leaves_shredded_years_out_and_says_so(town: Town) -> None:
    town.clock.now = datetime(2027, 4, 2, tzinfo=UTC)
    town.append(0)
    town.clock.now = datetime(2027, 6, 2, tzinfo=UTC)
    town.append(500)
    assert len(town.found(3)) == 2
    assert unsearchable_years(town.archive.log("operations")) == []

    town.clock.now = datetime(2027, 8, 30, tzinfo=UTC)
    with town.writing() as log:
        shred(
            log,
            "fy2026",
            keep_until=lambda _day: date(2027, 4, 1),
            decided=[Decided(person, date(2027, 8, 30)) for person in ("甲", "乙")],
            certificate="1",
            clock_day=date(2027, 8, 30),
        )

    assert len(town.found(3)) == 1
    assert unsearchable_years(town.archive.log("operations")) == ["fy2026"]
    assert town.subject(1) == "00000000000"  # the month's own key is there
    assert town.faults() == []


@pytest.mark.parametrize("key", ["2026-06", "fy2026"])
def test_no_record_is_shredded_that_has_to_be_kept(town: Town, key: str) -> None:
    with town.writing() as log, pytest.raises(TooEarly):
        town.shred(log, key)

    assert town.subject(70) == "00000000069"


def test_one_person_shreds_nothing(town: Town) -> None:
    with town.writing() as log, pytest.raises(NotTwoPersons):
        town.shred(log, "2026-04", persons=("甲", "甲"))


@pytest.mark.parametrize("blank", ["", "　", "\u200b"])
def test_without_the_number_of_a_document_nothing_is_shredded(town: Town, blank: str) -> None:
    with town.writing() as log, pytest.raises(NoCertificate):
        town.shred(log, "2026-04", certificate=blank)


def test_what_is_held_is_not_shredded(town: Town) -> None:
    with town.writing() as log:
        log.state({"statement": "hold", "id": "A", "reason": "訴訟", "first": 5, "end": 6})
        with pytest.raises(Held):
            town.shred(log, "2026-04")
        town.shred(log, "2026-05")

    assert town.subject(5) == "00000000004"


@pytest.mark.parametrize("key", ["2019-04", "fy2019", "../manifest", ""])
def test_what_never_was_cannot_be_shredded(town: Town, key: str) -> None:
    with town.writing() as log, pytest.raises(NothingSealed):
        town.shred(log, key)


def test_what_is_shredded_cannot_be_shredded_again(town: Town) -> None:
    with town.writing() as log:
        town.shred(log, "2026-04")
        with pytest.raises(Shredded):
            town.shred(log, "2026-04")


def test_what_waits_in_the_tail_counts_too(town: Town) -> None:
    with town.writing() as log:
        now, town.clock.now = town.clock.now, AT.replace(day=20)
        log.append(operations(1, clock=town.clock))  # a clock set back, into April
        town.clock.now = now
        with pytest.raises(TooEarly):
            town.shred(log, "2026-04")


class Crash(BaseException):
    """The process is gone."""


def gone(*_given: object, **_named: object) -> None:
    raise Crash


@pytest.mark.parametrize(
    ("place", "name"),
    [(carrying_out, "shred_decided"), (seals, "put_manifest"), (files, "take_place")],
    ids=["before anything", "before the manifest", "after the manifest"],
)
def test_after_a_crash_the_next_roll_shreds(
    town: Town, monkeypatch: pytest.MonkeyPatch, place: object, name: str
) -> None:
    with town.writing() as log:
        real = log.carry_out
        monkeypatch.setattr(log, "carry_out", lambda: None, raising=False)
        town.shred(log, "2026-04")
        with monkeypatch.context() as patch:
            patch.setattr(place, name, gone)
            with pytest.raises(Crash):
                real()
    monkeypatch.undo()

    with unsynced(), town.writing() as log:
        log.roll()

    assert town.faults() == []
    with pytest.raises(Shredded):
        town.subject(1)


def test_a_hold_stated_after_a_crash_keeps_the_key(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with town.writing() as log, monkeypatch.context() as patch:
        patch.setattr(carrying_out, "shred_decided", gone)
        with pytest.raises(Crash):
            town.shred(log, "2026-04")

    with town.writing() as log:
        log.state({"statement": "hold", "id": "A", "reason": "訴訟", "first": 5, "end": 6})
        log.roll()

    assert town.subject(5) == "00000000004"


def test_a_clock_set_back_into_a_shredded_month_is_not_followed(town: Town) -> None:
    with town.writing() as log:
        town.shred(log, "2026-04")
        last, town.clock.now = town.clock.now, AT.replace(day=20)
        log.append(operations(1, begin=999, clock=town.clock))
        position = log.size - 1
        log.seal()

    assert town.archive.record("operations", position).received_at >= Clock(last)()
    assert town.subject(position) == "00000000999"
    assert town.faults() == []


def test_with_a_shredded_month_the_log_is_written_to_and_rolled(town: Town) -> None:
    with town.writing() as log:
        town.shred(log, "2026-04")
        town.clock.on(days=20)
        log.append(operations(5, begin=80, clock=town.clock))
        log.seal()
        log.roll()

    assert town.faults() == []


def test_without_the_sealing_key_it_is_said_and_everything_verifies(town: Town) -> None:
    (town.keys / "sealing.key").unlink()
    make_keys(town.keys / "other", BASE, ["operations"], at=AT)
    (town.keys / "other" / "sealing.key").rename(town.keys / "sealing.key")

    with pytest.raises(KeyLost):
        town.subject(1)
    with pytest.raises(KeyLost):
        town.found(3)
    with pytest.raises(KeyLost):
        rewrap_all(town.archive, town.keys, clock=town.clock)
    assert town.faults() == []


def test_after_a_change_of_the_sealing_key_the_old_one_is_not_needed(town: Town) -> None:
    (old,) = sealing_keys_needed(town.archive)
    new = rotate_sealing_key(town.keys, archive=town.archive.folder, at=AT)

    assert rewrap_all(town.archive, town.keys, clock=town.clock) == 4  # three months and a year
    (town.keys / f"sealing-{old}.key").unlink()

    assert sealing_keys_needed(town.archive) == {kek_id(new)} != {old}
    assert town.subject(1) == "00000000000"
    assert town.found(3) == [4]
    assert town.faults() == []


def test_what_is_wrapped_already_is_left_as_it_is(town: Town) -> None:
    rotate_sealing_key(town.keys, archive=town.archive.folder, at=AT)
    rewrap_all(town.archive, town.keys, clock=town.clock)

    assert rewrap_all(town.archive, town.keys, clock=town.clock) == 0


def test_what_is_shredded_stays_shredded_under_a_new_key(town: Town) -> None:
    with town.writing() as log:
        town.shred(log, "2026-04")
    before = town.path("2026-04").read_bytes()
    rotate_sealing_key(town.keys, archive=town.archive.folder, at=AT)

    assert rewrap_all(town.archive, town.keys, clock=town.clock) == 3
    assert town.path("2026-04").read_bytes() == before


@pytest.mark.parametrize("file", range(4))
def test_an_interrupted_change_is_finished_by_repeating_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, file: int
) -> None:
    new = rotate_sealing_key(town.keys, archive=town.archive.folder, at=AT)
    calls = 0

    def sometimes(path: Path) -> None:
        nonlocal calls
        calls += 1
        if calls > file:
            raise Crash
        real(path)

    real = files.take_place
    with monkeypatch.context() as patch:
        patch.setattr(files, "take_place", sometimes)
        with pytest.raises(Crash):
            rewrap_all(town.archive, town.keys, clock=town.clock)

    assert town.subject(1) == "00000000000"  # both keys are there, and each file is the old or the new one
    rewrap_all(town.archive, town.keys, clock=town.clock)

    assert sealing_keys_needed(town.archive) == {kek_id(new)}
    assert town.faults() == []


def test_a_word_to_shred_is_not_about_a_later_key_of_the_same_month(town: Town) -> None:
    """As after a disposal, when a clock set back makes a new key for the month."""
    with town.writing() as log:
        town.shred(log, "2026-04")
    shredded = parse_month_keys(town.path("2026-04").read_bytes())
    fresh = format_month_keys(replace(shredded, shredded_on=None, data_key=town.wrapped()))
    with town.writing() as log:
        log.replace_sealed(lambda home, sealed, _: seals.replaced(home, sealed, "secrets/2026-04", fresh))
        now, town.clock.now = town.clock.now, AT.replace(day=20)
        log.append(operations(1, clock=town.clock))
        town.clock.now = now
        log.roll()

        assert town.path("2026-04").read_bytes() == fresh
