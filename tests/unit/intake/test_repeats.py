"""Operations that stand twice are taken in, and it is said: in the dry run as after the import."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.month_keys import format_year_keys, parse_year_keys, shred
from sekisho.intake.importing import foreseen
from sekisho.intake.operations import judged, source_of
from sekisho.intake.repeats import alike
from sekisho.intake.tables.findings import Finding
from tests.unit.intake.importing_town import NOW, PROFILE, Town
from tests.unit.intake.tables.samples import operations

YEAR = 365 * 86_400_000_000


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def at(clock: str, **changed: str) -> dict[str, str]:
    """An operation without a running number."""
    return {"操作日時": f"2026-09-30 {clock}", "連番": "", **changed}


def equal(findings: tuple[Finding, ...]) -> list[tuple[int | None, str]]:
    """What is said of equal rows."""
    return [(each.line, each.words.en) for each in findings if "equal" in each.words.en]


def test_rows_that_another_file_brought_are_taken_in_and_told_before_and_after(town: Town) -> None:
    first = operations(at("09:00:00"), at("09:00:01"), at("09:00:02"))
    town.imports(first)
    second = operations(at("08:00:00"), at("09:00:01"), at("09:00:02"), at("10:00:00"))

    before = equal(town.looks(second).findings)
    taken = town.imports(second)

    digest = source_of(first).removeprefix("file/")[:12]
    ((line, words),) = before
    assert line == 3
    assert words.startswith(
        "2 rows (lines 3, 4) are equal to rows that came with another file on 2031-04-01 "
    )
    assert digest in words
    assert equal(taken.findings) == before
    assert taken.stored == 4


@pytest.mark.parametrize(
    "changed",
    [
        {"操作者ID": "U0002"},
        {"照合ID": "V0002"},
        {"端末": "T02"},
        {"業務": ""},
        {"処理": "更新"},
        {"対象": "10000000002"},
        {"対象": ""},
        {"対象範囲": "県内"},
        {"件数": "2"},
        {"事由": "郵送"},
        {"申請書番号": "A-2"},
        {"結果": "エラー"},
        {"帳票出力": "無"},
    ],
)
def test_rows_that_differ_in_one_field_are_not_equal(town: Town, changed: dict[str, str]) -> None:
    town.imports(operations(at("09:00:00")))

    assert equal(town.looks(operations(at("09:00:00", **changed), at("09:00:00"))).findings)[0][0] == 3
    assert equal(town.looks(operations(at("09:00:00", **changed))).findings) == []


def test_what_was_searched_for_is_sealed_and_not_compared_with_other_files(town: Town) -> None:
    town.imports(operations(at("09:00:00", 検索条件="氏名カナ=ﾀﾛｳ")))

    assert len(equal(town.looks(operations(at("09:00:00", 検索条件="氏名カナ=ﾊﾅｺ"))).findings)) == 1


def test_running_numbers_tell_two_operations_apart_unless_one_has_none(town: Town) -> None:
    town.imports(operations(at("09:00:00", 連番="1")))

    assert equal(town.looks(operations(at("09:00:00", 連番="2"))).findings) == []
    assert len(equal(town.looks(operations(at("09:00:00"))).findings)) == 1

    town.imports(operations(at("09:00:00"), at("09:00:01")))
    assert len(equal(town.looks(operations(at("09:00:01", 連番="7"))).findings)) == 1


def test_subjects_are_compared_across_the_years_in_which_files_came_in(town: Town) -> None:
    """The token of a subject is another one in each fiscal year."""
    town.imports(operations(at("09:00:00"), at("09:00:01", 対象="10000000002"), at("09:00:02", 対象="")))

    later = town.imports(
        operations(
            at("09:00:00", 対象="10000000003"), at("09:00:01", 対象="10000000002"), at("09:00:02", 対象="")
        ),
        now=NOW + YEAR,
    )
    third = town.looks(operations(at("09:00:00"), at("09:00:00", 対象="10000000003")))

    assert [line for line, _words in equal(later.findings)] == [3]
    assert [line for line, _words in equal(third.findings)] == [2, 3]


def test_each_of_the_other_files_is_named_and_at_most_ten(town: Town) -> None:
    for number in range(12):
        town.imports(operations(at("09:00:00"), at("09:00:00", 端末=f"T{number}")))

    said = equal(town.looks(operations(at("09:00:00"))).findings)

    assert len(said) == 11
    assert said[-1] == (None, "2 more files hold equal rows.")


def test_the_same_file_again_is_not_held_against_itself(town: Town) -> None:
    data = operations(at("09:00:00"), at("09:00:01"))
    town.imports(data)

    assert equal(town.imports(data).findings) == []
    assert [each.words.en for each in town.looks(data).findings] == [
        "2 rows of the same file are there already, and are not taken in twice."
    ]


def test_rows_that_stand_twice_in_one_file_are_told_with_their_lines(town: Town) -> None:
    data = operations(
        at("09:00:00"), at("09:00:01"), at("09:00:00"), at("09:00:00"), at("09:00:01", 検索条件="別")
    )

    before = equal(town.looks(data).findings)
    taken = town.imports(data)

    ((line, words),) = before
    assert line == 4
    assert "2 rows are equal to an earlier row of this file (line 4 is line 2, line 5 is line 2)." in words
    assert equal(taken.findings) == before
    assert taken.stored == 5


def test_rows_with_running_numbers_are_not_held_against_each_other(town: Town) -> None:
    assert equal(town.looks(operations(at("09:00:00", 連番="1"), at("09:00:00", 連番="2"))).findings) == []


def test_without_the_keys_it_is_told_that_subjects_cannot_be_compared(town: Town) -> None:
    town.imports(operations(at("09:00:00"), at("09:00:01", 対象="")))
    found = foreseen(
        town.archive, judged(operations(at("09:00:00"), at("09:00:01", 対象=""), {}), PROFILE), now=NOW
    )

    assert [(line, "cannot be compared" in words) for line, words in equal(found.findings)] == [
        (3, False),
        (2, True),
    ]


def test_a_sealing_key_that_is_lost_keeps_nothing_from_being_taken_in(town: Town) -> None:
    town.imports(operations(at("09:00:00")))
    other = {"00000000": bytes(32)}
    data = judged(operations(at("09:00:00"), at("10:00:00")), PROFILE)

    ((line, words),) = equal(foreseen(town.archive, data, now=NOW, sealing_keys=other).findings)

    assert (line, "cannot be compared" in words) == (2, True)


def test_a_year_whose_key_was_destroyed_keeps_nothing_from_being_taken_in(town: Town) -> None:
    town.imports(operations(at("09:00:00")))
    (path,) = (town.archive.folder / "operations" / "secrets").glob("fy*")
    path.write_bytes(format_year_keys(shred(parse_year_keys(path.read_bytes()), date(2031, 4, 1))))

    ((line, words),) = equal(town.looks(operations(at("09:00:00"), at("10:00:00"))).findings)

    assert (line, "cannot be compared" in words) == (2, True)


def test_operations_of_the_future_are_told_before_and_after_and_also_of_a_file_that_is_refused(
    town: Town,
) -> None:
    late = {"操作日時": "2031-09-01 10:00:00"}
    words = "1 rows lie in the future: one of the two clocks is wrong."

    for data in (operations({}, late), operations({"操作日時": "いつか"}, late)):
        before = [(each.line, each.words.en) for each in town.looks(data).findings]
        after = [(each.line, each.words.en) for each in town.imports(data).findings]
        assert before == [(3, words)]
        assert (3, words) in after


texts = st.one_of(st.none(), st.sampled_from(["", "a", "b", "髙"]))
rows = st.lists(
    st.tuples(texts, st.one_of(st.none(), st.integers(-1, 2)), texts, texts, st.booleans()), min_size=1
)


@given(rows)
def test_alike_finds_exactly_the_rows_that_are_there_twice(found: list[tuple[object, ...]]) -> None:
    table = [pa.array(list(column)) for column in zip(*[row[:4] for row in found], strict=True)]

    places, groups = alike(table)

    plain = [row[:4] for row in found]
    assert places.tolist() == [place for place, row in enumerate(plain) if plain.count(row) > 1]
    for place, group in zip(places.tolist(), groups.tolist(), strict=True):
        same = {other for other, its in zip(places.tolist(), groups.tolist(), strict=True) if its == group}
        assert same == {other for other, row in enumerate(plain) if row == plain[place]}


@given(rows)
def test_alike_finds_exactly_the_rows_that_are_on_both_sides(found: list[tuple[object, ...]]) -> None:
    table = [pa.array(list(column)) for column in zip(*[row[:4] for row in found], strict=True)]
    theirs = np.array([row[4] for row in found], np.bool_)

    places, _groups = alike(table, theirs)

    sides = [({row[:4] for row in found if row[4] is side}) for side in (True, False)]
    assert places.tolist() == [
        place for place, row in enumerate(found) if all(row[:4] in side for side in sides)
    ]
