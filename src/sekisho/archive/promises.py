"""What sources promised to deliver, and the days on which they did not (spec 3.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.archive.findings import Finding, finding
from sekisho.archive.store import Statement, in_force

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """`source` has at least one record on each day in [since, until) of these weekdays (0: Monday) but `excepted`."""

    source: str
    since: date
    weekdays: frozenset[int]
    excepted: frozenset[date] = frozenset()
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether a record was promised for that day."""
        within = self.since <= day and (self.until is None or day < self.until)
        return within and day.weekday() in self.weekdays and day not in self.excepted


def promise_statement(promise: Promise) -> dict[str, object]:
    """The statement that says it. A later promise of a source takes the place of an earlier one from its `since` on."""
    return {
        "statement": "promise",
        "source": promise.source,
        "since": promise.since.isoformat(),
        "weekdays": sorted(promise.weekdays),
        "except": [day.isoformat() for day in sorted(promise.excepted)],
        "until": promise.until.isoformat() if promise.until else None,
    }


def parse_promise(said: Mapping[str, object]) -> Promise:
    """The promise of a statement. Raises ValueError."""
    weekdays, excepted, until = said.get("weekdays"), said.get("except"), said.get("until")
    if not isinstance(weekdays, list) or not isinstance(excepted, list):
        raise ValueError("a promise names weekdays and exceptions")
    return Promise(
        source=str(said["source"]) if "source" in said else "",
        since=date.fromisoformat(str(said.get("since"))),
        weekdays=frozenset(int(day) for day in weekdays),
        excepted=frozenset(date.fromisoformat(str(day)) for day in excepted),
        until=None if until is None else date.fromisoformat(str(until)),
    )


def promises_in(statements: Iterable[Statement]) -> list[Promise]:
    """The promises in the order in which they were made. Raises ValueError."""
    return [parse_promise(each.said) for each in in_force(statements) if each.what == "promise"]


def promised_days(promises: Sequence[Promise], source: str, until: date) -> Iterator[date]:
    """The days before `until` for which the source promised records; the latest promise counts."""
    own = [promise for promise in promises if promise.source == source]
    day = min((promise.since for promise in own), default=until)
    while day < until:
        latest = [promise for promise in own if promise.since <= day]
        if latest and latest[-1].holds_on(day):
            yield day
        day += ONE_DAY


def missing_days(
    log: str,
    statements: Sequence[Statement],
    days: Counter[tuple[str, date]],
    *,
    since: date = date.min,
    until: date = date.max,
) -> Iterator[Finding]:
    """Promised days without a record in [since, until), up to the day before the last one of any source.

    `days` counts records by source and local day. A promise that cannot be read is passed over.
    """
    promises = promises_in(each for each in statements if _is_readable(each))
    sources = sources_of(promises)
    last = max((day for (source, day) in days if source in sources and day < until), default=date.min)
    for source in sorted(sources):
        for day in promised_days(promises, source, last):
            if since <= day and not days[source, day]:
                yield finding("day_missing", log, source=source, day=day)


def _is_readable(statement: Statement) -> bool:
    try:
        promises_in([statement])
    except (ValueError, TypeError, RecursionError):
        return False
    return True


def sources_of(promises: Collection[Promise]) -> set[str]:
    """Who promised."""
    return {promise.source for promise in promises}
