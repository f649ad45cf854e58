"""Cisco ASA and FTD: who began, by the words and the order of the ends; cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.cisco_asa import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

OUTBOUND = (
    "%ASA-6-302013: Built outbound TCP connection 42 for outside:198.51.100.7/443 (198.51.100.7/443) "
    "to inside:192.0.2.10/51000 (198.51.100.200/51000)(LOCAL\\ann) (bob)"
)
INBOUND = (
    "%ASA-session-6-302015: Built inbound UDP connection 43 for outside:2001:DB8::9/40000 (2001:db8::9/40000)"
    "(TOWN\\carl, 100:staff) to dmz:2001:db8:1::20/domain (2001:db8:1::20/53)"
)
TORN_DOWN = (
    "%ASA-6-302014: Teardown TCP connection 42 for outside:198.51.100.7/443 to inside:192.0.2.10/51000 "
    "duration 0:00:30 bytes 5400 TCP FINs from inside (ann)"
)
ECHO = (
    "%ASA-6-302020: Built outbound ICMP connection for faddr 198.51.100.7/0 gaddr 198.51.100.200/1 "
    "laddr 192.0.2.10/1(LOCAL\\ann) type 8 code 0"
)
TRANSLATION = "%PIX-6-305011: Built dynamic TCP translation from inside:192.0.2.10/51000 to outside:198.51.100.200/33000"
REFUSED = (
    "%FWSM-4-106023: Deny tcp src outside:198.51.100.9/40000(LOCAL\\eve) dst inside:192.0.2.20/23 "
    'by access-group "outside_in" [0x8ed66b60, 0x0]'
)
MET = (
    "%ASA-4-106100: access-list outside_in denied udp outside/2001:db8::9(40000)(LOCAL\\eve) -> "
    "inside/2001:db8:1::20(161) hit-cnt 1 first hit [0x1, 0x0]"
)
SPOOF = "%ASA-2-106016: Deny IP spoof from (192.0.2.1) to 192.0.2.20 on interface outside"
LOGIN = '%ASA-6-605005: Login permitted from 192.0.2.10/51000 to inside:192.0.2.254/ssh for user "ann"'
AAA = (
    "%ASA-6-113005: AAA user authentication Rejected : reason = AAA failure : server = 192.0.2.5 : user = x y "
    ": user IP = 198.51.100.9"
)
SESSION_END = (
    "%ASA-4-113019: Group = staff, Username = TOWN\\ann, IP = 198.51.100.9, Session disconnected. Session Type: SSL, "
    "Duration: 0h:01m:00s, Bytes xmt: 1200, Bytes rcv: 5400, Reason: User Requested"
)
EVERY = [
    *(OUTBOUND, INBOUND, TORN_DOWN, ECHO, TRANSLATION, REFUSED),
    *(MET, SPOOF, LOGIN, AAA, SESSION_END),
]


def test_in_an_outbound_connection_the_second_end_began() -> None:
    assert read(line(OUTBOUND)) == Facts(
        action=Action.ALLOW,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        user="LOCAL\\ann",
        interface_in="inside",
        interface_out="outside",
        severity=6,
        event="302013",
    )


def test_in_an_inbound_connection_the_first_end_began() -> None:
    assert read(line(INBOUND)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::9",
        source_port=40000,
        destination_address="2001:db8:1::20",
        destination_port=53,
        protocol="udp",
        user="TOWN\\carl",
        interface_in="outside",
        interface_out="dmz",
        severity=6,
        event="302015",
    )


def test_the_end_of_a_connection_does_not_say_who_began() -> None:
    assert read(line(TORN_DOWN)) == Facts(
        action=Action.ALLOW,
        source_address="198.51.100.7",
        source_port=443,
        destination_address="192.0.2.10",
        destination_port=51000,
        protocol="tcp",
        user="ann",
        bytes=5400,
        interface_in="outside",
        interface_out="inside",
        severity=6,
        event="302014",
        message="TCP FINs from inside",
        doubts=frozenset({Doubt.DIRECTION_UNKNOWN}),
    )


def test_an_echo_has_no_ports_and_its_inner_end_is_the_one_before_translation() -> None:
    assert read(line(ECHO)) == Facts(
        action=Action.ALLOW,
        source_address="192.0.2.10",
        destination_address="198.51.100.7",
        protocol="icmp",
        user="LOCAL\\ann",
        severity=6,
        event="302020",
    )


def test_an_echo_that_ends_without_a_direction() -> None:
    said = "%ASA-6-302021: Teardown ICMP connection for faddr 2001:db8::9/0 gaddr 2001:db8::1/0 laddr 2001:db8::1/0"
    assert read(line(said)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::9",
        destination_address="2001:db8::1",
        protocol="icmp6",
        severity=6,
        event="302021",
        doubts=frozenset({Doubt.DIRECTION_UNKNOWN}),
    )


def test_a_translation_lets_nothing_through_and_goes_nowhere() -> None:
    facts = read(line(TRANSLATION))
    assert facts is not None
    assert (facts.action, facts.source_address, facts.source_port) == (Action.OTHER, "192.0.2.10", 51000)
    assert (facts.destination_address, facts.message) == (None, TRANSLATION.removeprefix("%PIX-6-305011: "))


def test_what_a_list_refused() -> None:
    assert read(line(REFUSED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="outside_in",
        user="LOCAL\\eve",
        interface_in="outside",
        interface_out="inside",
        severity=4,
        event="106023",
    )


def test_what_met_a_list_that_logs() -> None:
    assert read(line(MET)) == Facts(
        action=Action.DENY,
        source_address="2001:db8::9",
        source_port=40000,
        destination_address="2001:db8:1::20",
        destination_port=161,
        protocol="udp",
        rule="outside_in",
        user="LOCAL\\eve",
        interface_in="outside",
        interface_out="inside",
        severity=4,
        event="106100",
    )


TABLE = """
106001 | Inbound TCP connection denied from 198.51.100.9/40000 to 192.0.2.20/23 flags SYN  on interface outside | deny 198.51.100.9 40000 192.0.2.20 23 tcp outside
106006 | Deny inbound UDP from 198.51.100.9/40000 to 192.0.2.20/161 on interface outside | deny 198.51.100.9 40000 192.0.2.20 161 udp outside
106007 | Deny inbound UDP from 198.51.100.9/40000 to 192.0.2.20/53 due to DNS Query | deny 198.51.100.9 40000 192.0.2.20 53 udp -
106010 | Deny inbound protocol 47 src outside:198.51.100.9 dst inside:192.0.2.20 | deny 198.51.100.9 - 192.0.2.20 - gre outside
106014 | Deny inbound icmp src outside:198.51.100.9 dst inside:192.0.2.20 (type 8, code 0) | deny 198.51.100.9 - 192.0.2.20 - icmp outside
106015 | Deny TCP (no connection) from 192.0.2.10/51000 to 198.51.100.7/443 flags RST  on interface inside | deny 192.0.2.10 51000 198.51.100.7 443 tcp inside
106016 | Deny IP spoof from (192.0.2.1) to 192.0.2.20 on interface outside | deny 192.0.2.1 - 192.0.2.20 - ip outside
106017 | Deny IP due to Land Attack from 192.0.2.20 to 192.0.2.20 | deny 192.0.2.20 - 192.0.2.20 - ip -
106021 | Deny tcp reverse path check from 192.0.2.1 to 192.0.2.20 on interface outside | deny 192.0.2.1 - 192.0.2.20 - tcp outside
106022 | Deny tcp connection spoof from 192.0.2.1 to 192.0.2.20 on interface outside | deny 192.0.2.1 - 192.0.2.20 - tcp outside
106023 | Deny protocol 50 src outside:198.51.100.9 dst inside:192.0.2.20 by access-group "in" [0x0, 0x0] | deny 198.51.100.9 - 192.0.2.20 - esp outside
106023 | Deny icmp src outside:2001:db8::9 dst inside:2001:db8::1 (type 128, code 0) by access-group "in" | deny 2001:db8::9 - 2001:db8::1 - icmp6 outside
106100 | access-list in permitted icmp inside/192.0.2.10(8) -> outside/198.51.100.7(0) hit-cnt 2 300-second interval | allow 192.0.2.10 - 198.51.100.7 - icmp inside
106102 | access-list in est-allowed tcp for user 'TOWN\\ann' inside/192.0.2.10(51000) -> outside/198.51.100.7(443) hit-cnt 1 | allow 192.0.2.10 51000 198.51.100.7 443 tcp inside
313001 | Denied ICMP type=8, code=0 from 198.51.100.9 on interface outside | deny 198.51.100.9 - - - icmp outside
710002 | TCP access permitted from 192.0.2.10/51000 to inside:192.0.2.254/ssh | allow 192.0.2.10 51000 192.0.2.254 22 tcp inside
710003 | TCP access denied by ACL from 198.51.100.9/40000 to outside:198.51.100.200/telnet | deny 198.51.100.9 40000 198.51.100.200 23 tcp outside
710005 | UDP request discarded from 192.0.2.10/137 to inside:192.0.2.255/137 | deny 192.0.2.10 137 192.0.2.255 137 udp inside
605004 | Login denied from 198.51.100.9/40000 to outside:198.51.100.200/ssh for user "root" | deny 198.51.100.9 40000 198.51.100.200 22 - outside
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_each_number_has_its_sentence(row: str) -> None:
    number, said, expected = row.split(" | ")
    facts = read(line(f"%ASA-4-{number}: {said}"))
    assert facts is not None
    ends = (facts.source_address, facts.source_port, facts.destination_address, facts.destination_port)
    found = [facts.action.value, *ends, facts.protocol, facts.interface_in]
    assert " ".join("-" if fact is None else str(fact) for fact in found) == expected
    assert (facts.event, facts.severity) == (number, 4)


