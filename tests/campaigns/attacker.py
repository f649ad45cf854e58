"""Somebody who knows the format well and has everything but the private keys: what they change, and how far they follow it up.

Nothing here takes part in verifying: leaves, marks, tiles and manifests are made as the writer makes them.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive import checkpoint_files, parts
from sekisho.archive.bulk import Bytes
from sekisho.archive.checkpoints import Checkpoint, format_checkpoint, parse_checkpoint, split_notes
from sekisho.archive.edge import Edge
from sekisho.archive.manifest import Listed, Manifest, format_manifest, listed, parse_manifest
from sekisho.archive.marks import marks_of
from sekisho.archive.notes import Ed25519Signer, Note, format_note, parse_note, sign_note
from sekisho.archive.parts import Part
from sekisho.archive.schema import LogSchema
from sekisho.archive.store import leaves_of, moments_in, parts_in
from sekisho.archive.vault import Vault

LEVELS = ("parts", "marks", "tiles", "manifest", "checkpoints")
Change = Callable[[pa.Table], pa.Table]


@dataclass(frozen=True, slots=True)
class Forger:
    """An attacker at one log. `level` of LEVELS is how far a change is followed up; with `key` all is signed anew.

    `renumbers` says whether the positions are made to follow one another again.
    """

    archive: Path
    schema: LogSchema
    level: int
    renumbers: bool = True
    key: Ed25519PrivateKey | None = None

    @property
    def folder(self) -> Path:
        """Of the log."""
        return self.archive / self.schema.name

    @property
    def manifest(self) -> Manifest:
        """As it stands there."""
        return parse_manifest(parse_note((self.folder / "manifest").read_bytes()).text)

    def follows(self, what: str) -> bool:
        """Whether the change is followed up as far as that."""
        return self.level >= LEVELS.index(what)

    def records(self) -> pa.Table:
        """All sealed records."""
        tables = []
        for part in parts_in(self.manifest):
            with parts.reading(self.folder / part.path) as opened:
                tables += [pa.Table.from_batches([batch]) for batch in opened.read()]
        return pa.concat_tables(tables).combine_chunks()

    def change(self, changed: pa.Table) -> None:
        """Let the log hold these records, followed up as far as `level` goes."""
        if self.renumbers:
            positions = pa.array(np.arange(changed.num_rows), pa.int64())
            changed = changed.set_column(0, changed.schema.field(0), positions)
        manifest = self.manifest
        old, ends = parts_in(manifest), self._ends(parts_in(manifest), changed.num_rows)
        leaves = self._leaves(changed)
        named = dict(manifest.files)
        begin = 0
        for part, end in zip(old, ends, strict=True):
            here = Part(begin, end) if self.follows("manifest") else part
            self._put_part(part, here, changed.slice(begin, end - begin), leaves[begin:end], named)
            begin = end
        if self.follows("tiles"):
            self._put_tiles(leaves)
        roots = dict(self._roots(leaves))
        if self.follows("checkpoints") or self.key:
            self._put_checkpoints(roots, manifest.size, changed.num_rows, named)
        if self.follows("manifest") or self.key:
            size = changed.num_rows
            self.put_manifest(
                replace(manifest, size=size, root=roots[size], files=dict(sorted(named.items())))
            )

    def put_manifest(self, manifest: Manifest) -> None:
        """With the signature that stood under the old one, or that of the own key."""
        old = parse_note((self.folder / "manifest").read_bytes())
        (self.folder / "manifest").write_bytes(format_note(self._signed(format_manifest(manifest), old)))

    def sign_anew(self) -> None:
        """Everything as it is, under the own key."""
        self.change(self.records())

    def _ends(self, old: Sequence[Part], rows: int) -> list[int]:
        """Where the parts end now: those at the end grow or shrink first; none becomes empty."""
        ends = [part.end for part in old]
        for place in reversed(range(len(ends))):
            ends[place] = min(ends[place], rows - (len(ends) - 1 - place))
        return [*ends[:-1], rows]

    def _put_part(
        self, old: Part, new: Part, rows: pa.Table, leaves: Bytes, named: dict[str, Listed]
    ) -> None:
        path = self.folder / old.path
        with parts.reading(path) as opened:
            before = pa.Table.from_batches(list(opened.read())).select(rows.schema.names)
            same = old == new and rows.equals(before.combine_chunks())
            batches = opened.batches
        if same:
            return
        path.unlink()
        with parts.writing(self.folder / new.path, self.schema, batches=batches) as writer:
            for batch in rows.combine_chunks().to_batches():
                writer.add(batch)
        named.pop(old.path)
        named[new.path] = listed((self.folder / new.path).read_bytes())
        if self.follows("marks"):
            (self.folder / old.marks_path).unlink()
            (self.folder / new.marks_path).write_bytes(marks_of(new.first, leaves))
            named.pop(old.marks_path)
            named[new.marks_path] = listed((self.folder / new.marks_path).read_bytes())

    def _leaves(self, rows: pa.Table) -> Bytes:
        vault = Vault(self.folder, self.schema.origin)
        found = []
        for begin in range(0, rows.num_rows, 8192):
            batches = rows.slice(begin, 8192).combine_chunks().to_batches()
            found += [leaves_of(batch, self.schema, vault) for batch in batches]
        return np.concatenate(found)

    def _put_tiles(self, leaves: Bytes) -> None:
        shutil.rmtree(self.folder / "tile", ignore_errors=True)
        edge = Edge()
        for tile, data in (*edge.extend(leaves).items(), *edge.partial_tiles()):
            (self.folder / tile.path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / tile.path).write_bytes(data)

    def _roots(self, leaves: Bytes) -> Iterator[tuple[int, bytes]]:
        """The root at each size at which a checkpoint stands, and at the end."""
        edge = Edge()
        sizes = {checkpoint.size for checkpoint in self._checkpoints()}
        for size in sorted({*(size for size in sizes if size < len(leaves)), len(leaves)}):
            edge.extend(leaves[edge.size : size])
            yield size, edge.root()

    def _checkpoints(self) -> Iterator[Checkpoint]:
        for month in checkpoint_files.months_in(self.folder):
            for filed in checkpoint_files.notes_of(self.folder, month)[0]:
                yield parse_checkpoint(parse_note(filed.note).text)

    def _put_checkpoints(
        self, roots: dict[int, bytes], old_size: int, size: int, named: dict[str, Listed]
    ) -> None:
        """The same sizes with the roots that are true now; the last one is that of all records."""
        for month in checkpoint_files.months_in(self.folder):
            path = self.folder / checkpoint_files.FOLDER / month
            notes = []
            for data in split_notes(path.read_bytes())[0]:
                note = parse_note(data)
                old = parse_checkpoint(note.text)
                there = size if old.size == old_size else old.size
                if there <= size and (there != size or old.size == old_size):
                    text = format_checkpoint(replace(old, size=there, root=roots[there]))
                    notes.append(format_note(self._signed(text, note)))
            path.write_bytes(b"\n".join(notes))
            named[f"{checkpoint_files.FOLDER}/{month}"] = listed(path.read_bytes())

    def _signed(self, text: str, old: Note) -> Note:
        if self.key is not None:
            return sign_note(text, [Ed25519Signer(self.schema.origin, self.key)])
        return Note(text, old.signatures)


def taken(rows: pa.Table, places: Sequence[int]) -> pa.Table:
    """The rows at these places, in this order."""
    return rows.take(pa.array(places, pa.int64())).combine_chunks()


def with_value(rows: pa.Table, place: int, column: str, value: object) -> pa.Table:
    """The rows with another value in one place."""
    number = rows.schema.get_field_index(column)
    field = rows.schema.field(number)
    values = rows.column(number).to_pylist()
    values[place] = value
    return rows.set_column(number, field, pa.array(values, field.type))


def local_days(rows: pa.Table, schema: LogSchema) -> list[date]:
    """On which local day each record came in."""
    moments = moments_in(rows.combine_chunks().to_batches()[0])
    return [schema.local_day(int(moment)) for moment in moments]


def some_place(rows: pa.Table, chance: random.Random) -> int:
    """A record that is no statement of the archive."""
    kinds = rows.column("kind").to_pylist()
    return chance.choice([place for place, kind in enumerate(kinds) if kind == 1])
