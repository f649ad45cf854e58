"""NEC UNIVERGE IX: the form that is known, any other, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.nec_ix import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

BLOCKED = "FLT.001: BLOCK tcp 198.51.100.9:40000 > 192.0.2.20:23, match deny-in, GigaEthernet0.0 in"
PASSED = "2031/01/05 10:00:00.5 FLT.002: PASS udp 2001:db8::10.51000 > [2001:db8:1::7]:53, match 庁内許可, GigaEthernet1.0 out"
OTHER_ORDER = "FLT.009: 遮断 GigaEthernet0.0 in match deny-in tcp src 198.51.100.9:40000 dst 192.0.2.20:23"
IKE = "IKE.012: SA established with 198.51.100.1"


def test_a_blocked_packet() -> None:
    assert read(line(BLOCKED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="deny-in",
        interface_in="GigaEthernet0.0",
        event="FLT.001",
    )


def test_a_packet_over_ipv6_with_the_time_in_front() -> None:
    assert read(line(PASSED)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00.5+09:00"),
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=53,
        protocol="udp",
        rule="庁内許可",
        interface_out="GigaEthernet1.0",
        event="FLT.002",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_icmp_has_no_ports() -> None:
    facts = read(line("FLT.001: BLOCK icmp 198.51.100.9 > 192.0.2.20, match ping, GigaEthernet0.0 in"))
    assert facts is not None
    assert (facts.source_address, facts.source_port, facts.protocol) == ("198.51.100.9", None, "icmp")


def test_any_other_order_is_searched_and_marked_as_a_guess() -> None:
    assert read(line(OTHER_ORDER)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="deny-in",
        interface_in="GigaEthernet0.0",
        event="FLT.009",
        message=OTHER_ORDER.removeprefix("FLT.009: "),
        doubts=frozenset({Doubt.GUESSED}),
    )


def test_the_event_may_have_been_taken_for_a_tag() -> None:
    assert read(line(BLOCKED.removeprefix("FLT.001: "), Header(app="FLT.001"))) == read(line(BLOCKED))


def test_what_other_subsystems_say_is_known_and_tells_of_no_packet() -> None:
    assert read(line(IKE)) == Facts(event="IKE.012", message="SA established with 198.51.100.1")


@pytest.mark.parametrize("cut", [12, 20, 33, 42, 60, 80])
def test_what_was_cut_off_is_not_a_grammar_s_fact(cut: int) -> None:
    facts = read(line(BLOCKED[:cut]))
    assert facts is not None
    assert facts.event == "FLT.001"
    assert facts.destination_address is None or Doubt.GUESSED in facts.doubts


@pytest.mark.parametrize(
    "said", ["FLT.01: BLOCK", "XFLT.001x: BLOCK", "at FLT.001: BLOCK", "flt.001: BLOCK", "FLT.001", ""]
)
def test_what_others_write_is_not_taken(said: str) -> None:
    assert read(line(said)) is None


def test_ill_will_gains_nothing() -> None:
    facts = read(line("FLT.001: BLOCK tcp 999.1.1.1:99999 > [::g]:70000, match x, y in"))
    assert facts is not None
    assert facts[3:7] == (None, None, None, None)


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, ["FLT.001: ", "FLT.001: a b c > d, match ", "2031/01/05 10:00:00 ", BLOCKED, "FLT"])


@given(damaged(BLOCKED, PASSED, OTHER_ORDER, IKE))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
