"""Check Point in each of its forms: as exporters and gateways write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.check_point import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

HEAD = "1 2031-01-05T01:00:00Z cp1 CheckPoint 800 - "
DROP = (
    HEAD
    + '[action:"Drop"; ifdir:"inbound"; ifname:"eth0"; loguid:"{0x1,0x2,0x3,0x4}"; origin:"192.0.2.254"; '
    'time:"1925341200"; version:"5"; dst:"192.0.2.20"; proto:"6"; rule:"9"; rule_name:"Cleanup"; s_port:"40000"; '
    'service:"23"; src:"198.51.100.9"; ]'
)
ACCEPT = (
    HEAD
    + '[action:"Accept"; ifdir:"outbound"; ifname:"eth1"; loguid:"{0x1}"; origin:"192.0.2.254"; time:"1925341200"; '
    'client_inbound_bytes:"900"; client_outbound_bytes:"400"; dst:"2001:DB8:1::7"; layer_name:"網"; match_id:"3"; '
    r'product:"VPN-1 & FireWall-1"; proto:"17"; rule:"3"; rule_name:"外部 \"許可\""; rule_name:"Second"; s_port:"51000"; '
    r'service:"443"; src:"2001:db8::10"; src_user_name:"corp\\ann"; xlatesrc:"0.0.0.0"; ]'
)
PING = (
    HEAD
    + '[action:"Detect"; loguid:"{0x1}"; time:"1925341200"; dst:"192.0.2.20"; icmp_code:"0"; icmp_type:"8"; '
    'proto:"1"; s_port:"8"; service:"0"; src:"198.51.100.9"]'
)
GATEWAY = (
    r'1 2031-01-05T01:00:00Z cp1 FW - - [Fields@1.3.6.1.4.1.2620 Action="reject" Origin="cp1" ifdir="inbound" '
    r'ifname="eth0" src="198.51.100.9" dst="192.0.2.20" proto="6" s_port="40000" service="23" bytes="60" user="a\]b"]'
)
BARS = (
    r"time=1925341200|hostname=cp1|product=URL Filtering|action=Block|ifdir=inbound|ifname=eth0|loguid={0x1}|"
    r"origin=192.0.2.254|src=192.0.2.10|dst=198.51.100.7|s_port=51000|service=443|proto=6|rule_name=a\=b|"
    "sent_bytes=400|received_bytes=900|user=ann|"
)
IN_CEF = (
    "CEF:0|Check Point|VPN-1 & FireWall-1|Check Point|Log|https|Unknown|act=Accept deviceDirection=0 rt=1925341200000 "
    "spt=51000 dpt=443 cs2Label=Rule Name cs2=out web ifname=eth1 loguid={0x1} origin=192.0.2.254 "
    r"originsicname=CN\=cp1 proto=6 src=192.0.2.10 dst=198.51.100.7 suser=ann in=900 out=400"
)
IN_LEEF = (
    "LEEF:2.0|Check Point|VPN-1 & FireWall-1|1.0|Drop|devTime=1925341200\tsrc=198.51.100.9\tdst=192.0.2.20\tproto=6\t"
    "srcPort=40000\tdstPort=23\tpolicy=Cleanup\tusrName=ann"
)
SAMPLES = (DROP, ACCEPT, PING, GATEWAY, BARS, IN_CEF, IN_LEEF)
AT = moment("2031-01-05T10:00:00+09:00")


def test_a_packet_that_was_dropped() -> None:
    assert read(line(DROP)) == Facts(
        action=Action.DENY,
        device_at=AT,
        device="192.0.2.254",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="Cleanup",
        interface_in="eth0",
    )


def test_of_several_layers_the_first_counts_and_escapes_are_taken_off() -> None:
    assert read(line(ACCEPT)) == Facts(
        action=Action.ALLOW,
        device_at=AT,
        device="192.0.2.254",
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="udp",
        rule='外部 "許可"',
        user=r"corp\ann",
        bytes=1300,
        interface_out="eth1",
        event="VPN-1 & FireWall-1",
    )


def test_what_was_only_detected_went_through_and_the_message_says_so() -> None:
    assert read(line(PING)) == Facts(
        action=Action.ALLOW,
        device_at=AT,
        source_address="198.51.100.9",
        destination_address="192.0.2.20",
        protocol="icmp",
        message="detect",
    )


def test_a_gateway_writes_structured_data() -> None:
    assert read(line(GATEWAY)) == Facts(
        action=Action.DENY,
        device="cp1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        user="a]b",
        bytes=60,
        interface_in="eth0",
    )


@pytest.mark.parametrize(
    "before", ["", "<134>1 2031-01-05T01:00:00Z cp1 CheckPoint 800 - - ", "<134>Jan  5 10:00:00 cp1 "]
)
def test_fields_between_bars(before: str) -> None:
    assert read(line(before + BARS)) == Facts(
        action=Action.DENY,
        device_at=AT,
        device="192.0.2.254",
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="a=b",
        user="ann",
        bytes=1300,
        interface_in="eth0",
        event="URL Filtering",
    )


def test_cef() -> None:
    assert read(line(IN_CEF)) == Facts(
        action=Action.ALLOW,
        device_at=AT,
        device="192.0.2.254",
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="out web",
        user="ann",
        bytes=1300,
        interface_in="eth1",
        event="VPN-1 & FireWall-1",
    )


def test_leef() -> None:
    assert read(line(IN_LEEF)) == Facts(
        action=Action.DENY,
        device_at=AT,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="Cleanup",
        user="ann",
        event="VPN-1 & FireWall-1",
    )


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("Encrypt", Action.ALLOW),
        ("Bypass", Action.ALLOW),
        ("Monitor", Action.ALLOW),
        ("Reject", Action.DENY),
        ("Prevent", Action.DENY),
        ("Quarantine", Action.DENY),
        ("Log In", Action.OTHER),
        ("Key Install", Action.OTHER),
        ("Redirect", Action.OTHER),
        ("", Action.OTHER),
    ],
)
def test_what_was_done(word: str, action: Action) -> None:
    facts = read(line(DROP.replace('"Drop"', f'"{word}"')))
    assert facts is not None
    assert facts.action == action


def test_keys_in_capitals_are_the_same_keys() -> None:
    facts = read(line(HEAD + '[Action:"Drop"; LogUid:"{0x1}"; Src:"198.51.100.9"; ]'))
    assert facts is not None
    assert (facts.action, facts.source_address) == (Action.DENY, "198.51.100.9")


@pytest.mark.parametrize(
    "value",
    ['x; src:"; ', r"x; src:\"203.0.113.1\"; y", "x; src=203.0.113.1", 'a:"; src:"198.51.100.9"; b:" src:'],
)
def test_keys_within_a_value_are_none(value: str) -> None:
    facts = read(line(HEAD + f'[loguid:"1"; note:"{value}"; src:"198.51.100.9"; ]'))
    assert facts is not None
    assert facts.source_address in {"198.51.100.9", None}


def test_a_message_of_the_exporter_without_fields_is_known_and_tells_of_no_packet() -> None:
    said = HEAD + "Log exporter has started"
    assert read(line(said)) == Facts(message=said)


def test_what_another_writes_is_not_its_own() -> None:
    assert read(line("CEF:0|Example|Wall of Check Point|1|1|x|1|src=192.0.2.1")) is None
    assert read(line('user="CheckPoint" src=192.0.2.1')) is None
    assert read(line("the loguid is missing")) is None


def test_what_was_cut_off_is_not_made_up() -> None:
    for said in (DROP, BARS, GATEWAY):
        for end in range(len(said)):
            facts = read(line(said[:end]))
            known = {"198.51.100.9", "192.0.2.20", "192.0.2.10", "198.51.100.7", None}
            assert facts is None or {facts.source_address, facts.destination_address} <= known
            assert facts is None or {facts.source_port, facts.destination_port} <= {
                40000,
                23,
                51000,
                443,
                None,
            }


def test_a_list_without_its_end_says_so() -> None:
    facts = read(line(DROP[:-30]))
    assert facts is not None
    assert facts.doubts == {Doubt.CUT_SHORT}


@pytest.mark.parametrize(
    "piece",
    ['src:"', 'src:"" ', "|", "|a=", "[ ", "; a", '"', '\\"', ':"', ' a:"\\', "1.3.6.1.4.1.2620 ", "CEF:0|"],
)
def test_a_long_line_of_ill_will_is_read_without_delay(piece: str) -> None:
    for before in (
        HEAD + '[loguid:"1"; ',
        "loguid=1|",
        "[Fields@1.3.6.1.4.1.2620 ",
        "CEF:0|Check Point|",
        "LEEF:2.0|Check Point|",
    ):
        reads_soon(read, [piece], before=before)


@given(damaged(*SAMPLES))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
