"""pfSense and OPNsense: as filterlog writes it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.pfsense import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

TCP = "5,,,1000000103,igb0,match,block,in,4,0x0,,51,1,0,DF,6,tcp,60,198.51.100.9,192.0.2.20,40000,23,0,S,1,,64240,,mss"
UDP6 = "12,,,0,igb1,match,pass,out,6,0x00,0x00000,64,UDP,17,58,2001:DB8::10,2001:db8:1::7,51000,53,38"
PING = "7,,規則一,fae559338f65e11c53669fc3642c93c2,igb0,match,reject,in,4,0x0,,51,1,0,none,1,icmp,84,198.51.100.9,192.0.2.20,request,1,2"
TAGGED = Header(app="filterlog")


def test_a_blocked_packet() -> None:
    assert read(line(TCP, TAGGED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="1000000103",
        bytes=60,
        interface_in="igb0",
        event="filterlog",
    )


def test_ipv6_has_other_places_and_a_rule_without_tracker_its_number() -> None:
    assert read(line(UDP6, TAGGED)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=53,
        protocol="udp",
        rule="12",
        bytes=58,
        interface_out="igb1",
        event="filterlog",
    )


def test_icmp_has_no_ports() -> None:
    assert read(line(PING, TAGGED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        destination_address="192.0.2.20",
        protocol="icmp",
        rule="fae559338f65e11c53669fc3642c93c2",
        bytes=84,
        interface_in="igb0",
        event="filterlog",
        message="request,1,2",
    )


@pytest.mark.parametrize(
    "before", ["filterlog[12345]: ", "filterlog: ", "Jan  5 10:00:00 pf1 filterlog[1]: "]
)
def test_the_tag_may_still_stand_before(before: str) -> None:
    assert read(line(before + TCP)) == read(line(TCP, TAGGED))


@pytest.mark.parametrize("verb", ["rdr", "nat", "scrub", "match", ""])
def test_other_actions_are_neither(verb: str) -> None:
    facts = read(line(TCP.replace("block", verb), TAGGED))
    assert facts is not None
    assert facts.action is Action.OTHER


@pytest.mark.parametrize(
    ("ends_with", "source", "destination", "ports"),
    [
        ("198.51.100", None, None, (None, None)),
        ("198.51.100.9", None, None, (None, None)),
        ("198.51.100.9,", "198.51.100.9", None, (None, None)),
        ("192.0.2.2", "198.51.100.9", None, (None, None)),
        ("192.0.2.20,400", "198.51.100.9", "192.0.2.20", (None, None)),
        (",DF,6,tcp", None, None, (None, None)),
        (",40000,2", "198.51.100.9", "192.0.2.20", (40000, None)),
        (",40000,23,", "198.51.100.9", "192.0.2.20", (40000, 23)),
    ],
)
def test_what_was_cut_off_is_not_made_up(
    ends_with: str, source: str | None, destination: str | None, ports: tuple[int | None, int | None]
) -> None:
    facts = read(line(TCP[: TCP.index(ends_with) + len(ends_with)], TAGGED))
    assert facts is not None
    assert (facts.source_address, facts.destination_address) == (source, destination)
    assert (facts.source_port, facts.destination_port) == ports
    assert (Doubt.CUT_SHORT in facts.doubts) == (ports[1] is None)


def test_a_list_too_short_to_be_read_is_known_all_the_same() -> None:
    assert read(line("5,,,1000", TAGGED)) == Facts(
        event="filterlog", message="5,,,1000", doubts=frozenset({Doubt.CUT_SHORT})
    )


@pytest.mark.parametrize("said", ["the filterlog is full", "", TCP])
def test_what_others_write_is_not_taken(said: str) -> None:
    assert read(line(said)) is None


@pytest.mark.parametrize(
    "said",
    [
        TCP.replace(",4,", ",5,", 1),
        "," * 40,
        TCP.replace("198.51.100.9", "999.1.1.1").replace("192.0.2.20", "x").replace("40000,23", "70000,٣"),
    ],
)
def test_ill_will_gains_nothing(said: str) -> None:
    facts = read(line(said, TAGGED))
    assert facts is not None
    assert facts[3:7] == (None, None, None, None)


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, [",", "a", TCP], header=TAGGED)
    reads_soon(read, ["filterlog", "filterlog[1]", "filterlog: "])


@given(damaged(TCP, UDP6, PING))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said, TAGGED)))
    assert is_sound(read(line("filterlog: " + said)))
