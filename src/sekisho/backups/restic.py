"""A backup with restic (https://restic.net): encrypted, and what did not change takes no room again.

The password stands in a file beside the keys of the archive, made with the first run. Without it nothing can be put
back: a copy of it belongs to the copies of the keys.

restic names every file of its repository but `config` after its SHA-256, so damage there shows without the password.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from sekisho.archive import files
from sekisho.backups.makers import BackupDamaged, Damage, TargetUnfit, What, manifest_in, no_such
from sekisho.backups.manifest import FILE, GENERATION, Manifest, as_bytes, measured
from sekisho.kernel.refusals import Refusal

PROGRAM: Final = "restic"
TAG: Final = "sekisho"
UNFINISHED: Final = "sekisho-unfinished"
CONFIG: Final = "config"
NAMED: Final = ("data", "index", "snapshots", "keys")
PASSWORD_BYTES: Final = 32
READING: Final = frozenset({"cat", "check", "dump", "restore", "snapshots"})
SENTENCE_MAX: Final = 300  # characters of what restic says
_REPOSITORY: Final = (CONFIG, "keys", "snapshots")


class NoRestic(Refusal):
    """The repository is restic's, and restic is not installed."""


class NoPassword(Refusal):
    """The password of the repository is not where it should be, or is not only the owner's."""


