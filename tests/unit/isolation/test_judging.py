"""What a barrier and the attempts to connect prove together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.isolation.judging import judge
from sekisho.isolation.model import Answer, Barrier, State

TABLE = """
in place    -                    cut
in place    silent               cut
in place    silent,not_tried     cut
in place    not_tried            unknown
in place    answered             connected
in place    answered,silent      partly
absent      -                    connected
absent      answered             connected
absent      answered,silent      connected
absent      silent               unknown
absent      not_tried            unknown
partial     -                    partly
partial     silent               partly
partial     answered             partly
unreadable  -                    unknown
unreadable  silent               unknown
unreadable  answered             connected
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_the_state_follows_from_both(row: str) -> None:
    barrier, answers, state = row[:12].strip(), row[12:33].strip(), row[33:].strip()
    given_answers = [] if answers == "-" else [Answer[each.upper()] for each in answers.split(",")]

    assert judge(Barrier(barrier), given_answers) is State(state)


@given(st.sampled_from(Barrier), st.lists(st.sampled_from(Answer)))
def test_nothing_that_answered_is_cut_and_nothing_is_cut_without_its_barrier(
    barrier: Barrier, answers: list[Answer]
) -> None:
    """応答があったもの、遮る規則が見えないものを、切れているとは言わない。"""
    if judge(barrier, answers) is State.CUT:
        assert Answer.ANSWERED not in answers
        assert barrier is Barrier.IN_PLACE
