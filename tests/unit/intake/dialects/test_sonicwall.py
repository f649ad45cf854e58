"""SonicWall: as the firewalls write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.sonicwall import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

HEAD = 'id=firewall sn=00AA00AA00AA time="2031-01-05 01:00:00 UTC" fw=198.51.100.200 '
CLOSED = (
    HEAD + 'pri=6 c=1024 m=537 msg="Connection Closed" n=5 src=192.0.2.10:51000:X0 dst=198.51.100.7:443:X1 '
    r'usr="corp\ann" proto=tcp/https sent=400 rcvd=900 rule="3 (LAN->WAN)"'
)
DROPPED = (
    'sn=00AA00AA00AA time="2031-01-05 10:00:00" fw=198.51.100.200 pri=4 c=64 m=36 msg="TCP connection dropped" n=9 '
    'src=198.51.100.9:40000:X1 dst=198.51.100.200:23:X1 srcMac=00:00:5e:00:53:01 proto=tcp/telnet note="規則 一" '
    'fw_action="drop"'
)
IPV6 = (
    HEAD + 'pri=6 c=262144 m=98 msg="Connection Opened" n=1 src=2001:db8::10:51000:X0-V10:pc.example '
    "dst=2001:db8:1::7:443:X1 proto=tcp/https"
)
PING = (
    HEAD
    + 'pri=5 c=32 m=38 msg="ICMP packet dropped" n=2 src=198.51.100.9:8:X1 dst=192.0.2.20::X0 type=8 icmpCode=0 '
    "proto=icmp/8"
)
LOGIN = (
    HEAD
    + 'pri=6 c=16 m=29 msg="Administrator login allowed" n=3 usr="admin" src=192.0.2.10::X0 dst=192.0.2.1::X0'
)


def test_a_session_that_ended() -> None:
    assert read(line(CLOSED)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="00AA00AA00AA",
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="3 (LAN->WAN)",
        user=r"corp\ann",
        bytes=1300,
        interface_in="X0",
        interface_out="X1",
        severity=6,
        event="537",
        message="Connection Closed",
    )


def test_a_packet_that_was_dropped_at_a_time_without_zone() -> None:
    assert read(line(DROPPED)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="00AA00AA00AA",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="198.51.100.200",
        destination_port=23,
        protocol="tcp",
        interface_in="X1",
        interface_out="X1",
        severity=4,
        event="36",
        message="TCP connection dropped",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_interface_and_port_are_peeled_off_an_ipv6_address_from_the_right() -> None:
    assert read(line(IPV6)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="00AA00AA00AA",
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        interface_in="X0-V10",
        interface_out="X1",
        severity=6,
        event="98",
        message="Connection Opened",
    )


def test_what_stands_in_the_place_of_a_port_is_none_for_icmp() -> None:
    facts = read(line(PING))
    assert facts is not None
    assert (facts.action, facts.protocol, facts.source_port, facts.destination_port) == (
        Action.DENY,
        "icmp",
        None,
        None,
    )
    assert (facts.source_address, facts.destination_address) == ("198.51.100.9", "192.0.2.20")
    assert (facts.interface_in, facts.interface_out) == ("X1", "X0")


def test_a_login_tells_of_no_packet() -> None:
    facts = read(line(LOGIN))
    assert facts is not None
    assert (facts.action, facts.user, facts.source_address) == (Action.OTHER, "admin", "192.0.2.10")


@pytest.mark.parametrize(
    ("end", "host", "port", "interface"),
    [
        ("192.0.2.1", "192.0.2.1", None, None),
        ("192.0.2.1:80", "192.0.2.1", 80, None),
        ("192.0.2.1::X0", "192.0.2.1", None, "X0"),
        ("192.0.2.1:80:X1-V10:server.example", "192.0.2.1", 80, "X1-V10"),
        ("[2001:db8::1]:80:X0", "2001:db8::1", 80, "X0"),
        ("2001:db8::1::X0", "2001:db8::1", None, "X0"),
        ("2001:db8::1", "2001:db8::1", None, None),
        ("2001:DB8:0:0:0:0:0:1:51000", "2001:db8::1", 51000, None),
        ("host.example:80:X0", None, 80, "X0"),
    ],
)
def test_ends(end: str, host: str | None, port: int | None, interface: str | None) -> None:
    facts = read(line(HEAD + f"m=98 src={end} dst=192.0.2.2:1:X1 proto=tcp"))
    assert facts is not None
    assert (facts.source_address, facts.source_port, facts.interface_in) == (host, port, interface)


@pytest.mark.parametrize(
    ("number", "message", "done", "action"),
    [
        ("98", "Connection Opened", "", Action.ALLOW),
        ("97", "Web site hit", "", Action.ALLOW),
        ("14", "Web site access denied", "", Action.DENY),
        ("1235", "Packet allowed by rule", "forward", Action.ALLOW),
        ("1235", "Packet seen", "drop", Action.DENY),
        ("1154", "Connection Opened", "NA", Action.ALLOW),
        ("1154", "Application Control Detection Alert", "NA", Action.OTHER),
        ("524", "Web access request dropped", "", Action.DENY),
        ("82", "Possible port scan detected", "mgmt", Action.OTHER),
    ],
)
def test_what_was_done(number: str, message: str, done: str, action: Action) -> None:
    facts = read(line(HEAD + f'm={number} msg="{message}" src=192.0.2.1:1:X0 fw_action="{done}"'))
    assert facts is not None
    assert facts.action == action


def test_pairs_of_another_brand_are_not_its_own() -> None:
    assert read(line('id=firewall time="2031-01-05 10:00:00" fw="sns1" tz=+0900 logtype="filter"')) is None
    assert read(line(HEAD.replace("00AA00AA00AA", "S0001") + "m=98")) is None
    assert read(line(HEAD + "m=x")) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    for end in range(len(CLOSED)):
        facts = read(line(CLOSED[:end]))
        assert facts is None or {facts.source_address, facts.destination_address} <= {
            "192.0.2.10",
            "198.51.100.7",
            None,
        }
        assert facts is None or {facts.source_port, facts.destination_port} <= {51000, 443, None}


def test_a_line_cut_in_its_quotes_says_so() -> None:
    facts = read(line(HEAD + 'm=98 src=192.0.2.1:80:X0 msg="Connec'))
    assert facts is not None
    assert facts.doubts == {Doubt.CUT_SHORT}
    assert facts.message is None


def test_ends_within_quotes_are_none() -> None:
    facts = read(line(HEAD + 'm=98 msg="x src=203.0.113.1:1:X9" src=192.0.2.1:80:X0'))
    assert facts is not None
    assert facts.source_address == "192.0.2.1"


@pytest.mark.parametrize("piece", ["src=", ":", "a:", '"', '\\"', "m=1 ", " fw= m= sn=", "1.", "Ａ="])
def test_a_long_line_of_ill_will_is_read_without_delay(piece: str) -> None:
    reads_soon(read, [piece], before=HEAD + "m=98 src=")
    reads_soon(read, [piece], before=" m=", after=" sn= fw=")


@given(damaged(CLOSED, DROPPED, IPV6, PING, LOGIN))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
