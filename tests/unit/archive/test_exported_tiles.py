"""An exported log, walked by whoever knows c2sp.org/tlog-tiles and nothing of ours: every file is there, and no other."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sekisho.archive.exporting import export_tiles
from sekisho.archive.records import Record
from tests.unit.archive.logs import NETWORK, Place

WIDTH = 256


class Wrong(Exception):
    """The directory is not what its checkpoint says."""


def walked(folder: Path, vkey: str) -> list[bytes]:
    """The entries of the log that is published in a directory. Raises Wrong."""
    origin, size, root = checkpoint(folder, vkey)
    entries = [each for index in range(-(-size // WIDTH)) for each in bundle(folder, index, size)]
    wanted, level, hashes = {"checkpoint"}, 0, [sha256(b"\0" + entry) for entry in entries]
    wanted |= {f"tile/entries/{tile_name(index, size)}" for index in range(-(-size // WIDTH))}
    if len(hashes) != size or tree_root(hashes) != root:
        raise Wrong(f"the entries do not give the root of {origin}")
    while hashes:
        for index in range(-(-len(hashes) // WIDTH)):
            path = f"tile/{level}/{tile_name(index, len(hashes))}"
            wanted.add(path)
            if (folder / path).read_bytes() != b"".join(hashes[index * WIDTH : (index + 1) * WIDTH]):
                raise Wrong(f"{path} is not what the entries give")
        full = len(hashes) // WIDTH
        hashes = [tree_root(hashes[index * WIDTH : (index + 1) * WIDTH]) for index in range(full)]
        level += 1
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    if there != wanted:
        raise Wrong(f"there is more or less than there should be: {sorted(there ^ wanted)[:3]}")
    return entries


def checkpoint(folder: Path, vkey: str) -> tuple[str, int, bytes]:
    name, key_id, key = vkey.split("+", 2)
    text, _blank, signatures = (folder / "checkpoint").read_text("utf-8").rpartition("\n\n")
    for line in signatures.splitlines():
        dash, signer, coded = line.split(" ")
        data = base64.b64decode(coded, validate=True)
        if (dash, signer, data[:4].hex()) == ("—", name, key_id):
            public = base64.b64decode(key, validate=True)
            try:
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(data[4:], f"{text}\n".encode())
            except InvalidSignature:
                raise Wrong("the signature does not fit") from None
            origin, size, root = text.split("\n")
            return origin, int(size), base64.b64decode(root, validate=True)
    raise Wrong("nobody who is known signed it")


def bundle(folder: Path, index: int, size: int) -> Iterator[bytes]:
    data = (folder / "tile" / "entries" / tile_name(index, size)).read_bytes()
    while data:
        length = int.from_bytes(data[:2], "big")
        yield data[2 : 2 + length]
        data = data[2 + length :]


def tile_name(index: int, size: int) -> str:
    """Of tile `index` where its level has `size` hashes or entries."""
    digits = str(index).zfill(-(-len(str(index)) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    width = min(WIDTH, size - index * WIDTH)
    return (
        "/x".join(["", *groups[:-1]])[1:]
        + "/" * (len(groups) > 1)
        + groups[-1]
        + f".p/{width}" * (width < WIDTH)
    )


def tree_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"")
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1" + tree_root(hashes[:left]) + tree_root(hashes[left:]))


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def exported(folder: Path, size: int) -> tuple[Path, str]:
    """A log of so many records, the declaration among them, and the key to verify it with."""
    place = Place(folder / "archive", NETWORK)
    with place.writing() as log:
        log.append([Record("fw1", b"%d" % number, {"severity": number % 8}) for number in range(size - 1)])
        log.seal()
    assert export_tiles(place.face.log("network"), folder / "out") == size
    return folder / "out", str(place.signer.verifier_key)


@pytest.mark.parametrize(("index", "size", "name"), [
    (0, 256, "000"), (1, 273, "001.p/17"), (1_234_067, 1 << 40, "x001/x234/067"), (1000, 256_001, "x001/000.p/1"),
])  # fmt: skip
def test_a_tile_has_the_name_that_the_specification_gives_it(index: int, size: int, name: str) -> None:
    assert tile_name(index, size) == name


@pytest.mark.parametrize("size", [2, 255, 256, 257, 700, 66_000])
def test_a_stranger_walks_the_whole_directory(tmp_path: Path, size: int) -> None:
    folder, vkey = exported(tmp_path, size)

    entries = walked(folder, vkey)

    assert len(entries) == size
    assert all(entry.endswith(b"%d" % number) for number, entry in enumerate(entries[1:]))


@pytest.mark.parametrize("file", ["checkpoint", "tile/0/000", "tile/1/000.p/2", "tile/entries/002.p/88"])
def test_a_stranger_finds_what_was_changed(tmp_path: Path, file: str) -> None:
    folder, vkey = exported(tmp_path, 600)
    data = bytearray((folder / file).read_bytes())
    data[40] ^= 1
    (folder / file).write_bytes(data)

    with pytest.raises((Wrong, ValueError)):
        walked(folder, vkey)
