"""Hashing by columns gives what hashing one by one gives, as machine code and without it."""

from __future__ import annotations

import hashlib
import random

import numpy as np
import pyarrow as pa
import pytest

from sekisho.archive import bulk
from sekisho.archive.columns import records_of
from sekisho.archive.hashing import leaf_hash, node_hash
from sekisho.archive.records import RECORD_BYTES_MAX, Kept, Kind, encode, entry
from tests.naive_tree import mth
from tests.unit.archive.logs import NETWORK, OPERATIONS, batch_of


@pytest.fixture(params=["compiled", "plain"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "plain":
        monkeypatch.setattr(bulk, "_compiled", lambda _values: None)
    else:
        monkeypatch.setattr(bulk, "WORTH_LOADING", 0)
        assert bulk._compiled(1) is not None
    return str(request.param)


def some_records(count: int, *, longest: int = 30) -> list[Kept]:
    chance = random.Random(7)

    def perhaps(value: object) -> object:
        return value if chance.random() < 0.8 else None

    return [
        Kept(
            Kind(chance.randrange(2)),
            1,
            number + 900,
            chance.randrange(-(2**40), 2**50),
            chance.choice(["cs", "窓口"]),
            perhaps(chance.randbytes(chance.randrange(longest))),  # type: ignore[arg-type]  # bytes or nothing
            perhaps(b"box"),  # type: ignore[arg-type]  # as above
            (
                perhaps(chance.randrange(2**50)),
                perhaps("髙" * chance.randrange(4)),
                perhaps(5),
                perhaps(chance.random() < 0.5),
                perhaps(-3),
            ),  # type: ignore[arg-type]  # as above
        )
        for number in range(count)
    ]


def one_by_one(records: list[Kept], salts: bytes) -> list[bytes]:
    return [
        leaf_hash(entry(salts[16 * n : 16 * n + 16], encode(record, OPERATIONS)))
        for n, record in enumerate(records)
    ]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 1000])
def test_leaves_by_columns_are_those_of_each_record(engine: str, count: int) -> None:
    records = some_records(count)
    salts = random.Random(1).randbytes(16 * count)

    leaves = bulk.leaves(batch_of(records, OPERATIONS), OPERATIONS, salts)

    assert [leaf.tobytes() for leaf in leaves] == one_by_one(records, salts)


def test_so_they_are_for_a_slice_of_a_batch(engine: str) -> None:
    records = some_records(500)
    salts = random.Random(1).randbytes(16 * 500)

    leaves = bulk.leaves(batch_of(records, OPERATIONS).slice(100, 300), OPERATIONS, salts[1600:])

    assert [leaf.tobytes() for leaf in leaves] == one_by_one(records[100:400], salts[1600:])


def test_so_they_are_for_records_too_long_for_an_entry(engine: str) -> None:
    records = some_records(70, longest=140_000)
    salts = bytes(16 * 70)

    assert [
        leaf.tobytes() for leaf in bulk.leaves(batch_of(records, OPERATIONS), OPERATIONS, salts)
    ] == one_by_one(records, salts)


def test_so_they_are_at_the_length_from_which_an_entry_is_too_long(engine: str) -> None:
    def record(length: int) -> Kept:
        return Kept(Kind.RECORD, 1, 7, 9, "fw", bytes(length), None, (5,))

    most = RECORD_BYTES_MAX - len(encode(record(0), NETWORK))
    records = [record(most + more) for more in (-1, 0, 1, 2, 39)]

    leaves = bulk.leaves(batch_of(records, NETWORK), NETWORK, bytes(16 * len(records)))

    assert [leaf.tobytes() for leaf in leaves] == [
        leaf_hash(entry(bytes(16), encode(record, NETWORK))) for record in records
    ]


def test_so_they_are_where_much_text_is_cut_into_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "TEXT_BYTES_AT_ONCE", 200)
    monkeypatch.setattr(bulk, "ROWS_AT_ONCE", 7)
    records = some_records(100)

    assert [
        leaf.tobytes() for leaf in bulk.leaves(batch_of(records, OPERATIONS), OPERATIONS, bytes(1600))
    ] == one_by_one(records, bytes(1600))


def test_so_they_are_where_values_are_read_as_a_dictionary(engine: str) -> None:
    records = some_records(300)
    batch = batch_of(records, OPERATIONS)
    encoded = [
        column.dictionary_encode()
        if pa.types.is_string(column.type) or pa.types.is_binary(column.type)
        else column
        for column in batch.columns
    ]
    words = pa.RecordBatch.from_arrays(encoded, names=batch.schema.names)

    leaves = bulk.leaves(words, OPERATIONS, bytes(16 * 300))

    assert [leaf.tobytes() for leaf in leaves] == one_by_one(records, bytes(16 * 300))


def test_a_value_that_is_not_in_its_dictionary_is_not_looked_for_in_memory(engine: str) -> None:
    batch = batch_of(some_records(3), OPERATIONS)
    indices = pa.array([0, 7, -1], pa.int32())
    source = pa.DictionaryArray.from_arrays(indices, pa.array(["cs"]), safe=False)
    place = batch.schema.get_field_index("source")
    broken = pa.RecordBatch.from_arrays(
        [source if number == place else column for number, column in enumerate(batch.columns)],
        names=batch.schema.names,
    )

    with pytest.raises(IndexError):
        bulk.leaves(broken, OPERATIONS, bytes(48))


def test_columns_that_hold_nothing_may_be_left_out() -> None:
    records = [Kept(Kind.RECORD, 1, n, n, "fw", None, None, (n,)) for n in range(10)]
    batch = batch_of(records, NETWORK)
    without = batch.drop_columns(["raw", "sealed"])

    wanted = bulk.leaves(batch, NETWORK, bytes(160))
    assert np.array_equal(bulk.leaves(without, NETWORK, bytes(160)), wanted)
    assert list(records_of(without, NETWORK)) == records


def test_nodes_and_blocks_are_those_of_the_tree(engine: str) -> None:
    hashes = np.frombuffer(random.Random(3).randbytes(32 * 512), np.uint8).reshape(-1, 32)
    each = [row.tobytes() for row in hashes]

    assert bulk.nodes(hashes)[0].tobytes() == node_hash(each[0], each[1])
    leaves = [hashlib.sha256(b"\0" + bytes([n % 256])).digest() for n in range(256)]
    block = bulk.roots_of_256(np.frombuffer(b"".join(leaves), np.uint8).reshape(-1, 32))
    assert block[0].tobytes() == mth([bytes([n % 256]) for n in range(256)])
    assert len(bulk.roots_of_256(hashes[:0])) == 0


def test_many_values_are_hashed_in_their_order(engine: str) -> None:
    values = [bytes([n % 251]) * (n % 90) for n in range(300_000)]

    digests = bulk.sha256_each(pa.array(values, pa.binary()))

    assert digests.tobytes() == b"".join(hashlib.sha256(value).digest() for value in values)
