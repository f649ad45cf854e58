"""Cisco IOS and its relatives: lists, the zone firewall, logins; cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.cisco_ios import read
from sekisho.intake.facts import Action, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

LISTED = "%SEC-6-IPACCESSLOGP: list EDGE-IN denied tcp 198.51.100.9(40000) -> 192.0.2.20(23), 1 packet"
WITH_INPUT = (
    "%IPV6_ACL-6-ACCESSLOGDP: list V6-IN/20 permitted icmpv6 2001:DB8::9 (GigabitEthernet0/0 0000.5e00.5301) -> "
    "2001:DB8:1::20 (128/0), 4 packets"
)
XR = (
    "%ACL-IPV4_ACL-6-IPACCESSLOGP : access-list EDGE-IN (10) deny udp 198.51.100.9(40000) -> 192.0.2.20(161), "
    "1 packet"
)
DROPPED = (
    "%FW-6-DROP_PKT: Dropping tcp session 198.51.100.9:40000 192.0.2.20:23 on zone-pair out-in class class-default "
    "due to  DROP action found in policy-map with ip ident 0"
)
XE_DROPPED = (
    "%FW-6-DROP_PKT: Dropping udp pkt from GigabitEthernet1 [2001:db8::9]:40000 => [2001:db8:1::20]:161"
    "(target:class)-(out-in:class-default) due to Policy drop:classify result with ip ident 1"
)
SESSION = (
    "%FW-6-SESS_AUDIT_TRAIL: (target:class)-(in-out:web):Stop tcp session: initiator (192.0.2.10:51000) "
    "sent 400 bytes -- responder (198.51.100.7:443) sent 900 bytes"
)
LOGIN = (
    "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: TOWN\\ann] [Source: 198.51.100.9] [localport: 22] "
    "[Reason: Login Authentication Failed] at 10:00:00 JST Sun Jan 5 2031"
)
CONFIGURED = "%SYS-5-CONFIG_I: Configured from console by ann on vty0 (192.0.2.10)"
NEXUS = (
    "%ACLLOG-5-ACLLOG_FLOW_INTERVAL: Src IP: 198.51.100.9, Dst IP: 192.0.2.20, Src Port: 40000, Dst Port: 23, "
    'Src Intf: Ethernet1/1, Protocol: "TCP"(6), ACL Name: edge, ACE Action: Deny, Appl Intf: Ethernet1/1'
)
EVERY = [LISTED, WITH_INPUT, XR, DROPPED, XE_DROPPED, SESSION, LOGIN, CONFIGURED, NEXUS]


def test_what_a_list_refused() -> None:
    assert read(line(LISTED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="EDGE-IN",
        severity=6,
        event="SEC-6-IPACCESSLOGP",
    )


def test_what_a_list_let_through_over_ipv6_with_the_interface_it_came_in_by() -> None:
    assert read(line(WITH_INPUT)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::9",
        destination_address="2001:db8:1::20",
        protocol="icmp6",
        rule="V6-IN/20",
        interface_in="GigabitEthernet0/0",
        severity=6,
        event="IPV6_ACL-6-ACCESSLOGDP",
    )


def test_xr_names_the_entry_and_has_a_blank_before_its_colon() -> None:
    assert read(line(XR)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=161,
        protocol="udp",
        rule="EDGE-IN/10",
        severity=6,
        event="ACL-IPV4_ACL-6-IPACCESSLOGP",
    )


TABLE = """
IPACCESSLOGNP: list 101 permitted 47 192.0.2.1 -> 198.51.100.7, 5 packets | allow 192.0.2.1 - 198.51.100.7 - gre 101
IPACCESSLOGNP: list 101 denied eigrp 192.0.2.1 -> 224.0.0.10, 5 packets | deny 192.0.2.1 - 224.0.0.10 - eigrp 101
IPACCESSLOGDP: list 101 denied icmp 198.51.100.9 (Dialer1 ) -> 192.0.2.20 (8/0), 1 packet  [0x1] | deny 198.51.100.9 - 192.0.2.20 - icmp 101
IPACCESSLOGS: list 10 denied 198.51.100.9 1 packet | deny 198.51.100.9 - - - - 10
IPACCESSLOGP: list 101 permitted tcp 192.0.2.1(0) -> 198.51.100.7(0), 1 packet | allow 192.0.2.1 - 198.51.100.7 - tcp 101
IPACCESSLOGRP: list 101 denied pim 192.0.2.1 -> 224.0.0.13, 1 packet | deny 192.0.2.1 - 224.0.0.13 - pim 101
IPACCESSLOGRL: access-list logging rate-limited or missed 3 packets | other - - - - - -
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_kinds_of_lists(row: str) -> None:
    said, expected = row.split(" | ")
    facts = read(line(f"%SEC-6-{said}"))
    assert facts is not None
    ends = (facts.source_address, facts.source_port, facts.destination_address, facts.destination_port)
    found = [facts.action.value, *ends, facts.protocol, facts.rule]
    assert " ".join("-" if fact is None else str(fact) for fact in found) == expected


