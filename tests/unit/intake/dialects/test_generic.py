"""The last resort: what it finds in lines that no brand claims, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.generic import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

GUESSED = frozenset({Doubt.GUESSED})
SWITCH = (
    "ACL 01/05/31 10:00:00 List 101, seq#20 denied tcp 198.51.100.9(40000)->192.0.2.20(23) on vlan 3, port 7"
)
LANCOM = "PACKET_ALERT: Dst: 192.0.2.20:23 {host}, Src: 198.51.100.9:40000 {} (TCP): port filter"
JAPANESE = "規則「外部遮断」により [2001:db8::10]:51000 から [2001:db8:1::7]:443 への UDP を拒否しました"


def test_a_switch_that_denies_a_packet() -> None:
    assert read(line(SWITCH)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        message=SWITCH,
        doubts=GUESSED,
    )


@pytest.mark.parametrize("header", [Header(), Header(app="PACKET_ALERT")])
def test_lancom_names_the_destination_first_and_writes_of_refused_packets_only(header: Header) -> None:
    said = LANCOM if header.app is None else LANCOM.removeprefix("PACKET_ALERT: ")
    assert read(line(said, header)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        event="PACKET_ALERT",
        message=said,
        doubts=GUESSED,
    )


def test_a_japanese_sentence() -> None:
    assert read(line(JAPANESE)) == Facts(
        action=Action.DENY,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="udp",
        message=JAPANESE,
        doubts=GUESSED,
    )


@pytest.mark.parametrize(
    "said", ["", "link up", "version 10.2.3.4", "10:00:00 started", "00:00:5e:00:53:01", "a" * 9999]
)
def test_where_no_end_is_named_nothing_is_found(said: str) -> None:
    assert read(line(said)) is None


@pytest.mark.parametrize("cut", range(40, 90, 7))
def test_what_was_cut_off_is_at_most_a_guess(cut: int) -> None:
    facts = read(line(SWITCH[:cut]))
    assert facts is None or Doubt.GUESSED in facts.doubts


def test_ill_will_gains_nothing() -> None:
    assert read(line("denied 999.1.1.1:99999 -> 1.1.1.1111")) is None


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, ["1.1.1.1 ", "1.", "::", "PACKET_ALERT", SWITCH, LANCOM, "から"])


@given(damaged(SWITCH, LANCOM, JAPANESE))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    facts = read(line(said))
    assert is_sound(facts)
    assert facts is None or Doubt.GUESSED in facts.doubts
