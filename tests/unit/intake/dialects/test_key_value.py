"""Lists of key=value: WELF and others, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.key_value import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

WELF = (
    'id=firewall time="2031-01-05 10:00:00" fw=gate1 pri=4 src=198.51.100.9:40000:WAN:host dst=192.0.2.20:23:LAN '
    'proto=tcp/telnet action=drop rule="7 外部遮断" user="corp\\\\ann" sent=60 rcvd=40 msg="Dropped \\"it\\""'
)
IPV6 = (
    "date=2031-01-05 time=01:00:00 tz=+0000 srcip=2001:db8::10 srcport=51000 srcintf=lan dstip=2001:db8:1::7 dstport=443 "
    "dstintf=wan1 proto=6 action=accept policyid=3 sentbyte=1200 rcvdbyte=5400 logid=13"
)
PEPLINK = "Denied CONN=WAN 1 SRC=198.51.100.9 DST=192.0.2.20 LEN=84 PROTO=ICMP"
JAPANESE = "2031/01/05 遮断 送信元IP=198.51.100.9 送信元ポート=40000 宛先IP=192.0.2.20 宛先ポート=23 プロトコル=TCP 動作=拒否 ルール名=既定"


def test_welf_has_ports_and_interfaces_behind_its_addresses() -> None:
    assert read(line(WELF)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="gate1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="7 外部遮断",
        user="corp\\ann",
        bytes=100,
        severity=4,
        message='Dropped "it"',
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_date_time_and_zone_may_stand_apart() -> None:
    assert read(line(IPV6)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        rule="3",
        bytes=6600,
        interface_in="lan",
        interface_out="wan1",
        event="13",
    )


def test_the_words_before_the_first_key_may_be_the_verdict() -> None:
    assert read(line(PEPLINK)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        destination_address="192.0.2.20",
        protocol="icmp",
        bytes=84,
    )


def test_keys_may_be_japanese() -> None:
    said = JAPANESE.replace("送信元IP", "srcip").replace("宛先IP", "dstip")
    facts = read(line(said))
    assert facts is not None
    assert (facts.source_address, facts.destination_address) == ("198.51.100.9", "192.0.2.20")


@pytest.mark.parametrize("separator", [",", ", ", ";", "; ", "|", "\t"])
def test_pairs_may_be_separated_by_something_else(separator: str) -> None:
    said = separator.join(
        ("src=198.51.100.9", "dst=192.0.2.20", "sport=40000", "dport=23", "action=denied", "proto=17")
    )
    facts = read(line(said))
    assert facts == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="udp",
    )


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("action=pass", Action.ALLOW),
        ("act=Blocked", Action.DENY),
        ("action=policy_drop", Action.DENY),
        ("action=close status=deny", Action.DENY),
        ("action=許可", Action.ALLOW),
        ("action=login", Action.OTHER),
        ("x=y", Action.OTHER),
    ],
)
def test_the_verdict_is_a_word_in_a_field_for_it(said: str, action: Action) -> None:
    facts = read(line(f"src=192.0.2.1 dst=192.0.2.2 {said}"))
    assert facts is not None
    assert facts.action is action


def test_of_two_fields_of_one_meaning_the_first_that_says_something_counts() -> None:
    facts = read(line("src= srcip=192.0.2.1 source=192.0.2.9 dst=192.0.2.2"))
    assert facts is not None
    assert facts.source_address == "192.0.2.1"


def test_welf_may_tell_of_no_packet() -> None:
    assert read(line('id=firewall fw=gate1 pri=6 msg="link up"')) == Facts(
        device="gate1", severity=6, message="link up"
    )


def test_a_list_that_ends_in_quotes_was_cut() -> None:
    facts = read(line(WELF[:-9]))
    assert facts is not None
    assert Doubt.CUT_SHORT in facts.doubts


@pytest.mark.parametrize(
    "said",
    [
        "src=192.0.2.1 dst=server",
        "src=192.0.2.1 other=192.0.2.2",
        "dst=192.0.2.2",
        "src=999.1.1.1 dst=::g",
        "destination unknown = x",
        "src192.0.2.1 dst192.0.2.2",
        "",
    ],
)
def test_without_two_ends_it_is_nobody_s(said: str) -> None:
    assert read(line(said)) is None


def test_ill_will_gains_nothing() -> None:
    facts = read(
        line(
            f"src=192.0.2.1 dst=192.0.2.2 sport=99999 dport=٣ time={'9' * 99} sent=-1 pri=9 proto={'x' * 999}"
        )
    )
    assert facts == Facts(source_address="192.0.2.1", destination_address="192.0.2.2")


def test_a_long_line_is_read_soon() -> None:
    reads_soon(
        read, ["dst=", "src=192.0.2.1 dst=192.0.2.2 ", 'dst="', 'dst=\\"', "a b", "dst=1,src=2,", "a=", WELF]
    )


@given(damaged(WELF, IPV6, PEPLINK, JAPANESE))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
