"""Sophos, both families: as the firewalls write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.sophos import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

DENIED = (
    'device="SFW" date=2031-01-05 time=10:00:00 timezone="JST" device_name="XG0" device_id=S0001 log_id=010102600002 '
    'log_type="Firewall" log_component="Firewall Rule" log_subtype="Denied" status="Deny" priority=Information '
    'fw_rule_id=4 in_interface="Port2" src_ip=198.51.100.9 dst_ip=192.0.2.20 protocol="TCP" src_port=40000 dst_port=23 '
    "sent_bytes=0 recv_bytes=0"
)
STOPPED = (
    'device_name="SFW" timestamp="2031-01-05T10:00:00+0900" device_model="XGS" device_serial_id="X000000000000001" '
    'log_id="010101600001" log_type="Firewall" log_component="Firewall Rule" log_subtype="Allowed" log_version=1 '
    'severity="Information" fw_rule_id="5" fw_rule_name="外部 許可" nat_rule_id="2" '
    r'user_name="corp\ann" ether_type="IPv4 (0x0800)" in_interface="Port1" out_interface="Port2" src_ip="192.0.2.10" '
    'dst_ip="198.51.100.7" protocol="TCP" src_port=51000 dst_port=443 bytes_sent=1200 bytes_received=5400 '
    'src_trans_ip="198.51.100.200" src_zone="LAN" dst_zone="WAN" con_event="Stop" con_id="7" log_occurrence="1"'
)
PING = (
    'device="SFW" date=2031-01-05 time=10:00:00 timezone="CET" device_name="XG0" device_id=S0001 log_id=010101600001 '
    'log_type="Firewall" log_subtype="Allowed" status="Allow" priority=Notice fw_rule_id=1 in_interface="Port1" '
    'src_ip=2001:db8::10 dst_ip=2001:DB8:1::7 protocol="ICMPv6" icmp_type=128 icmp_code=0 sent_bytes=80 recv_bytes=80 '
    'connevent="Interim"'
)
LOGIN = (
    'device="SFW" date=2031-01-05 time=10:00:00 timezone="JST" device_name="XG0" log_id=062910617701 log_type="Event" '
    'log_component="GUI" log_subtype="Admin" status="Successful" priority=Information user_name="admin" '
    'message="User admin logged in"'
)
UTM_HEADER = Header(30, host="utm1", app="ulogd")
UTM = (
    'id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet dropped" action="drop" fwrule="60001" '
    'initf="eth1" outitf="eth0" srcmac="00:00:5e:00:53:01" srcip="198.51.100.9" dstip="192.0.2.20" proto="6" length="60" '
    'ttl="51" srcport="40000" dstport="23" tcpflags="SYN"'
)
UTM_WITH_STAMP = "2031:01:05-10:00:00 utm1 ulogd[123]: " + UTM


def test_a_packet_that_was_denied_by_an_older_release() -> None:
    assert read(line(DENIED)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="XG0",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="4",
        bytes=0,
        interface_in="Port2",
        severity=6,
        event="010102600002",
    )


def test_a_session_that_ended_by_a_newer_release() -> None:
    assert read(line(STOPPED)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="X000000000000001",
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="外部 許可",
        user=r"corp\ann",
        bytes=6600,
        interface_in="Port1",
        interface_out="Port2",
        severity=6,
        event="010101600001",
    )


def test_a_session_that_goes_on_is_not_counted_and_a_zone_of_several_meanings_is_none() -> None:
    assert read(line(PING)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="XG0",
        source_address="2001:db8::10",
        destination_address="2001:db8:1::7",
        protocol="icmp6",
        rule="1",
        interface_in="Port1",
        severity=5,
        event="010101600001",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_what_the_system_says_of_itself_tells_of_no_packet() -> None:
    facts = read(line(LOGIN))
    assert facts is not None
    assert (facts.action, facts.user, facts.message) == (Action.OTHER, "admin", "User admin logged in")


@pytest.mark.parametrize(
    ("status", "subtype", "action"),
    [
        ("Allow Session", "Allowed", Action.ALLOW),
        ("Deny Session", "Denied", Action.DENY),
        ("", "Dropped", Action.DENY),
        ("", "Blocked", Action.DENY),
        ("", "Allowed", Action.ALLOW),
        ("Would deny", "Denied", Action.OTHER),
        ("", "Detect", Action.OTHER),
        ("Failed", "Authentication", Action.OTHER),
    ],
)
def test_what_was_done(status: str, subtype: str, action: Action) -> None:
    facts = read(
        line(f'device="SFW" log_type="Firewall" status="{status}" log_subtype="{subtype}" log_id=1 ')
    )
    assert facts is not None
    assert facts.action == action


@pytest.mark.parametrize("said", [UTM_WITH_STAMP, "<30>" + UTM_WITH_STAMP])
def test_utm_has_colons_in_its_date(said: str) -> None:
    assert read(line(UTM, UTM_HEADER)._replace(text=said)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="60001",
        bytes=60,
        interface_in="eth1",
        interface_out="eth0",
        severity=6,
        event="2001",
        message="Packet dropped",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


@pytest.mark.parametrize(
    ("done", "action"),
    [("accept", Action.ALLOW), ("reject", Action.DENY), ("log", Action.OTHER), ("", Action.OTHER)],
)
def test_what_utm_did(done: str, action: Action) -> None:
    facts = read(line(UTM.replace('action="drop"', f'action="{done}"'), UTM_HEADER))
    assert facts is not None
    assert (facts.action, facts.device_at) == (action, None)


def test_pairs_of_another_brand_are_not_its_own() -> None:
    assert read(line('device="XFW" log_type="SFW" status="Deny"')) is None
    assert read(line('msg="sys=\\"Secure\\"" sub="packetfilter"')) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    for said in (DENIED, STOPPED, UTM):
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
            assert facts is None or facts.rule in {"4", "5", "外部 許可", "60001", None}


@pytest.mark.parametrize("piece", ["src_ip=", "a.", '"', '\\"', 'log_type="SFW" ', ' x="', 'sys="Secure'])
def test_a_long_line_of_ill_will_is_read_without_delay(piece: str) -> None:
    reads_soon(read, [piece], before='device="SFW" log_type=')
    reads_soon(read, [piece], before='sys="Secure" sub="')


@given(damaged(DENIED, STOPPED, PING, LOGIN, UTM, UTM_WITH_STAMP))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
