"""A log at work, and the client that appends to it: it tells what was acknowledged, and tries the rest again."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive import growing, open_tail, rolls
from sekisho.archive.disposal import disposable, dispose
from sekisho.archive.handovers import Spans
from sekisho.archive.incoming import batch_of_incoming
from sekisho.archive.month_keys import kek_id
from sekisho.archive.notes import Ed25519Signer
from sekisho.archive.records import Record
from sekisho.archive.retention import Decided, NotWholeBlocks
from sekisho.archive.schema import Column, ColumnType, LogSchema
from sekisho.archive.tail import NO_BATCH
from sekisho.archive.writer import Receipt, Writer, writing

LOG = "operations"
BASE = "katsuragi.example/sekisho"
ORIGIN = f"{BASE}/{LOG}"
SIGNER = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(sha256(b"the log").digest()))
SPANS = Spans(BASE, (SIGNER.verifier_key.public_key,), ())
SEALING_KEY = sha256(b"the town").digest()
SEALING_KEYS = {kek_id(SEALING_KEY): SEALING_KEY}
SCHEMA = LogSchema(
    ORIGIN,
    (
        Column("client_batch", ColumnType.INTEGER),
        Column("client_row", ColumnType.INTEGER),
        Column("subject", ColumnType.TEXT, personal=True, token=True),
    ),
    raw_personal=True,
)
SECOND, HOUR, DAY = 1_000_000, 3_600_000_000, 86_400_000_000
BEGINNING = 1_795_000_000_000_000  # in November 2026
ROWS = (1, 2, 3, 20, 60, 150)
PADS = (0, 10, 40, 400)
LONG = 66_000  # bytes: a record whose short form stands in the entry
TAIL_BYTES, ROWS_A_FRAME, FAN_IN = 16_000, 70, 3  # small, so that a short case comes to all of it
CACHED = 512
AGING = (901, 902, 904, 905, 906, 907, 908, 909)  # the appends of an aged log; the first two are large
UNNAMED = 7  # every so many-th append has no name, and its client does not try again

DOING = "doing"
Tell = Callable[[str], None]


class Verb(Enum):
    """What a client does."""

    APPEND = "append"
    STATE = "state"
    SEAL = "seal"
    ROLL = "roll"
    DISPOSE = "dispose"
    LEAP = "leap"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `number` names the append or the statement, or says how many seconds the clock leaps."""

    verb: Verb
    number: int = 0


@dataclass(slots=True)
class Clock:
    """A clock that runs by being asked. It can be set, forwards and backwards."""

    now: int = BEGINNING
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> int:
        """Microseconds; three seconds later each time."""
        with self._asking:
            self.now += 3 * SECOND
            return self.now


def small() -> AbstractContextManager[ExitStack]:
    """The archive with small tail files, small frames, and rolls of few parts."""
    stack = ExitStack()
    stack.enter_context(patch.object(open_tail, "TAIL_BYTES", TAIL_BYTES))
    stack.enter_context(patch.object(growing, "ROWS_A_FRAME", ROWS_A_FRAME))
    stack.enter_context(patch.object(rolls, "FAN_IN", FAN_IN))
    return stack


@contextmanager
def opened(log: Path, clock: Clock) -> Iterator[Writer]:
    """The writer of the log in that folder."""
    with writing(log, SCHEMA, signers=[SIGNER], sealing_keys=SEALING_KEYS, clock=clock) as found:
        yield found


