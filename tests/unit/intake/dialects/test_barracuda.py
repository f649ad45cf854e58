"""Barracuda: as the firewalls write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.barracuda import read
from sekisho.intake.facts import Action, Doubt, Facts, Header, Line
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import RECEIVED_AT, line, moment

TAGGED = Header(14, host="cgf1", app="box_Firewall_Activity")
TAG = "box_Firewall_Activity: "
BLOCK = (
    "Security cgf1 Block: type=FWD|proto=TCP|srcIF=p2|srcIP=198.51.100.9|srcPort=40000|srcMAC=|dstIP=192.0.2.20|"
    "dstPort=23|dstService=telnet|dstIF=|rule=in-deny|info=Rule|srcNAT=0.0.0.0|dstNAT=0.0.0.0|duration=0|count=1|"
    "receivedBytes=0|sentBytes=0"
)
REMOVE = (
    "2031 01 05 10:00:00 Info     +09:00 Remove: type=FWD|proto=TCP|srcIF=p1|srcIP=2001:DB8::10|srcPort=51000|"
    "srcMAC=00:00:5e:00:53:01|dstIP=2001:db8:1::7|dstPort=443|dstService=https|dstIF=p2|rule=外部 許可|"
    "info=Balanced Session Idle Timeout|srcNAT=198.51.100.200|dstNAT=198.51.100.7|duration=900|count=1|"
    r"receivedBytes=900|sentBytes=400|receivedPackets=3|sentPackets=4|user=corp\ann|protocol=|application=|target=|"
    "content=|urlcat="
)
PING = (
    "Info cgf1 LocalAllow: type=LIN|proto=ICMP|srcIF=p1|srcIP=192.0.2.10|srcPort=8|srcMAC=|dstIP=192.0.2.1|dstPort=1|"
    "dstService=|dstIF=|rule=ping|info=Normal Operation|srcNAT=192.0.2.10|dstNAT=192.0.2.1|duration=0|count=1|"
    "receivedBytes=0|sentBytes=0|receivedPackets=0|sentPackets=0|user="
)
NAMELESS = (
    "Security cgf1 Deny: FWD|UDP|p2|198.51.100.9|40000||192.0.2.20|161|snmp||in-deny|Rule|0.0.0.0|0.0.0.0|0|1|0|0|0|0|"
    "|||||"
)


def tagged(body: str) -> Line:
    return Line("<14>Jan  5 10:00:00 cgf1 " + TAG + body, body, TAGGED, RECEIVED_AT, 540)


def test_a_packet_that_was_blocked() -> None:
    assert read(tagged(BLOCK)) == Facts(
        action=Action.DENY,
        device="cgf1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="in-deny",
        bytes=0,
        interface_in="p2",
        event="Block",
        message="Rule",
    )


def test_a_session_that_ended_as_the_file_on_the_box_has_it() -> None:
    assert read(line(REMOVE)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        rule="外部 許可",
        user=r"corp\ann",
        bytes=1300,
        interface_in="p1",
        interface_out="p2",
        event="Remove",
        message="Balanced Session Idle Timeout",
    )


def test_icmp_has_no_ports() -> None:
    assert read(line(PING)) == Facts(
        action=Action.ALLOW,
        device="cgf1",
        source_address="192.0.2.10",
        destination_address="192.0.2.1",
        protocol="icmp",
        rule="ping",
        bytes=0,
        interface_in="p1",
        event="LocalAllow",
        message="Normal Operation",
    )


def test_without_names_the_order_tells_where_the_log_is_named() -> None:
    assert read(tagged(NAMELESS)) == Facts(
        action=Action.DENY,
        device="cgf1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=161,
        protocol="udp",
        rule="in-deny",
        bytes=0,
        interface_in="p2",
        event="Deny",
        message="Rule",
    )
    assert read(line(NAMELESS)) is None


def test_a_time_without_zone_is_that_of_the_source() -> None:
    facts = read(line(REMOVE.replace("+09:00", "cgf1")))
    assert facts is not None
    assert (facts.device_at, facts.device) == (moment("2031-01-05T10:00:00+09:00"), "cgf1")
    assert facts.doubts == {Doubt.ZONE_ASSUMED}


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("Allow", Action.ALLOW),
        ("LocalRemove", Action.ALLOW),
        ("LocalBlock", Action.DENY),
        ("Drop", Action.DENY),
        ("Fail", Action.DENY),
        ("Detect", Action.OTHER),
        ("ARP", Action.OTHER),
        ("Novelty", Action.OTHER),
    ],
)
def test_the_word_tells_what_was_done(word: str, action: Action) -> None:
    facts = read(tagged(BLOCK.replace("Block", word)))
    assert facts is not None
    assert (facts.action, facts.event) == (action, word)


def test_a_message_of_the_log_without_fields_is_known_and_tells_of_no_packet() -> None:
    assert read(tagged("Info cgf1 Service restarted")) == Facts(message="Info cgf1 Service restarted")


def test_bars_alone_are_no_evidence() -> None:
    assert read(line("Block: type=FWD|proto=TCP|srcIP=192.0.2.1|")) is None
    assert read(line("Novelty: type=FWD|proto=TCP|srcIF=p1|srcIP=192.0.2.1|")) is None
    assert read(line("|srcIF=p1|")) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    for said in (BLOCK, NAMELESS):
        for end in range(len(said)):
            facts = read(tagged(said[:end]))
            assert facts is not None
            assert {facts.source_address, facts.destination_address} <= {"198.51.100.9", "192.0.2.20", None}
            assert {facts.source_port, facts.destination_port} <= {40000, 23, 161, None}
            assert facts.rule in {"in-deny", None}


@pytest.mark.parametrize(
    "piece", ["|", "|srcIP=", "|srcIF=p1", "a: ", "Block: ", "2031 01 05 10:00:00 ", "="]
)
def test_a_long_line_of_ill_will_is_read_without_delay(piece: str) -> None:
    reads_soon(read, [piece], before=TAG + "Block: type=FWD|")
    reads_soon(read, [piece], after="Block: type=FWD|srcIF=")
    reads_soon(read, [piece], before=TAG)


@given(damaged(*(TAG + said for said in (BLOCK, REMOVE, PING, NAMELESS)), BLOCK, REMOVE))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
