"""A judged file into the log `operations`, and what the log then lacks.

What holds if we crash: nothing of a file is appended before all of it was judged. What was acknowledged is durable.
The records name the file by its SHA-256 and their line in it, so that the next import of the same file appends
the rest and doubles nothing, however long ago the first one was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from sekisho.archive.archive import Archive
from sekisho.archive.engines import Limits
from sekisho.archive.growing import ROWS_A_FRAME
from sekisho.archive.rollup_views import FOLDER
from sekisho.archive.tail import NO_BATCH
from sekisho.archive.writer import Writer
from sekisho.intake.dictionary import operations_dictionary
from sekisho.intake.operations import NAME, Judged
from sekisho.intake.repeats import within
from sekisho.intake.repeats_elsewhere import with_others
from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.splitting import Places
from sekisho.intake.tables.times import local_day
from sekisho.intake.tables.values import YEARS

WORKING_DAYS: Final = 5  # Monday to Friday
FILE_BYTES_MAX: Final = 2**30
WHEN, NUMBER = "操作日時", "連番"  # what these columns are called in a finding
LIMITS: Final = Limits(seconds=600, memory_mib=1024)
GAPS_TOLD_MAX: Final = 200
NUMBERS_BACK: Final = (10_000, 2**64)
CLOCKS_APART: Final = 3_600_000_000  # microseconds by which two clocks may differ without a word
FIRST_DAY: Final = date(YEARS.start, 1, 1)  # of an operation; a log may hold what no calendar has
IsOpen = Callable[[date], bool]
Acknowledge = Callable[[int], None]


class Taken(NamedTuple):
    """What became of a file: `row_count` rows = `stored` + `refused` + `already` there.

    `equal` are those of the findings that tell of rows that stand twice.
    """

    row_count: int
    stored: int
    refused: int
    already: int
    findings: tuple[Finding, ...]
    equal: tuple[Finding, ...] = ()


class Foreseen(NamedTuple):
    """What is said of a file before anything of it is stored.

    `there` are its lines that the log holds; `already` of them are rows, by the profile of this time. `fresh` more could
    be stored.
    """

    there: Places
    already: int
    fresh: int
    findings: tuple[Finding, ...]
    equal: tuple[Finding, ...]


def weekdays(day: date) -> bool:
    """Whether it is one of Monday to Friday: the calendar of whoever gives none."""
    return day.weekday() < WORKING_DAYS


def take_in(
    archive: Archive,
    log: Writer,
    judged: Judged,
    *,
    partial: bool = False,
    acknowledge: Acknowledge = lambda _count: None,
    is_open: IsOpen = weekdays,
    sealing_keys: Mapping[str, bytes] | None = None,
) -> Taken:
    """Append the rows of a judged file that the log does not hold yet, and seal them.

    All or nothing, unless `partial`: then the good rows. `acknowledge` is told how many records of the file are
    durable, each time some are. By `sealing_keys` rows are known that other files brought too. Raises Stopped,
    EvidenceBroken, a Refused of the engine.
    """
    log.seal()  # what an interrupted import left in the tail, so that it is seen
    seen = foreseen(archive, judged, now=log.now, sealing_keys=sealing_keys)
    already, fresh = seen.already, _fresh(judged, seen.there, partial=partial)
    if already:
        acknowledge(already)
    if fresh.num_rows and not log.has_dictionary:
        log.put_dictionary(operations_dictionary())
    stored = 0
    with closing(log.append_each(_pieces(fresh, judged.source, len(seen.there)))) as receipts:
        for receipt in receipts:
            stored += receipt.count
            acknowledge(already + stored)
    log.seal()
    told = (
        tuple(gaps(archive, judged, stored=stored, until=local_day(log.now), is_open=is_open))
        if stored or already
        else ()
    )
    return Taken(
        judged.row_count,
        stored,
        judged.row_count - already - stored,
        already,
        (*judged.findings, *seen.findings, *told),
        seen.equal,
    )


def foreseen(
    archive: Archive, judged: Judged, *, now: int, sealing_keys: Mapping[str, bytes] | None = None
) -> Foreseen:
    """What `take_in` says of the rows of a file, as far as it is known before; writes nothing.

    `now` in microseconds since 1970. Raises a Refused of the engine, KeyLost.
    """
    is_begun = NAME in archive.logs and archive.log(NAME).manifest.size > 0
    there = lines_there(archive, judged.source) if is_begun else np.zeros(0, np.int64)
    fresh = _fresh(judged, there, partial=True)
    told = [_known(len(there))] if len(there) else []
    told += _ahead(fresh, now)
    equal = list(within(judged.batch))
    if is_begun and fresh.num_rows:
        equal += with_others(archive, fresh, judged.source, sealing_keys=sealing_keys, limits=LIMITS)
    already = int(np.isin(judged.lines, there).sum()) if len(there) else 0
    return Foreseen(there, already, fresh.num_rows, (*told, *equal), tuple(equal))


def _fresh(judged: Judged, there: Places, *, partial: bool) -> pa.RecordBatch:
    """The rows of the file that are to be appended: not those `there`."""
    if judged.faulty and not partial:
        return judged.batch.slice(0, 0)
    rows = judged.batch.column("row").to_numpy(zero_copy_only=False)
    return judged.batch.filter(pa.array(~np.isin(rows, there))) if len(there) else judged.batch


def lines_there(archive: Archive, source: str) -> Places:
    """The lines of the file with that source that the log holds."""
    answer = archive.ask('SELECT "row" FROM operations WHERE source = ?', [source], limits=LIMITS)
    return np.asarray(answer.read_all().column(0).to_numpy(), np.int64)


def gaps(archive: Archive, judged: Judged, *, stored: int, until: date, is_open: IsOpen) -> Iterator[Finding]:
    """What the log lacks: days before `until` without a record, and holes and repeats of the running number."""
    yield from _missing_days(archive, until, is_open)
    if stored:
        yield from _running_numbers(archive, judged)


def _ahead(fresh: pa.RecordBatch, now: int) -> Iterator[Finding]:
    """Operations that have not happened yet by our clock: one of the two clocks is wrong."""
    moments = fresh.column("occurred_at").cast(pa.int64()).to_numpy(zero_copy_only=False)
    ahead = np.flatnonzero(moments > now + CLOCKS_APART)
    count = len(ahead)
    if count:
        words = Words(
            f"今より後の日時の行が{count:,}あります。どちらかの時計が合っていません。",
            f"{count:,} rows lie in the future: one of the two clocks is wrong.",
        )
        yield Finding(fresh.column("row")[int(ahead[0])].as_py(), WHEN, words, Weight.TOLD)


def _pieces(fresh: pa.RecordBatch, source: str, there: int) -> Iterator[tuple[pa.RecordBatch, bytes]]:
    """The records in pieces of a frame, each with its name."""
    for begin in range(0, fresh.num_rows, ROWS_A_FRAME):
        yield fresh.slice(begin, ROWS_A_FRAME), _batch_name(source, there + begin)


def _batch_name(source: str, begin: int) -> bytes:
    """The name of the append that begins with that record of the file: 16 bytes."""
    return hashlib.sha256(f"{source} {begin}".encode()).digest()[: len(NO_BATCH)]


def _known(already: int) -> Finding:
    words = Words(
        f"同じファイルの{already:,}行はもう取り込まれています。二重には取り込みません。",
        f"{already:,} rows of the same file are there already, and are not taken in twice.",
    )
    return Finding(None, None, words, Weight.TOLD)


def _missing_days(archive: Archive, until: date, is_open: IsOpen) -> Iterator[Finding]:
    """A record of a day that has not come yet, or that can be none of an operation, says nothing of the days between."""
    if not any(path.startswith(f"{FOLDER}/") for path in archive.log(NAME).manifest.files):
        return
    sql = f"SELECT DISTINCT day FROM {NAME}_by_hour WHERE day >= ? AND day < ? ORDER BY day"  # noqa: S608 -- a constant
    answer = archive.ask(sql, [FIRST_DAY, until], limits=LIMITS)
    held = answer.read_all().column(0).to_pylist()
    if not held:
        return
    known = set(held)
    span = (held[0] + timedelta(days=n) for n in range((held[-1] - held[0]).days))
    missing = [day for day in span if day not in known and is_open(day)]
    for first, last, count in _runs(missing, is_open):
        days_ja = f"{first}" if first == last else f"{first}から{last}まで({count}日)"
        days_en = f"{first}" if first == last else f"{first} to {last} ({count} days)"
        words = Words(
            f"開庁日なのに記録がありません: {days_ja}。", f"No record on a business day: {days_en}."
        )
        yield Finding(None, WHEN, words, Weight.TOLD)


def _runs(missing: Sequence[date], is_open: IsOpen) -> Iterator[tuple[date, date, int]]:
    """Missing business days that follow one another, closed days between them or not: first, last, how many."""
    begin = 0
    for place, day in enumerate(missing):
        after = day + timedelta(days=1)
        following = missing[place + 1] if place + 1 < len(missing) else None
        while following is not None and after < following and not is_open(after):
            after += timedelta(days=1)
        if following != after:
            yield missing[begin], day, place + 1 - begin
            begin = place + 1


def _running_numbers(archive: Archive, judged: Judged) -> Iterator[Finding]:
    """Numbers that no file holds between the file before and the end of this one; those that two hold, or one twice."""
    column = judged.batch.column("sequence").drop_null()
    if not len(column):
        return
    numbers, counts = np.unique(column.to_numpy(zero_copy_only=False), return_counts=True)
    low, high = int(numbers[0]), int(numbers[-1])
    again, held = _with_others(archive, judged.source, numbers)
    if again:
        yield _told(
            f"{low}から{high}までの連番のうち{again:,}件は、他のファイルの記録にもあります。",
            f"{again:,} running numbers between {low} and {high} are those of records of other files too.",
        )
    before = _number_before(archive, low)
    if before is not None and before + 1 < low:
        yield _hole(before + 1, low - 1)
    holes = zip((held[:-1, 1] + 1).tolist(), (held[1:, 0] - 1).tolist(), strict=True)
    places = sorted([*holes, *((number, None) for number in numbers[counts > 1].tolist())], key=_first)
    for first, last in places[:GAPS_TOLD_MAX]:
        if last is None:
            yield _told(f"連番{first}が二度あります。", f"The running number {first} is there twice.")
        else:
            yield _hole(first, last)
    if len(places) > GAPS_TOLD_MAX:
        rest = len(places) - GAPS_TOLD_MAX
        yield _told(
            f"連番の欠番・重複はほかに{rest:,}か所あります。", f"{rest:,} more holes and repeats follow."
        )


def _first(place: tuple[int, int | None]) -> int:
    return place[0]


def _with_others(archive: Archive, source: str, numbers: Places) -> tuple[int, Places]:
    """How many of the file's `numbers`, sorted, other files hold too, and the runs from first to last that any holds.

    Runs, for the records of years may lie between a number that was mistyped and the next one.
    """
    again, held = np.zeros(len(numbers), np.bool_), _number_runs(numbers)
    answer = archive.ask(
        "SELECT sequence FROM operations WHERE sequence BETWEEN ? AND ? AND source <> ?",
        [int(numbers[0]), int(numbers[-1]), source],
        limits=LIMITS,
    )
    for batch in answer:
        others = np.unique(batch.column(0).to_numpy(zero_copy_only=False))
        again |= np.isin(numbers, others)
        held = _joined(np.concatenate([held, _number_runs(others)]))
    return int(again.sum()), held


def _number_runs(numbers: Places) -> Places:
    """First and last of each run of sorted numbers without a hole."""
    ends = np.flatnonzero(np.diff(numbers) != 1)
    begins = np.concatenate([[0], ends + 1]) if len(numbers) else ends
    last = np.concatenate([ends, [len(numbers) - 1]]) if len(numbers) else ends
    return np.stack([numbers[begins], numbers[last]], axis=1)


def _joined(found: Places) -> Places:
    """The same numbers in as few runs as there can be."""
    found = found[np.argsort(found[:, 0], kind="stable")]
    reached = np.maximum.accumulate(found[:, 1])
    begins = np.flatnonzero(np.concatenate([[True], found[1:, 0] - 1 > reached[:-1]]))
    return np.stack([found[begins, 0], np.append(reached[begins[1:] - 1], reached[-1])], axis=1)


def _number_before(archive: Archive, low: int) -> int | None:
    """The largest number below. It mostly stands close by: parts of the log that lie further off are not read then."""
    for reach in NUMBERS_BACK:
        answer = archive.ask(
            "SELECT max(sequence) FROM operations WHERE sequence >= ? AND sequence < ?",
            [max(low - reach, -(2**63)), low],
            limits=LIMITS,
        )
        (found,) = answer.read_all().column(0).to_pylist()
        if found is not None:
            return int(found)
    return None


def _hole(first: int, last: int) -> Finding:
    span = f"{first}" if first == last else f"{first}–{last}"
    return _told(f"連番{span}がありません。", f"The running number {span} is missing.")


def _told(ja: str, en: str) -> Finding:
    return Finding(None, NUMBER, Words(ja, en), Weight.TOLD)
