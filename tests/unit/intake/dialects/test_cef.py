"""CEF of whatever brand: its usual fields, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.cef import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

DENIED = (
    "CEF:0|Example|Gate|1.2|4001|Session_blocked|5|rt=1925341200000 dvchost=gate1 src=198.51.100.9 spt=40000 dst=192.0.2.20 "
    "dpt=23 proto=6 act=Deny cs1Label=Rule cs1=外部 遮断 cs2Label=Zone cs2=wan deviceInboundInterface=eth0 in=60 out=0"
)
ALLOWED = (
    "CEF:1|Ex\\|ample|Gate|1.2|4002|通過|Low|end=Jan 05 2031 10:00:00 c6a2Label=Source IPv6 Address c6a2=2001:db8::10 "
    "c6a3Label=Destination IPv6 Address c6a3=2001:db8:1::7 spt=51000 dpt=443 proto=TCP suser=corp\\\\ann "
    "deviceOutboundInterface=eth1 in=400 out=500 cs1Label=PolicyName cs1=out-web msg=passed a\\=b"
)
PING = "CEF:0|Example|Gate|1.2|4003|Ping|3|src=198.51.100.9 dst=192.0.2.20 proto=ICMP act=Monitor start=Jan  5 10:00:00 UTC"


def test_a_session_that_was_denied() -> None:
    assert read(line("<134>Jan  5 10:00:00 gate1 " + DENIED)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="gate1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="外部 遮断",
        bytes=60,
        interface_in="eth0",
        event="4001",
        message="Session_blocked",
    )


def test_a_session_over_ipv6_whose_verdict_is_the_name_of_the_event() -> None:
    assert read(line(ALLOWED)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        rule="out-web",
        user="corp\\ann",
        bytes=900,
        interface_out="eth1",
        event="4002",
        message="passed a=b",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_icmp_has_no_ports_and_a_year_may_be_missing() -> None:
    assert read(line(PING)) == Facts(
        action=Action.OTHER,
        device_at=moment("2031-01-05T10:00:00+00:00"),
        source_address="198.51.100.9",
        destination_address="192.0.2.20",
        protocol="icmp",
        event="4003",
        message="Ping",
        doubts=frozenset({Doubt.YEAR_ASSUMED}),
    )


def test_the_field_for_the_action_comes_before_the_name_of_the_event() -> None:
    facts = read(line("CEF:0|v|p|1|2|Attack blocked|3|act=Allowed"))
    assert facts is not None
    assert facts.action is Action.ALLOW


@pytest.mark.parametrize("cut", [6, 10, 40])
def test_where_the_header_is_cut_only_that_is_known(cut: int) -> None:
    assert read(line(DENIED[:cut])) == Facts(message=DENIED[:cut], doubts=frozenset({Doubt.CUT_SHORT}))


@pytest.mark.parametrize("said", ["XCEF:0|a|b|c|d|e|f|", "CEF:", "cef:0|a|b|c|d|e|f|", "", "CEF:a|"])
def test_what_others_write_is_not_taken(said: str) -> None:
    assert read(line(said)) is None


def test_ill_will_gains_nothing() -> None:
    facts = read(
        line(
            f"CEF:0|||||||src=999.1.1.1 dst={'9' * 300} spt=99999 dpt=-1 rt={'9' * 99} in=-5 proto={'x' * 9999}"
        )
    )
    assert facts is not None
    assert facts[:7] == (Action.OTHER, None, None, None, None, None, None)
    assert (facts.bytes, facts.event, facts.message) == (None, None, None)


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, ["CEF:0|", "CEF:0|v|p|1|2|n|3|", DENIED + " ", "CEF:", " cs1Label=Rule"])


@given(damaged(DENIED, ALLOWED, PING))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
