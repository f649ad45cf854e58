"""A legal hold that is confirmed holds something, and says what for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sekisho.archive.holds import (
    HoldExists,
    HoldsNothing,
    NoNameOrReason,
    NoSuchHold,
    hold,
    release,
)
from sekisho.archive.retention import Hold, holds_in, is_blank
from tests.unit.archive.logs import Place, faults, operations
from tests.unit.archive.unsynced import unsynced

RECORDS = 20


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with unsynced():
        yield


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A log of 20 records and its declaration."""
    made = Place(tmp_path / "archive")
    with made.writing() as log:
        log.append(operations(RECORDS))
        log.seal()
    return made


@pytest.mark.parametrize(
    ("first", "end"),
    [(0, None), (0, 1), (20, 21), (20, 5_000), (10, None), (21, None)],
)
def test_a_hold_on_records_of_the_log_or_on_all_to_come_is_on_record(
    place: Place, first: int, end: int | None
) -> None:
    wanted = Hold("令和8年第3号", "訴訟", first, end)
    with place.writing() as log:
        hold(log, wanted)

        assert holds_in(log.statements) == [wanted]
        assert log.sealed_size == log.size
    assert faults(place.verified()) == []


@pytest.mark.parametrize(
    ("first", "end"),
    [(0, -1), (0, 0), (10, 5), (10, 10), (-5, 5), (-5, None), (21, 30), (22, None), (5_000, None)],
)
def test_a_hold_that_would_hold_nothing_is_refused_and_leaves_no_word(
    place: Place, first: int, end: int | None
) -> None:
    with place.writing() as log:
        with pytest.raises(HoldsNothing, match=r"\[0, 21\)"):
            hold(log, Hold("令和8年第3号", "訴訟", first, end))

        assert log.size == RECORDS + 1


@pytest.mark.parametrize("blank", ["", " ", "　", "\t\n", "\u200b", " 　\u00a0"])
def test_blanks_are_no_name_and_no_reason(place: Place, blank: str) -> None:
    with place.writing() as log:
        for name, reason in ((blank, "訴訟"), ("令和8年第3号", blank)):
            with pytest.raises(NoNameOrReason):
                hold(log, Hold(name, reason, 0, None))
        hold(log, Hold("令和8年第3号", "訴訟", 0, None))
        with pytest.raises(NoNameOrReason):
            release(log, "令和8年第3号", reason=blank)

        assert is_blank(blank)
        assert len(holds_in(log.statements)) == 1


def test_a_name_is_used_once_until_its_hold_has_ended(place: Place) -> None:
    wanted = Hold("令和8年第3号", "訴訟", 0, None)
    with place.writing() as log:
        hold(log, wanted)
        with pytest.raises(HoldExists):
            hold(log, wanted)
        release(log, wanted.id, reason="終結")
        with pytest.raises(NoSuchHold):
            release(log, wanted.id, reason="終結")

        assert holds_in(log.statements) == []
