"""Operations of a file that other files have brought into the log already: said, and taken in all the same.

A running number tells two operations apart, so a pair is looked at only where one of them has none. What was searched
for (検索条件) is sealed in the log and not compared; the subject (対象) is, by its token. Only days of the file are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sekisho.archive.archive import Archive
from sekisho.archive.engines import Limits
from sekisho.archive.month_keys import KeyLost, Shredded
from sekisho.archive.reading import LogReader
from sekisho.archive.schema import TOKEN, at
from sekisho.archive.vault import Vault
from sekisho.intake.operations import NAME, SOURCE
from sekisho.intake.repeats import LINES_LOOKED_AT, OPEN, SUBJECT, alike, distinct, listed, some
from sekisho.intake.tables.cells_at_once import Booleans
from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.splitting import Places
from sekisho.intake.tables.times import DAY, local_day

FILES_TOLD: Final = 10
DIGITS_TOLD: Final = 12
DAYS_APART: Final = (
    31  # days that lie further apart are asked for apart, so that what lies between is not read
)
SPANS_MAX: Final = 16
FEW: Final = 256  # positions: of so few single pages are read
NEAR: Final = OPEN[:2]
_MOMENTS: Final = ("occurred_at", "received_at")


class _Other(NamedTuple):
    """One other file, when the first of these records of it came in, and the lines that are equal to them.

    Where it is not sure, they are equal in all but the subject, which cannot be compared.
    """

    source: str
    received_at: int
    lines: Places
    is_sure: bool = True


class _Compared(NamedTuple):
    """Rows of the file and records of other files that are equal where they have the same `group`.

    `mine` has `row` and the subject, `theirs` its token, `source` and `received_at`.
    """

    mine: pa.Table
    groups: Places
    theirs: pa.Table
    their_groups: Places


def with_others(
    archive: Archive,
    batch: pa.RecordBatch,
    source: str,
    *,
    sealing_keys: Mapping[str, bytes] | None,
    limits: Limits,
) -> Iterator[Finding]:
    """Rows that are equal to records of other files than `source`, told for each of these files.

    Subjects are compared by `sealing_keys`; where that cannot be done, it is said. Raises a Refused, BadSecrets.
    """
    numbered = np.asarray(pc.is_valid(batch.column("sequence")))
    found: list[_Other] = []
    for rows, unnumbered_only in ((~numbered, False), (numbered, True)):
        mine = _table(batch, np.flatnonzero(rows))
        if not mine.num_rows:
            continue
        asked = _Asked(archive, limits)
        near = asked.near(mine, source, unnumbered_only=unnumbered_only)
        if len(near):
            found += _by_subject(archive.log(NAME), _by_open(mine, asked.records(near)), sealing_keys)
    yield from _told(found)


def _table(batch: pa.RecordBatch, places: Places) -> pa.Table:
    """These rows with what is compared, moments as integers, and their line."""
    return _plain(pa.table({name: some(batch.column(name), places) for name in (*OPEN, SUBJECT, "row")}))


class _Asked(NamedTuple):
    """What the log is asked: first for little of many records, then for all of the few that are left."""

    archive: Archive
    limits: Limits

    def near(self, mine: pa.Table, source: str, *, unnumbered_only: bool) -> Places:
        """The positions of records of other files that have the moment and the operator of one of these rows."""
        moments = distinct(mine.column("occurred_at").to_numpy())
        sql = (
            f"SELECT position, {', '.join(NEAR)} FROM {NAME}"  # noqa: S608 -- constants
            " WHERE occurred_at BETWEEN ? AND ? AND source <> ?" + " AND sequence IS NULL" * unnumbered_only
        )
        found = []
        for first, last in _spans(moments):
            answer = self.archive.ask(sql, [at(first), at(last), source], limits=self.limits)
            for records in answer:
                theirs = records.column("occurred_at").cast(pa.int64()).to_numpy()
                nearest = moments[np.minimum(np.searchsorted(moments, theirs), len(moments) - 1)]
                found.append(pa.table(records.filter(pa.array(nearest == theirs))))
        held = _plain(pa.concat_tables(found)) if found else None
        if held is None or not held.num_rows:
            return np.zeros(0, np.int64)
        places, _groups, ours = _on_both_sides(mine, held, NEAR)
        return np.sort(held.column("position").to_numpy()[places[~ours] - mine.num_rows])

    def records(self, positions: Places) -> pa.Table:
        """The records at these positions, with all that is compared."""
        columns = f"position, {', '.join(OPEN)}, {SUBJECT}{TOKEN}, source, received_at"
        few = len(positions) <= FEW
        where = f"IN ({', '.join('?' * len(positions))})" if few else "BETWEEN ? AND ?"
        sql = f"SELECT {columns} FROM {NAME} WHERE position {where}"  # noqa: S608 -- constants and marks
        asked = positions.tolist() if few else [int(positions[0]), int(positions[-1])]
        answer = self.archive.ask(sql, asked, limits=self.limits)
        found = [answer.schema.empty_table()]
        for records in answer:
            there = np.isin(records.column("position").to_numpy(), positions, assume_unique=True)
            found.append(pa.table(records.filter(pa.array(there))))
        return _plain(pa.concat_tables(found))


def _spans(moments: Places) -> list[tuple[int, int]]:
    """First and last of these sorted moments, divided where many days lie between two."""
    borders = np.flatnonzero(np.diff(moments) > DAYS_APART * DAY) + 1
    runs = np.split(moments, borders) if len(borders) < SPANS_MAX else [moments]
    return [(int(run[0]), int(run[-1])) for run in runs]


def _plain(table: pa.Table) -> pa.Table:
    """In one piece, moments as integers."""
    for name in _MOMENTS:
        if name in table.column_names:
            place = table.column_names.index(name)
            table = table.set_column(place, name, table.column(name).cast(pa.int64()))
    return table.combine_chunks()


def _by_open(mine: pa.Table, theirs: pa.Table) -> _Compared:
    """What is equal in all that is not sealed."""
    places, groups, ours = _on_both_sides(mine, theirs, OPEN)
    return _Compared(
        mine.take(pa.array(places[ours])),
        groups[ours],
        theirs.take(pa.array(places[~ours] - mine.num_rows)),
        groups[~ours],
    )


def _on_both_sides(mine: pa.Table, theirs: pa.Table, names: Sequence[str]) -> tuple[Places, Places, Booleans]:
    """Rows of the one table and then of the other that are equal in these columns, as `alike`; which are of `mine`."""
    columns = [_joined(mine.column(name), theirs.column(name)) for name in names]
    is_theirs = np.arange(mine.num_rows + theirs.num_rows) >= mine.num_rows
    places, groups = alike(columns, is_theirs)
    return places, groups, ~is_theirs[places]


def _by_subject(
    log: LogReader, compared: _Compared, sealing_keys: Mapping[str, bytes] | None
) -> Iterator[_Other]:
    """Of these rows those whose subject is equal too, or may be. Its token is another one in each fiscal year of receipt."""
    subjects, their_tokens = (
        _joined(compared.mine.column(SUBJECT)),
        _joined(compared.theirs.column(SUBJECT + TOKEN)),
    )
    lines = compared.mine.column("row").to_numpy()
    received = _joined(compared.theirs.column("received_at")).dictionary_encode()  # a frame has one moment
    named = [log.schema.fiscal_year(moment) for moment in received.dictionary.to_pylist()]
    years = np.array(named, np.str_)[received.indices.to_numpy()]
    for year in np.unique(years).tolist():
        there = np.flatnonzero(years == year)
        tokens, held = _tokens(log, year, subjects, sealing_keys), their_tokens.take(pa.array(there))
        unsure = np.asarray(subjects.is_valid()) & (tokens is None)
        if tokens is None:  # at least both name somebody, or none
            tokens, held = subjects.is_valid(), held.is_valid()
        groups = np.concatenate([compared.groups, compared.their_groups[there]])
        is_theirs = np.arange(len(groups)) >= len(lines)
        places, equal = alike([pa.array(groups), _joined(tokens, held)], is_theirs)
        ours = ~is_theirs[places]
        others = compared.theirs.take(pa.array(there[places[~ours] - len(lines)]))
        for is_sure in (True, False):
            some_of = unsure[places[ours]] != is_sure
            mine, its_groups = lines[places[ours][some_of]], equal[ours][some_of]
            yield from _others(mine, its_groups, others, equal[~ours], is_sure=is_sure)


def _tokens(
    log: LogReader, year: str, subjects: pa.Array, sealing_keys: Mapping[str, bytes] | None
) -> pa.Array | None:
    """What the subjects are in the records of that year. None: its key was destroyed, or is not at hand."""
    vault = Vault(log.folder, log.manifest.origin, sealing_keys)
    try:
        return vault.tokens(SUBJECT, year, subjects)
    except (KeyLost, Shredded):
        return None


def _others(
    lines: Places, groups: Places, theirs: pa.Table, their_groups: Places, *, is_sure: bool
) -> Iterator[_Other]:
    """Which lines are equal to records of each file."""
    received = theirs.column("received_at").to_numpy()
    sources = _joined(theirs.column("source")).dictionary_encode()
    which = sources.indices.to_numpy()
    for number, source in enumerate(sources.dictionary.to_pylist()):
        held = which == number
        is_there = np.zeros(int(max(groups.max(initial=-1), their_groups.max(initial=-1))) + 1, np.bool_)
        is_there[their_groups[held]] = True
        equal = lines[is_there[groups]]
        if len(equal):
            yield _Other(source, int(received[held].min()), equal, is_sure=is_sure)


def _told(found: Sequence[_Other]) -> Iterator[Finding]:
    """One finding a file, the earliest first, and one for all rows of which it cannot be told."""
    of_source: dict[str, list[_Other]] = {}
    unsure = [each.lines for each in found if not each.is_sure]
    for each in found:
        if each.is_sure:
            of_source.setdefault(each.source, []).append(each)
    files = [
        _Other(
            source,
            min(each.received_at for each in held),
            np.unique(np.concatenate([each.lines for each in held])),
        )
        for source, held in of_source.items()
    ]
    files.sort(key=lambda each: (each.received_at, each.source))
    for other in files[:FILES_TOLD]:
        yield _finding(other)
    if len(files) > FILES_TOLD:
        rest = len(files) - FILES_TOLD
        words = Words(
            f"同じ行のあるファイルは、ほかにも{rest:,}あります。", f"{rest:,} more files hold equal rows."
        )
        yield Finding(None, None, words, Weight.TOLD)
    if unsure:
        yield _unsure(np.unique(np.concatenate(unsure)).tolist())


def _finding(other: _Other) -> Finding:
    lines = other.lines.tolist()
    digest = other.source.removeprefix(SOURCE)[:DIGITS_TOLD]
    day = local_day(other.received_at)
    words = Words(
        f"{len(lines):,}行({_lines_ja(lines)})は、{day}にほかのファイル(要約値{digest}…)から取り込まれた行と同じです。"
        "同じ操作が1秒に二度あることもあるので取り込みは止めません。同じ期間を二度出力していないか確かめてください。",
        f"{len(lines):,} rows ({_lines_en(lines)}) are equal to rows that came with another file on {day} "
        f"(SHA-256 {digest}…). Two equal operations in one second can be, so nothing is refused; look whether "
        "one period was exported twice.",
    )
    return Finding(lines[0], None, words, Weight.TOLD)


def _unsure(lines: list[int]) -> Finding:
    words = Words(
        f"{len(lines):,}行({_lines_ja(lines)})は、取り込み済みの行と、対象のほかはすべて同じです。"
        "対象を比べる鍵がないので、同じ行かどうかは分かりません。",
        f"{len(lines):,} rows ({_lines_en(lines)}) are equal to rows that other files brought in all but the "
        "subject, which cannot be compared: its key is not at hand.",
    )
    return Finding(lines[0], None, words, Weight.TOLD)


def _lines_ja(lines: list[int]) -> str:
    return listed([f"{line}行目" for line in lines[:LINES_LOOKED_AT]], "、", "ほか")


def _lines_en(lines: list[int]) -> str:
    return "lines " + listed([f"{line}" for line in lines[:LINES_LOOKED_AT]], ", ", "…")


def _joined(*columns: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The columns one below the other, as one array."""
    chunks = [
        chunk
        for column in columns
        for chunk in (column.chunks if isinstance(column, pa.ChunkedArray) else [column])
    ]
    return pa.concat_arrays(chunks) if chunks else pa.nulls(0, columns[0].type)
