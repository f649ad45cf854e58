"""JSON under several names for the same things, cut short, and with ill will."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.dialects.json_lines import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line, moment

ECS = json.dumps(
    {
        "@timestamp": "2031-01-05T01:00:00.000Z",
        "event": {"action": "firewall-rule-denied", "code": 4001},
        "source": {"ip": "198.51.100.9", "port": 40000, "bytes": 60},
        "destination": {"ip": ["192.0.2.20", "192.0.2.21"], "port": 23},
        "network": {"transport": "tcp"},
        "rule": {"name": "外部遮断"},
        "user": {"name": "corp\\ann"},
        "observer": {"name": "gate1", "ingress": {"interface": {"name": "eth0"}}},
    },
    ensure_ascii=False,
)
SURICATA = json.dumps(
    {
        "timestamp": "2031-01-05T10:00:00.000000+0900",
        "event_type": "alert",
        "src_ip": "2001:db8::10",
        "src_port": 51000,
        "dest_ip": "2001:db8:1::7",
        "dest_port": 443,
        "proto": "TCP",
        "alert": {"action": "allowed", "signature": "odd"},
        "flow": {"bytes_toserver": 100, "bytes_toclient": 200},
    }
)
ZEEK = '{"ts":1925341200.5,"id.orig_h":"198.51.100.9","id.resp_h":"192.0.2.20","proto":"icmp","orig_bytes":56,"resp_bytes":56}'


def test_the_names_of_the_elastic_common_schema() -> None:
    assert read(line(ECS)) == Facts(
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
        interface_in="eth0",
        event="4001",
    )


def test_the_names_of_suricata() -> None:
    assert read(line("@cee: " + SURICATA)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=443,
        protocol="tcp",
        rule="odd",
        bytes=300,
        event="alert",
    )


def test_the_names_of_zeek() -> None:
    assert read(line(ZEEK)) == Facts(
        device_at=moment("2031-01-05T10:00:00.5+09:00"),
        source_address="198.51.100.9",
        destination_address="192.0.2.20",
        protocol="icmp",
        bytes=112,
    )


@pytest.mark.parametrize("said", ['{"a": 1}', "{}", '{"a": [], "b": null, "c": true, "d": [[[[[[1]]]]]]}'])
def test_an_object_that_tells_of_no_packet_is_known_and_kept(said: str) -> None:
    assert read(line(said)) == Facts(message=said)


@pytest.mark.parametrize("cut", [15, 60, -1])
def test_what_was_cut_off_is_not_made_up(cut: int) -> None:
    assert read(line(ECS[:cut])) == Facts(message=ECS[:cut], doubts=frozenset({Doubt.CUT_SHORT}))


@pytest.mark.parametrize("said", ["{", "{a}", "[1]", '"x"', "1", "", "{1: 2}", " {}", "{{{{"])
def test_what_is_no_object_is_not_taken(said: str) -> None:
    assert read(line(said)) is None


@pytest.mark.parametrize(
    "said",
    [
        '{"a":' * 100_000,
        '{"a":' + "9" * 10_000 + "}",
        '{"a":' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"src_ip": {"src_ip": {"x": NaN}}, "port": Infinity, "dest_ip": 1e999}',
        '{"src_ip": "999.1.1.1", "src_port": -1, "dest_port": 70000, "dest_ip": true}',
    ],
)
def test_ill_will_gains_nothing(said: str) -> None:
    facts = read(line(said))
    assert facts is not None
    assert facts[3:7] == (None, None, None, None)


def test_a_long_line_is_read_soon() -> None:
    reads_soon(read, ["{", '{"a":', '{"', "[", ECS])
    reads_soon(lambda said: read(line('{"a":1' + said.text + "}")), [',"b":1', ',"a":{"b":1}', ',"":[1]'])


@given(damaged(ECS, SURICATA, ZEEK))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["src", "ip", "date", "", "a"]), inner)
        ),
        max_leaves=8,
    )
)
def test_whatever_object_it_is_it_does_no_harm(said: object) -> None:
    facts = read(line(json.dumps({"source": said, "destination": said, "time": said})))
    assert facts is not None
