"""ALAXALA AX: access lists of both families, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.alaxala import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

DENIED = (
    "2031/01/05 10:00:00 JST 2-1(A) S6 ACLLOG 2d000004 00 00000000002f denied:(30)udp 198.51.100.9(40000)(Ethernet2/3) -> "
    "192.0.2.20(161), 4 packets"
)
IPV6 = "2-1(A) S6 ACLLOG 2d000005 00 000000000030 permitted:tcp 2001:db8::10(51000)(Eth-Trunk 3) -> 2001:DB8:1::7(443), 1 packet"
ICMP = "2-1(A) S6 ACLLOG 2d000004 00 000000000031 denied:1 198.51.100.9(Ethernet2/3) -> 192.0.2.20, 2 packets"
MAC = "2-1(A) S6 ACLLOG 2d000003 00 000000000032 denied:(30)0x0806 0000.5e00.5301(Ethernet2/3) -> ffff.ffff.ffff, 1 packet"
AX6000 = (
    "ACL 01/05 10:00:00 denied:IN:tcp 198.51.100.9(40000, vlan30 Ethernet 2/3) -> 192.0.2.20(23), 2 packets"
)
OUTWARD = "ACL 01/05 10:00:00 denied:OUT:17 192.0.2.20(161) -> 198.51.100.9(40000, vlan40), 1 packets"


def test_a_packet_that_a_list_denies() -> None:
    assert read(line(DENIED)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=161,
        protocol="udp",
        interface_in="Ethernet2/3",
        event="2d000004",
    )


def test_a_packet_over_ipv6_that_a_list_permits() -> None:
    assert read(line(IPV6)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        interface_in="Eth-Trunk 3",
        event="2d000005",
    )


def test_protocols_may_be_numbers_and_parentheses_without_number_are_no_port() -> None:
    assert read(line(ICMP)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        protocol="icmp",
        destination_address="192.0.2.20",
        interface_in="Ethernet2/3",
        event="2d000004",
    )


def test_a_list_of_hardware_addresses_tells_no_addresses() -> None:
    facts = read(line(MAC))
    assert facts is not None
    assert (facts.action, facts.source_address, facts.destination_address) == (Action.DENY, None, None)
    assert (facts.event, facts.interface_in) == ("2d000003", "Ethernet2/3")


def test_ax6000_writes_no_year_and_interface_and_port_together() -> None:
    assert read(line(AX6000)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        interface_in="vlan30 Ethernet 2/3",
        event="ACL",
        doubts=frozenset({Doubt.YEAR_ASSUMED, Doubt.ZONE_ASSUMED}),
    )


def test_a_list_may_stand_at_the_way_out() -> None:
    facts = read(line(OUTWARD))
    assert facts is not None
    assert (facts.interface_in, facts.interface_out, facts.protocol) == (None, "vlan40", "udp")


@pytest.mark.parametrize("before", ["ACLLOG ", "S6 ACLLOG ", ""])
def test_date_and_number_may_be_switched_off(before: str) -> None:
    facts = read(line(before + DENIED.partition("00000000002f ")[2]))
    assert facts is not None
    assert (facts.destination_port, facts.event, facts.device_at) == (161, "ACL", None)


def test_without_an_interface_the_vlan_is_told() -> None:
    facts = read(line(DENIED.replace("(Ethernet2/3)", "")))
    assert facts is not None
    assert facts.interface_in == "VLAN 30"


def test_the_tag_may_be_off() -> None:
    facts = read(line("denied:tcp 192.0.2.1(1) -> 192.0.2.2(2), 1 packet", Header(app="ACLLOG")))
    assert facts is not None
    assert facts.destination_port == 2


def test_a_list_in_a_form_that_is_not_known_gives_its_verdict_only() -> None:
    said = "ACLLOG denied:(30)udp 宛先不明"
    assert read(line(said)) == Facts(action=Action.DENY, event="ACL", message=said)


@pytest.mark.parametrize(
    ("ends_with", "destination", "port"),
    [("-> 192.0.2.2", None, None), ("20(16", None, None), ("(161)", "192.0.2.20", 161)],
)
def test_what_was_cut_off_is_not_made_up(ends_with: str, destination: str | None, port: int | None) -> None:
    facts = read(line(DENIED[: DENIED.index(ends_with) + len(ends_with)]))
    assert facts is not None
    assert (facts.destination_address, facts.destination_port) == (destination, port)
    assert facts.doubts == {Doubt.CUT_SHORT}


@pytest.mark.parametrize(
    "said",
    [
        "access denied: tcp 192.0.2.1(1) -> 192.0.2.2(2), 1 packet",
        "denied:tcp 192.0.2.1(1) -> 192.0.2.2(2), 1 packet",
        "list ACL denied tcp 192.0.2.1(1) -> 192.0.2.2(2), 1 packet",
        "ACL denied:IN:tcp 999.1.1.1(99999) -> 1.1.1(70000), 1 packet",
        "denied:",
        "",
    ],
)
def test_ill_will_gains_nothing(said: str) -> None:
    facts = read(line(said))
    assert facts is None or facts[3:7] == (None, None, None, None)


def test_a_time_that_does_not_exist_is_none() -> None:
    facts = read(line(DENIED.replace("01/05", "02/30")))
    assert facts is not None
    assert facts.device_at is None


def test_a_long_line_is_read_soon() -> None:
    reads_soon(
        read,
        [
            "denied:",
            "ACL denied:(1)",
            "denied:IN:a 1.1(",
            "denied:a 1.1(1)",
            "ed:",
            "denied:a 1.1 -> 1.1",
            DENIED,
        ],
    )


@given(damaged(DENIED, IPV6, ICMP, MAC, AX6000, OUTWARD))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
