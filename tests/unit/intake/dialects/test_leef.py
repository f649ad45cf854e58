"""LEEF of whatever brand: its usual attributes, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.leef import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

DENIED = "\t".join(
    (
        "LEEF:1.0|Example|Gate|1.2|Connection_Discarded|devTimeFormat=dd/MM/yyyy HH:mm:ss Z",
        *(
            "devTime=05/01/2031 10:00:00 +0900",
            "devName=gate1",
            "src=198.51.100.9",
            "srcPort=40000",
            "dst=192.0.2.20",
        ),
        *(
            "dstPort=23",
            "proto=6",
            "policy=外部遮断",
            "srcBytes=60",
            "dstBytes=0",
            "cat=packet",
            "usrName=corp\\ann",
        ),
    )
)
ALLOWED = (
    "LEEF:2.0|Example|Gate|1.2|4002|^|devTime=1925341200000^src=2001:db8::10^dst=2001:db8:1::7^srcPort=51000^dstPort=443"
    "^proto=tcp^action=通過^msg=a=b c"
)
PING = "LEEF:1.0|Example|Gate|1.2|4003|src=198.51.100.9\tdst=192.0.2.20\tproto=ICMP\tdevTime=Jan 05 2031 10:00:00"


def test_a_session_whose_verdict_is_the_event() -> None:
    assert read(line("<134>Jan  5 10:00:00 gate1 " + DENIED)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="gate1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="外部遮断",
        user="corp\\ann",
        bytes=60,
        event="Connection_Discarded",
        message="packet",
    )


def test_a_session_over_ipv6_with_another_separator() -> None:
    assert read(line(ALLOWED)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        event="4002",
        message="a=b c",
    )


def test_icmp_has_no_ports() -> None:
    assert read(line(PING)) == Facts(
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="198.51.100.9",
        destination_address="192.0.2.20",
        protocol="icmp",
        event="4003",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


@pytest.mark.parametrize("cut", [9, 14, 40])
def test_where_the_header_is_cut_only_that_is_known(cut: int) -> None:
    assert read(line(DENIED[:cut])) == Facts(message=DENIED[:cut], doubts=frozenset({Doubt.CUT_SHORT}))


@pytest.mark.parametrize("said", ["XLEEF:1.0|a|b|c|d|", "LEEF:", "leef:1.0|a|b|c|d|", "", "LEEF:1|"])
def test_what_others_write_is_not_taken(said: str) -> None:
    assert read(line(said)) is None


def test_ill_will_gains_nothing() -> None:
    facts = read(
        line(
            f"LEEF:2.0|||||x|src=999.1.1.1xdst={'9' * 300}xsrcPort=99999xdevTime={'9' * 99}xproto={'y' * 9999}"
        )
    )
    assert facts is not None
    assert facts[:7] == (Action.OTHER, None, None, None, None, None, None)


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, ["LEEF:1.0|", "LEEF:1.0|v|p|1|e|", "LEEF:2.0|v|p|1|e|a|", ALLOWED, "LEEF:", "#011"])


@given(damaged(DENIED, ALLOWED, PING))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
