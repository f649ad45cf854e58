"""Proofs of a real log are made from its tiles and records, also while it grows."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sekisho.archive import checkpoint_files, log_hashes, parts
from sekisho.archive.checkpoints import Checkpoint, open_checkpoint
from sekisho.archive.log_hashes import HashesMissing, RecordsGone, hashes_of_log
from sekisho.archive.merkle import (
    NotConsistent,
    Subtree,
    consistency_proof,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from sekisho.archive.reading import LogReader, reader_of
from sekisho.archive.records import Record
from sekisho.archive.schema import LogSchema
from sekisho.archive.tiles import NotATile
from sekisho.archive.writer import Writer, writing
from tests.unit.archive.signers import LOG, ORIGIN

TILE = "tile/1/000.p/4"
SIZES = (200, 256, 300, 600, 1024, 1100)


def grow(log: Writer, size: int) -> None:
    """One record is the log's declaration."""
    added = size - (log.size or 1)
    log.append([Record("counter", b"record %d" % (size - number)) for number in range(added)])
    log.seal()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("archive") / "operations"
    with writing(made, LogSchema(ORIGIN), signers=[LOG]) as log:
        for size in SIZES:
            grow(log, size)
    return made


@pytest.fixture
def log(folder: Path) -> LogReader:
    return reader_of(folder)


@pytest.fixture
def damaged(log: LogReader, tmp_path: Path) -> LogReader:
    """A copy, to be harmed."""
    return LogReader(shutil.copytree(log.folder, tmp_path / "operations"), log.manifest)


def signed(folder: Path) -> list[Checkpoint]:
    notes, _ = checkpoint_files.notes_of(folder, checkpoint_files.months_in(folder)[0])
    return [open_checkpoint(each.note, [LOG.verifier_key], ORIGIN).checkpoint for each in notes]


def test_they_give_every_root_that_was_signed(log: LogReader) -> None:
    checkpoints = signed(log.folder)
    hashes = hashes_of_log(log)

    assert tuple(each.size for each in checkpoints) == SIZES
    for each in checkpoints:
        assert root_of(each.size, hashes) == each.root


def test_they_prove_every_signed_size_consistent_with_every_later_one(log: LogReader) -> None:
    checkpoints = signed(log.folder)
    hashes = hashes_of_log(log)

    for number, old in enumerate(checkpoints):
        for new in checkpoints[number:]:
            proof = consistency_proof(old.size, new.size, hashes)
            verify_consistency(old.size, new.size, proof, old.root, new.root)


def test_they_prove_records_of_every_part(log: LogReader) -> None:
    last = signed(log.folder)[-1]
    hashes = hashes_of_log(log)

    for index in (0, 1, 199, 200, 255, 256, 299, 300, 1023, 1024, 1099):
        leaf = hashes([Subtree(0, index)])[0]
        verify_inclusion(leaf, index, last.size, inclusion_proof(index, last.size, hashes), last.root)


def test_each_tile_is_read_once(log: LogReader, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[int, int]] = []
    rows_between = parts.rows_between

    def counted(path: Path, part: parts.Part, first: int, end: int) -> object:
        read.append((first, end))
        return rows_between(path, part, first, end)

    monkeypatch.setattr(log_hashes, "rows_between", counted)
    hashes = hashes_of_log(log)
    for index in (5, 130, 5):
        inclusion_proof(index, 1100, hashes)

    assert read == [(0, 200), (200, 256), (1024, 1100)]


def test_while_the_log_grows_they_stay_those_of_the_smaller_tree(tmp_path: Path) -> None:
    with writing(tmp_path / "operations", LogSchema(ORIGIN), signers=[LOG]) as writer:
        grow(writer, 700)
        before = reader_of(tmp_path / "operations")
        root = before.manifest.root
        for size in (800, 66_000):
            grow(writer, size)
            assert root_of(700, hashes_of_log(before)) == root
            assert not (tmp_path / "operations/tile/1/000.p/2").exists()


def test_beyond_the_size_of_the_manifest_there_is_none(log: LogReader) -> None:
    with pytest.raises(NotATile):
        hashes_of_log(log)([Subtree(0, 1100)])


def test_of_records_that_were_disposed_of_only_whole_tiles_are_known(log: LogReader) -> None:
    pruned = LogReader(log.folder, replace(log.manifest, first=512))
    hashes = hashes_of_log(pruned)
    old, new = signed(log.folder)[1], signed(log.folder)[-1]

    verify_consistency(256, 1100, consistency_proof(256, 1100, hashes), old.root, new.root)
    with pytest.raises(RecordsGone):
        consistency_proof(300, 1100, hashes)


def test_a_part_or_a_tile_that_is_missing_is_named(log: LogReader, damaged: LogReader) -> None:
    files = {path: each for path, each in log.manifest.files.items() if not path.startswith("parts/")}
    without_parts = LogReader(log.folder, replace(log.manifest, files=files))
    with pytest.raises(HashesMissing, match=r"\[1024, 1100\)"):
        root_of(1100, hashes_of_log(without_parts))

    (damaged.folder / TILE).unlink()
    with pytest.raises(HashesMissing, match=r"tile/1/000\.p/4"):
        root_of(1024, hashes_of_log(damaged))


def test_a_tile_that_is_cut_short_gives_no_hash(damaged: LogReader) -> None:
    tile = damaged.folder / TILE
    tile.write_bytes(tile.read_bytes()[:-1])

    with pytest.raises(NotATile):
        root_of(1024, hashes_of_log(damaged))


def test_a_changed_tile_proves_nothing(damaged: LogReader) -> None:
    tile = damaged.folder / TILE
    data = tile.read_bytes()
    tile.write_bytes(data[:31] + bytes([data[31] ^ 1]) + data[32:])
    hashes = hashes_of_log(damaged)
    old, new = signed(damaged.folder)[2], signed(damaged.folder)[-1]

    with pytest.raises(NotConsistent):
        verify_consistency(300, 1100, consistency_proof(300, 1100, hashes), old.root, new.root)
