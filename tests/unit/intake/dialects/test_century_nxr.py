"""Century Systems NXR: packets under the brand's name, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.century_nxr import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

PACKET = (
    "IN=ppp0 OUT=eth0 SRC=198.51.100.9 DST=192.0.2.20 LEN=60 TOS=0x00 PREC=0x00 TTL=51 ID=1 DF PROTO=TCP SPT=40000 DPT=23 "
    "WINDOW=64240 RES=0x00 SYN URGP=0"
)
PING6 = "IN=ppp0 OUT= SRC=2001:db8::1 DST=2001:db8::2 LEN=104 TC=0 HOPLIMIT=64 PROTO=ICMPv6 TYPE=128 CODE=0"
NAMED = Header(host="nxr120", app="kernel")


def test_the_name_of_a_list_is_the_rule_and_says_nothing_of_a_verdict() -> None:
    assert read(line("in-telnet " + PACKET, NAMED)) == Facts(
        action=Action.OTHER,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="in-telnet",
        bytes=60,
        interface_in="ppp0",
        interface_out="eth0",
    )


def test_a_packet_over_ipv6_that_the_state_filter_dropped() -> None:
    assert read(line("[SPI DROP] " + PING6, NAMED)) == Facts(
        action=Action.DENY,
        source_address="2001:db8::1",
        destination_address="2001:db8::2",
        protocol="icmp6",
        rule="SPI DROP",
        bytes=104,
        interface_in="ppp0",
        event="SPI",
        message="type 128 code 0",
    )


@pytest.mark.parametrize(
    ("prefix", "action", "rule"),
    [
        ("", Action.OTHER, None),
        ("SPI: ", Action.OTHER, "SPI"),
        ("外部から遮断 ", Action.DENY, "外部から遮断"),
        ("[庁内 通過] ", Action.ALLOW, "庁内 通過"),
        ("FORWARD_rule1 ", Action.OTHER, "FORWARD_rule1"),
    ],
)
def test_only_the_prefix_says_what_became_of_the_packet(
    prefix: str, action: Action, rule: str | None
) -> None:
    facts = read(line(prefix + PACKET, NAMED))
    assert facts is not None
    assert (facts.action, facts.rule) == (action, rule)


@pytest.mark.parametrize(
    "header",
    [
        Header(host="NXR-G100"),
        Header(host="vxr-1"),
        Header(app="XR-Filter"),
        Header(app="NXR"),
        Header(host="nxr530/c"),
    ],
)
def test_program_or_host_tell_the_brand(header: Header) -> None:
    facts = read(line(PACKET, header))
    assert facts is not None
    assert facts.rule is None


@pytest.mark.parametrize(
    "header", [Header(), Header(host="gw", app="kernel"), Header(host="nxtrouter"), Header(host="xray1")]
)
def test_without_the_name_it_may_be_any_linux(header: Header) -> None:
    assert read(line("SPI " + PACKET, header)) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    facts = read(line(PACKET[: PACKET.index("DST=") + 10], NAMED))
    assert facts is not None
    assert (facts.source_address, facts.destination_address) == ("198.51.100.9", None)
    assert facts.doubts == {Doubt.CUT_SHORT}


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, ["IN=", "OUT=", "IN=a OUT=b SRC=", "SPI ", PACKET], header=NAMED)


@given(damaged(PACKET, PING6, "[SPI DROP] " + PACKET))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said, NAMED)))
