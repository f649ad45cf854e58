"""The secrets of one log at work: salts for its leaves, boxes and tokens for its personal fields (spec 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sekisho.archive import files
from sekisho.archive.columns import arrow_schema
from sekisho.archive.month_keys import (
    MonthKeys,
    YearKeys,
    format_month_keys,
    format_year_keys,
    new_month_keys,
    new_year_keys,
    parse_month_keys,
    parse_year_keys,
    unwrapped,
)
from sekisho.archive.records import Kind
from sekisho.archive.salts import salts
from sekisho.archive.schema import TOKEN, LogSchema
from sekisho.archive.sealing import Dictionary, Opened, open_many, seal_column, token_column, tokens

SECRETS = "secrets"
DICTIONARIES = "dictionaries"


class SaltKeyMissing(Exception):
    """The salt key of a month is not there: its records cannot be verified."""


class Vault:
    """The files under `secrets/` and `dictionaries/` of a log, each read once.

    Without `sealing_keys` it gives salts only, which is all that verifying needs.
    """

    def __init__(self, folder: Path, origin: str, sealing_keys: Mapping[str, bytes] | None = None) -> None:
        self._folder = folder
        self._origin = origin
        self._sealing_keys = dict(sealing_keys or {})
        self._months: dict[str, MonthKeys] = {}
        self._opened: dict[str, bytes] = {}
        self._dictionaries: dict[int, Dictionary] | None = None

    def month(self, month: str) -> MonthKeys:
        """The keys of a local month. Raises SaltKeyMissing, BadSecrets."""
        keys = self._months.get(month)  # once: another thread may make it forget all
        if keys is None:
            try:
                data = (self._folder / SECRETS / month).read_bytes()
            except FileNotFoundError as error:
                raise SaltKeyMissing(f"no secrets of {month} in {self._origin}") from error
            keys = self._months[month] = parse_month_keys(data)
        return keys

    def forget(self) -> None:
        """Read the files again: they have changed."""
        self._months.clear()
        self._opened.clear()
        self._dictionaries = None

    def salts(self, schema: LogSchema, first: int, received_at: npt.NDArray[np.int64]) -> bytes:
        """16 bytes for each of the records from `first` on, received at these moments."""
        found = [
            salts(self.month(month).salt_key, first + begin, first + end)
            for month, begin, end in months_of(schema, received_at)
        ]
        return b"".join(found)

    def missing(self, schema: LogSchema, moment: int) -> Iterator[tuple[str, bytes]]:
        """The files that have to be made before a record of that moment is received: path and content."""
        newest = list(self._sealing_keys.values())[-1] if self._sealing_keys and schema.seals else None
        month, year = schema.month(moment), schema.fiscal_year(moment)
        if not (self._folder / SECRETS / month).exists():
            yield f"{SECRETS}/{month}", format_month_keys(new_month_keys(month, self._origin, newest))
        if schema.seals and not (self._folder / SECRETS / year).exists():
            yield f"{SECRETS}/{year}", format_year_keys(new_year_keys(year, self._origin, newest))

    def dictionaries(self) -> Mapping[int, Dictionary]:
        """The dictionaries by their number."""
        if self._dictionaries is None:
            folder = self._folder / DICTIONARIES
            numbers = sorted(int(path.name) for path in folder.iterdir()) if folder.is_dir() else []
            self._dictionaries = {n: Dictionary(n, (folder / str(n)).read_bytes()) for n in numbers}
        return self._dictionaries

    def put(self, path: str, data: bytes) -> None:
        """Write a file of the vault. If we crash before it is in the manifest, the next start takes it over."""
        files.make_directory((self._folder / path).parent, inside=self._folder)
        files.put(self._folder / path, data)
        self.forget()

    def sealed(self, schema: LogSchema, incoming: pa.RecordBatch, first: int, moment: int) -> pa.RecordBatch:
        """Incoming records (see `incoming_schema`) as they stand in a frame: personal fields in boxes."""
        rows = incoming.num_rows
        stored: dict[str, pa.Array] = {
            "kind": pa.array([Kind.RECORD] * rows, pa.uint8()),
            "source": incoming.column("source"),
            "raw": incoming.column("raw"),
        }
        stored |= {c.name: incoming.column(c.name) for c in schema.columns if not c.personal}
        if schema.seals:
            stored |= self._boxes(schema, incoming, first, moment)
        fields = arrow_schema(schema, envelope=False)
        return pa.record_batch(
            [stored.get(field.name, pa.nulls(rows, field.type)) for field in fields], schema=fields
        )

    def open(self, schema: LogSchema, month: str, boxes: Sequence[tuple[int, bytes]]) -> list[Opened]:
        """What is in the boxes of records of one month, as pairs of position and box.

        Raises DamagedBox, Shredded, KeyLost, NothingSealed.
        """
        return open_many(
            boxes,
            data_key=self._key(self.month(month)),
            origin=self._origin,
            schema=schema.number,
            dictionaries=self.dictionaries(),
        )

    def token(self, column: str, year: str, value: str) -> int | None:
        """The token of a value in the records of a fiscal year, `fy2026`; None: there are no such records.

        Raises Shredded, KeyLost.
        """
        return tokens(self._key(self._year(year)), column, [value])[0] if self._has(year) else None

    def tokens(self, column: str, year: str, values: pa.Array) -> pa.Array | None:
        """The same of many values."""
        return token_column(self._key(self._year(year)), column, values) if self._has(year) else None

    def years(self) -> list[str]:
        """The fiscal years of which there are tokens."""
        folder = self._folder / SECRETS
        return sorted(path.name for path in folder.glob("fy*")) if folder.is_dir() else []

    def is_shut(self, schema: LogSchema, moment: int) -> bool:
        """Whether a key for records of that moment was destroyed. Raises BadSecrets."""
        if not schema.seals:
            return False
        month, year = schema.month(moment), schema.fiscal_year(moment)
        folder = self._folder / SECRETS
        if (folder / month).exists() and self.month(month).shredded_on is not None:
            return True
        return year not in self._opened and (folder / year).exists() and self.is_shredded(year)

    def is_shredded(self, year: str) -> bool:
        """Whether the token key of a fiscal year was destroyed."""
        return self._year(year).shredded_on is not None

    def _has(self, year: str) -> bool:
        return (self._folder / SECRETS / year).exists()

    def _year(self, year: str) -> YearKeys:
        return parse_year_keys((self._folder / SECRETS / year).read_bytes())

    def _boxes(
        self, schema: LogSchema, incoming: pa.RecordBatch, first: int, moment: int
    ) -> dict[str, pa.Array]:
        rows = incoming.num_rows
        boxes = seal_column(
            [incoming.column(c.name) for c in schema.personal],
            incoming.column("raw") if schema.raw_personal else pa.nulls(rows, pa.binary()),
            data_key=self._key(self.month(schema.month(moment))),
            origin=self._origin,
            schema=schema.number,
            positions=range(first, first + rows),
            dictionary=self._newest_dictionary(),
        )
        found = {"sealed": boxes}
        if schema.raw_personal:
            found["raw"] = pa.nulls(rows, pa.binary())
        searched = [c.name for c in schema.personal if c.token]
        if searched:
            key = self._key(self._year(schema.fiscal_year(moment)))
            found |= {n + TOKEN: token_column(key, n, incoming.column(n)) for n in searched}
        return found

    def _newest_dictionary(self) -> Dictionary | None:
        known = self.dictionaries()
        return known[max(known)] if known else None

    def _key(self, keys: MonthKeys | YearKeys) -> bytes:
        key = self._opened.get(keys.name)
        if key is None:
            key = self._opened[keys.name] = unwrapped(keys, self._sealing_keys)
        return key


def months_of(schema: LogSchema, received_at: npt.NDArray[np.int64]) -> Iterator[tuple[str, int, int]]:
    """Runs of records of one local month: the month, and the range of their places."""
    if not len(received_at):
        return
    borders, month = [], schema.month(int(received_at.min()))
    while (border := schema.month_ends(month)) <= received_at.max():
        borders.append(border)
        month = schema.month(border)
    labels = np.searchsorted(np.array(borders, np.int64), received_at, side="right")
    changes = np.flatnonzero(np.diff(labels)) + 1
    for begin, end in pairwise([0, *changes.tolist(), len(received_at)]):
        yield schema.month(int(received_at[begin])), begin, end
