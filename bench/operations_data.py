"""Seven years of a town's operation history, made up: the same rows for the same number, on any machine.

Time-ordered to the millisecond, in opening hours but for a few; 500 operators of very different diligence, 200 terminals,
12 businesses, 40 processes, residents of whom some are looked up often and most rarely, and people
from elsewhere. Nothing here is about anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

SEED = 20190401
OPENED_ON, CLOSED_ON = date(2019, 4, 1), date(2026, 4, 1)
JAPAN = timedelta(hours=9)
DAY = 86_400_000_000
OPERATORS, TERMINALS, BUSINESSES, PROCESSES, REASONS = 500, 200, 12, 40, 200
RESIDENTS = 800_000
PLANTED = 5  # the month of a fiscal year, from 0, in which the subject asked for is looked up for certain
COLUMNS = (
    "occurred_at", "operator_id", "terminal", "business", "process", "subject", "reason", "result", "hit_count",
)  # fmt: skip
PERSONAL = "search_condition"
MONTH_ASKED = "2023-06"
OPERATOR_ASKED = "U0040"

Integers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Month:
    """The operations of one local month, in order of time; `rows` has COLUMNS and PERSONAL."""

    name: str
    rows: pa.RecordBatch

    def days(self) -> Iterator[pa.RecordBatch]:
        """The rows of one local day after the other."""
        moments = self.rows.column(0).cast(pa.int64()).to_numpy()
        days = (moments + int(JAPAN.total_seconds()) * 1_000_000) // DAY
        borders = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(days)]
        for begin, end in pairwise(borders):
            if end > begin:
                yield self.rows.slice(begin, end - begin)


@dataclass(frozen=True, slots=True)
class Town:
    """Who works there, with what, for whom."""

    operators: pa.Array
    weights: Reals
    terminals: pa.Array
    own_terminal: Integers
    businesses: pa.Array
    own_businesses: Integers
    processes: pa.Array
    residents: Integers
    reasons: pa.Array
    results: pa.Array
    kana: pa.Array
    years: pa.Array

    @property
    def subject_asked(self) -> int:
        """A resident of middling fame, looked up at least once in every fiscal year."""
        return int(self.residents[RESIDENTS // 2])


def town() -> Town:
    """The same town every time."""
    random = np.random.default_rng(SEED)
    weights = (np.arange(OPERATORS) + 2.0) ** -1.1
    families = [a + b for a in "ｱｲｶｷｻｼﾀﾅﾊﾏﾔﾜ" for b in ("ﾅｶ", "ﾑﾗ", "ﾀﾞ", "ﾓﾄ", "ﾊﾞﾔｼ", "ｶﾞﾜ", "ﾉ", "ｼﾏ")]
    given = [
        a + b for a in ("ﾀ", "ﾖｼ", "ｶｽﾞ", "ﾋﾛ", "ﾐ", "ﾕｳ", "ｹﾝ", "ｱｷ") for b in ("ｺ", "ｵ", "ﾄ", "ﾐ", "ﾛｳ", "ｶ")
    ]
    asked, about = (
        ("窓口", "郵送", "電話", "庁内照会", "職権"),
        ("住民票", "戸籍附票", "税証明", "国保", "介護", "児童手当", "転入", "転出"),
    )
    why = ("交付申請", "記載の確認", "資格の確認", "異動の処理", "送付先の確認")
    return Town(
        operators=_codes("U", OPERATORS, 4),
        weights=weights / weights.sum(),
        terminals=_codes("T", TERMINALS, 3),
        own_terminal=random.integers(0, TERMINALS, OPERATORS),
        businesses=_codes("B", BUSINESSES, 2),
        own_businesses=np.argsort(random.random((OPERATORS, BUSINESSES)), axis=1)[:, :3].astype(np.int64),
        processes=_codes("P", PROCESSES, 3),
        residents=random.integers(10**10, 10**11, RESIDENTS),
        reasons=pa.array([f"{a}・{b}・{c}" for a in asked for b in about for c in why][:REASONS]),
        results=pa.array(["正常", "該当なし", "中断", "異常"]),
        kana=pa.array([f"{a} {b}" for a in families for b in given]),
        years=pa.array(
            [f"昭和{year}年" for year in range(1, 64)] + [f"平成{year}年" for year in range(1, 31)]
        ),
    )


def months(rows: int) -> Iterator[Month]:
    """The operations, month by month. The rows of a month depend on the number of all and on nothing else."""
    place = town()
    spans = list(_open_days())
    total = sum(len(days) for _name, days in spans)
    begin = done = 0
    for number, (name, days) in enumerate(spans):
        done += len(days)
        end = rows * done // total
        random = np.random.default_rng((SEED, rows, number))
        yield Month(name, _month(place, random, days, end - begin, plants=number % 12 == PLANTED))
        begin = end


def grants() -> pa.RecordBatch:
    """Who may do what when, and at which terminals: about 5,000 lines, with gaps and changes.

    Columns `operator_id`, `business`, `valid_from`, `valid_until` (null: open), `terminal_low`, `terminal_high`.
    """
    place, random = town(), np.random.default_rng((SEED, 7))
    found: list[tuple[str, str, datetime, datetime | None, str, str]] = []
    first = datetime(2019, 3, 1, tzinfo=UTC) - JAPAN
    names, businesses = place.operators.to_pylist(), place.businesses.to_pylist()
    terminals = place.terminals.to_pylist()
    for operator in range(OPERATORS):
        own = int(place.own_terminal[operator])
        low, high = terminals[max(0, own - 5)], terminals[min(TERMINALS - 1, own + 5)]
        for business in place.own_businesses[operator]:
            begins = sorted({0, *random.integers(100, 2550, int(random.integers(1, 5))).tolist()})
            for begin, following in zip(begins, [*begins[1:], None], strict=True):
                gap = int(random.integers(1, 10)) if _chance(random, 1, 0.02)[0] else 0
                until = None if following is None else first + timedelta(days=following - gap)
                found.append(
                    (names[operator], businesses[business], first + timedelta(days=begin), until, low, high)
                )
    moment = pa.timestamp("us", "UTC")
    kinds = (pa.string(), pa.string(), moment, moment, pa.string(), pa.string())
    heads = ("operator_id", "business", "valid_from", "valid_until", "terminal_low", "terminal_high")
    columns = zip(*found, strict=True)
    return pa.record_batch(
        [pa.array(list(c), kind) for c, kind in zip(columns, kinds, strict=True)], names=heads
    )


def lines(rows: pa.RecordBatch, encoding: str, *, personal: bool) -> pa.Array:
    """Each row as a line of CSV without its end, local time, in this encoding; an array of binary."""
    local = pc.add(rows.column(0), pa.scalar(JAPAN, pa.duration("us"))).cast(pa.timestamp("ms"))
    fields = [pc.strftime(local, format="%Y-%m-%d %H:%M:%S").cast(pa.binary())]
    for name in (*COLUMNS[1:], *((PERSONAL,) if personal else ())):
        column = rows.column(rows.schema.get_field_index(name))
        if pa.types.is_integer(column.type):
            fields.append(column.cast(pa.string()).cast(pa.binary()))
        else:
            fields.append(_encoded(column, encoding))
    separator = pa.scalar(b",", pa.binary())
    return pc.binary_join_element_wise(*fields, separator, null_handling="replace", null_replacement=b"")


def text_of(lines_: pa.Array) -> bytes:
    """The lines one after another, each with LF."""
    ended = pc.binary_join_element_wise(lines_, pa.scalar(b"", pa.binary()), pa.scalar(b"\n", pa.binary()))
    offsets = np.frombuffer(ended.buffers()[1], np.int32)
    return bytes(memoryview(ended.buffers()[2])[offsets[ended.offset] : offsets[ended.offset + len(ended)]])


def _month(
    place: Town, random: np.random.Generator, days: Integers, count: int, *, plants: bool
) -> pa.RecordBatch:
    moments = _moments(random, days, count)
    operator = random.choice(OPERATORS, count, p=place.weights)
    subject = _subjects(place, random, count)
    _look_up_many(place, random, operator, subject)
    terminal = np.where(
        _chance(random, count, 0.99),
        np.clip(place.own_terminal[operator] + random.integers(-1, 2, count), 0, TERMINALS - 1),
        random.integers(0, TERMINALS, count),
    )
    which = np.searchsorted([0.8, 0.95], random.random(count), side="right")
    business = np.where(
        _chance(random, count, 0.9999),
        place.own_businesses[operator, which],
        random.integers(0, BUSINESSES, count),
    )
    process = (business * 7 + np.minimum(random.geometric(0.45, count) - 1, PROCESSES - 1)) % PROCESSES
    reason = (process * 5 + np.minimum(random.geometric(0.3, count) - 1, REASONS - 1)) % REASONS
    result = np.searchsorted([0.985, 0.997, 0.9995], random.random(count), side="right")
    hits = np.where(result == 1, 0, np.where(_chance(random, count, 0.99), 1, random.geometric(0.05, count)))
    if plants and count:
        subject[count // 2] = place.subject_asked
    condition = _conditions(place, random, count)
    arrays = [
        pa.array(moments, pa.timestamp("us", "UTC")),
        place.operators.take(pa.array(operator)),
        place.terminals.take(pa.array(terminal)),
        place.businesses.take(pa.array(business)),
        place.processes.take(pa.array(process)),
        pa.array(subject),
        place.reasons.take(pa.array(reason)),
        place.results.take(pa.array(result)),
        pa.array(hits.astype(np.int64)),
        condition,
    ]
    return pa.record_batch(arrays, names=[*COLUMNS, PERSONAL])


def _moments(random: np.random.Generator, days: Integers, count: int) -> Integers:
    """Between half past eight and a quarter past five, with a lull at noon; three in a thousand at any hour."""
    spread = np.concatenate(
        [random.triangular(8.5, 10.5, 13, count // 2), random.triangular(12, 14.5, 17.25, count - count // 2)]
    )
    hours = np.where(_chance(random, count, 0.997), spread, random.uniform(0, 24, count))
    day = days[random.integers(0, len(days), count)]
    local = day * DAY + (hours * 3_600_000).astype(np.int64) * 1000
    return np.sort(local - int(JAPAN.total_seconds()) * 1_000_000)


def _subjects(place: Town, random: np.random.Generator, count: int) -> Integers:
    residents = place.residents[(RESIDENTS * random.random(count) ** 2.2).astype(np.int64)]
    return np.where(_chance(random, count, 0.9), residents, random.integers(10**10, 10**11, count))


def _look_up_many(place: Town, random: np.random.Generator, operator: Integers, subject: Integers) -> None:
    """Once a month somebody goes through a list."""
    count = min(len(subject) // 20, 1500)
    if count:
        begin = int(random.integers(0, len(subject) - count))
        first = int(random.integers(0, RESIDENTS - count))
        operator[begin : begin + count] = int(random.integers(0, OPERATORS))
        subject[begin : begin + count] = place.residents[first : first + count]


def _conditions(place: Town, random: np.random.Generator, count: int) -> pa.Array:
    """Every fourth operation began with a search by name and year of birth."""
    names = place.kana.take(pa.array(random.integers(0, len(place.kana), count)))
    years = place.years.take(pa.array(random.integers(0, len(place.years), count)))
    joined = pc.binary_join_element_wise("氏名カナ=", names, " 生年=", years, "")
    return pc.if_else(pa.array(_chance(random, count, 0.25)), joined, pa.scalar(None, pa.string()))


def _chance(random: np.random.Generator, count: int, part: float) -> npt.NDArray[np.bool_]:
    return random.random(count) < part


def _open_days() -> Iterator[tuple[str, Integers]]:
    """Local months with their weekdays, as days since 1970."""
    epoch = date(1970, 1, 1)
    found: dict[str, list[int]] = {}
    for number in range((CLOSED_ON - OPENED_ON).days):
        day = OPENED_ON + timedelta(days=number)
        if day.weekday() < 5:  # noqa: PLR2004 -- Monday to Friday
            found.setdefault(f"{day:%Y-%m}", []).append((day - epoch).days)
    for name, days in found.items():
        yield name, np.array(days, np.int64)


def _codes(letter: str, count: int, digits: int) -> pa.Array:
    return pa.array([f"{letter}{number:0{digits}d}" for number in range(count)])


def _encoded(column: pa.Array, encoding: str) -> pa.Array:
    if encoding == "utf-8":
        return column.cast(pa.binary())
    coded = column.dictionary_encode()
    known = pa.array([text.encode(encoding) for text in coded.dictionary.to_pylist()], pa.binary())
    return known.take(coded.indices)
