"""Whoever changes the journal in the database itself is found out by what was sealed."""

from __future__ import annotations

import pytest

from sekisho.archiving import agreement
from sekisho.archiving.agreement import Disagreement, What, disagreements
from sekisho.archiving.drain import drain
from sekisho.kernel.models import JournalEvent
from sekisho.site.commands import sealing
from tests.archiving.journals import cut_off, enter_person, tampered
from tests.cast import Town

pytestmark = pytest.mark.usefixtures("town")


def test_a_journal_that_nobody_touched_agrees(town: Town) -> None:
    drain()
    enter_person(town, "10001")  # waits for its seal

    assert disagreements() == []
    assert sealing.agreement().well


@pytest.mark.parametrize(
    "change",
    [
        "recorded_at = '2025-03-31 15:00:00'",
        "person_name = '別人'",
        "verb = 'retire'",
        "line_number = 1",
        "body = replace(body, '新任', '前任')",
    ],
)
def test_an_event_that_was_changed_is_named(town: Town, change: str) -> None:
    event = enter_person(town, "10001")
    drain()

    tampered(f"UPDATE kernel_journalevent SET {change} WHERE number = %s", event.number)

    assert disagreements() == [Disagreement(event.number, What.CHANGED)]


def test_the_doctor_names_a_back_dated_act(town: Town) -> None:
    event = enter_person(town, "10001")
    drain()

    tampered("UPDATE kernel_journalevent SET recorded_at = '2025-04-01' WHERE number = %s", event.number)

    found = sealing.agreement()
    assert not found.well
    assert found.seen == f"記録{event.number}が封印と違う"


def test_an_event_cut_off_at_the_end_is_named(town: Town) -> None:
    event = enter_person(town, "10001")
    drain()

    cut_off()

    assert disagreements() == [Disagreement(event.number, What.GONE)]
    assert not sealing.seals().well


def test_an_event_taken_out_and_one_slipped_in_are_named(town: Town) -> None:
    first, second = enter_person(town, "10001").number, enter_person(town, "10002", 1).number
    renumber(second, second + 5)
    drain()
    renumber(first, second + 2)

    assert disagreements() == [Disagreement(first, What.GONE), Disagreement(second + 2, What.SLIPPED_IN)]


def test_a_few_are_named_and_the_others_counted(town: Town) -> None:
    drain()
    tampered("UPDATE kernel_journalevent SET person_name = '別人'")

    assert f"ほか{JournalEvent.objects.count() - sealing.NAMED}件" in sealing.agreement().seen


def test_a_long_journal_is_compared_piece_by_piece(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "ROWS", 2)
    drain()

    assert disagreements() == []


def renumber(number: int, new: int) -> None:
    tampered("UPDATE offices_person SET event_id = %s WHERE event_id = %s", new, number)
    tampered("UPDATE kernel_journalevent SET number = %s WHERE number = %s", new, number)