class Restic:
    """A repository of restic in a directory. `password` is the file of its password."""

    name = PROGRAM

    def __init__(self, folder: Path, password: Path) -> None:
        self.folder = folder
        self.password = password

    def generations(self) -> list[str]:
        """As the protocol has it."""
        return [] if self._is_new() else sorted(self._snapshots())

    def manifest(self, generation: str) -> Manifest:
        """As the protocol has it."""
        there = self._snapshots()
        if generation not in there:
            raise no_such(generation, sorted(there))
        done = self._run("dump", there[generation], f"/{FILE}", quietly=True)
        damage = Damage(generation, FILE, What.DIFFERS)
        if done is None:
            raise BackupDamaged([damage])
        return manifest_in(done, generation, damage)

    def keep(self, snapshot: Path, manifest: Manifest) -> None:
        """As the protocol has it.

        restic may outlive this process, and ends with a snapshot also where it could not read all. So a snapshot
        counts only under the tag that it gets once restic has said that it is whole; others go with the next run.
        """
        if self._is_new():
            make_password(self.password)
            self._run("init")
        self._run("unlock")  # only of processes that are gone
        left = self._snapshots(UNFINISHED)
        if left:
            self._run("forget", *left.values())
        (snapshot / FILE).write_bytes(as_bytes(manifest))
        generation = manifest.generation
        tags = ["--tag", UNFINISHED, "--tag", generation]
        self._run("backup", "--force", "--host", TAG, *tags, ".", where=snapshot)
        self._run("tag", "--tag", f"{UNFINISHED},{generation}", "--set", TAG, "--set", generation)

    def forget(self, keep: int) -> list[str]:
        """As the protocol has it."""
        there = self._snapshots()
        gone = sorted(there)[: max(len(there) - keep, 0)]
        if gone:
            self._run("forget", "--prune", *(there[generation] for generation in gone))
        return gone

    def damages(self, generations: Sequence[str]) -> Iterator[Damage]:
        """As the protocol has it: every file of the repository, then the newest generation, where all are whole.

        Where some are damaged, every generation is looked through for what they took along.
        """
        found = list(self._damaged_files())
        yield from found
        if any(damage.path == CONFIG or damage.path.startswith("keys/") for damage in found):
            return  # it does not open
        if not found and self._run("check", quietly=True) is None:
            found = [Damage("", self.folder.name, What.DIFFERS, in_backup=True)]
            yield from found
        for generation in generations if found else generations[-1:]:
            try:
                manifest = self.manifest(generation)
            except BackupDamaged as damaged:
                yield from damaged.damages
            else:
                yield from self._damages_in(manifest)

    def put_back(self, generation: str, to: Path) -> None:
        """As the protocol has it."""
        there = self._snapshots()
        if generation not in there:
            raise no_such(generation, sorted(there))
        self._run("restore", there[generation], "--target", str(to))
        (to / FILE).unlink(missing_ok=True)

    def _is_new(self) -> bool:
        """Whether nothing is kept yet: `config` is what restic writes last when it begins."""
        kept = self.folder / "snapshots"
        return not (self.folder / CONFIG).exists() and not (kept.is_dir() and any(kept.iterdir()))

    def _damaged_files(self) -> Iterator[Damage]:
        for folder in NAMED:
            for path in sorted((self.folder / folder).rglob("*")):
                if path.is_file() and not _has_its_name(path):
                    place = path.relative_to(self.folder).as_posix()
                    yield Damage("", place, What.DIFFERS, in_backup=True)
        if self._run("cat", CONFIG, quietly=True) is None:
            yield Damage("", CONFIG, What.DIFFERS, in_backup=True)

    def _damages_in(self, manifest: Manifest) -> Iterator[Damage]:
        """Read a generation as one stream; where that breaks off, file by file."""
        snapshot = self._snapshots()[manifest.generation]
        whole = set(self._whole_in_stream(snapshot, manifest))
        for file in manifest.files:
            if file.path in whole:
                continue
            with self._reading(snapshot, f"/{file.path}") as stream:
                read = measured(stream)
            if read != (file.bytes, file.sha256):
                yield Damage(manifest.generation, file.path, What.DIFFERS)

    def _whole_in_stream(self, snapshot: str, manifest: Manifest) -> Iterator[str]:
        wanted = {file.path: (file.bytes, file.sha256) for file in manifest.files}
        with self._reading(snapshot, "/") as stream:
            try:
                with tarfile.open(fileobj=stream, mode="r|") as tar:
                    for member in tar:
                        content = tar.extractfile(member)
                        if content is not None and measured(content) == wanted.get(member.name):
                            yield member.name
            except (tarfile.TarError, OSError, EOFError):
                return  # what comes behind is looked at one by one

    def _snapshots(self, kind: str = TAG) -> Mapping[str, str]:
        """The ids of restic's snapshots of a kind by their generation."""
        listed: Any = json.loads(self._run("snapshots", "--json", "--tag", kind) or b"[]")  # Any: JSON
        found = {}
        for snapshot in listed or []:
            for tag in snapshot.get("tags") or []:
                if GENERATION.fullmatch(tag):
                    found[tag] = snapshot["id"]
        return found

    @contextmanager
    def _reading(self, snapshot: str, path: str) -> Iterator[IO[bytes]]:
        """What restic writes of a file, or of a directory as a tar, as a stream."""
        command = [*self._reading_command(), "dump", snapshot, path]
        with subprocess.Popen(  # noqa: S603 -- restic with fixed words and names of our own
            command, env=self._environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout is not None, "asked for above"
            try:
                yield process.stdout
            finally:
                process.stdout.close()

    def _run(self, *words: str, where: Path | None = None, quietly: bool = False) -> bytes | None:
        """What restic prints; None where it ends with an error and `quietly` is asked for, else raises TargetUnfit."""
        command = [*(self._reading_command() if words[0] in READING else self._command()), *words]
        done = subprocess.run(command, env=self._environment(), cwd=where, capture_output=True, check=False)  # noqa: S603 -- as above
        if done.returncode == 0:
            return done.stdout
        if quietly:
            return None
        raise TargetUnfit(
            _(
                "バックアップ先%(folder)sをresticが読み書きできません(%(why)s)。接続、空き容量、権限、パスワードを確かめてください。"
            )
            % {"folder": self.folder, "why": _short(done.stderr)}
        )

    def _command(self) -> list[str]:
        program = shutil.which(PROGRAM)
        if program is None:
            raise NoRestic(
                _(
                    "%(folder)sのバックアップはresticのものですが、この機械にresticがありません。resticを入れてください。"
                )
                % {"folder": self.folder}
            )
        return [program, "--quiet", "--no-cache", "--repo", str(self.folder)]

    def _reading_command(self) -> list[str]:
        """Without a lock of restic's, so that a medium that is read only, or a run that was killed, is no hindrance."""
        return [*self._command(), "--no-lock"]

    def _environment(self) -> dict[str, str]:
        require_password(self.password)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RESTIC_")}
        return {**kept, "RESTIC_PASSWORD_FILE": str(self.password)}


def is_repository(folder: Path) -> bool:
    """Whether restic keeps something there."""
    return any((folder / name).exists() for name in _REPOSITORY)


def make_password(path: Path) -> None:
    """Make the file of the password unless it is there, readable by its owner only; durable when this returns."""
    if path.exists():
        return
    files.make_directory(path.parent)
    files.put(path, secrets.token_urlsafe(PASSWORD_BYTES).encode() + b"\n")


def require_password(path: Path) -> None:
    """Raises NoPassword unless the file is there and nobody else may read it."""
    if not path.exists():
        raise NoPassword(
            _("バックアップのパスワードのファイル%(path)sがありません。鍵の控えから戻してください。")
            % {"path": path}
        )
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise NoPassword(
            _(
                "バックアップのパスワードをほかの利用者が読めます。%(path)sを所有者だけが読めるようにしてください。"
            )
            % {"path": path}
        )


def _has_its_name(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return measured(file)[1] == path.name
    except OSError:
        return False  # a sector that cannot be read any more


def _short(said: bytes) -> str:
    text = " ".join(said.decode("utf-8", "replace").split())
    return text if len(text) <= SENTENCE_MAX else f"{text[:SENTENCE_MAX]}…"
