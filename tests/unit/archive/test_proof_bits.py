"""A proof file speaks for one record of one signed tree: whatever bit of it is changed, it proves nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sekisho.archive.notes import NoKnownKey
from sekisho.archive.proving import NotProven, check_proof
from tests.unit.archive.logs import Place, operations
from tests.unit.archive.unsynced import unsynced


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    with unsynced():
        yield


def test_every_change_of_one_bit_is_refused_or_changes_nothing_that_is_proven(
    tmp_path: Path,
) -> None:
    """Also of the size, which the root alone does not commit to: it stands in the signed checkpoint."""
    place = Place(tmp_path / "archive")
    with place.writing() as log:
        log.append(operations(12, begin=7, clock=place.clock))
        log.seal()
    data = place.face.prove("operations", 5)
    true = check_proof(data, place.spans)
    accepted = 0

    for place_of_bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[place_of_bit // 8] ^= 1 << place_of_bit % 8
        try:
            found = check_proof(bytes(changed), place.spans)
        except (NotProven, NoKnownKey):
            continue
        accepted += 1
        assert (found.checkpoint, found.index, found.entry) == (true.checkpoint, true.index, true.entry)

    assert accepted < 8 * len(data) / 2
