"""IIJ SEIL: as the routers write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.seil import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

BLOCKED = "pppoe0 @0:3[telnet-in] block 198.51.100.9,40000 -> 192.0.2.20,23 PR tcp len 60 20/40 in"
PASSED = "lan0 @1:12[庁内から外部] pass 2001:db8::10,51000 -> 2001:db8:1::7,443 PR tcp len 80 40/40 out"
PING = "pppoe0 @0:9[ping] block 198.51.100.9 -> 192.0.2.20 PR icmp type 8 code 0 len 84 20/64 in"
GRE = "pppoe0 @0:5[gre] pass 198.51.100.9 -> 192.0.2.20 PR gre len 120 20/100 in"
SHARED = "lan0 @0:7[p2p] block 192.0.2.10,51000 -> 198.51.100.9,6346 AP gnutella len 200 20/180 in"


def test_a_blocked_packet() -> None:
    assert read(line(BLOCKED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="telnet-in",
        bytes=60,
        interface_in="pppoe0",
        event="filter",
    )


def test_a_packet_over_ipv6_that_a_rule_with_a_japanese_name_passes() -> None:
    assert read(line(PASSED)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        rule="庁内から外部",
        bytes=80,
        interface_out="lan0",
        event="filter",
    )


def test_icmp_has_a_type_and_a_code() -> None:
    assert read(line(PING)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        destination_address="192.0.2.20",
        protocol="icmp",
        rule="ping",
        bytes=84,
        interface_in="pppoe0",
        event="filter",
        message="type 8 code 0",
    )


def test_other_protocols_have_no_ports() -> None:
    facts = read(line(GRE))
    assert facts is not None
    assert (facts.source_port, facts.protocol, facts.action) == (None, "gre", Action.ALLOW)


def test_the_application_filter_names_an_application_and_no_protocol() -> None:
    assert read(line(SHARED)) == Facts(
        action=Action.DENY,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.9",
        destination_port=6346,
        rule="p2p",
        bytes=200,
        interface_in="lan0",
        event="application filter",
        message="gnutella",
    )


@pytest.mark.parametrize(
    "before", ["filter: ", "10:00:00.123456 2x ", "000000123 2031/01/05 10:00:00 ", "庁舎 filter: "]
)
def test_numbers_times_and_comments_may_stand_before(before: str) -> None:
    assert read(line(before + BLOCKED)) == read(line(BLOCKED))


@pytest.mark.parametrize(
    ("verb", "action"),
    [
        ("p", Action.ALLOW),
        ("b", Action.DENY),
        ("L", Action.OTHER),
        ("n", Action.OTHER),
        ("forward", Action.ALLOW),
    ],
)
def test_the_verdict_is_the_word_before_the_ends(verb: str, action: Action) -> None:
    facts = read(line(BLOCKED.replace("block", verb)))
    assert facts is not None
    assert facts.action is action


def test_a_filter_without_name_is_known_by_its_place() -> None:
    facts = read(line(BLOCKED.replace("[telnet-in]", "")))
    assert facts is not None
    assert facts.rule == "@0:3"


def test_options_follow_the_direction() -> None:
    facts = read(line(BLOCKED.replace(" in", " -S IN state")))
    assert facts is not None
    assert facts.interface_in == "pppoe0"


@pytest.mark.parametrize(
    ("ends_with", "destination", "protocol", "length"),
    [
        ("-> 192.0.2.2", None, None, None),
        ("192.0.2.20,23", None, None, None),
        ("PR tc", "192.0.2.20", None, None),
        ("len 6", "192.0.2.20", None, None),
        ("20/40", "192.0.2.20", "tcp", 60),
    ],
)
def test_what_was_cut_off_is_not_made_up(
    ends_with: str, destination: str | None, protocol: str | None, length: int | None
) -> None:
    facts = read(line(BLOCKED[: BLOCKED.index(ends_with) + len(ends_with)]))
    assert facts is not None
    assert (facts.destination_address, facts.protocol, facts.bytes) == (destination, protocol, length)
    assert facts.doubts == {Doubt.CUT_SHORT}


@pytest.mark.parametrize(
    "said",
    [
        "x @0:1 block 999.1.1.1,1 -> ::g,99999 PR tcp len 1 1/1 in",
        "x @0:1[ block 192.0.2.1,1 -> 192.0.2.2,2 PR tcp len 1 1/1 in",
        "mail to a@0:1 from -> there",
        " @ -> ",
        "pppoe0 @0:3[telnet-in] block",
        "",
    ],
)
def test_ill_will_gains_nothing(said: str) -> None:
    facts = read(line(said))
    assert facts is None or (facts.source_address, facts.destination_address) == (None, None)


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, ["x @0:1", "x @0:1 p a -> ", " @ -> ", "@", " -> @0:1[", BLOCKED + " ", BLOCKED])


@given(damaged(BLOCKED, PASSED, PING, GRE, SHARED))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
