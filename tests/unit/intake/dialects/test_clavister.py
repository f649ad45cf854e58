"""Clavister: as the firewalls write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.clavister import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

STAMP = "[2031-01-05 10:00:00] EFW: "
DROP = (
    STAMP
    + "RULE: prio=3 id=06000051 rev=1 event=ruleset_drop_packet action=drop rule=Default_Rule recvif=wan "
    "srcip=198.51.100.9 destip=192.0.2.20 ipproto=TCP srcport=40000 destport=23"
)
CLOSE = (
    STAMP + "CONN: prio=1 id=00600005 rev=1 event=conn_close_natsat action=close rule=out_web conn=close "
    "connipproto=TCP connrecvif=lan connsrcip=192.0.2.10 connsrcport=51000 conndestif=wan conndestip=198.51.100.7 "
    "conndestport=443 connnewsrcip=198.51.100.200 connnewsrcport=33000 connnewdestip=198.51.100.7 connnewdestport=443 "
    r'origsent=400 termsent=900 conntime=9 user="corp\ann"'
)
PING = (
    'prio=3 id=06000051 event=ruleset_drop_packet action=drop rule="規則 一" recvif=wan srcip=2001:DB8::9 '
    "destip=2001:db8::20 ipproto=ICMPv6 icmptype=ECHO_REQUEST echoid=1 srcport=1 destport=2"
)
FULL = STAMP + "CONN: prio=2 id=00600010 rev=1 event=connection_table_full action=reject"
SYSTEM = STAMP + "SYSTEM: prio=1 id=03200021 rev=1 event=shutdown shutdown=done"


def test_a_packet_that_was_dropped() -> None:
    assert read(line(DROP)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="Default_Rule",
        interface_in="wan",
        severity=3,
        event="06000051",
        message="ruleset_drop_packet",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_a_translated_connection_that_ended_has_the_ends_from_before_the_translation() -> None:
    assert read(line(CLOSE)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="out_web",
        user=r"corp\ann",
        bytes=1300,
        interface_in="lan",
        interface_out="wan",
        severity=1,
        event="00600005",
        message="conn_close_natsat",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_icmp_over_ipv6_without_a_stamp() -> None:
    assert read(line(PING)) == Facts(
        action=Action.DENY,
        source_address="2001:db8::9",
        destination_address="2001:db8::20",
        protocol="icmp6",
        rule="規則 一",
        interface_in="wan",
        severity=3,
        event="06000051",
        message="ruleset_drop_packet",
    )


@pytest.mark.parametrize(
    ("number", "event", "done", "action"),
    [
        ("00600001", "conn_open", "", Action.ALLOW),
        ("00600004", "conn_open_natsat", "", Action.ALLOW),
        ("00600003", "connection_table_full", "action=replacing_conn", Action.OTHER),
        ("00600010", "connection_table_full", "action=reject", Action.DENY),
        ("00600011", "connection_table_full", "action=drop", Action.DENY),
        ("00600021", "passive_data", "action=fwdfast", Action.ALLOW),
        ("00700001", "access_allowed", "action=access_allow", Action.ALLOW),
        ("01000001", "invalid_packet_drop", "", Action.DENY),
        ("01000002", "conn_open_denyed_x", "", Action.DENY),
        ("03200021", "shutdown", "", Action.OTHER),
    ],
)
def test_the_number_tells_more_than_the_name(number: str, event: str, done: str, action: Action) -> None:
    facts = read(line(f"prio=1 id={number} rev=2 event={event} {done}"))
    assert facts is not None
    assert (facts.action, facts.event, facts.message) == (action, number, event)


@pytest.mark.parametrize("said", [FULL, SYSTEM])
def test_what_tells_of_no_packet_has_no_ends(said: str) -> None:
    facts = read(line(said))
    assert facts is not None
    assert (facts.source_address, facts.destination_address) == (None, None)


def test_pairs_of_another_brand_are_not_its_own() -> None:
    assert read(line("prio=1 id=7 event=login")) is None
    assert read(line("event=x prio=1 id=00600001")) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    for end in range(len(DROP)):
        facts = read(line(DROP[:end]))
        assert facts is None or {facts.source_address, facts.destination_address} <= {
            "198.51.100.9",
            "192.0.2.20",
            None,
        }
        assert facts is None or facts.source_port in (40000, None)


@pytest.mark.parametrize(
    "piece", ["srcip=", "[2031-01-05 10:00:00] ", "prio=1 ", "prio=1 id=00600001 ", '"', "a."]
)
def test_a_long_line_of_ill_will_is_read_without_delay(piece: str) -> None:
    reads_soon(read, [piece], before="prio=1 id=00600001 event=")
    reads_soon(read, [piece], before="prio= event= ")


@given(damaged(DROP, CLOSE, PING, FULL, SYSTEM))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
