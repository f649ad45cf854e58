"""WatchGuard: as the firewalls write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.watchguard import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import RECEIVED_AT, line, moment

STAMP = "800000000000 (2031-01-05T01:00:00) "
DENY = (
    STAMP
    + 'firewall: msg_id="3000-0148" Deny 0-External Firebox 52 tcp 20 113 198.51.100.9 198.51.100.200 40000 23 '
    "offset 8 S 1 win 32 (Unhandled External Packet-00)"
)
ALLOW = (
    STAMP
    + 'firewall: msg_id="3000-0151" Allow 1-Trusted LAN 0-External 60 udp 20 64 2001:db8::10 2001:DB8:1::7 51000 '
    r'443 src_user="corp\ann@example" sent_bytes="400" rcvd_bytes="900" duration="9" (外部 許可 (web)-00)'
)
PROXY = (
    STAMP
    + 'http-proxy[2001]: msg_id="1AFF-0024" Allow 1-Trusted 0-External tcp 192.0.2.10 198.51.100.7 51000 80 '
    'msg="HTTP request" proxy_act="HTTP-Client.1" rcvd_bytes="900" sent_bytes="400" (HTTP-proxy-00)'
)
PING = (
    STAMP
    + 'firewall: msg_id="3000-0148" Deny 0-External 1-Trusted 84 icmp 20 50 198.51.100.9 192.0.2.20 8 0 '
    "(Unhandled External Packet-00)"
)
MONITOR = (
    "2031-01-05 10:00:00 Member1 Deny 198.51.100.9 192.0.2.20 telnet/tcp 40000 23 0-External Firebox Denied 52 113 "
    '(Unhandled External Packet-00) proc_id="firewall" rc="101" msg_id="3000-0148" src_user="ann"'
)
MONITOR_PING = "Allow 192.0.2.10 198.51.100.7 ping/icmp 1-Trusted 0-External Allowed 84 63 (Ping-00) type=8"
LOGIN = STAMP + 'sessiond: msg_id="3E00-0002" Firewall user ann@Firebox-DB from 192.0.2.10 logged in'
SAMPLES = (DENY, ALLOW, PROXY, PING, MONITOR, MONITOR_PING, LOGIN)
ASSUMED = frozenset({Doubt.ZONE_ASSUMED})


def test_a_packet_that_was_denied() -> None:
    assert read(line(DENY)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="198.51.100.200",
        destination_port=23,
        protocol="tcp",
        rule="Unhandled External Packet-00",
        interface_in="0-External",
        interface_out="Firebox",
        event="3000-0148",
        doubts=ASSUMED,
    )


def test_interfaces_and_policies_may_hold_blanks() -> None:
    assert read(line(ALLOW)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="udp",
        rule="外部 許可 (web)-00",
        user=r"corp\ann@example",
        bytes=1300,
        interface_in="1-Trusted LAN",
        interface_out="0-External",
        event="3000-0151",
        doubts=ASSUMED,
    )


def test_a_proxy_leaves_lengths_out() -> None:
    assert read(line(PROXY)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=80,
        protocol="tcp",
        rule="HTTP-proxy-00",
        bytes=1300,
        interface_in="1-Trusted",
        interface_out="0-External",
        event="1AFF-0024",
        message="HTTP request",
        doubts=ASSUMED,
    )


def test_type_and_code_of_icmp_are_no_ports() -> None:
    facts = read(line(PING))
    assert facts is not None
    assert (facts.protocol, facts.source_port, facts.destination_port) == ("icmp", None, None)
    assert (facts.interface_in, facts.interface_out) == ("0-External", "1-Trusted")


def test_the_form_of_the_traffic_monitor() -> None:
    assert read(line(MONITOR)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="Unhandled External Packet-00",
        user="ann",
        interface_in="0-External",
        interface_out="Firebox",
        event="3000-0148",
        doubts=ASSUMED,
    )
    assert read(line(MONITOR_PING)) == Facts(
        action=Action.ALLOW,
        source_address="192.0.2.10",
        destination_address="198.51.100.7",
        protocol="icmp",
        rule="Ping-00",
        interface_in="1-Trusted",
        interface_out="0-External",
    )


def test_a_login_is_known_and_tells_of_no_packet() -> None:
    assert read(line(LOGIN)) == Facts(
        device_at=moment("2031-01-05T10:00:00+09:00"),
        event="3E00-0002",
        message="Firewall user ann@Firebox-DB from 192.0.2.10 logged in",
        doubts=ASSUMED,
    )


@pytest.mark.parametrize("written", ["2031-01-05T01:00:00", "2031-01-05T10:00:00"])
def test_the_inner_time_is_utc_or_local_whichever_fits_the_header(written: str) -> None:
    said = DENY.replace("2031-01-05T01:00:00", written)
    for header in (Header(), Header(at=RECEIVED_AT - 3_000_000)):
        facts = read(line(said, header))
        assert facts is not None
        assert facts.device_at == moment("2031-01-05T10:00:00+09:00")


def test_interfaces_that_cannot_be_told_apart_are_left_out() -> None:
    facts = read(line(DENY.replace("0-External Firebox", "Guest LAN Optional Net")))
    assert facts is not None
    assert (facts.interface_in, facts.interface_out, facts.protocol) == (None, None, "tcp")


def test_words_of_another_brand_are_not_its_own() -> None:
    assert read(line('msg_id="login" Deny 192.0.2.1 192.0.2.2')) is None
    assert read(line("Deny 192.0.2.1 192.0.2.2 telnet/tcp 1 2 a-0 b")) is None
    assert read(line("Deny tcp src outside:192.0.2.1/1 (x-00)")) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    for said in (DENY, PROXY, MONITOR):
        for end in range(len(said)):
            facts = read(line(said[:end]))
            known = {"198.51.100.9", "198.51.100.200", "192.0.2.10", "198.51.100.7", "192.0.2.20", None}
            assert facts is None or {facts.source_address, facts.destination_address} <= known
            assert facts is None or {facts.source_port, facts.destination_port} <= {
                40000,
                23,
                51000,
                80,
                None,
            }


@pytest.mark.parametrize(
    "piece",
    [
        "Allow ",
        "Deny 1.1.1.1 ",
        "1.",
        "::",
        " (",
        " (a-00",
        "52 ",
        'msg_id="',
        "a b ",
        "(2031-01-05T01:00:00) ",
    ],
)
def test_a_long_line_of_ill_will_is_read_without_delay(piece: str) -> None:
    reads_soon(read, [piece], before='msg_id="3000-0148" Deny ')
    reads_soon(
        read, [piece], before='msg_id="3000-0148" Deny 0-External Firebox tcp 192.0.2.1 192.0.2.2 1 2 '
    )
    reads_soon(read, [piece], before="Deny ", after=' -00) msg_id="3000-0148"')


@given(damaged(*SAMPLES))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
