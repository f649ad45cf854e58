"""The growing end of a log: frames are written behind what stands there, each with its moment, keys and declaration.

What is written is not yet durable; the writer waits for that, and sees to it that one thread writes at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pyarrow as pa

from sekisho.archive import parts
from sekisho.archive.columns import arrow_schema
from sekisho.archive.manifest import Manifest
from sekisho.archive.open_tail import OpenTail
from sekisho.archive.records import OWN_SOURCE, Kind, statement_bytes
from sekisho.archive.recovery import Started
from sekisho.archive.schema import LogSchema, declaration
from sekisho.archive.seals import Home
from sekisho.archive.store import Statement, moments_in, parts_in, schemas_of, statement
from sekisho.archive.tail import NO_BATCH, Frame, Payload, ipc_payload, raws_in

ROWS_A_FRAME: Final = 32_768
BYTES_A_FRAME: Final = 32 * 2**20
CLOCK_JITTER: Final = 1_000_000  # microseconds that a clock may be set back without a word about it
BATCHES_REMEMBERED_OF: Final = 64  # newest parts, in which an append that was not acknowledged is looked for


class GrowingEnd:
    """The end of a log from one start of its writer to the next.

    `have_keys` makes the keys of a moment where they are missing. `statements` are the archive's own in the log,
    `schemas` its declarations by number, `batches` the ranges that were appended under a name, as first position
    and count.
    """

    def __init__(
        self,
        home: Home,
        wanted: LogSchema,
        started: Started,
        *,
        clock: Callable[[], int],
        have_keys: Callable[[int], None],
    ) -> None:
        self.tail = OpenTail(home.folder / "tail", started.tails)
        self.end = started.sealed.manifest.size
        self.statements: list[Statement] = list(started.statements)
        self.schemas: dict[int, LogSchema] = dict(schemas_of(self.statements))
        self.batches = _remembered(home, started.sealed.manifest)
        self._home, self._wanted = home, wanted
        self._clock, self._have_keys = clock, have_keys
        self._last_received_at = _last_moment(home, started.sealed.manifest)
        for frame in started.frames:
            self._take_over(frame)

    def append(self, incoming: pa.RecordBatch, batch: bytes) -> Iterator[tuple[int, int]]:
        """Write records under that name; yields the first position and the count of each frame. Raises OSError, CutOff."""
        if not incoming.num_rows:
            return
        self.be_declared()
        source = incoming.column("source")[0].as_py()
        for piece in _pieces(incoming):
            moment = self.moment()
            first = self.end
            stored = self._home.vault.sealed(self._wanted, piece, first, moment)
            self._write(self._frame(stored, moment, source=source, batch=batch))
            if any(batch):
                self.batches.setdefault(batch, []).append((first, piece.num_rows))
            yield first, piece.num_rows

    def state(self, said: Mapping[str, object], moment: int) -> int:
        """Write a statement of the archive; its position. Raises OSError, CutOff."""
        raw = statement_bytes(said)
        fields = arrow_schema(self._wanted, envelope=False)
        values: dict[str, object] = {"kind": Kind.STATEMENT, "source": OWN_SOURCE, "raw": raw}
        row = pa.record_batch(
            [pa.array([values.get(field.name)], field.type) for field in fields], schema=fields
        )
        position = self.end
        self._write(self._frame(row, moment, source=OWN_SOURCE, batch=NO_BATCH))
        self.statements.append(statement(position, moment, raw))
        return position

    def be_declared(self) -> None:
        """Let the log's first record, and the first after a change, be its declaration. Raises OSError, CutOff."""
        if self.schemas.get(self._wanted.number) is None:
            self.schemas[self._wanted.number] = self._wanted
            try:
                self.state(declaration(self._wanted), self.moment())
            except BaseException:
                del self.schemas[self._wanted.number]
                raise

    def moment(self) -> int:
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
            self.state({"statement": "clock", "before": before, "after": now}, now)
        return now

    def _take_over(self, frame: Frame) -> None:
        """A frame found in the tail."""
        self.end = frame.end
        self._last_received_at = frame.received_at
        if any(frame.batch):
            self.batches.setdefault(frame.batch, []).append((frame.first, frame.count))
        if frame.source == OWN_SOURCE:  # among them may be the declaration of all that follow
            said = [
                statement(frame.first + place, frame.received_at, raw)
                for place, raw in enumerate(raws_in(frame))
            ]
            self.statements += said
            self.schemas.update(schemas_of(said))

    def _frame(self, stored: pa.RecordBatch, moment: int, *, source: str, batch: bytes) -> Frame:
        return Frame(
            first=self.end,
            received_at=moment,
            count=stored.num_rows,
            payload_kind=Payload.ARROW,
            schema=self._wanted.number,
            source=source,
            payload=ipc_payload(stored),
            batch=batch,
        )

    def _write(self, frame: Frame) -> None:
        self.tail.write(frame)
        self.end = frame.end
        self._last_received_at = frame.received_at


def _last_moment(home: Home, manifest: Manifest) -> int:
    """When the last sealed record was received; 0 where there is none."""
    named = parts_in(manifest)
    if not named:
        return 0
    last = named[-1]
    return int(moments_in(parts.rows_between(home.folder / last.path, last, last.end - 1, last.end))[0])


def _remembered(home: Home, manifest: Manifest) -> dict[bytes, list[tuple[int, int]]]:
    """The named appends of the newest sealed parts."""
    found: dict[bytes, list[tuple[int, int]]] = {}
    for part in parts_in(manifest)[-BATCHES_REMEMBERED_OF:]:
        with parts.reading(home.folder / part.path) as opened:
            for name, ranges in opened.batches.items():
                found.setdefault(bytes.fromhex(name), []).extend((a, b) for a, b in ranges)
    return found


def _pieces(incoming: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Slices that fit a frame."""
    begin = 0
    while begin < incoming.num_rows:
        take = min(ROWS_A_FRAME, incoming.num_rows - begin)
        while take > 1 and incoming.slice(begin, take).nbytes > BYTES_A_FRAME:
            take = (take + 1) // 2
        yield incoming.slice(begin, take)
        begin += take
