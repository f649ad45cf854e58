"""異動の計画: every row ends in one place, and what is doubtful is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.tables.transfers import TransferRow
from sekisho.intake.tables.values import folded
from sekisho.rules.pack import load, pack_directory
from sekisho.transfers.plan import (
    ANOTHER,
    AS_WRITTEN,
    DROP,
    END,
    GO_ON,
    OUTSIDE,
    SAME,
    THE_DAY,
    Doubt,
    Holding,
    Known,
    make_plan,
)

APRIL = date(2027, 4, 1)
PACK = load(pack_directory("katsuragi"))
KNOWN = Known(
    names={"00001": "住福 三枝", "00002": "窓口 四郎", "00003": "総務 六実"},
    holdings=[
        Holding(11, "00001", "resident_affairs_head", date(2024, 4, 1)),
        Holding(12, "00002", "resident_affairs_staff", date(2025, 4, 1)),
        Holding(13, "00003", "general_affairs_head", date(2023, 4, 1)),
    ],
    posts={post.id: post for post in PACK.posts},
    titles={folded(post.title.ja): post.id for post in PACK.posts},
    offices=[folded(section.name.ja) for section in PACK.sections if not section.independent],
)
LEAVES = TransferRow(
    2, "00002", "窓口 四郎", "まどぐち しろう", APRIL, "住民福祉課 職員", "税務課 主事", "第1号"
)
COMES = TransferRow(3, "00010", "新人 十子", "しんじん とおこ", APRIL, None, "住民福祉課 職員", "第2号")
ELSEWHERE = TransferRow(
    4, "00020", "他課 九平", "たか きゅうへい", APRIL, "税務課 主事", "建設課 主査", "第3号"
)


def test_who_leaves_ends_who_comes_begins_and_who_is_elsewhere_is_counted() -> None:
    plan = make_plan([LEAVES, COMES, ELSEWHERE], KNOWN, {}, orders_on=APRIL)

    leaves, comes = plan.moves
    assert (leaves.ends, leaves.begins, leaves.is_new) == ((12,), None, False)
    assert (comes.ends, comes.begins, comes.is_new) == ((), "resident_affairs_staff", True)
    assert plan.outside == (ELSEWHERE,)
    assert plan.is_settled


@pytest.mark.parametrize(
    ("row", "doubt", "answer", "ends", "begins", "number"),
    [
        # a second person of a known name
        (replace(COMES, name="窓口 四郎"), Doubt.SAME_NAME, ANOTHER, (), "resident_affairs_staff", "00010"),
        (replace(COMES, name="窓口 四郎"), Doubt.SAME_NAME, "00002", (12,), "resident_affairs_staff", "00002"),
        # married: the number is known, the name is not
        (replace(LEAVES, name="山田 四郎"), Doubt.OTHER_NAME, SAME, (12,), None, "00002"),
        # a slip of the pen in the office, or an office that is no post of the regulation
        (replace(COMES, to_post="住民福祉化 職員"), Doubt.UNKNOWN_POST, "resident_affairs_staff", (), "resident_affairs_staff", "00010"),
        # nobody has that number
        (replace(LEAVES, staff_number="99999", name="不明"), Doubt.UNKNOWN_NUMBER, "00002", (12,), None, "00002"),
        # the head stays
        (replace(COMES, to_post="住民福祉課長"), Doubt.TAKEN, "00001", (11,), "resident_affairs_head", "00010"),
        # holds a post that the row does not name
        (replace(LEAVES, from_post="税務課 主事", to_post="建設課"), Doubt.HOLDS_MORE, END, (12,), None, "00002"),
        # another day than the list
        (replace(LEAVES, effective_on=date(2027, 3, 1)), Doubt.OTHER_DAY, AS_WRITTEN, (12,), None, "00002"),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_asked_and_the_answer_is_followed(
    row: TransferRow, doubt: Doubt, answer: str, ends: tuple[int, ...], begins: str | None, number: str
) -> None:
    asked = make_plan([row], KNOWN, {}, orders_on=APRIL)
    [question] = asked.questions
    assert (question.doubt, asked.moves) == (doubt, ())
    assert answer in question.options

    [move] = make_plan([row], KNOWN, {question.id: answer}, orders_on=APRIL).moves

    assert (move.ends, move.begins, move.staff_number) == (ends, begins, number)


def test_a_post_that_goes_on_is_held_concurrently() -> None:
    row = replace(LEAVES, from_post="税務課 主事", to_post="総務課 職員")

    [move] = make_plan([row], KNOWN, {"2-more": GO_ON}, orders_on=APRIL).moves

    assert (move.ends, move.begins, move.concurrent) == ((), "general_affairs_staff", True)


def test_the_day_of_the_list_can_be_taken_instead() -> None:
    row = replace(LEAVES, effective_on=date(2027, 3, 1))

    [move] = make_plan([row], KNOWN, {"2-day": THE_DAY}, orders_on=APRIL).moves

    assert move.on == APRIL


def test_a_post_whose_holder_leaves_by_the_same_list_is_free() -> None:
    head_leaves = TransferRow(5, "00001", "住福 三枝", "じゅうふく みえ", APRIL, "住民福祉課長", None)
    follows = replace(COMES, to_post="住民福祉課長")

    assert make_plan([follows, head_leaves], KNOWN, {}, orders_on=APRIL).is_settled


def test_an_answer_that_was_not_offered_is_no_answer() -> None:
    row = replace(COMES, name="窓口 四郎")

    assert not make_plan([row], KNOWN, {"3-who": "00003"}, orders_on=APRIL).is_settled


def test_a_row_that_is_dropped_does_nothing() -> None:
    row = replace(COMES, to_post="住民福祉課長")

    plan = make_plan([row], KNOWN, {"3-taken": DROP}, orders_on=APRIL)

    assert (plan.moves, plan.dropped) == ((), (row,))


NAMES = st.sampled_from(["住福 三枝", "窓口 四郎", "新人 十子", "山田 花"])
NUMBERS = st.sampled_from(["00001", "00002", "00003", "00010", "99999"])
POSTS = st.none() | st.sampled_from(
    ["住民福祉課長", "住民福祉課 職員", "住民福祉果 職員", "税務課 主事", "総務課長", "総務課 主査", "副町長"]
)
ROWS = st.lists(
    st.builds(TransferRow, st.just(0), NUMBERS, NAMES, st.just("よみ"), st.sampled_from([APRIL, date(2027, 3, 1)]), POSTS, POSTS, st.none(), st.booleans()),
    max_size=8,
).map(lambda rows: [replace(row, line=place + 2) for place, row in enumerate(rows)])  # fmt: skip


@given(ROWS, st.data())
def test_whatever_the_list_every_row_is_counted_once_and_answers_settle_it(
    rows: list[TransferRow], data: st.DataObject
) -> None:
    asked = make_plan(rows, KNOWN, {}, orders_on=APRIL)
    waiting = {question.line for question in asked.questions}
    assert len(asked.moves) + len(asked.outside) + len(asked.dropped) + len(waiting) == len(rows)

    answers = {one.id: data.draw(st.sampled_from(one.options)) for one in asked.questions}
    plan = make_plan(rows, KNOWN, answers, orders_on=APRIL)

    assert plan.is_settled
    assert len(plan.moves) + len(plan.outside) + len(plan.dropped) == len(rows)


def test_a_post_outside_of_the_regulation_is_outside() -> None:
    row = replace(COMES, to_post="総務課 付")

    [question] = make_plan([row], KNOWN, {}, orders_on=APRIL).questions
    plan = make_plan([row], KNOWN, {question.id: OUTSIDE}, orders_on=APRIL)

    assert (question.doubt, plan.outside) == (Doubt.UNKNOWN_POST, (row,))


def test_the_names_of_a_long_list_are_compared_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0

    def counted(said: str) -> str:
        nonlocal count
        count += 1
        return folded(said)

    monkeypatch.setattr("sekisho.transfers.plan.folded", counted)
    rows = [replace(ELSEWHERE, line=n, staff_number=f"1{n:05d}", name=f"他課 {n}号") for n in range(2, 502)]

    make_plan(rows, KNOWN, {}, orders_on=APRIL)

    assert count < 20 * len(rows)
