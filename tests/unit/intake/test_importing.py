"""Operation histories into the archive: all or nothing, known again, and the sum adds up."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.keys import PUBLIC_FILE, read_public_keys
from sekisho.intake import importing
from sekisho.intake.importing import lines_there, take_in
from sekisho.intake.operations import judged, source_of
from sekisho.intake.tables.findings import Weight
from tests.unit.intake.importing_town import PROFILE, Town, told
from tests.unit.intake.tables.samples import operations


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def days(*named: str, **changed: str) -> bytes:
    return operations(*({"操作日時": f"{day} 10:00:00", **changed} for day in named))


def test_a_file_becomes_sealed_records_with_their_raw_bytes(town: Town) -> None:
    data = operations({}, {"検索条件": "氏名=髙﨑①", "帳票出力": "無", "対象範囲": "県内"})

    taken = town.imports(data)

    assert taken[:4] == (2, 2, 0, 0)
    assert town.acknowledged == [2]
    rows = town.ask("SELECT * FROM operations WHERE kind = 'record' ORDER BY position")
    assert [(each["scope"], each["printed"], each["row"], each["raw"]) for each in rows] == [
        ("nationwide", True, 2, None),
        ("prefecture", False, 3, None),
    ]
    assert {each["source"] for each in rows} == {source_of(data)}
    positions = [int(str(each["position"])) for each in rows]
    assert town.opened(positions, "raw") == data.split(b"\r\n")[1:3]
    assert town.opened(positions, "search_condition") == ["氏名カナ=ｾｷｼｮ", "氏名=髙﨑①"]
    assert town.archive.verify(read_public_keys(town.keys / PUBLIC_FILE)).whole


def test_who_was_looked_up_is_found_by_a_token_and_stands_nowhere_in_the_open(town: Town) -> None:
    town.imports(operations({}, {"対象": "10000000002"}))

    keys = town.sealing_keys()
    found = town.archive.find("operations", "subject", "10000000002", sealing_keys=keys).read_all()

    assert found.column("row").to_pylist() == [3]
    assert not any(
        b"10000000002" in path.read_bytes() for path in town.archive.folder.rglob("*") if path.is_file()
    )


def test_the_same_file_is_known_again(town: Town) -> None:
    data = operations({}, {})
    town.imports(data)

    again = town.imports(data)

    assert again[:4] == (2, 0, 0, 2)
    assert "there already" in told(again, None)[-1]
    assert town.ask("SELECT count(*) AS n FROM operations WHERE kind = 'record'") == [{"n": 2}]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"title_lines": 2}, (2, 0, 0, 2)),
        ({"title_lines": 50}, (0, 0, 0, 0)),
        ({"total_lines": 3}, (1, 0, 0, 1)),
        ({"encoding": "utf-16"}, (0, 0, 0, 0)),
    ],
)
def test_rows_that_are_there_and_are_none_by_another_profile_are_not_in_its_sum(
    town: Town,
    wrong: Mapping[str, Any],  # Any: as the fields of a profile
    expected: tuple[int, ...],
) -> None:
    data = operations({}, {}, {}, {})
    town.imports(data)

    again = town.imports(data, partial=True, profile=replace(PROFILE, **wrong))

    assert again[:4] == expected
    assert town.ask("SELECT count(*) AS n FROM operations WHERE kind = 'record'") == [{"n": 4}]


def test_one_bad_row_refuses_the_file_unless_the_good_ones_are_asked_for(town: Town) -> None:
    data = operations({}, {"操作日時": "いつか"}, {})

    assert town.imports(data)[:4] == (3, 0, 3, 0)
    assert town.acknowledged == []
    assert town.imports(data, partial=True)[:4] == (3, 2, 1, 0)
    assert town.imports(data, partial=True)[:4] == (3, 0, 1, 2)
    assert lines_there(town.archive, source_of(data)).tolist() == [2, 4]


def test_a_column_of_personal_numbers_is_refused_also_in_part(town: Town) -> None:
    data = operations({}).replace("事由".encode("cp932"), "個人番号".encode("cp932"))

    assert town.imports(data, partial=True)[:4] == (1, 0, 1, 0)
    assert len(town.archive.logs) <= 1


def test_an_interrupted_import_goes_on_where_it_was(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "ROWS_A_FRAME", 3)
    data = operations(*({"連番": f"{n}"} for n in range(1, 11)))

    def stop(count: int) -> None:
        if count == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), town.writing() as log:
        take_in(town.archive, log, judged(data, PROFILE), acknowledge=stop)
    taken = town.imports(data)

    assert taken[:4] == (10, 1, 0, 9)  # the piece behind the last acknowledged one was on its way already
    assert town.acknowledged == [9, 10]
    rows = town.ask("SELECT \"row\" FROM operations WHERE kind = 'record' ORDER BY position")
    assert [each["row"] for each in rows] == list(range(2, 12))


def test_business_days_without_a_record_are_told(town: Town) -> None:
    town.imports(days("2026-09-01", "2026-09-04"))  # Tuesday and Friday
    taken = town.imports(days("2026-09-14"))  # a Monday

    assert told(taken, "操作日時") == [
        "No record on a business day: 2026-09-02 to 2026-09-03 (2 days).",
        "No record on a business day: 2026-09-07 to 2026-09-11 (5 days).",
    ]


def test_the_calendar_of_the_town_says_which_days_those_are(town: Town) -> None:
    def is_open(day: date) -> bool:
        return day.weekday() == 0

    with town.writing() as log:
        taken = take_in(town.archive, log, judged(days("2026-08-31", "2026-09-28"), PROFILE), is_open=is_open)

    assert told(taken, "操作日時") == ["No record on a business day: 2026-09-07 to 2026-09-21 (3 days)."]


def test_a_day_ends_at_midnight_in_japan(town: Town) -> None:
    taken = town.imports(operations({"操作日時": "2026-09-01 23:59:59"}, {"操作日時": "2026-09-02 00:00:00"}))

    assert told(taken, "操作日時") == []


def test_holes_and_repeats_of_the_running_number_are_told(town: Town) -> None:
    first = operations(*({"連番": n} for n in ("1", "2", "4", "4", "8")))
    taken = town.imports(first)
    assert told(taken, "連番") == [
        "The running number 3 is missing.",
        "The running number 4 is there twice.",
        "The running number 5–7 is missing.",
    ]

    later = town.imports(operations({"連番": "10"}, {"連番": "11"}))
    assert told(later, "連番") == ["The running number 9 is missing."]

    again = town.imports(operations({"連番": "11"}, {"連番": "12"}))
    assert told(again, "連番") == [
        "1 running numbers between 11 and 12 are those of records of other files too."
    ]


def numbered(*numbers: int) -> bytes:
    return operations(*({"連番": str(number)} for number in numbers))


def test_numbers_that_came_with_another_file_are_no_holes_and_are_counted_once(town: Town) -> None:
    town.imports(numbered(3, 3, 5, 7, 7))

    assert told(town.imports(numbered(1, 2, 5, 9)), "連番") == [
        "1 running numbers between 1 and 9 are those of records of other files too.",
        "The running number 4 is missing.",
        "The running number 6 is missing.",
        "The running number 8 is missing.",
    ]


def test_a_hole_before_the_file_is_told_however_far_back_the_last_number_is(town: Town) -> None:
    town.imports(numbered(1))
    town.imports(numbered(5_000_000))

    assert told(town.imports(numbered(4_000_000, 5_000_001)), "連番") == [
        "The running number 2–3999999 is missing.",
        "The running number 4000001–4999999 is missing.",
    ]


@given(
    st.lists(st.integers(1, 40), min_size=1, unique=True), st.lists(st.lists(st.integers(1, 40), min_size=1))
)
def test_runs_hold_exactly_the_numbers_they_were_made_of(mine: list[int], others: list[list[int]]) -> None:
    held = importing._number_runs(np.array(sorted(mine)))
    for each in others:
        held = importing._joined(np.concatenate([held, importing._number_runs(np.unique(each))]))

    numbers = [number for first, last in held.tolist() for number in range(first, last + 1)]
    assert numbers == sorted({*mine, *(number for each in others for number in each)})
    assert all(first > last + 1 for (_begin, last), (first, _end) in itertools.pairwise(held.tolist()))


def test_an_empty_month_is_taken_and_told(town: Town) -> None:
    taken = town.imports(operations())

    assert taken[:4] == (0, 0, 0, 0)
    assert "There is a header and no row." in told(taken, None)


def test_days_without_operations_cost_no_more_than_a_line(town: Town) -> None:
    first = date(2020, 1, 1)
    taken = town.imports(days(f"{first}", f"{first + timedelta(days=2000)}"))

    assert len(told(taken, "操作日時")) == 1


def test_operations_that_have_not_happened_yet_are_told(town: Town) -> None:
    taken = town.imports(days("2031-03-31", "2031-09-01"))

    assert told(taken, "操作日時") == ["1 rows lie in the future: one of the two clocks is wrong."]

    later = town.imports(days("2031-03-28"))
    assert told(later, "操作日時") == [], "what a wrong clock wrote makes no business days that are missing"


@pytest.mark.parametrize("never", ["0001-01-01 00:00:00", "9999-12-31 23:59:59", "9999-12-31 23:59:59-14:00"])
def test_what_programs_write_for_never_is_no_time_of_an_operation(town: Town, never: str) -> None:
    """Such a row is refused: the log would have days that no calendar has, and nobody could take them out again."""
    taken = town.imports(operations({"操作日時": "2026-09-01 10:00:00"}, {"操作日時": never}), partial=True)

    assert (taken.stored, taken.refused) == (1, 1)
    assert [(each.line, each.column) for each in taken.findings if each.weight is Weight.ROW] == [
        (3, "操作日時")
    ]


def test_boxes_share_one_dictionary_from_the_first_file_on(town: Town) -> None:
    town.imports(operations({}))
    town.imports(operations({"操作日時": "2026-10-01 09:00:00"}))

    named = town.archive.log("operations").manifest.files
    assert [path for path in named if path.startswith("dictionaries/")] == ["dictionaries/1"]
    assert town.opened([1, 2], "subject") == ["10000000001", "10000000001"]
    assert town.archive.verify(read_public_keys(town.keys / PUBLIC_FILE)).whole


def test_a_file_of_which_nothing_is_taken_in_leaves_no_dictionary(town: Town) -> None:
    town.imports(operations({"操作日時": "いつか"}))

    assert not any("dictionaries" in path for path in town.archive.log("operations").manifest.files)
