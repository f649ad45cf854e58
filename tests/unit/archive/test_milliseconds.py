"""Moments without microseconds stand in a rolled part as milliseconds; nobody who reads them notices."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.archive import rows
from sekisho.archive.columns import MILLISECONDS, MOMENT, arrow_schema
from sekisho.archive.parts import reading, writing
from tests.unit.archive.logs import OPERATIONS, Place, batch_of, faults, operations

YEAR = 366


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def rolled(place: Place, *, finer: int = 0) -> Path:
    """Two seals as one part; the second of them is so many microseconds past the second."""
    with place.writing() as log:
        log.append(operations(20, clock=place.clock))
        log.seal()
        place.clock.now += timedelta(microseconds=finer)
        log.append(operations(20, clock=place.clock))
        log.seal()
        place.clock.on(days=YEAR)
        log.roll()
    (part,) = place.face.log("operations").parts
    return place.folder / part.path


def test_whole_milliseconds_are_kept_as_such(place: Place) -> None:
    path = rolled(place, finer=3000)

    types = {each.name: each.type for each in pq.read_schema(path)}
    assert (types["occurred_at"], types["received_at"]) == (MILLISECONDS, MOMENT)
    assert faults(place.verified()) == []


def test_one_finer_moment_keeps_them_all_in_microseconds(place: Place) -> None:
    path = rolled(place, finer=1)

    assert pq.read_schema(path).field("occurred_at").type == MOMENT
    assert faults(place.verified()) == []


def test_they_are_read_as_microseconds(place: Place) -> None:
    path = rolled(place)
    (part,) = place.face.log("operations").parts

    with reading(path) as opened:
        (batch,) = opened.read()
        assert opened.columns.remove_metadata() == arrow_schema(OPERATIONS)
    assert batch.schema.remove_metadata() == arrow_schema(OPERATIONS)
    assert rows.rows_between(path, part, 7, 9).equals(batch.slice(7, 2))
    asked = place.face.ask("SELECT occurred_at FROM operations ORDER BY position").read_all()
    assert asked.column(0).combine_chunks().equals(batch.column("occurred_at"))


def test_a_finer_moment_is_never_cut_off(place: Place, tmp_path: Path) -> None:
    rolled(place, finer=1)
    records = batch_of(list(place.face.log("operations").records(1, 41)), OPERATIONS)

    with (
        pytest.raises(pa.ArrowInvalid, match="lose data"),
        writing(tmp_path / "x", OPERATIONS, milliseconds=["occurred_at"]) as part,
    ):
        part.add(records)
