"""What a proof file may say besides the proof: it is shown as what it is, and a record in another place proves nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sekisho.archive.checkpoints import Checkpoint, sign_checkpoint
from sekisho.archive.hashing import leaf_hash
from sekisho.archive.notes import format_note
from sekisho.archive.proof_files import ProofFile, format_proof_file, parse_proof_file
from sekisho.archive.proving import NotProven, check_proof
from sekisho.archive.records import Kept, Kind, encode, entry
from sekisho.archive.schema import LogSchema, declaration
from sekisho.archive.text_encodings import to_base64
from tests.unit.archive.logs import OPERATIONS, Place, operations


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("archive"))
    with place.writing() as log:
        log.append(operations(5))
        log.seal()
    return place


def with_schema(place: Place, schema: LogSchema) -> bytes:
    """The proof of a record, handed over with another declaration."""
    proof = parse_proof_file(place.face.prove("operations", 2))
    assert proof.extra is not None
    extra = json.loads(proof.extra) | {"schema": declaration(schema)}
    return format_proof_file(replace(proof, extra=json.dumps(extra).encode()))


@pytest.mark.parametrize(
    "schema",
    [
        replace(OPERATIONS, origin="village.example/sekisho/operations"),
        replace(OPERATIONS, number=2),
        replace(OPERATIONS, columns=OPERATIONS.columns[:2]),
    ],
    ids=["another log", "another number", "fewer columns"],
)
def test_a_record_is_not_read_by_a_declaration_that_is_not_its_own(place: Place, schema: LogSchema) -> None:
    proven = check_proof(with_schema(place, schema), place.spans)

    assert (proven.index, proven.record) == (2, None)
    assert check_proof(place.face.prove("operations", 2), place.spans).record is not None


@pytest.mark.parametrize("position", [0, 1, 7])
def test_a_record_that_says_another_place_is_not_proven_even_where_the_log_signed_it(
    tmp_path: Path, position: int
) -> None:
    place = Place(tmp_path)
    values = (None,) * len(OPERATIONS.stored)
    record = Kept(Kind.RECORD, 1, position, 0, "cs", None, None, values)
    content = entry(bytes(16), encode(record, OPERATIONS))
    extra = {"entry": to_base64(content), "schema": declaration(OPERATIONS)}
    note = format_note(sign_checkpoint(Checkpoint(OPERATIONS.origin, 1, leaf_hash(content)), [place.signer]))
    data = format_proof_file(ProofFile(json.dumps(extra).encode(), 0, (), note))

    if position == 0:
        assert check_proof(data, place.spans).record == record
    else:
        with pytest.raises(NotProven, match=f"stands at {position}, not at 0"):
            check_proof(data, place.spans)