def test_a_login_to_the_device() -> None:
    assert read(line(LOGIN)) == Facts(
        action=Action.ALLOW,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="192.0.2.254",
        destination_port=22,
        user="ann",
        interface_in="inside",
        severity=6,
        event="605005",
    )


def test_a_proof_of_identity_that_failed() -> None:
    facts = read(line(AAA))
    assert facts is not None
    assert (facts.action, facts.user, facts.source_address) == (Action.OTHER, "x y", "198.51.100.9")


def test_a_name_that_looks_like_an_address_of_the_device_does_not_pass_for_it() -> None:
    facts = read(line(AAA.replace("x y", "x : user IP = 203.0.113.5")))
    assert facts is not None
    assert facts.source_address == "198.51.100.9"


def test_the_end_of_a_remote_session() -> None:
    assert read(line(SESSION_END)) == Facts(
        source_address="198.51.100.9",
        user="TOWN\\ann",
        severity=4,
        event="113019",
        message=SESSION_END.removeprefix("%ASA-4-113019: "),
    )


def test_what_is_said_of_a_remote_user() -> None:
    facts = read(
        line("%ASA-6-722022: Group <staff> User <ann> IP <198.51.100.9> TCP SVC connection established")
    )
    assert facts is not None
    assert (facts.action, facts.user, facts.source_address) == (Action.OTHER, "ann", "198.51.100.9")


