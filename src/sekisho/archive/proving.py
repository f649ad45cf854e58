"""Proof of one record: a file that holds on its own, and whoever checks it (c2sp.org/tlog-proof)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sekisho.archive.checkpoints import Checkpoint, open_checkpoint
from sekisho.archive.handovers import Spans
from sekisho.archive.hashing import leaf_hash
from sekisho.archive.log_hashes import hashes_of_log
from sekisho.archive.merkle import NotIncluded, inclusion_proof, verify_inclusion
from sekisho.archive.notes import NoKnownKey, NoteRefused, parse_note
from sekisho.archive.proof_files import MalformedProofFile, ProofFile, format_proof_file, parse_proof_file
from sekisho.archive.reading import LogReader
from sekisho.archive.records import SALT_BYTES, BadRecord, Kept, Value, decode, encode, entry
from sekisho.archive.schema import BadDeclaration, ColumnType, LogSchema, at, declaration, parse_declaration
from sekisho.archive.text_encodings import NotCanonical, from_base64, to_base64


class NotProven(Exception):
    """The file proves nothing; the text says why."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof file proves: this entry is leaf `index` of the tree of that checkpoint.

    `record` is what the entry says, read by the declaration that the file carries; None: it carries none, or the
    record is too long to stand in an entry. The entry is proven, the declaration is not: names and types of the columns
    are what the file says.
    """

    checkpoint: Checkpoint
    index: int
    entry: bytes
    record: Kept | None
    schema: LogSchema | None


def prove(log: LogReader, position: int) -> bytes:
    """The proof file of a sealed record under the newest checkpoint. Raises NoSuchRecord.

    `extra` is a JSON object with the entry, and the declaration by which it is read.
    """
    note = log.checkpoint_note()
    size = log.manifest.size
    record = log.record(position)
    schema = log.schema_of(log.part_at(position))
    salt = log.vault.salts(schema, position, _one(record.received_at))
    proof = inclusion_proof(position, size, hashes_of_log(log))
    extra = {"entry": to_base64(entry(salt, encode(record, schema))), "schema": declaration(schema)}
    said = json.dumps(extra, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return format_proof_file(ProofFile(said, position, tuple(proof), note))


def check_proof(data: bytes, spans: Spans) -> Proven:
    """What the file proves to whoever trusts the keys of `spans`. Raises NotProven, NoKnownKey."""
    try:
        file = parse_proof_file(data)
        origin = parse_note(file.checkpoint).text.split("\n", 1)[0]
        log = origin.rpartition("/")[2]
        signed = open_checkpoint(file.checkpoint, spans.keys(log), f"{spans.base}/{log}")
        size = signed.checkpoint.size
        if not any(spans.is_good(key, log, size) for key in signed.log_keys):
            raise NotProven(f"the key was not good for size {size}")
        content, schema = _extra(file.extra)
        verify_inclusion(leaf_hash(content), file.index, size, file.proof, signed.checkpoint.root)
        schema = schema if schema and schema.origin == signed.checkpoint.origin else None
        record = _record(content, schema)
        if record is not None and record.position != file.index:
            raise NotProven(f"the record says that it stands at {record.position}, not at {file.index}")
    except NoKnownKey:
        raise
    except (MalformedProofFile, NoteRefused, NotIncluded) as error:
        raise NotProven(str(error)) from error
    return Proven(signed.checkpoint, file.index, content, record, schema)


def _extra(extra: bytes | None) -> tuple[bytes, LogSchema | None]:
    if extra is None:
        raise NotProven("the file does not carry the record")
    try:
        said = json.loads(extra)
        content = from_base64(said["entry"])
        described = said.get("schema")
    except (ValueError, TypeError, KeyError, AttributeError, NotCanonical) as error:
        raise NotProven("the file does not carry the record") from error
    try:
        return content, parse_declaration(json.dumps(described).encode()) if described else None
    except BadDeclaration:
        return content, None


def _record(content: bytes, schema: LogSchema | None) -> Kept | None:
    """What the entry says, if it can be read by that declaration: the declaration itself is not proven here."""
    try:
        return decode(content[SALT_BYTES:], schema) if schema is not None else None
    except BadRecord:
        return None


def _one(moment: int) -> npt.NDArray[np.int64]:
    return np.array([moment], np.int64)


def texts_of(proven: Proven) -> Sequence[tuple[str, object]]:
    """The stored columns of what was proven, by name; moments in ISO 8601."""
    if proven.record is None or proven.schema is None:
        return ()
    return tuple(
        (column.name, _readable(column.type, value))
        for column, value in zip(proven.schema.stored, proven.record.values, strict=True)
    )


def _readable(kind: ColumnType, value: Value) -> Value:
    return at(value).isoformat() if kind is ColumnType.MOMENT and isinstance(value, int) else value
