"""FTD: lists of `Key: value`, whose values may hold commas and may be what somebody else wrote."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.cisco_asa import read
from sekisho.intake.facts import Action, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import NO_HEADER, line, moment

LISTED = (
    "%FTD-6-430003: EventPriority: Low, DeviceUUID: 0b1c, InstanceID: 1, FirstPacketSecond: 2031-01-05T01:00:00Z, "
    "ConnectionID: 42, AccessControlRuleAction: Block with reset, SrcIP: 192.0.2.10, DstIP: 198.51.100.7, "
    "SrcPort: 51000, DstPort: 443, Protocol: tcp, IngressInterface: inside, EgressInterface: outside, "
    "ACPolicy: town, AccessControlRuleName: 外部, 許可, Prefilter Policy: Default, User: TOWN\\ann, "
    "UserAgent: odd, SrcIP: 203.0.113.5, InitiatorPackets: 9, InitiatorBytes: 1200, ResponderBytes: 5400"
)


def test_a_list_of_keys_whose_values_hold_commas() -> None:
    assert read(line(LISTED)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="外部, 許可",
        user="TOWN\\ann",
        bytes=6600,
        interface_in="inside",
        interface_out="outside",
        severity=6,
        event="430003",
    )


def test_where_the_header_has_the_time_the_first_packets_is_not_taken() -> None:
    facts = read(line(LISTED, NO_HEADER._replace(at=1)))
    assert facts is not None
    assert facts.device_at is None


def test_bytes_at_the_beginning_of_a_connection_are_not_counted() -> None:
    facts = read(line(LISTED.replace("430003", "430002")))
    assert facts is not None
    assert facts.bytes is None


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [("Allow", Action.ALLOW), ("Trust", Action.ALLOW), ("Monitor", Action.OTHER), ("Block", Action.DENY)],
)
def test_what_a_rule_of_access_control_does(outcome: str, verdict: Action) -> None:
    facts = read(line(LISTED.replace("Block with reset", outcome)))
    assert facts is not None
    assert facts.action is verdict


@pytest.mark.parametrize("piece", [", SrcIP: ", ", A: ", ",", " ", ": "])
def test_a_long_line_takes_no_time(piece: str) -> None:
    for at in (len("%FTD-6-430003: "), LISTED.rindex(" "), len(LISTED)):
        reads_soon(read, [piece], before=LISTED[:at], after=LISTED[at:])


@given(damaged(LISTED))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
