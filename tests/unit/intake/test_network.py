"""Messages as records of the log: whatever somebody sends, the archive takes it and can give it out again."""

from __future__ import annotations

import pytest

from sekisho.archive.incoming import checked
from sekisho.archive.schema import at
from sekisho.intake import network
from sekisho.intake.collect.settings import Source
from sekisho.intake.network import Arrived, Batch, Memory, batch_of, network_schema
from tests.unit.intake.samples import SAMPLES

AT = 1_925_341_230_000_000  # 5 January 2031, 10:00:30 in Japan
LONE = rb'{"src":"198.51.100.1","dst":"192.0.2.1","host":"\ud800","rule":"\udfff","action":"deny"}'
BEYOND = (
    b'<189>date=9999-12-31 time=23:59:59 tz="-1400" devname="x" devid="FGT" type="traffic" '
    b'subtype="forward" level="notice" srcip=198.51.100.1 dstip=192.0.2.1 action="deny" policyid=1'
)


def taken(raw: bytes) -> Batch:
    """The message as the log would take it."""
    batch = batch_of([Arrived(raw, AT, "192.0.2.1", "udp", Source("192.0.2.1"))], {})
    checked(batch.records, network_schema("katsuragi.invalid/sekisho"))
    return batch


def test_half_of_a_surrogate_pair_in_json_is_no_text_and_keeps_nothing_from_the_log() -> None:
    batch = taken(LONE)

    assert batch.records.column("rule").to_pylist() == ["\ufffd"]
    assert batch.records.column("raw").to_pylist() == [LONE]


def test_a_time_that_no_calendar_has_is_left_out() -> None:
    moments = taken(BEYOND).records.column("device_at").cast("int64").to_pylist()

    assert all(moment is None or at(moment) for moment in moments)


@pytest.mark.parametrize("raw", [b"", b"\0", b"\xff\xfe\x81<134>\x80", "髙﨑".encode("cp932")])
def test_bytes_of_any_kind_are_records(raw: bytes) -> None:
    assert taken(raw).records.column("raw").to_pylist() == [raw]


def test_messages_of_sources_in_turn_are_read_as_one_by_one_and_stay_in_their_order() -> None:
    raws = [(brand, raw.encode()) for brand, raw in SAMPLES * 2]
    messages = [Arrived(raw, AT, "192.0.2.1", "udp", Source(brand)) for brand, raw in raws]
    memories: dict[str, Memory] = {}
    one_by_one = [batch_of([message], memories).readings[0] for message in messages]

    batch = batch_of(messages, {})

    assert batch.readings == one_by_one
    assert batch.records.column("raw").to_pylist() == [raw for _brand, raw in raws]


def test_what_is_remembered_of_a_source_does_not_grow_with_the_length_of_its_messages() -> None:
    memory = Memory()

    assert [memory.is_again(raw) for raw in (b"x" * 65_000, b"y", b"x" * 65_000)] == [False, False, True]
    assert sum(map(len, memory.said)) < 100


def test_many_sources_share_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "REMEMBERED_OF_ALL", 40)
    memories: dict[str, Memory] = {}

    for peer in range(20):
        source = Source(f"198.51.100.{peer}")
        batch_of([Arrived(b"%d" % n, AT, source.name, "udp", source) for n in range(30)], memories)

    assert sum(len(memory.said) for memory in memories.values()) <= 40 + 30
    assert memories["198.51.100.19"].is_again(b"29")
