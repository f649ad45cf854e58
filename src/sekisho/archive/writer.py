"""Writing to a log: append, seal. One writer at a time; what `append` returns is on the disk."""

from __future__ import annotations

import errno
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock

import pyarrow as pa

from sekisho.archive import carrying_out, files, parts
from sekisho.archive.clock import now_by_system
from sekisho.archive.growing import GrowingEnd
from sekisho.archive.incoming import batch_of_incoming, checked
from sekisho.archive.manifest import Manifest
from sekisho.archive.notes import Signer, VerifierKey
from sekisho.archive.open_tail import CutOff, OpenTail
from sekisho.archive.records import BadRecord, Record
from sekisho.archive.recovery import Started, start
from sekisho.archive.rolls import renamed, roll
from sekisho.archive.schema import LogSchema
from sekisho.archive.seals import Home, Sealed, put_manifest, seal, with_files_beside
from sekisho.archive.store import (
    Statement,
    in_force,
)
from sekisho.archive.tail import NO_BATCH
from sekisho.archive.vault import DICTIONARIES, Vault

FAILURES = (OSError, CutOff, parts.UnreadablePart)  # what a sick disk looks like


Change = Callable[[Home, Sealed, Mapping[int, LogSchema]], Sealed]


class Stopped(Exception):
    """Nothing is taken in at the moment; the text says why. What was acknowledged is safe; try again later."""


class OtherSchema(Exception):
    """The log is declared otherwise, and the new declaration does not follow the last one."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where the records of an append stand: ranges [first, end), in order, durable.

    `repeated` of them had been appended before under the same name.
    """

    ranges: tuple[tuple[int, int], ...]
    repeated: int = 0

    @property
    def count(self) -> int:
        """How many records."""
        return sum(end - first for first, end in self.ranges)


@contextmanager
def writing(
    folder: Path,
    schema: LogSchema,
    *,
    signers: Sequence[Signer],
    keys: Sequence[VerifierKey] = (),
    sealing_keys: Mapping[str, bytes] | None = None,
    clock: Callable[[], int] = now_by_system,
    begin: bool = True,
) -> Iterator[Writer]:
    """Write to the log in `folder` as long as the block lasts.

    `signers` sign checkpoints under the origin's name; `keys` are earlier public keys of the log. Where there is
    no log, one is begun; with `begin` False that is refused, for the disk may only not be mounted.
    Raises files.Locked, EvidenceBroken, OtherSchema; OSError or Stopped where the disk refuses.
    """
    if begin:
        files.make_directory(folder)
    with ExitStack() as stack:
        stack.enter_context(files.lock(folder / "lock"))
        home = Home(folder, schema.origin, tuple(signers), Vault(folder, schema.origin, sealing_keys))
        writer = Writer(
            home, schema, (*(signer.verifier_key for signer in signers), *keys), clock, begin=begin
        )
        stack.callback(writer.close)
        yield writer


