"""MikroTik RouterOS: as the routers write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.mikrotik import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

TCP = (
    "firewall,info DROP-IN input: in:ether1 out:(unknown 0), src-mac 00:00:5e:00:53:02, proto TCP (SYN), "
    "198.51.100.9:40000->192.0.2.20:23, len 60"
)
IPV6 = (
    "firewall,info 庁内 通過 forward: in:bridge(ether2) out:ether1, connection-state:new src-mac 00:00:5e:00:53:02, proto UDP, "
    "[2001:db8::10]:51000->[2001:db8:1::7]:53, len 58"
)
NAT = (
    "firewall,info forward: in:bridge out:ether1, proto TCP (ACK), 192.0.2.10:51000->198.51.100.7:443, "
    "NAT (192.0.2.10:51000->203.0.113.5:33000)->198.51.100.7:443, len 52"
)
PING = "firewall,info input: in:ether1 out:(unknown 0), proto ICMP (type 8, code 0), 198.51.100.9->192.0.2.20, len 84"


def test_a_packet_whose_prefix_says_that_it_was_dropped() -> None:
    assert read(line(TCP)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="DROP-IN",
        bytes=60,
        interface_in="ether1",
        event="input",
    )


def test_ipv6_stands_in_brackets_and_prefixes_may_be_japanese() -> None:
    assert read(line(IPV6)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=53,
        protocol="udp",
        rule="庁内 通過",
        bytes=58,
        interface_in="bridge(ether2)",
        interface_out="ether1",
        event="forward",
    )


def test_the_ends_are_those_before_translation_and_without_prefix_there_is_no_verdict() -> None:
    assert read(line(NAT)) == Facts(
        action=Action.OTHER,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        bytes=52,
        interface_in="bridge",
        interface_out="ether1",
        event="forward",
    )


def test_icmp_has_no_ports() -> None:
    assert read(line(PING)) == Facts(
        source_address="198.51.100.9",
        destination_address="192.0.2.20",
        protocol="icmp",
        bytes=84,
        interface_in="ether1",
        event="input",
        message="type 8, code 0",
    )


def test_ipv6_without_brackets_does_not_say_where_its_port_begins() -> None:
    facts = read(line(IPV6.replace("[", "").replace("]", "")))
    assert facts is not None
    assert facts[3:7] == (None, None, None, None)


@pytest.mark.parametrize("header", [Header(app="input"), Header(host="mt1", app="DROP-IN")])
def test_the_chain_may_have_been_taken_for_a_tag(header: Header) -> None:
    facts = read(line(TCP.partition("input: ")[2], header))
    assert facts is not None
    assert (facts.source_port, facts.event) == (40000, header.app)


@pytest.mark.parametrize(
    ("said", "user", "source"),
    [
        ("system,info,account user admin logged in from 198.51.100.9 via ssh", "admin", "198.51.100.9"),
        (
            "system,error,critical login failure for user corp\\ann from 2001:db8::9 via winbox",
            "corp\\ann",
            "2001:db8::9",
        ),
        ("system,info,account user 佐藤 logged out from 192.0.2.5 via web", "佐藤", "192.0.2.5"),
        ("interface,info ether1 link up (speed 1G, full duplex)", None, None),
        ("dhcp,info dhcp1 assigned 192.0.2.33 to 00:00:5E:00:53:01", None, None),
    ],
)
def test_what_other_topics_tell_is_no_packet(said: str, user: str | None, source: str | None) -> None:
    topics, _, message = said.partition(" ")
    assert read(line(said)) == Facts(source_address=source, user=user, event=topics, message=message)


@pytest.mark.parametrize(
    ("ends_with", "destination", "length"),
    [("192.0.2.2", None, None), (":23", None, None), (":23, le", None, None), ("len 6", "192.0.2.20", 6)],
)
def test_what_was_cut_off_is_not_made_up(ends_with: str, destination: str | None, length: int | None) -> None:
    facts = read(line(TCP[: TCP.index(ends_with) + len(ends_with)]))
    assert facts is not None
    assert (facts.destination_address, facts.bytes) == (destination, length)
    assert (Doubt.CUT_SHORT in facts.doubts) == (length is None)


@pytest.mark.parametrize(
    "said",
    [
        "firewall,info x input: in:a out:b, proto TCP, 999.1.1.1:1->[::g]:70000, len 1",
        "user,data from 192.0.2.1",
        "a: in:b out:c",
        ": in: out:, proto x, y->z, len 1",
        "tokyo,osaka link",
        "",
    ],
)
def test_ill_will_gains_nothing(said: str) -> None:
    facts = read(line(said))
    assert facts is None or (facts.source_address, facts.destination_address, facts.user) == (
        None,
        None,
        None,
    )


def test_a_long_line_is_read_soon() -> None:
    reads_soon(
        read,
        [
            "a: in:",
            "a: in:b out:c, ",
            ": in:",
            "system,info ",
            "system,",
            "login failure for user ",
            TCP,
            "x: in:a out:b,, proto ",
        ],
    )


@given(
    damaged(
        TCP, IPV6, NAT, PING, "system,error,critical login failure for user admin from 198.51.100.9 via ssh"
    )
)
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
    assert is_sound(read(line(said, Header(app="input"))))
