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
from sekisho.archive.columns import arrow_schema
from sekisho.archive.incoming import batch_of_incoming, checked
from sekisho.archive.manifest import Manifest
from sekisho.archive.notes import Signer, VerifierKey
from sekisho.archive.open_tail import CutOff, OpenTail
from sekisho.archive.records import OWN_SOURCE, BadRecord, Kind, Record, statement_bytes
from sekisho.archive.recovery import Started, start
from sekisho.archive.rolls import renamed, roll
from sekisho.archive.schema import LogSchema, declaration
from sekisho.archive.seals import Home, Sealed, put_manifest, seal, with_files_beside
from sekisho.archive.store import (
    Statement,
    in_force,
    moments_in,
    parts_in,
    schemas_of,
    statement,
)
from sekisho.archive.tail import NO_BATCH, Frame, Payload, ipc_payload, raws_in
from sekisho.archive.vault import DICTIONARIES, Vault

ROWS_A_FRAME = 32_768
BYTES_A_FRAME = 32 * 2**20
CLOCK_JITTER = 1_000_000  # microseconds that a clock may be set back without a word about it
BATCHES_REMEMBERED_OF = 64  # the newest parts, in which an append that was not acknowledged is looked for
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
        self._tail = OpenTail(home.folder / "tail", ())
        self._stopped: str | None = "not started"
        self._over = False
        self._sealed: Sealed
        self._schemas: dict[int, LogSchema]
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
        return self._end

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
        return tuple(self._statements)

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
            self._be_declared()
            position = self._state(said, self._moment())
            tail, ticket = self._tail, self._tail.written
        self._make_durable(tail, ticket)
        return position

    def seal(self) -> int:
        """Put everything appended so far under a signed checkpoint. Returns the size that is sealed.

        Raises Stopped, or EvidenceBroken where the disk contradicts itself.
        """
        with self._one_seal:
            with self._taking():
                self._tail.rotate()
                paths = self._tail.closed()
            with self._changing():
                self._require_there()
                self._sealed = seal(self._home, self._sealed, paths, self._schemas, self._clock())
            with self._writing:
                self._tail.sealed(paths)
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
                self._sealed = change(self._home, self._sealed, self._schemas)

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
            self._tail.close()

    # --- Starting and stopping ---------------------------------------------------------------------

    @contextmanager
    def _taking(self, behind: OpenTail | None = None) -> Iterator[None]:
        """Append, one at a time, after a new start where something had failed; none if it goes `behind` what did.

        On a failure stop openly, before anybody else can write behind what was torn.
        """
        with self._writing, self._stopping():
            if self._over or (behind is not None and (self._stopped or behind is not self._tail)):
                raise Stopped(self._stopped or "what was appended before is not there")
            if self._stopped is not None:
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
                self._tail.give_up(self._stopped)

    def _make_durable(self, tail: OpenTail, ticket: int) -> None:
        """Group commit. The tail may be an earlier one, where another thread has stopped and started anew."""
        try:
            tail.sync(ticket)
        except FAILURES as error:
            with self._writing:
                if self._tail is tail:
                    self._stopped = self._stopped or _said(error)
                    self._let_go()
            raise Stopped(_said(error)) from error

    def _start(self, *, begin: bool) -> None:
        """Go on from what stands on the disk, which may be more than what was acknowledged, never less."""
        with self._naming:
            self._tail.give_up("started anew")
            started = start(self._home, self._keys, self._clock(), begin=begin)
            self._home.vault.forget()
            self._sealed = started.sealed
            self._tail = OpenTail(self._home.folder / "tail", started.tails)
            self._statements = list(started.statements)
            self._schemas = dict(schemas_of(self._statements))
            self._end = started.sealed.manifest.size
            self._last_received_at = self._last_sealed_moment()
            self._batches = self._remembered()
            for frame in started.frames:
                self._take_over(frame)
            self._check_wanted()
            self._stopped = None
            self._say_asides(started)

    def _require_there(self) -> None:
        """Raise where the log's folder is not there: its disk may not be mounted, and no key must be made anew."""
        manifest = self._home.folder / "manifest"
        if not manifest.exists():
            raise FileNotFoundError(errno.ENOENT, "the log is not there", str(manifest))

    def _take_over(self, frame: Frame) -> None:
        """A frame found in the tail."""
        self._end = frame.end
        self._last_received_at = frame.received_at
        if any(frame.batch):
            self._batches.setdefault(frame.batch, []).append((frame.first, frame.count))
        if frame.source == OWN_SOURCE:  # among them may be the declaration of all that follow
            said = [
                statement(frame.first + place, frame.received_at, raw)
                for place, raw in enumerate(raws_in(frame))
            ]
            self._statements += said
            self._schemas.update(schemas_of(said))

    def _check_wanted(self) -> None:
        last = self._schemas.get(max(self._schemas, default=0))
        follows = self._wanted.number == (last.number + 1 if last else 1)
        if last is not None and last != self._wanted and not follows:
            raise OtherSchema(f"{self._wanted.origin} follows declaration {last.number}")

    def _last_sealed_moment(self) -> int:
        named = parts_in(self._sealed.manifest)
        if not named:
            return 0
        last = named[-1]
        row = parts.rows_between(self._home.folder / last.path, last, last.end - 1, last.end)
        return int(moments_in(row)[0])

    def _remembered(self) -> dict[bytes, list[tuple[int, int]]]:
        found: dict[bytes, list[tuple[int, int]]] = {}
        for part in parts_in(self._sealed.manifest)[-BATCHES_REMEMBERED_OF:]:
            with parts.reading(self._home.folder / part.path) as opened:
                for name, ranges in opened.batches.items():
                    found.setdefault(bytes.fromhex(name), []).extend((a, b) for a, b in ranges)
        return found

    def _say_asides(self, started: Started) -> None:
        """Each file set aside is said once, also where a crash came between the two."""
        said = {each.said.get("file") for each in in_force(self._statements) if each.what == "aside"}
        for aside in started.asides:
            if aside.file not in said:
                self.state(
                    {"statement": "aside", "file": aside.file, "bytes": aside.bytes, "sha256": aside.sha256}
                )

    # --- Appending ---------------------------------------------------------------------------------

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
            known = self._batches.get(batch, []) if any(batch) else []
            done = min(sum(count for _first, count in known), incoming.num_rows)
            ranges = [(first, first + count) for first, count in known]
            for first, rows in self._append(incoming.slice(done), batch):
                ranges.append((first, first + rows))
            return Receipt(tuple(ranges), repeated=done), self._tail, self._tail.written

    # --- With the lock held ------------------------------------------------------------------------

    def _append(self, incoming: pa.RecordBatch, batch: bytes) -> Iterator[tuple[int, int]]:
        if not incoming.num_rows:
            return
        self._be_declared()
        source = incoming.column("source")[0].as_py()
        for piece in _pieces(incoming):
            moment = self._moment()
            first = self._end
            stored = self._home.vault.sealed(self._wanted, piece, first, moment)
            self._write(self._frame(stored, moment, source=source, batch=batch))
            if any(batch):
                self._batches.setdefault(batch, []).append((first, piece.num_rows))
            yield first, piece.num_rows

    def _be_declared(self) -> None:
        """Let the log's first record, and the first after a change, be its declaration."""
        if self._schemas.get(self._wanted.number) is None:
            self._schemas[self._wanted.number] = self._wanted
            try:
                self._state(declaration(self._wanted), self._moment())
            except BaseException:
                del self._schemas[self._wanted.number]
                raise

    def _moment(self) -> int:
        """Now, never before the last record but for a `clock` statement that says so; its keys are there.

        A clock that was set back into a month whose keys were shredded is not followed: nothing can be sealed there.
        """
        now = self._clock()
        if self._last_received_at - CLOCK_JITTER <= now < self._last_received_at:
            now = self._last_received_at
        while self._home.vault.is_shut(self._wanted, now):
            now = max(self._wanted.month_ends(self._wanted.month(now)), self._last_received_at)
        self._have_keys(now)
        if now < self._last_received_at:
            before, self._last_received_at = self._last_received_at, now
            self._state({"statement": "clock", "before": before, "after": now}, now)
        return now

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

    def _state(self, said: Mapping[str, object], moment: int) -> int:
        raw = statement_bytes(said)
        fields = arrow_schema(self._wanted, envelope=False)
        values: dict[str, object] = {"kind": Kind.STATEMENT, "source": OWN_SOURCE, "raw": raw}
        row = pa.record_batch(
            [pa.array([values.get(field.name)], field.type) for field in fields], schema=fields
        )
        position = self._end
        self._write(self._frame(row, moment, source=OWN_SOURCE, batch=NO_BATCH))
        self._statements.append(statement(position, moment, raw))
        return position

    def _frame(self, stored: pa.RecordBatch, moment: int, *, source: str, batch: bytes) -> Frame:
        return Frame(
            first=self._end,
            received_at=moment,
            count=stored.num_rows,
            payload_kind=Payload.ARROW,
            schema=self._wanted.number,
            source=source,
            payload=ipc_payload(stored),
            batch=batch,
        )

    def _write(self, frame: Frame) -> None:
        self._tail.write(frame)
        self._end = frame.end
        self._last_received_at = frame.received_at


def _pieces(incoming: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Slices that fit a frame."""
    begin = 0
    while begin < incoming.num_rows:
        take = min(ROWS_A_FRAME, incoming.num_rows - begin)
        while take > 1 and incoming.slice(begin, take).nbytes > BYTES_A_FRAME:
            take = (take + 1) // 2
        yield incoming.slice(begin, take)
        begin += take


def _said(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or 'the tail'}"
    return str(error) or type(error).__name__
