"""Sentences of one pattern: their groups in one order, those that say nothing as None."""

from __future__ import annotations

from sekisho.intake.sentences import sentence

said = sentence(r"from (?P<source>\S++)(?: to (?P<target>\S++))?", ("target", "source", "rule"))


def test_groups_come_in_the_order_asked_for() -> None:
    assert said("from a to b", 0) == ("b", "a", None)


def test_a_group_that_took_no_part_is_none() -> None:
    assert said("from a", 0) == (None, "a", None)


def test_a_sentence_begins_where_it_is_said_to_begin() -> None:
    assert said("x: from a", 3) == (None, "a", None)
    assert said("x: from a", 0) is None
