"""Out again: every record with its raw bytes, when it came, and what was read of it, one JSON object each."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sekisho.archive.records import Kept, Kind
from sekisho.archive.schema import ColumnType, LogSchema, at, microseconds
from sekisho.archive.sealing import Opened
from sekisho.intake.collect.settings import Settings, Source
from sekisho.intake.facts import Facts
from sekisho.intake.network import clean
from sekisho.intake.reading import read

ALL: Final = Facts._fields
Object = dict[str, Any]  # Any: JSON


def network_objects(
    records: Iterable[Kept], schema: LogSchema, settings: Settings, *, since: int, until: int
) -> Iterator[Object]:
    """Messages that arrived in [since, until), in microseconds since 1970.

    `facts` are those that stand in the record; what has no column there is read once more from the raw bytes.
    """
    names = [column.name for column in schema.stored]
    for record in records:
        values = dict(zip(names, record.values, strict=True))
        if record.kind is not Kind.RECORD or not since <= _number(values["arrived_at"]) < until:
            continue
        yield {
            "record": record.position,
            "source": record.source,
            "peer": values["peer"],
            "transport": values["transport"],
            "arrived_at": iso(values["arrived_at"]),
            "recorded_at": iso(record.received_at),
            "device_at": iso(values["device_at"]),
            "raw": _base64(record.raw),
            "status": "unread" if values["brand"] is None else "read",
            "again": values["again"],
            "brand": values["brand"],
            "facts": _facts(record, values, settings),
        }


def operation_objects(
    records: Iterable[tuple[Kept, Opened | None]], schema: LogSchema, *, since: int, until: int
) -> Iterator[Object]:
    """Operations that occurred in [since, until). Without an opened box `raw` and what is personal are null."""
    stored = [(column.name, column.type) for column in schema.stored if not column.name.endswith("_token")]
    names = [column.name for column in schema.stored]
    for record, opened in records:
        values = dict(zip(names, record.values, strict=True))
        moment = values["occurred_at"]
        if record.kind is not Kind.RECORD or not since <= _number(moment) < until:
            continue
        facts: Object = {
            name: iso(values[name]) if type_ is ColumnType.MOMENT else values[name] for name, type_ in stored
        }
        facts |= {column.name: None for column in schema.personal}
        if opened is not None:
            facts |= dict(zip((column.name for column in schema.personal), opened.values, strict=True))
        yield {
            "record": record.position,
            "source": record.source,
            "recorded_at": iso(record.received_at),
            "raw": _base64(opened.raw if opened else None),
            "status": "opened" if opened is not None else "sealed",
            "facts": facts,
        }


def iso(moment: object) -> str | None:
    """A moment in microseconds as RFC 3339 in UTC; None stays None."""
    return None if moment is None else at(_number(moment)).isoformat().replace("+00:00", "Z")


def since_and_until(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """A half-open range in microseconds; without bounds everything."""
    return (
        microseconds(since) if since else -(2**62),
        microseconds(until) if until else 2**62,
    )


def _facts(record: Kept, values: Mapping[str, object], settings: Settings) -> Object | None:
    if values["brand"] is None:
        return None
    source = _source(settings.sources, record.source)
    said = read(
        record.raw or b"",
        received_at=_number(values["arrived_at"]),
        offset_minutes=source.offset_minutes,
        brand=source.brand,
        hint=str(values["brand"]),
    )
    facts: Object = (said.facts or Facts())._asdict() if said.brand == values["brand"] else Facts()._asdict()
    facts = {name: clean(value) if isinstance(value, str) else value for name, value in facts.items()}
    facts |= {name: values[name] for name in ALL if name in values}
    return facts | {
        "action": str(facts["action"]),
        "device_at": iso(facts["device_at"]),
        "doubts": sorted(str(doubt) for doubt in facts["doubts"]),
    }


def _source(sources: Sequence[Source], name: str) -> Source:
    return next((source for source in sources if source.name == name), Source(name))


def _base64(raw: bytes | None) -> str | None:
    return None if raw is None else b64encode(raw).decode()


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
