"""Where matching is more than equality: firms by name, prints to sheets, keys to entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.crosschecks import maintenance
from sekisho.crosschecks.firms import core, is_of
from sekisho.crosschecks.maintenance import Visit, opened, without_entry, without_key, without_visit
from sekisho.crosschecks.prints import unmatched
from sekisho.kernel.models import Line
from sekisho.ledgers.contractors import Contractor
from sekisho.ledgers.entry_exit import RoomEntry
from sekisho.ledgers.key_loans import KeyLoan
from sekisho.ledgers.maintenance_reports import MaintenanceReport
from tests.cast import at

VISITED, LATER = date(2026, 3, 24), date(2026, 4, 10)
NAMES = st.text("保守業者運送機器ABＡＢabｱｲアイ", min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("firm", "workers", "company", "visitor"),
    [
        ("株式会社保守業者A", "", "(株)保守業者Ａ", "来訪 一郎"),
        ("保守業者A", "", "㈱ 保守業者A 大阪支店", "来訪 一郎"),
        ("ﾎｼｭ業者", "", "ホシュ業者", "来訪 一郎"),
        ("Hoshu Co., Ltd.", "", "HOSHU", "来訪 一郎"),
        ("保守業者A", "来訪 一郎、来訪 次郎", "", "来訪　次郎"),
        ("保守業者A", "", "", "保守業者A 担当"),
    ],
)
def test_one_firm_in_two_books(firm: str, workers: str, company: str, visitor: str) -> None:
    assert is_of(firm, workers, company=company, visitor=visitor)


@pytest.mark.parametrize(
    ("firm", "workers", "company", "visitor"),
    [
        ("株式会社保守業者A", "", "株式会社運送B", "来訪 一郎"),
        ("株式会社", "", "株式会社運送B", "来訪 一郎"),
        ("A", "", "ABC運送", "来訪 一郎"),
        ("保守業者A", "保守員 一名", "", "保"),
        ("", "", "", ""),
        ("保守業者A", "", "消防設備社", ""),
    ],
)
def test_two_firms(firm: str, workers: str, company: str, visitor: str) -> None:
    assert not is_of(firm, workers, company=company, visitor=visitor)


@given(NAMES, st.sampled_from(["株式会社", "(株)", "㈱", "有限会社", "(有)", " ", ""]), st.text(max_size=6))
def test_neither_the_legal_form_nor_a_branch_makes_another_firm(name: str, form: str, branch: str) -> None:
    assert is_of(form + name, "", company=f"{name} {form}{branch}", visitor="来訪 一郎")
    assert core(core(name)) == core(name)


def bound(asked: Sequence[int], room: Sequence[int], fits: Sequence[Sequence[bool]]) -> int:
    """How many find no place at least, by Hall's theorem: over every set of those who ask."""
    sets = chain.from_iterable(combinations(range(len(asked)), n) for n in range(len(asked) + 1))
    return max(
        sum(asked[one] for one in each)
        - sum(room[place] for place in range(len(room)) if any(fits[one][place] for one in each))
        for each in sets
    )


@given(st.data(), st.lists(st.integers(0, 4), max_size=4), st.lists(st.integers(0, 4), max_size=4))
def test_prints_find_as_many_sheets_as_they_can(
    data: st.DataObject, asked: list[int], room: list[int]
) -> None:
    row = st.lists(st.booleans(), min_size=len(room), max_size=len(room))
    fits = data.draw(st.lists(row, min_size=len(asked), max_size=len(asked)))

    rest = unmatched(asked, room, lambda one, place: fits[one][place])

    assert all(0 <= left <= n for left, n in zip(rest, asked, strict=True))
    assert sum(rest) == bound(asked, room, fits)


HOURS = st.integers(0, 23)


@given(HOURS, HOURS, HOURS, HOURS, st.booleans())
def test_a_key_opened_the_room_if_it_was_out_at_some_moment_of_the_entry(
    entered: int, stayed: int, lent: int, kept: int, other: bool
) -> None:
    entry = RoomEntry(entered_at=at(VISITED, entered), left_at=at(VISITED, entered) + timedelta(hours=stayed))
    loan = KeyLoan(lent_at=at(VISITED, lent), returned_at=at(VISITED, lent) + timedelta(hours=kept), key_id=1)
    entry.key_id = 2 if other else None

    meet = set(range(entered, entered + stayed + 1)) & set(range(lent, lent + kept + 1))
    assert opened(entry, loan) == (bool(meet) and not other)


def visit(day: date = VISITED) -> Visit:
    report = MaintenanceReport(line=Line(pk=1, ledger="maintenance_reports", number=1), visited_on=day)
    return Visit(report, "株式会社保守業者A")


def entry(company: str = "保守業者A", day: date = VISITED) -> RoomEntry:
    line = Line(pk=2, ledger="entry_exit", number=1)
    return RoomEntry(
        line=line, entered_at=at(day, 10), left_at=at(day, 11), visitor="来訪 一郎", organisation=company
    )


def test_where_the_servers_stand_in_a_data_centre_no_entry_is_expected() -> None:
    compared = without_entry([visit()], [], expected=lambda _day: False, on=LATER)

    assert (compared.examined, compared.not_compared, compared.contradictions) == (1, 1, ())


def test_a_room_is_expected_while_a_server_stands_in_it() -> None:
    assert maintenance.room_is_expected(VISITED)
    assert not maintenance.room_is_expected(date(2002, 8, 4))


def test_the_day_of_the_visit_is_not_over_yet() -> None:
    assert without_entry([visit()], [], expected=lambda _day: True, on=VISITED).not_compared == 1
    firm = Contractor(name="保守業者A", contract_from=date(2025, 4, 1), contract_until=date(2027, 4, 1))
    assert without_visit([entry()], [firm], [], on=VISITED).not_compared == 1


def test_a_firm_whose_contract_is_over_is_a_stranger_like_others() -> None:
    firm = Contractor(name="保守業者A", contract_from=date(2025, 4, 1), contract_until=VISITED)

    assert without_visit([entry()], [firm], [], on=LATER).examined == 0


def test_two_people_of_one_firm_are_one_visit_that_is_missing() -> None:
    firm = Contractor(name="保守業者A", contract_from=date(2025, 4, 1), contract_until=date(2027, 4, 1))

    assert len(without_visit([entry(), entry()], [firm], [], on=LATER).contradictions) == 1


def test_where_no_key_is_in_use_none_is_missed() -> None:
    compared = without_key([visit()], [entry()], [], [])

    assert (compared.examined, compared.not_compared) == (1, 1)
