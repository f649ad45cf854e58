"""Yamaha: as the routers write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.dialects.yamaha import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import is_sound
from tests.unit.intake.dialects.lines import line, moment


def test_a_rejected_packet() -> None:
    assert read(line("LAN2 Rejected at IN(101099) filter: TCP 198.51.100.9:40000 > 192.0.2.20:23")) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="101099",
        interface_in="LAN2",
        event="filter",
    )


def test_a_session_over_ipv6_has_a_dot_before_its_ports_and_the_time_it_began() -> None:
    said = "[INSPECT] PP[01][out][101080] TCP 2001:db8::10.51000 > 2001:db8:1::7.443 (2031/01/05 10:00:00)"
    assert read(line(said)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        rule="101080",
        interface_out="PP[01]",
        event="inspect",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


@pytest.mark.parametrize(
    ("said", "rule", "protocol", "ends"),
    [
        (
            "PP[01] Passed at OUT(default) filter: ICMP 192.0.2.1 > 198.51.100.7 : echo request",
            "default",
            "icmp",
            2,
        ),
        ("LAN1/1(port2) Rejected at IN(7) filter: UDP 2001:db8::1.53 > 2001:db8::2.53", "7", "udp", 2),
        ("TUNNEL[1]  Rejected at IN(9) filter: TCP 192.0.2.1:1 > 192.0.2.2:2", "9", "tcp", 2),
        (
            "LAN1 Rejected at IN(3) filter: 00:00:5e:00:53:01 00:00:5e:00:53:01 > ff:ff:ff:ff:ff:ff",
            "3",
            None,
            0,
        ),
    ],
)
def test_interfaces_rules_and_ends(said: str, rule: str, protocol: str | None, ends: int) -> None:
    facts = read(line(said))
    assert facts is not None
    assert facts.rule == rule
    assert protocol in (facts.protocol, None)
    assert sum(end is not None for end in (facts.source_address, facts.destination_address)) == ends


@pytest.mark.parametrize(
    "said",
    [
        "[IKE] initiate informational exchange (delete)",
        "[DHCPD] LAN1(port3) Allocates 192.0.2.33: 00:00:5e:00:53:01",
        "[SWCTL] LAN1: link up",
        "same message repeated 3 times",
    ],
)
def test_what_other_functions_say_is_known_and_tells_of_no_packet(said: str) -> None:
    facts = read(line(said))
    assert facts is not None
    assert (facts.action, facts.source_address, facts.message) == (Action.OTHER, None, said)


@pytest.mark.parametrize(
    "said",
    [
        "LAN2 Rejected at IN(101099) filter: TCP 198.51.100.9:4",
        "LAN2 Rejected at",
        "[INSPECT] PP[01][out][1",
        "",
    ],
)
def test_what_was_cut_off_is_not_made_up(said: str) -> None:
    facts = read(line(said))
    assert facts is None or facts.destination_address is None


@pytest.mark.parametrize(
    "said",
    [
        "LAN2 Rejected at IN(1) filter: TCP 999.1.1.1:99999 > [::1:23",
        "LAN2 Rejected at IN(1) filter: TCP > > > :",
        "LAN" * 5000 + "[[[[",
        'date=2031-01-05 msg="LAN1 is up"',
        "\x00\udc81LAN2 Passed",
    ],
)
def test_ill_will_gains_nothing(said: str) -> None:
    facts = read(line(said))
    assert facts is None or (facts.source_address, facts.source_port) == (None, None)


@given(st.text())
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line("LAN2 Rejected at IN(1) filter: " + said)))
    assert is_sound(read(line(said)))
