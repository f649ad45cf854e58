"""A token is found wherever a scan finds it: what is left out of a part cannot hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive import token_positions
from sekisho.archive.parts import SCHEMA_KEY, Part, UnreadablePart
from sekisho.archive.schema import Column, ColumnType
from sekisho.archive.token_positions import FEW, few_positions, positions_of
from tests.unit.archive.logs import OPERATIONS, SEALING_KEYS, Place, operation, operations
from tests.unit.archive.unsynced import unsynced

FIRST = 1000
INTEGERS = st.integers(-(2**63), 2**63 - 1)


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with unsynced():
        yield


def written(path: Path, tokens: Sequence[int | None], *, row_group: int = 8, bloom: bool = True) -> Part:
    """A part with these tokens."""
    part = Part(FIRST, FIRST + len(tokens))
    (path / part.path).parent.mkdir(exist_ok=True)
    table = pa.table(
        {
            "position": pa.array(range(part.first, part.end), pa.int64()),
            "received_at": pa.array([0] * len(tokens), pa.timestamp("us", "UTC")),
            "kind": pa.array([1] * len(tokens), pa.uint8()),
            "raw": pa.nulls(len(tokens), pa.binary()),
            "subject_token": pa.array(tokens, pa.int64()),
        }
    ).replace_schema_metadata({SCHEMA_KEY: b"1"})
    filters = {"subject_token": {"ndv": row_group, "fpp": 0.05}} if bloom else {}
    pq.write_table(table, path / part.path, row_group_size=row_group, bloom_filter_options=filters)
    return part


def found(path: Path, part: Part, token: int) -> list[int]:
    return list(positions_of(path / part.path, part, "subject_token", token))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(INTEGERS | st.integers(0, 5) | st.none(), min_size=1, max_size=100),
    INTEGERS | st.integers(0, 5),
    st.integers(1, 40),
    st.booleans(),
)
def test_a_token_is_found_just_where_it_stands(
    tokens: list[int | None], other: int, row_group: int, bloom: bool
) -> None:
    with TemporaryDirectory() as folder:
        part = written(Path(folder), tokens, row_group=row_group, bloom=bloom)

        for sought in {other, *(token for token in tokens if token is not None)}:
            assert found(Path(folder), part, sought) == [
                FIRST + place for place, token in enumerate(tokens) if token == sought
            ]


def test_of_many_tokens_none_is_denied_and_few_others_are_not(tmp_path: Path) -> None:
    tokens = [number * 7919 % 2**48 for number in range(20_000)]
    part = written(tmp_path, tokens, row_group=5_000)
    path = tmp_path / part.path
    groups = token_positions._groups(path, (), "subject_token")
    assert [group.blocks > 1 for group in groups] == [True] * 4

    held = [token_positions._that_may_hold(path, groups, token) for token in tokens]
    assert all(place // 5_000 in left for place, left in enumerate(held))
    others = [token_positions._that_may_hold(path, groups, -number) for number in range(1, 1_000)]
    assert sum(map(len, others)) < 0.1 * 4 * len(others)


@pytest.mark.parametrize(("place", "byte"), [(0, 0x25), (-1, 0x01), (-5, 0x2C)])
def test_a_filter_of_a_kind_that_is_not_known_denies_nothing(tmp_path: Path, place: int, byte: int) -> None:
    part = written(tmp_path, [1, 2, 3])
    path = tmp_path / part.path
    chunk = pq.read_metadata(path).row_group(0).column(4)
    header = chunk.bloom_filter_length - token_positions.BLOCK_BYTES
    data = bytearray(path.read_bytes())
    data[chunk.bloom_filter_offset + (place if place >= 0 else header + place)] = byte
    path.write_bytes(data)

    assert token_positions._groups(path, (), "subject_token")[0].blocks == 0
    assert found(tmp_path, part, 2) == [FIRST + 1]


def test_a_part_of_two_years_is_asked_for_both_tokens(tmp_path: Path) -> None:
    part = written(tmp_path, [5, 6, 7, 6])

    assert few_positions(tmp_path, {7: [part], 6: [part]}, "subject_token") == [1001, 1002, 1003]


def test_a_part_without_the_column_holds_no_token(tmp_path: Path) -> None:
    part = written(tmp_path, [5])

    assert few_positions(tmp_path, {5: [part]}, "office_token") == []
    assert few_positions(tmp_path, {}, "office_token") == []


def test_many_positions_and_parts_that_are_gone_are_left_to_the_engine(tmp_path: Path) -> None:
    part = written(tmp_path, [5] * FEW + [6], row_group=100)

    assert few_positions(tmp_path, {5: [part]}, "subject_token") == list(range(FIRST, FIRST + FEW))
    assert few_positions(tmp_path, {5: [part], 6: [part]}, "subject_token") is None
    (tmp_path / part.path).unlink()
    assert few_positions(tmp_path, {5: [part]}, "subject_token") is None
    with pytest.raises(UnreadablePart, match="No such file"):
        found(tmp_path, part, 5)


def test_whoever_asked_before_finds_what_came_after_and_what_was_rolled(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive")

    def positions() -> list[int]:
        answer = place.face.find("operations", "subject", "00000000007", sealing_keys=SEALING_KEYS)
        found: list[int] = answer.read_all()["position"].to_pylist()
        return found

    with place.writing() as log:
        for day in range(35):
            log.append(operations(2, begin=6, clock=place.clock))
            log.seal()
            place.clock.on(days=1)
            if day == 0:
                assert positions() == [2]
        assert positions() == list(range(2, 71, 2))
        log.append([operation(7, clock=place.clock)])
        assert positions() == list(range(2, 71, 2))
        log.seal()
        log.roll()
    assert len(place.face.log("operations").parts) < 10
    assert positions() == [*range(2, 71, 2), 71]
    place.clock.now = datetime(2027, 4, 3, tzinfo=UTC)
    place.schema = replace(
        OPERATIONS, columns=(*OPERATIONS.columns, Column("room", ColumnType.TEXT)), number=2
    )
    with place.writing() as log:
        log.append([operation(7, clock=place.clock)])
        log.seal()
        log.roll()
    assert positions() == [*range(2, 71, 2), 71, 73]


def test_somebody_looked_up_more_often_is_found_by_the_engine_alone(tmp_path: Path) -> None:
    place = Place(tmp_path / "archive")
    with place.writing() as log:
        log.append([operation(7, clock=place.clock)] * (FEW + 1))
        log.seal()

    answer = place.face.find("operations", "subject", "00000000007", sealing_keys=SEALING_KEYS).read_all()
    assert answer["position"].to_pylist() == list(range(1, FEW + 2))