def test_a_packet_that_the_zone_firewall_dropped() -> None:
    assert read(line(DROPPED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="out-in:class-default",
        severity=6,
        event="FW-6-DROP_PKT",
        message="DROP action found in policy-map with ip ident 0",
    )


def test_a_packet_that_xe_dropped_over_ipv6() -> None:
    assert read(line(XE_DROPPED)) == Facts(
        action=Action.DENY,
        source_address="2001:db8::9",
        source_port=40000,
        destination_address="2001:db8:1::20",
        destination_port=161,
        protocol="udp",
        rule="out-in:class-default",
        interface_in="GigabitEthernet1",
        severity=6,
        event="FW-6-DROP_PKT",
        message="Policy drop:classify result with ip ident 1",
    )


def test_ipv6_and_a_port_without_brackets_could_be_either_and_are_not_understood() -> None:
    facts = read(line(DROPPED.replace("198.51.100.9:40000", "2001:db8::9:40000")))
    assert facts is not None
    assert (facts.source_address, facts.source_port, facts.destination_port) == (None, None, 23)


def test_a_session_of_the_zone_firewall() -> None:
    assert read(line(SESSION)) == Facts(
        action=Action.ALLOW,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="in-out:web",
        bytes=1300,
        severity=6,
        event="FW-6-SESS_AUDIT_TRAIL",
    )


def test_the_beginning_of_a_session_has_no_bytes() -> None:
    said = "Start tcp session: initiator (192.0.2.10:51000) -- responder (198.51.100.7:443)"
    facts = read(line(f"%FW-6-SESS_AUDIT_TRAIL_START: {said}"))
    assert facts is not None
    assert (facts.action, facts.source_port, facts.bytes) == (Action.ALLOW, 51000, None)


def test_a_login_that_failed() -> None:
    assert read(line(LOGIN)) == Facts(
        source_address="198.51.100.9",
        destination_port=22,
        user="TOWN\\ann",
        severity=4,
        event="SEC_LOGIN-4-LOGIN_FAILED",
        message=LOGIN.removeprefix("%SEC_LOGIN-4-LOGIN_FAILED: "),
    )


def test_a_name_that_looks_like_what_the_device_says_does_not_pass_for_it() -> None:
    facts = read(line(LOGIN.replace("ann", "x] [Source: 203.0.113.5] [localport: 23]")))
    assert facts is not None
    assert (facts.source_address, facts.destination_port) == ("198.51.100.9", 22)


def test_who_changed_the_settings() -> None:
    facts = read(line(CONFIGURED))
    assert facts is not None
    assert (facts.action, facts.user, facts.source_address) == (Action.OTHER, "ann", "192.0.2.10")


def test_nexus_lists_its_facts_by_name() -> None:
    assert read(line(NEXUS)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="edge",
        interface_in="Ethernet1/1",
        severity=5,
        event="ACLLOG-5-ACLLOG_FLOW_INTERVAL",
    )


def test_a_tag_behind_a_header_that_was_not_understood() -> None:
    facts = read(line(f"<190>77: rt1: .Jan  5 10:00:00.120 JST: {LISTED}"))
    assert facts is not None
    assert facts.source_address == "198.51.100.9"


def test_a_mnemonic_without_a_grammar_is_known_and_tells_of_no_packet() -> None:
    assert read(
        line("%LINEPROTO-SP-5-UPDOWN: Line protocol on Interface Vlan1, changed state to up")
    ) == Facts(
        severity=5,
        event="LINEPROTO-SP-5-UPDOWN",
        message="Line protocol on Interface Vlan1, changed state to up",
    )


@pytest.mark.parametrize("length", range(len("%SEC-6-IPACCESSLOGP: "), LISTED.index(", 1 packet")))
def test_what_was_cut_off_is_not_made_up(length: int) -> None:
    facts = read(line(LISTED[:length]))
    assert facts is not None
    assert facts.source_address in (None, "198.51.100.9")
    assert facts.source_port in (None, 40000)
    assert facts.destination_address in (None, "192.0.2.20")
    assert facts.destination_port is None


@pytest.mark.parametrize(
    "said",
    [
        "%ASA-6-302013: Built outbound TCP connection 42",
        "%SEC-9-IPACCESSLOGP: list in denied",
        "%%01SEC/4/DENY(l): x",
        "url=http://www.example.test/%SEC-6-IPACCESSLOGP: list in denied",
        "%",
        "",
    ],
)
def test_another_device_is_not_taken_for_one(said: str) -> None:
    assert read(line(said)) is None


@pytest.mark.parametrize("said", EVERY)
@pytest.mark.parametrize(
    "piece", ["(", "a ", " -> ", "-A", "1", ":", " [Source: ", " on ", ", Src IP: ", ",", " "]
)
def test_a_long_line_takes_no_time(said: str, piece: str) -> None:
    for at in (4, said.index(": ") + 2, said.rindex(" "), len(said)):
        reads_soon(read, [piece], before=said[:at], after=said[at:])


@given(damaged(*EVERY))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