@pytest.mark.parametrize("masked", ["(*****)", "(100:staff)", "(, 100)", "()"])
def test_a_hidden_name_or_a_group_is_nobody(masked: str) -> None:
    facts = read(line(TORN_DOWN.replace("(ann)", masked)))
    assert facts is not None
    assert (facts.user, facts.bytes) == (None, 5400)


def test_names_instead_of_addresses_and_unknown_services_are_not_understood() -> None:
    said = REFUSED.replace("198.51.100.9/40000", "mail-gw/odd")
    facts = read(line(said))
    assert facts is not None
    assert (facts.source_address, facts.source_port, facts.destination_port) == (None, None, 23)


def test_a_tag_behind_a_header_that_was_not_understood() -> None:
    facts = read(line("<166>Jan 05 2031 10:00:00 JST edge1 : " + REFUSED))
    assert facts is not None
    assert facts.source_address == "198.51.100.9"


def test_a_number_without_a_grammar_is_known_and_tells_of_no_packet() -> None:
    assert read(line("%ASA-1-104001: (Primary) Switching to ACTIVE - 192.0.2.1 to 192.0.2.2")) == Facts(
        severity=1, event="104001", message="(Primary) Switching to ACTIVE - 192.0.2.1 to 192.0.2.2"
    )


@pytest.mark.parametrize(
    "length", range(20, len(OUTBOUND) - len(" (198.51.100.200/51000)(LOCAL\\ann) (bob)"), 3)
)
def test_what_was_cut_off_is_not_made_up(length: int) -> None:
    facts = read(line(OUTBOUND[:length]))
    assert facts is not None
    assert (facts.action, facts.source_address, facts.destination_address) == (Action.OTHER, None, None)


@pytest.mark.parametrize(
    "said",
    [
        "%SEC-6-IPACCESSLOGP: list in denied tcp 198.51.100.9(40000) -> 192.0.2.20(23), 1 packet",
        "%ASA-6-30201: Built",
        "%ASA-9-302013: Built",
        "id=firewall msg=%ASA-6-302013: Built",
        "url=http://www.example.test/%20%ASA-6-302013: Built",
        "%",
        "",
    ],
)
def test_another_device_is_not_taken_for_one(said: str) -> None:
    assert read(line(said)) is None


@pytest.mark.parametrize("said", EVERY)
@pytest.mark.parametrize(
    "piece", ["(", " (a)", "a:", "a/", " to ", " from ", ", IP = ", " : user = ", ", SrcIP: ", ",", " "]
)
def test_a_long_line_takes_no_time(said: str, piece: str) -> None:
    for at in (len("%ASA-6-302013: Built "), said.rindex(" "), len(said)):
        reads_soon(read, [piece], before=said[:at], after=said[at:])


@given(damaged(*EVERY))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
