"""What rows of one file say of each other: what cannot be is refused, what is unusual is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.papers import keep, rows_of
from sekisho.intake.tables.overlaps import Period, overlaps
from sekisho.intake.tables.profiles import built_in, profile_text
from sekisho.intake.tables.reading import read_table
from tests.unit.intake.tables.samples import csv

CREDENTIALS = ("職員番号", "照合ID", "操作者ID", "業務", "端末", "付与日時", "終了日時", "状態")
TERMINALS = ("端末", "設置場所", "使用開始", "使用終了")
COUNTER = ("受付番号", "受付日時", "記録日時", "種別", "対象", "担当")
Said = list[tuple[int | None, str | None, str]]


def said(kind: str, labels: tuple[str, ...], *rows: tuple[str, ...]) -> Said:
    """Line, column and weight of what is said of the rows."""
    found = read_table(kind, csv(labels, *rows).encode("cp932"), built_in(kind)).findings
    return [(each.line, each.column, each.weight.name) for each in found if each.line is not None]


def credentials(*intervals: tuple[str, str, str], person: str = "0001", operator: str = "U1") -> Said:
    rows = [(person, "V1", operator, "*", "*", begin, end, state) for begin, end, state in intervals]
    return said("credentials", CREDENTIALS, *rows)


def test_a_credential_in_two_states_at_once_is_refused_on_both_lines() -> None:
    assert credentials(
        ("2026-04-01 08:30", "2026-09-01 09:00", "有効"),
        ("2026-10-01 09:00", "", "返納"),
        ("2026-09-01 08:59", "2026-09-02 09:00", "停止"),
    ) == [(2, "状態", "ROW"), (4, "状態", "ROW")]


def test_a_credential_without_an_end_overlaps_with_all_that_follows() -> None:
    assert credentials(("2026-04-01 08:30", "", "有効"), ("2028-01-01 09:00", "", "失効")) == [
        (2, "状態", "ROW"),
        (3, "状態", "ROW"),
    ]


def test_intervals_are_half_open_so_one_state_may_begin_where_the_other_ends() -> None:
    assert (
        credentials(("2026-04-01 08:30", "2026-09-01 09:00", "有効"), ("2026-09-01 09:00", "", "停止")) == []
    )


def test_intervals_of_one_state_that_overlap_are_told_for_they_may_add_up() -> None:
    assert credentials(
        ("2026-04-01 08:30", "2026-09-01 09:00", "有効"), ("2026-05-01 08:30", "2026-06-01 09:00", "有効")
    ) == [(3, "付与日時", "TOLD")]


def test_two_credentials_of_one_person_do_not_meet() -> None:
    row = ("0001", "V1", "U1", "*", "*", "2026-04-01 08:30", "", "有効")
    other = ("0001", "V1", "U2", "*", "*", "2026-04-01 08:30", "", "停止")

    assert said("credentials", CREDENTIALS, row, other) == []


@pytest.mark.parametrize(
    ("business", "section", "refused"),
    [
        ("照会", "福祉課", []),
        ("*", "住民課", []),
        ("転入;照会", "福祉課", [2, 4]),
        ("*", "福祉課", [2, 3, 4]),
        ("", "福祉課", [2, 3, 4]),
    ],
)
def test_one_business_or_section_may_be_taken_away_while_others_stay(
    business: str, section: str, refused: list[int]
) -> None:
    assert said(
        "credentials",
        (*CREDENTIALS, "所属"),
        ("1", "V1", "U1", "転入;転出", "*", "2026-04-01 08:30", "", "有効", "福祉課"),
        ("1", "V1", "U1", "届出", "*", "2026-04-01 08:30", "", "停止", "福祉課"),
        ("1", "V1", "U1", business, "*", "2026-09-01 09:00", "", "失効", section),
    ) == [(line, "状態", "ROW") for line in refused]


def test_a_terminal_at_two_places_at_once_is_refused_on_both_lines() -> None:
    assert said(
        "terminals",
        TERMINALS,
        ("T1", "本庁1階", "2026-04-01", "2026-09-30"),
        ("T1", "支所", "2026-09-29", ""),
        ("T2", "支所", "2026-09-29", ""),
    ) == [(2, "設置場所", "ROW"), (3, "設置場所", "ROW")]


def test_a_terminal_may_be_moved_within_a_day() -> None:
    assert (
        said(
            "terminals",
            TERMINALS,
            ("T1", "本庁1階", "2026-04-01", "2026-09-30"),
            ("T1", "支所", "2026-09-30", ""),
        )
        == []
    )


def test_a_terminal_that_stands_twice_at_one_place_is_told() -> None:
    row = ("T1", "本庁1階", "2026-04-01", "")

    assert said("terminals", TERMINALS, row, row) == [(3, "使用開始", "TOLD")]


def test_a_number_of_the_counter_that_comes_again_is_told_for_numbers_may_begin_anew() -> None:
    rows = [("1", "2026-03-31 09:00", "", "照会", "", ""), ("1", "2026-04-01 09:00", "", "照会", "", "")]

    assert said("counter", COUNTER, *rows) == [(3, "受付番号", "TOLD")]


@pytest.mark.parametrize(
    ("received", "recorded", "expected"),
    [
        ("2026-04-01 09:00", "2026-04-01 08:59", [(2, "記録日時", "ROW")]),
        ("2026-04-01 09:00:30", "2026-04-01 09:00", []),
        ("2026-04-01 09:00", "2026-04-01 09:00", []),
        ("2026-03-31 16:00", "2026-04-01 09:00", []),
    ],
)
def test_what_was_recorded_before_it_was_received_is_refused(
    received: str, recorded: str, expected: Said
) -> None:
    assert said("counter", COUNTER, ("1", received, recorded, "照会", "", "")) == expected


@pytest.mark.parametrize(
    ("kind", "labels", "row", "column"),
    [
        ("credentials", CREDENTIALS, ("1", "V", "U", "*", "*", "2026-04-02 08:30", "2026-04-01 08:30", "有効"), "終了日時"),
        ("terminals", TERMINALS, ("T1", "支所", "2026-04-02", "2026-04-01"), "使用終了"),
        ("staff", ("職員番号", "氏名", "所属", "職", "発令日", "解除日"), ("1", "一子", "課", "主事", "2026-04-02", "2026-04-01"), "解除日"),
        ("leave", ("職員番号", "開始", "終了", "種別"), ("1", "2026-04-02", "2026-04-01", "休暇"), "終了"),
        ("openings", ("日付", "開始", "終了"), ("2026-04-01", "17:00", "9:00"), "終了"),
        ("jobs", ("業務", "開始", "終了", "承認日", "承認者", "説明"), ("照会", "2026-04-02", "2026-04-01", "2026-03-01", "課長", ""), "終了"),
    ],
)  # fmt: skip
def test_an_end_before_its_start_is_refused(
    kind: str, labels: tuple[str, ...], row: tuple[str, ...], column: str
) -> None:
    assert said(kind, labels, row) == [(2, column, "ROW")]


def test_what_was_kept_before_rows_were_held_against_each_other_stays_what_it_was(tmp_path: Path) -> None:
    rows = [("T1", "本庁1階", "2026-04-01", ""), ("T1", "支所", "2026-04-01", "")]
    data, keys, profile = csv(TERMINALS, *rows).encode(), {"00000000": bytes(32)}, built_in("terminals")
    for text, read in ((data, read_table("terminals", data, profile, among=False)), (data + b"\r\n", None)):
        keep(
            tmp_path, keys, "terminals", text, file_name="端末.csv", profile_text=profile_text(profile),
            profile_name="terminals", now=0, read=read,
        )  # fmt: skip

    known = list(rows_of(tmp_path, keys, "terminals"))

    assert [(each.paper.number, each.value.line) for each in known] == [(1, 2), (1, 3)]


periods = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6), st.sampled_from("ab")), max_size=8)


@given(periods)
def test_every_row_that_contradicts_another_is_found(found: list[tuple[int, int, str]]) -> None:
    rows = [Period(line, begin, begin + length, says) for line, (begin, length, says) in enumerate(found)]

    def meets(one: Period, other: Period) -> bool:
        return one.line != other.line and one.begin < other.end and other.begin < one.end

    said_of = list(overlaps({"x": rows}))

    contrary = {row.line for row in rows if any(meets(row, it) and it.says != row.says for it in rows)}
    assert {each.line for each in said_of if not each.agree} == contrary
    for each in said_of:
        assert meets(rows[each.line], rows[each.other])
        assert (rows[each.line].says == rows[each.other].says) is each.agree
    agreeing = [row for row in rows if any(meets(row, it) and it.says == row.says for it in rows)]
    assert bool(said_of) == bool(contrary or agreeing)
