"""A backup without any other program: files by their content, and one manifest a generation.

    sekisho-backup                              says that this directory is one
    objects/<2>/<content>.<stored>.zst          a file, compressed; both words are SHA-256, of the file and of this
    generations/<generation>.<digest>.json      what a generation holds; the digest is that of these bytes

A file that did not change since the last generation is not written again, but it is read again: damage is not taken
over. Every name says what the bytes must be, so any damage shows, without a key and without this program
(`sha256sum`, `zstd -d`).

What holds if we crash: a generation counts once its manifest stands, and that is written last. Objects that nobody
names are let go of by the next run. The manifest of a generation goes before its objects do.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import zstandard
from django.utils.translation import gettext as _

from sekisho.archive import files
from sekisho.archive.files import Locked
from sekisho.backups.makers import BackupDamaged, Damage, TargetUnfit, What, manifest_in, no_such
from sekisho.backups.manifest import PIECE, Kept, Manifest, as_bytes, digest_of, measured

MARK: Final = "sekisho-backup"
MARK_TEXT: Final = b"sekisho backup, version 1\n"
OBJECTS: Final = "objects"
GENERATIONS: Final = "generations"
LEVEL: Final = 6
_OBJECT: Final = re.compile(r"([0-9a-f]{64})\.([0-9a-f]{64})\.zst")
_MANIFEST: Final = re.compile(r"(\d{8}-\d{6})\.([0-9a-f]{64})\.json")


class Plain:
    """The directory of such a backup."""

    name = "plain"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def generations(self) -> list[str]:
        """As the protocol has it."""
        with _refusing(self.folder):
            return sorted(self._manifests())

    def manifest(self, generation: str) -> Manifest:
        """As the protocol has it."""
        with _refusing(self.folder):
            there = self._manifests()
            if generation not in there:
                raise no_such(generation, sorted(there))
            path = there[generation]
            data = path.read_bytes()
        damage = Damage(generation, self._name(path), What.DIFFERS, in_backup=True)
        if hashlib.sha256(data).hexdigest() != _words(path)[1]:
            raise BackupDamaged([damage])
        return manifest_in(data, generation, damage)

    def keep(self, snapshot: Path, manifest: Manifest) -> None:
        """As the protocol has it."""
        with _refusing(self.folder), self._writing():
            there = self._objects()
            for file in manifest.files:
                found = there.setdefault(file.sha256, [])
                if not any(_is_whole(path) for path in found):
                    found.append(self._put(snapshot / file.path, file))
            # Here every object is durable, and the generation does not count yet.
            name = f"{manifest.generation}.{digest_of(manifest)}.json"
            files.put(self.folder / GENERATIONS / name, as_bytes(manifest))

    def forget(self, keep: int) -> list[str]:
        """As the protocol has it. While a manifest is damaged nothing is let go of: nobody knows what it names."""
        with _refusing(self.folder), self._writing():
            there = self._manifests()
            try:
                manifests = {generation: self.manifest(generation) for generation in sorted(there)}
            except BackupDamaged:
                return []
            gone = list(manifests)[: max(len(manifests) - keep, 0)]
            for generation in gone:
                files.remove(there[generation])
            files.sync_directory(self.folder / GENERATIONS)
            needed = {f.sha256 for name, each in manifests.items() if name not in gone for f in each.files}
            for content, paths in self._objects().items():
                for path in paths if content not in needed else ():
                    files.remove(path)
            for leftover in (self.folder / OBJECTS).glob(f"*/*{files.NEW}"):
                files.remove_quietly(leftover)
        return gone

    def damages(self, generations: Sequence[str]) -> Iterator[Damage]:
        """As the protocol has it. Each object is read once, however many generations need it."""
        with _refusing(self.folder):
            there, whole = self._objects(), dict[str, bool]()
            mark = self.folder / MARK
            if not mark.exists():
                yield Damage("", MARK, What.MISSING, in_backup=True)
            elif mark.read_bytes() != MARK_TEXT:
                yield Damage("", MARK, What.DIFFERS, in_backup=True)
            for generation in generations:
                try:
                    manifest = self.manifest(generation)
                except BackupDamaged as damaged:
                    yield from damaged.damages
                    continue
                for file in manifest.files:
                    found = there.get(file.sha256, [])
                    if file.sha256 not in whole:
                        whole[file.sha256] = any(_is_whole(path) for path in found)
                    if not whole[file.sha256]:
                        yield Damage(generation, file.path, What.DIFFERS if found else What.MISSING)

    def put_back(self, generation: str, to: Path) -> None:
        """As the protocol has it."""
        manifest, there = self.manifest(generation), self._objects()
        for file in manifest.files:
            path = next((path for path in there.get(file.sha256, []) if _is_whole(path)), None)
            if path is None:
                raise BackupDamaged([Damage(generation, file.path, What.DIFFERS)])
            _unpack(path, to / file.path, file.mode)

    def _put(self, source: Path, file: Kept) -> Path:
        """Compress a file into a new object; durable when this returns. Bounded memory, whatever the size."""
        folder = self.folder / OBJECTS / file.sha256[:2]
        files.make_directory(folder, inside=self.folder)
        new = folder / f"{file.sha256}{files.NEW}"
        digest = hashlib.sha256()
        compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        with source.open("rb") as read, files.putting(new) as written:
            for piece in compressor.read_to_iter(read, read_size=PIECE, write_size=PIECE):
                digest.update(piece)
                written.write(piece)
        to = folder / f"{file.sha256}.{digest.hexdigest()}.zst"
        files.rename(new, to)
        return to

    def _objects(self) -> dict[str, list[Path]]:
        """The objects by the content they hold."""
        found: dict[str, list[Path]] = {}
        for path in sorted((self.folder / OBJECTS).glob("*/*")):
            if fits := _OBJECT.fullmatch(path.name):
                found.setdefault(fits[1], []).append(path)
        return found

    def _manifests(self) -> dict[str, Path]:
        folder = self.folder / GENERATIONS
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
        return {_words(path)[0]: path for path in paths if _MANIFEST.fullmatch(path.name)}

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the one who writes here; the directory is made if need be."""
        for folder in (self.folder, self.folder / OBJECTS, self.folder / GENERATIONS):
            files.make_directory(folder)
        with files.lock(self.folder / "lock"):
            if not (self.folder / MARK).exists():
                files.put(self.folder / MARK, MARK_TEXT)
            yield


def _words(path: Path) -> tuple[str, str]:
    """Generation and digest in the name of a manifest."""
    generation, digest, _ending = path.name.split(".")
    return generation, digest


def _is_whole(path: Path) -> bool:
    """Whether an object holds the bytes that its name says."""
    try:
        with path.open("rb") as file:
            return measured(file)[1] == path.name.split(".")[1]
    except OSError:
        return False  # a sector that cannot be read any more


def _unpack(path: Path, to: Path, mode: int) -> None:
    files.make_directory(to.parent)
    with path.open("rb") as read, files.putting(to, mode=mode) as written:
        for piece in zstandard.ZstdDecompressor().read_to_iter(read, read_size=PIECE, write_size=PIECE):
            written.write(piece)


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    """What a disk refuses, in one sentence."""
    try:
        yield
    except Locked as error:
        raise TargetUnfit(
            _("%(folder)sには、ほかの処理がバックアップを書き込んでいます。") % {"folder": folder}
        ) from error
    except OSError as error:
        raise TargetUnfit(
            _(
                "バックアップ先%(folder)sを読み書きできません(%(why)s)。接続、空き容量、権限を確かめてください。"
            )
            % {"folder": folder, "why": error.strerror or error}
        ) from error