def steps(rng: random.Random, first: int, count: int, *, aged: bool = False) -> list[Step]:
    """What a client does: `count` steps, its appends and statements numbered from `first` on.

    On an aged log (see `age`) more often what only an aged one can do.
    """
    verbs = (
        [Verb.APPEND] * 12 + [Verb.SEAL] * 6 + [Verb.STATE] * 2 + [Verb.LEAP] * 2 + [Verb.ROLL, Verb.DISPOSE]
    )
    verbs += [Verb.ROLL, Verb.DISPOSE] * (4 if aged else 0)
    leaps = (HOUR, DAY, 31 * DAY, 31 * DAY, 70 * DAY, 365 * DAY, -SECOND // 2, -HOUR, -40 * DAY)
    found = []
    for number in range(first, first + count):
        begin = (Verb.APPEND, Verb.ROLL, Verb.DISPOSE) if aged else (Verb.APPEND,)
        verb = rng.choice(verbs if number > first else begin)
        found.append(Step(verb, rng.choice(leaps) if verb is Verb.LEAP else number))
    return found


def age(log: Path, clock: Clock, tell: Tell) -> None:
    """Let the log have parts and checkpoints of several months, of which some may be disposed of."""
    with opened(log, clock) as writer:
        age_with(writer, clock, tell)


def age_with(writer: Writer, clock: Clock, tell: Tell) -> None:
    """As `age`."""
    for number in AGING:
        append(writer, number, tell)
        if number % 2:
            tell(f"seal {writer.seal()}")
        clock.now += 12 * DAY  # no longer: it would count as a clock that was set


def name_of(number: int) -> bytes:
    """The client's name of an append; none for some."""
    return NO_BATCH if number % UNNAMED == 0 else sha256(b"%d" % number).digest()[:16]


@lru_cache(CACHED)
def raws_of(number: int) -> tuple[bytes, ...]:
    """The raw bytes of the records of append `number`: always the same."""
    rng = random.Random(number)
    rows = rng.choice(ROWS) if number not in AGING else ROWS[-1] if number in AGING[:2] else 1
    pads = [rng.choice(PADS) for _ in range(rows)]
    if rng.random() < 0.05:
        pads[0] = LONG
    return tuple(b"%d/%d " % (number, row) + rng.randbytes(pad) for row, pad in enumerate(pads))


@lru_cache(CACHED)
def records_of(number: int) -> pa.RecordBatch:
    """The records of append `number`, as columns."""
    return batch_of_incoming(
        [
            Record("gate", raw, {"client_batch": number, "client_row": row, "subject": f"{number}"})
            for row, raw in enumerate(raws_of(number))
        ],
        SCHEMA,
    )


def _said(number: int, receipt: Receipt) -> str:
    return " ".join(["append", str(number), *(f"{first}-{end}" for first, end in receipt.ranges)])


def said_of(number: int) -> dict[str, object]:
    """What statement `number` says."""
    return {"statement": "remark", "number": number}


def append(writer: Writer, number: int, tell: Tell) -> None:
    """Append, and tell where it stands once that is acknowledged."""
    tell(_said(number, writer.append(records_of(number), batch=name_of(number))))


def append_each(writer: Writer, numbers: Sequence[int], tell: Tell) -> None:
    """As `append`, one after the other, each sealed while the last one gets to the disk."""
    pieces = ((records_of(number), name_of(number)) for number in numbers)
    with closing(writer.append_each(pieces)) as receipts:
        for number, receipt in zip(numbers, receipts, strict=True):
            tell(_said(number, receipt))


def work(log: Path, todo: Sequence[Step], clock: Clock, tell: Tell, *, threads: int = 1) -> None:
    """Open the log and do the steps; with several threads the appends are made by all but the first.

    With one thread, appends that follow one another are given to the log as an import gives it its pieces.
    """
    with opened(log, clock) as found:
        if threads > 1:
            _at_once(found, todo, clock, tell, threads)
            return
        for verb, run in groupby(todo, key=attrgetter("verb")):
            together = list(run)
            if verb is Verb.APPEND and len(together) > 1:
                tell(f"{DOING} {verb.value}")
                append_each(found, [step.number for step in together], tell)
            else:
                for step in together:
                    do(found, step, clock, tell)


def do(writer: Writer, step: Step, clock: Clock, tell: Tell) -> None:
    """Do one step, and tell that it begins and what was acknowledged."""
    tell(f"{DOING} {step.verb.value}")
    match step.verb:
        case Verb.APPEND:
            append(writer, step.number, tell)
        case Verb.STATE:
            tell(f"state {step.number} {writer.state(said_of(step.number))}")
        case Verb.SEAL:
            tell(f"seal {writer.seal()}")
        case Verb.ROLL:
            writer.roll()
            tell("roll")
        case Verb.DISPOSE:
            _dispose(writer, clock, tell)
        case Verb.LEAP:
            clock.now += step.number


def kept_a_month(day: date) -> date:
    """A floor that a case can live to see."""
    return day + timedelta(days=30)


def _dispose(writer: Writer, clock: Clock, tell: Tell) -> None:
    today = SCHEMA.local_day(clock())
    may = disposable(writer, kept_a_month, today)
    if may.end > may.first:
        tell(f"deciding {may.end}")  # not acknowledged, yet from here on these records may be gone
        decided = [Decided(person, today) for person in ("records officer", "archivist")]
        with suppress(NotWholeBlocks):  # another thread has disposed of them meanwhile
            dispose(
                writer,
                end=may.end,
                keep_until=kept_a_month,
                decided=decided,
                certificate="1",
                clock_day=today,
            )
        tell(f"disposed {may.end}")


def _at_once(writer: Writer, todo: Sequence[Step], clock: Clock, tell: Tell, threads: int) -> None:
    appends = [step for step in todo if step.verb is Verb.APPEND]
    others = [step for step in todo if step.verb is not Verb.APPEND]
    parts: list[Iterable[Step]] = [others, *(appends[place :: threads - 1] for place in range(threads - 1))]
    raised: list[BaseException] = []

    def run(part: Iterable[Step]) -> None:
        try:
            for step in part:
                do(writer, step, clock, tell)
        except BaseException as error:  # noqa: BLE001 -- raised again by the thread that waits
            raised.append(error)

    running = [threading.Thread(target=run, args=(part,)) for part in parts]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if raised:  # who was killed says more than who was told that the writer has stopped
        raise next((error for error in raised if not isinstance(error, Exception)), raised[0])
