"""Stormshield: as the firewalls write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.stormshield import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

HEAD = 'id=firewall time="2031-01-05 10:00:00" fw="sns1" tz=+0900 startime="2031-01-05 10:00:00" '
FILTER = (
    HEAD
    + 'pri=5 slotlevel=2 ruleid=7 srcif="Ethernet0" srcifname="out" ipproto=tcp proto=telnet src=198.51.100.9 '
    'srcport=40000 dst=192.0.2.20 dstport=23 ipv=4 action=block logtype="filter"'
)
CONNECTION = (
    HEAD
    + 'pri=5 confid=01 slotlevel=2 ruleid=3 rulename="外部 許可" srcif="Ethernet1" srcifname="in" ipproto=tcp '
    'dstif="Ethernet0" dstifname="out" proto=https src=192.0.2.10 srcport=51000 srcportname=ephemeral_fw '
    "modsrc=198.51.100.200 modsrcport=33000 dst=198.51.100.7 dstport=443 dstportname=https origdst=198.51.100.8 "
    r'origdstport=8443 ipv=4 sent=400 rcvd=900 duration=1.50 user="corp\ann" domain="corp.example" logtype="connection"'
)
IPV6 = (
    HEAD.replace("+0900", "+0000")
    + 'pri=5 slotlevel=2 ruleid=4 srcifname="in" ipproto=icmpv6 icmptype=128 icmpcode=0 '
    'src=2001:DB8:0::10 dst=2001:db8:1::7 ipv=6 action=pass logtype="filter"'
)
ALARM = HEAD + 'pri=1 msg="Port scan" class=protocol alarmid=1 src=198.51.100.9 action=reset logtype="alarm"'
SYSTEM = HEAD + 'pri=6 service=sysevent msg="Clock set" datechange=1 logtype="system"'


def test_a_packet_that_was_blocked() -> None:
    assert read(line(FILTER)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="sns1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="7",
        interface_in="out",
        severity=5,
        event="filter",
    )


def test_a_connection_was_let_through_and_what_it_asked_for_stands_before_the_translation() -> None:
    assert read(line(CONNECTION)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="sns1",
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.8",
        destination_port=8443,
        protocol="tcp",
        rule="外部 許可",
        user=r"corp\ann",
        bytes=1300,
        interface_in="in",
        interface_out="out",
        severity=5,
        event="connection",
    )


def test_an_icmp_packet_over_ipv6_with_a_zone_of_its_own() -> None:
    assert read(line(IPV6)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+00:00"),
        device="sns1",
        source_address="2001:db8::10",
        destination_address="2001:db8:1::7",
        protocol="icmp6",
        rule="4",
        interface_in="in",
        severity=5,
        event="filter",
    )


def test_an_alarm_that_reset_the_connection() -> None:
    facts = read(line(ALARM))
    assert facts is not None
    assert (facts.action, facts.event, facts.message, facts.severity) == (
        Action.DENY,
        "alarm",
        "Port scan",
        1,
    )


def test_a_line_behind_a_step_of_the_clock_says_so() -> None:
    facts = read(line(SYSTEM))
    assert facts is not None
    assert facts.action == Action.OTHER
    assert facts.doubts == {Doubt.CLOCK_NOT_SET}


def test_a_zone_that_is_none_is_assumed() -> None:
    facts = read(line(FILTER.replace("+0900", "local")))
    assert facts is not None
    assert facts.device_at == moment("2031-01-05T10:00:00+09:00")
    assert facts.doubts == {Doubt.ZONE_ASSUMED}


def test_pairs_of_another_brand_are_not_its_own() -> None:
    assert (
        read(line('id=firewall sn=00AA00AA00AA time="2031-01-05 01:00:00 UTC" fw=198.51.100.200 m=98'))
        is None
    )
    assert read(line('time="2031-01-05 10:00:00" tz=+0900 logtype="filter"')) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    for end in range(len(FILTER)):
        facts = read(line(FILTER[:end]))
        assert facts is None or {facts.source_address, facts.destination_address} <= {
            "198.51.100.9",
            "192.0.2.20",
            None,
        }
        assert facts is None or {facts.source_port, facts.destination_port} <= {40000, 23, None}


@pytest.mark.parametrize("piece", ["src=", "a.", '"', '\\"', "logtype=", ' x="', "Ａ="])
def test_a_long_line_of_ill_will_is_read_without_delay(piece: str) -> None:
    reads_soon(read, [piece], before=HEAD)
    reads_soon(read, [piece], before="logtype=", after=" tz=")


@given(damaged(FILTER, CONNECTION, IPV6, ALARM, SYSTEM))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
