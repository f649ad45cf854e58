"""Forcepoint in each of its forms: as the Log Server sends it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.forcepoint import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

DISCARD = (
    "CEF:0|FORCEPOINT|Firewall|6.10.0|70019|Connection_Discarded|0|dvc=192.0.2.254 src=198.51.100.9 dst=192.0.2.20 "
    "proto=6 spt=40000 dpt=23 act=Discard rt=Jan 05 2031 10:00:00 cs1Label=RuleID cs1=12.1"
)
CLOSED = (
    "CEF:0|FORCEPOINT|Firewall|6.10.0|70021|Connection_Closed|0|dvchost=境界 dvc=192.0.2.254 src=2001:db8::10 "
    r"dst=2001:DB8:1::7 proto=17 spt=51000 dpt=443 suser=corp\\ann in=900 out=400 deviceInboundInterface=1 "
    "deviceOutboundInterface=2 rt=Jan 05 2031 10:00:00 sourceTranslatedAddress=198.51.100.200 deviceFacility=Packet"
)
PING = (
    "LEEF:1.0|FORCEPOINT|Firewall|6.10.0|Connection_Allowed|devTime=Jan 05 2031 10:00:00\t"
    "devTimeFormat=MMM dd yyyy HH:mm:ss\tproto=1\tsev=1\tsrc=192.0.2.10\tdst=198.51.100.7\tsrcPort=8\tdstPort=0\t"
    "srcPostNAT=198.51.100.200\tusrName=ann\taction=Allow"
)
EXPORT = (
    'TIMESTAMP="2031-01-05 10:00:00" NODE_ID=192.0.2.254 EVENT="Connection_Refused" ACTION=Refuse SRC=198.51.100.9 '
    "DST=192.0.2.20 PROTOCOL=6 Sport=40000 Dport=23 RULE_ID=12.1 SRC_IF=1"
)
ELEMENTS = (
    "<LOG><TIMESTAMP>2031-01-05 10:00:00</TIMESTAMP><EVENT>Connection_Allowed</EVENT><ACTION>Allow</ACTION>"
    "<SRC>192.0.2.10</SRC><DST>198.51.100.7</DST><PROTOCOL>6</PROTOCOL><Sport>51000</Sport><Dport>443</Dport>"
    "<RULE_ID>3.0</RULE_ID><ACC_TX_BYTES>400</ACC_TX_BYTES><ACC_RX_BYTES>900</ACC_RX_BYTES>"
    "<AUTH_NAME>ann</AUTH_NAME></LOG>"
)
COLUMNS = '"2031-01-05 10:00:00","192.0.2.254","Connection_Discarded","Discard","198.51.100.9","192.0.2.20","6","40000"'
SAMPLES = (DISCARD, CLOSED, PING, EXPORT, ELEMENTS, COLUMNS)
AT = moment("2031-01-05T10:00:00+09:00")
ASSUMED = frozenset({Doubt.ZONE_ASSUMED})


def test_a_packet_that_was_discarded() -> None:
    assert read(line(DISCARD)) == Facts(
        action=Action.DENY,
        device_at=AT,
        device="192.0.2.254",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="12.1",
        event="Connection_Discarded",
        doubts=ASSUMED,
    )


def test_a_connection_that_ended_without_a_word_of_what_was_done() -> None:
    assert read(line(CLOSED)) == Facts(
        action=Action.ALLOW,
        device_at=AT,
        device="境界",
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="udp",
        user=r"corp\ann",
        bytes=1300,
        interface_in="1",
        interface_out="2",
        event="Connection_Closed",
        doubts=ASSUMED,
    )


def test_leef_says_how_it_writes_its_time() -> None:
    assert read(line(PING)) == Facts(
        action=Action.ALLOW,
        device_at=AT,
        source_address="192.0.2.10",
        destination_address="198.51.100.7",
        protocol="icmp",
        user="ann",
        event="Connection_Allowed",
        doubts=ASSUMED,
    )


def test_an_export_by_names() -> None:
    assert read(line(EXPORT)) == Facts(
        action=Action.DENY,
        device_at=AT,
        device="192.0.2.254",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="12.1",
        interface_in="1",
        event="Connection_Refused",
        doubts=ASSUMED,
    )


def test_an_export_in_elements() -> None:
    assert read(line(ELEMENTS)) == Facts(
        action=Action.ALLOW,
        device_at=AT,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="3.0",
        user="ann",
        bytes=1300,
        event="Connection_Allowed",
        doubts=ASSUMED,
    )


def test_of_columns_in_anybodys_order_no_end_is_read() -> None:
    assert read(line(COLUMNS)) == Facts(action=Action.DENY, event="Connection_Discarded", message=COLUMNS)


@pytest.mark.parametrize(
    ("done", "name", "action"),
    [
        ("Permit", "x", Action.ALLOW),
        ("Refuse", "x", Action.DENY),
        ("Terminate (reset)", "x", Action.DENY),
        ("Terminate (passive)", "x", Action.OTHER),
        ("Terminate (failed)", "x", Action.OTHER),
        ("Wait for Authentication", "Connection_Allowed", Action.OTHER),
        ("", "Connection_Allowed", Action.ALLOW),
        ("", "Connection_Refused", Action.DENY),
        ("", "HTTP_Request", Action.OTHER),
    ],
)
def test_what_was_done(done: str, name: str, action: Action) -> None:
    facts = read(line(f"CEF:0|FORCEPOINT|IPS|6.10.0|1|{name}|0|src=192.0.2.1 act={done} dst=192.0.2.2"))
    assert facts is not None
    assert facts.action == action


def test_what_another_writes_is_not_its_own() -> None:
    assert read(line("CEF:0|Example|FORCEPOINT|1|1|x|1|src=192.0.2.1")) is None
    assert read(line("IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 ACTION=x")) is None
    assert read(line("Connection_Allowed from here")) is None
    assert read(line("RULE_ID=3 SRC=192.0.2.1")) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    for said in (EXPORT, ELEMENTS):
        for end in range(len(said)):
            facts = read(line(said[:end]))
            known = {"198.51.100.9", "192.0.2.20", "192.0.2.10", "198.51.100.7", None}
            assert facts is None or {facts.source_address, facts.destination_address} <= known
            assert facts is None or {facts.source_port, facts.destination_port} <= {
                40000,
                23,
                51000,
                443,
                None,
            }


@pytest.mark.parametrize(
    "piece",
    [
        "src=",
        " a=b",
        "\t",
        "<SRC>",
        "<SRC></SRC>",
        "<a",
        '"',
        ",",
        "Connection_",
        '"Connection_Allowed",',
        "|",
        "\\",
    ],
)
def test_a_long_line_of_ill_will_is_read_without_delay(piece: str) -> None:
    for before in (
        "CEF:0|FORCEPOINT|a|b|c|d|0|",
        "LEEF:1.0|FORCEPOINT|a|b|c|",
        "RULE_ID=1 ACTION=x SRC= DST= ",
        '"Connection_Closed",',
    ):
        reads_soon(read, [piece], before=before)


@given(damaged(*SAMPLES))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
