"""Fujitsu Si-R: found by the name of its filters, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.fujitsu_sir import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

REJECTED = "lan 0 ip filter 3 reject tcp 198.51.100.9:40000 -> 192.0.2.20:23"
PASSED = "protect: remote 1 ap 0 ipv6 filter 12 通過 udp 2001:db8::10.51000 -> 2001:db8:1::7.53"
UNSAID = "acl: lan 0 ip filter 3 was changed"


def test_a_packet_that_a_filter_rejects() -> None:
    assert read(line(REJECTED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="lan 0 ip filter 3",
        event="filter",
        message=REJECTED,
        doubts=frozenset({Doubt.GUESSED}),
    )


def test_a_packet_over_ipv6_that_a_filter_lets_through() -> None:
    assert read(line(PASSED)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=53,
        protocol="udp",
        rule="remote 1 ap 0 ipv6 filter 12",
        event="filter",
        message=PASSED,
        doubts=frozenset({Doubt.GUESSED}),
    )


def test_a_line_that_names_a_filter_may_tell_of_no_packet() -> None:
    assert read(line(UNSAID)) == Facts(rule="lan 0 ip filter 3", event="filter", message=UNSAID)


@pytest.mark.parametrize("cut", [17, 30, 45])
def test_what_was_cut_off_is_at_most_a_guess(cut: int) -> None:
    facts = read(line(REJECTED[:cut]))
    assert facts is not None
    assert (facts.rule, facts.destination_address) == ("lan 0 ip filter 3", None)


@pytest.mark.parametrize(
    "said", ["a filter 3 reject", "lan ip filter x", "lan 0 ip filter", "plan 0 ip filter 3", ""]
)
def test_what_others_write_is_not_taken(said: str) -> None:
    assert read(line(said)) is None


def test_ill_will_gains_nothing() -> None:
    facts = read(line("lan 0 ip filter 3 reject tcp 999.1.1.1:99999 -> ::g:1"))
    assert facts is not None
    assert facts[3:7] == (None, None, None, None)


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, ["lan ", "lan 0 ip filter 3 ", " filter ", "lan 0 ap 1 ip", REJECTED])


@given(damaged(REJECTED, PASSED, UNSAID))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
