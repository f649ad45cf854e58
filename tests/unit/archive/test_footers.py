"""What is known of a part is what stands in its file now, also of a log that grows, is rolled and pruned meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sekisho.archive import parts
from sekisho.archive.footers import footer_of
from sekisho.archive.parts import UnreadablePart
from sekisho.archive.proving import check_proof
from sekisho.archive.schema import Column, ColumnType
from tests.unit.archive.logs import OPERATIONS, Place, batch_of, operations
from tests.unit.archive.unsynced import unsynced


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with unsynced():
        yield


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A log with a seal on each of forty days, so that its first month can be rolled."""
    place = Place(tmp_path / "archive")
    with place.writing() as log:
        for _day in range(40):
            log.append(operations(1, begin=7, clock=place.clock))
            log.seal()
            place.clock.on(days=1)
    return place


def test_a_footer_is_read_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    log = place.face.log("operations")
    path = log.folder / log.parts[0].path
    known = footer_of(path)
    monkeypatch.setattr("sekisho.archive.parts.pq.ParquetFile", None)

    assert footer_of(path) is known
    assert (known.schema_number, list(known.schemas)) == (1, [1])


def test_another_file_of_that_name_is_read_anew(place: Place) -> None:
    log = place.face.log("operations")
    path = log.folder / log.parts[-1].path
    record = log.record(40)
    before = footer_of(path).last_received_at
    path.unlink()
    with parts.writing(path, OPERATIONS) as part:
        part.add(batch_of([replace(record, received_at=before + 1)], OPERATIONS))

    assert footer_of(path).last_received_at == before + 1


def test_a_footer_that_is_gone_is_not_told_from_memory(place: Place) -> None:
    log = place.face.log("operations")
    path = log.folder / log.parts[-1].path
    footer_of(path)
    path.unlink()

    with pytest.raises(UnreadablePart, match="No such file"):
        footer_of(path)


def test_whoever_proved_before_proves_after_the_log_grew_and_was_rolled(place: Place) -> None:
    proofs = [place.face.prove("operations", position) for position in (0, 7)]
    place.schema = replace(
        OPERATIONS, columns=(*OPERATIONS.columns, Column("room", ColumnType.TEXT)), number=2
    )
    place.clock.now = datetime(2026, 5, 20, tzinfo=UTC)
    with place.writing() as log:
        log.append(operations(3, begin=7, clock=place.clock))
        log.seal()
        grown = [place.face.prove("operations", position) for position in (0, 7, 42)]
        log.roll()

    assert len(place.face.log("operations").parts) < 20
    assert [place.face.prove("operations", position) for position in (0, 7, 42)] == grown
    assert [check_proof(proof, place.spans).index for proof in (*proofs, *grown)] == [0, 7, 0, 7, 42]
    assert [place.face.log("operations").record(p).values[-1] for p in (7, 42)] == [7, None]
