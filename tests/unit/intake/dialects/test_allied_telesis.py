"""Allied Telesis: packets of AlliedWare Plus, what can be seen of AlliedWare, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.allied_telesis import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

DENIED = "Firewall rule 20: DENY IN=eth1 OUT=vlan1 SRC=198.51.100.9 DST=192.0.2.20 LEN=60 TTL=51 PROTO=TCP SPT=40000 DPT=23"
PERMITTED = (
    "Firewall rule 30: PERMIT IN=vlan1 OUT=eth1 MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:86:dd SRC=2001:db8::10 "
    "DST=2001:db8:1::7 LEN=80 TC=0 HOPLIMIT=63 FLOWLBL=0 PROTO=UDP SPT=51000 DPT=53 LEN=40 MARK=0x2001"
)
BY_DEFAULT = "Firewall: DENY IN=eth1 OUT= SRC=198.51.100.9 DST=192.0.2.1 LEN=84 TTL=50 PROTO=ICMP TYPE=8 CODE=0 ID=1 SEQ=1"
OLD = "FIRE/ FIREW/DENY tcp 198.51.100.9:40000 -> 192.0.2.20:23 拒否"


def test_a_packet_that_a_rule_denies() -> None:
    assert read(line(DENIED, Header(app="kernel"))) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="20",
        bytes=60,
        interface_in="eth1",
        interface_out="vlan1",
        event="Firewall",
    )


def test_a_packet_over_ipv6_that_a_rule_permits() -> None:
    assert read(line(PERMITTED)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=53,
        protocol="udp",
        rule="30",
        bytes=80,
        interface_in="vlan1",
        interface_out="eth1",
        event="Firewall",
    )


def test_without_a_number_it_was_the_default() -> None:
    assert read(line(BY_DEFAULT)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        destination_address="192.0.2.1",
        protocol="icmp",
        rule="default",
        bytes=84,
        interface_in="eth1",
        event="Firewall",
        message="type 8 code 0",
    )


def test_the_word_before_a_default_may_have_been_taken_for_a_tag() -> None:
    assert read(line(BY_DEFAULT.removeprefix("Firewall: "), Header(app="Firewall"))) == read(line(BY_DEFAULT))


@pytest.mark.parametrize(
    ("verb", "action"),
    [("ALLOW", Action.ALLOW), ("DROP", Action.DENY), ("REJECT", Action.DENY), ("LOG", Action.OTHER)],
)
def test_the_verdict_is_the_word_after_the_rule(verb: str, action: Action) -> None:
    facts = read(line(DENIED.replace("DENY", verb)))
    assert facts is not None
    assert facts.action is action


def test_the_tag_may_still_stand_before() -> None:
    assert read(line("2031 Jan 05 10:00:00 kern.info awp1 kernel: " + DENIED)) == read(line(DENIED))


def test_the_older_system_is_searched_and_its_facts_are_guesses() -> None:
    assert read(line(OLD)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        event="FIRE FIREW/DENY",
        message=OLD,
        doubts=frozenset({Doubt.GUESSED}),
    )


def test_the_older_system_may_tell_of_no_packet() -> None:
    said = "3 FIRE FIRE/ATTK policy 庁内 port scan"
    assert read(line(said)) == Facts(event="FIRE FIRE/ATTK", message=said)


def test_what_was_cut_off_is_not_made_up() -> None:
    facts = read(line(DENIED[: DENIED.index("DST=") + 10]))
    assert facts is not None
    assert (facts.action, facts.source_address, facts.destination_address) == (
        Action.DENY,
        "198.51.100.9",
        None,
    )
    assert facts.doubts == {Doubt.CUT_SHORT}


@pytest.mark.parametrize(
    "said",
    [
        "DROP-IN IN=eth0 OUT= SRC=198.51.100.9 DST=192.0.2.20 PROTO=2",
        "XFirewall rule 20 DENY IN=eth1 OUT=vlan1 SRC=198.51.100.9 DST=192.0.2.20 PROTO=2",
        "Firewall rule 20: DENY IN=eth1",
        "FIREWALL is up",
        "on FIRE again",
        "",
    ],
)
def test_what_others_write_is_not_taken(said: str) -> None:
    assert read(line(said)) is None


def test_a_long_line_is_read_soon() -> None:
    reads_soon(
        read,
        [
            "FIRE ",
            "FIRE/A",
            " FIRE AB/CD:",
            "Firewall",
            "Firewall OUT=IN=",
            "Firewall rule 1: DENY IN=a OUT=b ",
        ],
    )


@given(damaged(DENIED, PERMITTED, BY_DEFAULT, OLD))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
