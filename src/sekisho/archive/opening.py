"""Opening sealed fields: a separate act, with a reason, that is on record before anything is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from sekisho.archive import parts
from sekisho.archive.reading import LogReader
from sekisho.archive.records import Kept
from sekisho.archive.schema import TOKEN
from sekisho.archive.sealing import Opened
from sekisho.archive.vault import Vault

RAW = "raw"
OPENED_AT_ONCE = 4096
Tell = Callable[[Mapping[str, object]], object]


class NoReason(Exception):
    """A sealed field is opened for a reason, by somebody."""


class NoSuchField(Exception):
    """The log seals no field of that name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was in the box of one record, of the fields that were asked for."""

    position: int
    fields: Mapping[str, str | bytes | None]


def open_fields(
    log: LogReader,
    positions: Sequence[int],
    fields: Sequence[str],
    *,
    by: str,
    reason: str,
    sealing_keys: Mapping[str, bytes],
    tell: Tell,
) -> list[Seen]:
    """The sealed fields of some records; `raw` is the raw bytes.

    `tell` is given the statement `opened` and has to make it durable before it returns (`Writer.state` does);
    only then is anything opened. Raises NoReason, NoSuchField, NoSuchRecord, and what `Vault.open` raises.
    """
    if not by.strip() or not reason.strip():
        raise NoReason("say who opens it, and why")
    records = [(log.part_at(position), log.record(position)) for position in positions]
    for part, _record in records:
        schema = log.schema_of(part)
        known = {column.name for column in schema.personal} | ({RAW} if schema.raw_personal else set())
        if strange := set(fields) - known:
            raise NoSuchField(f"{log.name} seals no {min(strange)}")
    tell(
        {
            "statement": "opened",
            "positions": list(positions),
            "fields": list(fields),
            "by": by,
            "reason": reason,
        }
    )
    vault = Vault(log.folder, log.manifest.origin, sealing_keys)
    return [_seen(log, vault, part, record, fields) for part, record in records]


def open_range(
    log: LogReader,
    first: int,
    end: int,
    *,
    by: str,
    reason: str,
    sealing_keys: Mapping[str, bytes],
    tell: Tell,
) -> Iterator[tuple[Kept, Opened | None]]:
    """Every record of [first, end) that is there with what was in its box; None where it has none. Statements too.

    None as well where the key of its month was destroyed: the others are opened all the same. `tell` as for
    `open_fields`, given the statement `opened_range` before the first box is opened. Raises NoReason, and what
    `Vault.open` raises.
    """
    if not by.strip() or not reason.strip():
        raise NoReason("say who opens it, and why")
    tell({"statement": "opened_range", "first": first, "end": end, "by": by, "reason": reason})
    vault = Vault(log.folder, log.manifest.origin, sealing_keys)
    for part in log.parts:
        schema = log.schema_of(part)
        records = log.records(max(first, part.first), min(end, part.end))
        for month, kept in groupby(records, key=lambda record: schema.month(record.received_at)):
            while some := list(islice(kept, OPENED_AT_ONCE)):
                boxes = [(each.position, each.sealed) for each in some if each.sealed is not None]
                is_shut = not boxes or vault.month(month).shredded_on is not None
                opened = {} if is_shut else _by_position(boxes, vault.open(schema, month, boxes))
                yield from ((each, opened.get(each.position)) for each in some)


def _by_position(boxes: Sequence[tuple[int, bytes]], opened: Sequence[Opened]) -> dict[int, Opened]:
    return {position: each for (position, _box), each in zip(boxes, opened, strict=True)}


def _seen(log: LogReader, vault: Vault, part: parts.Part, record: Kept, fields: Sequence[str]) -> Seen:
    if record.sealed is None:
        return Seen(record.position, dict.fromkeys(fields))
    schema = log.schema_of(part)
    (box,) = vault.open(schema, schema.month(record.received_at), [(record.position, record.sealed)])
    inside: dict[str, str | bytes | None] = {
        column.name: value for column, value in zip(schema.personal, box.values, strict=True)
    }
    inside[RAW] = box.raw
    return Seen(record.position, {name: inside[name] for name in fields})


def years_of_token(
    log: LogReader, column: str, value: str, sealing_keys: Mapping[str, bytes]
) -> Mapping[int, Sequence[parts.Part]]:
    """The token of a value in each fiscal year, with the parts that may hold records of it.

    Raises NoSuchField, KeyLost. Years whose key was shredded can no longer be searched and are left out.
    """
    schema = log.schema
    if not any(each.name == column and each.token for each in schema.personal):
        raise NoSuchField(f"{log.name} cannot be searched for {column}")
    vault = Vault(log.folder, log.manifest.origin, sealing_keys)
    found: dict[int, list[parts.Part]] = {}
    years = {year: vault.token(column, year, value) for year in vault.years() if not vault.is_shredded(year)}
    for part in log.parts:
        for year in _years_in(log, part):
            token = years.get(year)
            if token is not None:
                found.setdefault(token, []).append(part)
    return found


def token_column(column: str) -> str:
    """The stored column in which a personal column is searched."""
    return column + TOKEN


def _years_in(log: LogReader, part: parts.Part) -> list[str]:
    """The fiscal years in which a part's records came in."""
    footer, schema = log.footers[part], log.schema
    moments = (footer.first_received_at, footer.last_received_at)
    first, last = (int(schema.fiscal_year(moment).removeprefix("fy")) for moment in moments)
    return [f"fy{year}" for year in range(first, last + 1)]
