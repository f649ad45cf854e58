"""A small archive with a little of everything, and the harm that is done to it: for tests of the verifier."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from sekisho.archive.archive import Archive
from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.findings import Finding
from sekisho.archive.manifest import Listed, Manifest, listed, parse_manifest, sign_manifest
from sekisho.archive.notes import Ed25519Signer, VerifierKey, format_note, parse_note
from sekisho.archive.parts import Part
from sekisho.archive.promises import Promise, promise_statement
from sekisho.archive.records import Record
from sekisho.archive.store import parts_in
from sekisho.archive.verify import Given, Options
from sekisho.archive.verify_archive import Report
from tests.campaigns.attacker import Forger
from tests.unit.archive.forging import Forgery
from tests.unit.archive.logs import NETWORK, OPERATIONS, SIGNING_KEY, Clock, Place, operations

OWN = Ed25519Signer(OPERATIONS.origin, SIGNING_KEY).verifier_key
NETWORKS = Ed25519Signer(NETWORK.origin, SIGNING_KEY).verifier_key
ENDS = (602, 642, 672)
"""Where the parts of the operations end; five records more are in the tail."""


def build(archive: Path) -> None:
    """Operations on three days, the last in the next month, and a network log; one crash, one tail."""
    place = Place(archive)
    with place.writing() as writer:
        writer.state(
            promise_statement(
                Promise("cs", place.clock.now.date(), frozenset({2, 3}), until=date(2026, 4, 3))
            )
        )
        writer.append(operations(600, clock=place.clock))
        writer.seal()
        place.clock.on(days=1)
        writer.append(operations(40, begin=600, clock=place.clock))
        writer.seal()
        place.clock.on(days=33)
    (place.folder / f"tail/{ENDS[1]:020}").write_bytes(b"torn by a crash")
    with place.writing() as writer:
        writer.append(operations(29, begin=640, clock=place.clock))
        writer.seal()
        writer.append(operations(5, begin=669, clock=place.clock))
    network = Place(archive, NETWORK, Clock())
    with network.writing() as writer:
        writer.append([Record("fw", b"line %d" % number, {"severity": number % 7}) for number in range(20)])
        writer.seal()


@dataclass(frozen=True, slots=True)
class Scene:
    """A copy of that archive, for one test to do harm to; `empty` is a folder for another one."""

    archive: Path
    empty: Path

    @property
    def log(self) -> Path:
        """The folder of the operations."""
        return self.archive / "operations"

    @property
    def manifest(self) -> Manifest:
        """As it stands there."""
        return parse_manifest(parse_note((self.log / "manifest").read_bytes()).text)

    @property
    def parts(self) -> list[Part]:
        """Of the operations, in order."""
        return parts_in(self.manifest)

    @property
    def files(self) -> list[str]:
        """All files that are not empty, by their path in the archive."""
        paths = (path for path in self.archive.rglob("*") if path.is_file() and path.stat().st_size)
        return sorted(path.relative_to(self.archive).as_posix() for path in paths)

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        """The newest one, or one with a root that no log has."""
        manifest = self.manifest
        if size is None:
            return Checkpoint(manifest.origin, manifest.size, manifest.root)
        return Checkpoint(manifest.origin, size, bytes(32))

    def edit(self, name: str, change: Callable[[bytes], bytes]) -> Scene:
        """Change the bytes of a file of the operations."""
        path = self.log / name
        path.chmod(0o600)
        path.write_bytes(change(path.read_bytes()))
        return self

    def flip(self, name: str, offset: int = -1) -> Scene:
        """Change one bit."""

        def change(data: bytes) -> bytes:
            place = offset % len(data)
            return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

        return self.edit(name, change)

    def remove(self, *names: str) -> Scene:
        """Take files of the operations away."""
        for name in names:
            (self.log / name).unlink()
        return self

    def put(self, name: str, data: bytes) -> Scene:
        """Put a file into the archive."""
        (self.archive / name).parent.mkdir(parents=True, exist_ok=True)
        (self.archive / name).write_bytes(data)
        return self

    def sign(self, change: Callable[[Mapping[str, Listed]], Mapping[str, Listed]], **more: object) -> Scene:
        """Let a manifest with the town's signature name other files, or say something else."""
        files = dict(sorted(change(self.manifest.files).items()))
        manifest = replace(self.manifest, files=files, **more)  # type: ignore[arg-type]  # members of a manifest
        data = sign_manifest(manifest, [Ed25519Signer(OPERATIONS.origin, SIGNING_KEY)])
        (self.log / "manifest").write_bytes(data)
        return self

    def sign_as_it_is(self) -> Scene:
        """Let the town's manifest name the files as they are now."""
        return self.sign(
            lambda named: {
                name: listed((self.log / name).read_bytes()) for name in named if (self.log / name).exists()
            }
        )

    def forger(self, level: int, *, renumbers: bool = True, key: bool = False) -> Forger:
        """Somebody who changes records of the operations and follows it up so far; with the town's key, too."""
        return Forger(self.archive, OPERATIONS, level, renumbers=renumbers, key=SIGNING_KEY if key else None)

    def records(self) -> pa.Table:
        """The sealed operations."""
        return self.forger(0).records()

    def forgery(self) -> Forgery:
        """Another archive, in `empty`, as somebody makes it who has the town's key and does as they please."""
        return Forgery(self.empty)

    def verified(
        self, *given: Given, keys: Sequence[VerifierKey] = (OWN,), sample: int | None = None
    ) -> Report:
        """What the verifier says of the harm."""
        return self._verified(self.archive, given, keys, sample)

    def forged(self, *given: Given, keys: Sequence[VerifierKey] = (OWN,), deep: bool = False) -> Report:
        """What the verifier says of the other archive."""
        return self._verified(self.empty, given, keys, deep=deep)

    def _verified(
        self,
        archive: Path,
        given: Sequence[Given],
        keys: Sequence[VerifierKey],
        sample: int | None = None,
        *,
        deep: bool = False,
    ) -> Report:
        with within(60):
            return Archive(archive).verify(keys, Options(tuple(given), sample=sample, deep=deep, jobs=1))


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Who waits for ever is interrupted."""

    def over(*_signal: object) -> None:
        raise TimeoutError(f"not done within {seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def notes_of(data: bytes) -> list[bytes]:
    """The notes of a file of checkpoints."""
    texts = data.decode().split("\n\n")
    pairs = zip(texts[::2], texts[1::2], strict=True)
    return [format_note(parse_note(f"{text}\n\n{lines.rstrip()}\n".encode())) for text, lines in pairs]


def places(report: Report, what: str) -> list[str]:
    """Where that was found."""
    return [each.where for each in report.every if each.what == what]


def in_short(findings: Sequence[Finding]) -> str:
    """For the message of a test that fails."""
    return "\n".join(f"{each.what} | {each.where} | {each.en}" for each in findings)
