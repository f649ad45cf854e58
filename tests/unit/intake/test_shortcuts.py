"""What is read by a shorter way says what the longer way says, whatever stands in the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake import guesses, headers, named_fields
from sekisho.intake.brands import DIALECTS, SOUGHT, sought_in
from sekisho.intake.dialects import barracuda
from sekisho.intake.remembered import remembered
from sekisho.intake.verdicts import verdict_in
from tests.unit.intake.dialects.lines import JST, RECEIVED_AT, line
from tests.unit.intake.samples import SAMPLES


def texts(*pieces: str) -> st.SearchStrategy[str]:
    """Texts of these pieces, of single characters now and then."""
    return st.lists(st.sampled_from(pieces) | st.text(max_size=2), max_size=16).map("".join)


@given(
    texts(
        *("198.51.100.9", "192.0.2.20", "2001:db8::1", "1", ":40000", ":23", ":99999", ":", "/24", ",23"),
        *(
            " -> ",
            " -> ",
            "->",
            " ",
            " ",
            " port 5",
            "src ",
            "from ",
            "denied ",
            "tcp ",
            "[",
            "]",
            "(",
            ")",
            ".",
        ),
    )
)
def test_two_ends_with_an_arrow_are_those_that_are_found_one_by_one(text: str) -> None:
    usual = guesses._as_usual(text)
    assert usual is None or usual == guesses._ends(text, guesses._literals(text), verdict_in(text))


@given(
    st.lists(
        st.sampled_from(
            [
                *(f"{name}=1" for name in barracuda._NAMES),
                *("user=", "user=ann", "zuser=ann", "sentBytes=", "other=1", "", "="),
            ]
        ),
        max_size=3,
    ),
    st.integers(0, len(barracuda._NAMES)),
)
def test_fields_in_the_order_of_the_box_are_those_in_any_order(others: list[str], count: int) -> None:
    text = "|".join([*(f"{name}={place}" for place, name in enumerate(barracuda._NAMES[:count])), *others])
    fields, cut = barracuda._fields_in_any_order(text)
    assert barracuda._fields(text) == (tuple(map(fields.get, barracuda._KEYS)), cut)


@given(
    st.dictionaries(
        st.sampled_from(
            ["src", "SrcIP", "spt", "dst", "dport", "action", "status", "msg", "bytes", "sent", "date"]
        ),
        st.sampled_from(["", " ", "192.0.2.1", "192.0.2.1:80", "443;", "deny", "1" * 200, "2031-01-05"])
        | st.text(max_size=4),
    )
)
def test_fields_of_a_known_layout_say_what_they_say_one_by_one(fields: dict[str, str]) -> None:
    one_by_one = named_fields._facts(named_fields._first_of_each(fields), line(""))
    assert named_fields.facts_of(fields, line("")) == one_by_one


@given(
    texts(
        *(
            "<134>",
            "Jan  5 10:00:00 ",
            "Jan 05 2031 10:00:00 ",
            "fw1 ",
            "fw1: ",
            "Passed at ",
            "Jan  6 ",
            "packet ",
        ),
        *(": ", "%ASA", "kernel: ", "app[7]: ", "12: ", "2031-", " ", "src=", "<", "*"),
    )
)
def test_a_header_that_began_the_same_lately_is_what_its_pattern_says(text: str) -> None:
    begins = text.find(">", 0, 5) + 1
    known = headers._known(text, begins, RECEIVED_AT, JST)
    found = headers._RFC_3164.match(text)
    assert known is None or (found and known == headers._of_rfc_3164(found, text, RECEIVED_AT, JST))


@pytest.mark.parametrize("sample", [sample for _brand, sample in SAMPLES])
def test_whose_evidence_stands_in_a_line_is_asked_whatever_signs_it_lacks(sample: str) -> None:
    asked = [each for each in sought_in(sample) if each[0] in sample]
    assert asked == [each for each in SOUGHT if each[0] in sample]
    assert {dialect for _evidence, dialect in SOUGHT} == set(DIALECTS)


def test_what_is_remembered_is_neither_long_nor_much() -> None:
    asked: list[str] = []

    @remembered(2, 3)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length(text) for text in ("a", "a", "long", "long", "b", "c", "c", "a")] == [
        1,
        1,
        4,
        4,
        1,
        1,
        1,
        1,
    ]
    assert asked == ["a", "long", "long", "b", "c", "a"]