class Writer:
    """The one writer of a log; made by `writing`. Methods can be called from several threads."""

    def __init__(
        self,
        home: Home,
        schema: LogSchema,
        keys: Sequence[VerifierKey],
        clock: Callable[[], int],
        *,
        begin: bool,
    ) -> None:
        self._home = home
        self._wanted = schema
        self._keys = tuple(dict.fromkeys(keys))
        self._clock = clock
        # Taken in this order: one seal at a time, one append at a time, one change of the manifest.
        self._one_seal, self._writing, self._naming = RLock(), RLock(), RLock()
        self._over = False
        self._stopped: str | None
        self._sealed: Sealed
        self._grown: GrowingEnd
        self._start(begin=begin)

    @property
    def schema(self) -> LogSchema:
        """The declaration under which records are appended."""
        return self._wanted

    @property
    def sealed_size(self) -> int:
        """How many records are under a signed checkpoint."""
        return self._sealed.manifest.size

    @property
    def size(self) -> int:
        """How many records there are, sealed or not; all of them durable unless an append is under way."""
        return self._grown.end

    @property
    def manifest(self) -> Manifest:
        """What is sealed, and in which files."""
        return self._sealed.manifest

    @property
    def now(self) -> int:
        """The moment by this writer's clock."""
        return self._clock()

    @property
    def stopped(self) -> str | None:
        """Why nothing is taken in; None: all is well."""
        return self._stopped

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The archive's own statements in the log, in order."""
        return tuple(self._grown.statements)

    def append(self, records: Sequence[Record] | pa.RecordBatch, *, batch: bytes = NO_BATCH) -> Receipt:
        """Append records; they are on the disk when this returns.

        `batch` (16 bytes) is the caller's name for this append: where it was not acknowledged (a crash,
        Stopped), the same records can be appended under the same name, and those that had come through are not
        doubled. Raises BadRecord (nothing was written) or Stopped (nothing is acknowledged).
        """
        receipt, tail, ticket = self._put(records, batch, None)
        self._make_durable(tail, ticket)
        return receipt

    def append_each(
        self, pieces: Iterable[tuple[Sequence[Record] | pa.RecordBatch, bytes]]
    ) -> Generator[Receipt]:
        """Append pieces with their names: as `append`, one after the other.

        A piece is on the disk when its receipt is given; the following one is sealed while it gets there, and
        stands behind it or nowhere. Whoever does not read to the end closes it.
        """
        with ThreadPoolExecutor(1) as pool:
            waiting: tuple[Receipt, Future[None]] | None = None
            behind: OpenTail | None = None
            for piece, name in pieces:
                receipt, behind, ticket = self._put(piece, name, behind)
                following = receipt, pool.submit(self._make_durable, behind, ticket)
                if waiting is not None:
                    waiting[1].result()
                    yield waiting[0]
                waiting = following
            if waiting is not None:
                waiting[1].result()
                yield waiting[0]

    def state(self, said: Mapping[str, object]) -> int:
        """Append a statement of the archive; durable when this returns. Returns its position. Raises Stopped."""
        with self._taking():
            self._grown.be_declared()
            position = self._grown.state(said, self._grown.moment())
            tail, ticket = self._grown.tail, self._grown.tail.written
        self._make_durable(tail, ticket)
        return position

    def seal(self) -> int:
        """Put everything appended so far under a signed checkpoint. Returns the size that is sealed.

        Raises Stopped, or EvidenceBroken where the disk contradicts itself.
        """
        with self._one_seal:
            with self._taking():
                self._grown.tail.rotate()
                paths = self._grown.tail.closed()
            with self._changing():
                self._require_there()
                self._sealed = seal(self._home, self._sealed, paths, self._grown.schemas, self._clock())
            with self._writing:
                self._grown.tail.sealed(paths)
        return self.sealed_size

    def replace_sealed(self, change: Change, *, alone: bool = False) -> None:
        """Let `change` rewrite what is sealed (roll, dispose); it returns what the new manifest says.

        `alone`: nothing is appended meanwhile. Raises Stopped, and what `change` raises.
        """
        with self._one_seal:
            with self._taking():
                pass
            with self._taking() if alone else nullcontext(), self._changing():
                self._require_there()
                self._sealed = change(self._home, self._sealed, self._grown.schemas)

    def carry_out(self) -> None:
        """Carry out what two persons decided and stated in the log (carrying_out.py). Raises Stopped, EvidenceBroken."""
        due = carrying_out.Due()

        def prune(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> Sealed:
            sealed = carrying_out.prune(home, sealed, schemas, self.statements)
            due.look(home, sealed, schemas, self.statements)
            return sealed

        self.replace_sealed(prune)
        if due.shreds:
            self.replace_sealed(
                lambda home, sealed, schemas: carrying_out.shred_decided(
                    home, sealed, schemas, self.statements
                ),
                alone=True,
            )
        if due.keys:
            self.replace_sealed(carrying_out.forget_keys, alone=True)

    def roll(self) -> None:
        """Carry out what was decided; put small parts together: into months, then fiscal years.

        Raises Stopped, EvidenceBroken.
        """
        self.carry_out()
        self.replace_sealed(lambda home, sealed, schemas: roll(home, sealed, schemas, self._clock()))

    def sign_anew(self) -> None:
        """Let this writer's signers sign what is sealed: they may have taken over from others. Raises Stopped."""
        self.replace_sealed(lambda home, sealed, _schemas: renamed(home, sealed, {}, set()))

    def name_files_beside(self) -> None:
        """Let the manifest name the files beside the records as they are now. Raises Stopped.

        Keys and dictionaries that it names already stay as they are named.
        """
        with self._changing():
            self._require_there()
            named = with_files_beside(self._home, self._sealed.manifest)
            manifest = replace(self._sealed.manifest, files=dict(sorted(named.items())))
            put_manifest(self._home, manifest)
            self._sealed = Sealed(manifest, self._sealed.edge)

    @property
    def has_dictionary(self) -> bool:
        """Whether the boxes of this log share a dictionary."""
        return bool(self._home.vault.dictionaries())

    def put_dictionary(self, data: bytes) -> None:
        """Let boxes share this dictionary from now on; it is of invented records (spec 4). Raises Stopped.

        If we crash before the manifest names it, no box needs it yet, and the next start names it.
        """
        with self._taking():
            self._require_there()
            number = max(self._home.vault.dictionaries(), default=0) + 1
            self._home.vault.put(f"{DICTIONARIES}/{number}", data)
            self.name_files_beside()

    def close(self) -> None:
        """Let go of the tail. What was appended and not sealed is found at the next start."""
        with self._writing:
            self._over = True
            self._stopped = "the writer has been closed"
            self._grown.tail.close()

    def _put(
        self, records: Sequence[Record] | pa.RecordBatch, batch: bytes, behind: OpenTail | None
    ) -> tuple[Receipt, OpenTail, int]:
        """Append records, not yet durable: the tail and the ticket to wait with. Nothing, if `behind` was given up."""
        incoming = (
            checked(records, self._wanted)
            if isinstance(records, pa.RecordBatch)
            else batch_of_incoming(records, self._wanted)
        )
        if len(batch) != len(NO_BATCH):
            raise BadRecord(f"the name of an append has {len(NO_BATCH)} bytes")
        with self._taking(behind):
            known = self._grown.batches.get(batch, []) if any(batch) else []
            done = min(sum(count for _first, count in known), incoming.num_rows)
            ranges = [(first, first + count) for first, count in known]
            for first, rows in self._grown.append(incoming.slice(done), batch):
                ranges.append((first, first + rows))
            return Receipt(tuple(ranges), repeated=done), self._grown.tail, self._grown.tail.written

    # --- Starting and stopping ---------------------------------------------------------------------

    @contextmanager
    def _taking(self, behind: OpenTail | None = None) -> Iterator[None]:
        """Append, one at a time, after a new start where something had failed; none if it goes `behind` what did.

        On a failure stop openly, before anybody else can write behind what was torn.
        """
        with self._writing, self._stopping():
            if self._over or (behind is not None and (self._stopped or behind is not self._grown.tail)):
                raise Stopped(self._stopped or "what was appended before is not there")
            if self._stopped is not None:
                with self._naming:
                    self._grown.tail.give_up("started anew")
                    self._start(begin=False)
            yield

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Change the manifest, one at a time. What a failure leaves on the disk only a new start understands."""
        with self._stopping(), self._naming:
            if self._stopped is not None:
                raise Stopped(self._stopped)
            try:
                yield
            except BaseException as error:
                self._stopped = _said(error)
                raise

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        """Stop on whatever is raised; raise Stopped where it is the disk's doing."""
        try:
            yield
        except Stopped:
            self._let_go()
            raise
        except BaseException as error:
            self._stopped = _said(error)
            self._let_go()
            if isinstance(error, FAILURES):
                raise Stopped(self._stopped) from error
            raise

    def _let_go(self) -> None:
        """Of the tail, unless another thread has started anew meanwhile."""
        with self._writing:
            if self._stopped is not None:
                self._grown.tail.give_up(self._stopped)

    def _make_durable(self, tail: OpenTail, ticket: int) -> None:
        """Group commit. The tail may be an earlier one, where another thread has stopped and started anew."""
        try:
            tail.sync(ticket)
        except FAILURES as error:
            with self._writing:
                if self._grown.tail is tail:
                    self._stopped = self._stopped or _said(error)
                    self._let_go()
            raise Stopped(_said(error)) from error

    def _start(self, *, begin: bool) -> None:
        """Go on from what stands on the disk, which may be more than what was acknowledged, never less."""
        with self._naming:
            started = start(self._home, self._keys, self._clock(), begin=begin)
            self._home.vault.forget()
            self._sealed = started.sealed
            self._grown = GrowingEnd(
                self._home, self._wanted, started, clock=self._clock, have_keys=self._have_keys
            )
            self._check_wanted()
            self._stopped = None
            self._say_asides(started)

    def _require_there(self) -> None:
        """Raise where the log's folder is not there: its disk may not be mounted, and no key must be made anew."""
        manifest = self._home.folder / "manifest"
        if not manifest.exists():
            raise FileNotFoundError(errno.ENOENT, "the log is not there", str(manifest))

    def _check_wanted(self) -> None:
        known = self._grown.schemas
        last = known.get(max(known, default=0))
        follows = self._wanted.number == (last.number + 1 if last else 1)
        if last is not None and last != self._wanted and not follows:
            raise OtherSchema(f"{self._wanted.origin} follows declaration {last.number}")

    def _say_asides(self, started: Started) -> None:
        """Each file set aside is said once, also where a crash came between the two."""
        said = {each.said.get("file") for each in in_force(self._grown.statements) if each.what == "aside"}
        for aside in started.asides:
            if aside.file not in said:
                self.state(
                    {"statement": "aside", "file": aside.file, "bytes": aside.bytes, "sha256": aside.sha256}
                )

    def _have_keys(self, moment: int) -> None:
        """Make the month's and the year's keys. They are in the manifest before any record needs them."""
        missing = list(self._home.vault.missing(self._wanted, moment))
        if not missing:
            return
        self._require_there()
        for path, data in missing:
            if path in self._sealed.manifest.files:
                raise FileNotFoundError(errno.ENOENT, "the keys are not there", path)
            self._home.vault.put(path, data)
        self.name_files_beside()


def _said(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or 'the tail'}"
    return str(error) or type(error).__name__
