"""Roll-ups held against the records they were counted from (spec 6).

Nothing that proves a record rests on them, and their digests stand in the signed manifest. What was counted wrongly,
or signed by whoever has the key, only counting anew can tell. It costs more than half as much as all the rest of
verifying, most of it for the different values of a token in an hour: hence only when asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.archive import parts
from sekisho.archive.findings import Finding, finding
from sekisho.archive.rollup_views import FOLDER
from sekisho.archive.rollups import OF, columns_of, counted, rollup_path
from sekisho.archive.schema import LogSchema
from sekisho.archive.verify_folder import Inventory
from sekisho.archive.verify_parts import Found, Survey


def check_rollups(
    there: Inventory, log: str, surveyed: Survey, *, sound: Collection[str]
) -> Iterator[Finding]:
    """Each roll-up is of a part, and what counting the records of the part gives.

    Those that are not `sound`, as the manifest says, are told of already. One that is missing is no fault.
    """
    left = {name for name in sound if name.startswith(f"{FOLDER}/")}
    for found in surveyed.parts:
        own = {grain: rollup_path(found.part, grain) for grain in OF}
        own = {grain: path for grain, path in own.items() if path in left}
        left -= set(own.values())
        schema = surveyed.schemas.get(found.schema)
        if own and schema is not None:
            yield from _differing(there, log, found, schema, own)
    for path in sorted(left):
        yield finding("rollup", log, path, detail="it is of no part")


def _differing(
    there: Inventory, log: str, found: Found, schema: LogSchema, own: Mapping[str, str]
) -> Iterator[Finding]:
    place = {"at": found.part.first, "until": found.part.end}
    wrong: dict[str, object] = {}
    try:
        if not schema.rolled_up_by:
            raise ValueError("the declaration does not say by what")
        with parts.reading(there.folder / found.part.path) as opened:
            wanted = counted(opened.read(columns=columns_of(schema)), schema, tuple(own))
    except Exception as error:  # noqa: BLE001 -- whatever damaged bytes make a library raise is a finding
        wrong = dict.fromkeys(own, error)
    for grain, path in own.items():
        detail = wrong[grain] if grain in wrong else _difference(there, path, wanted[grain], OF[grain])
        if detail is not None:
            yield finding("rollup", log, path, **place, detail=detail)


def _difference(there: Inventory, path: str, wanted: pa.Table, of: Collection[str]) -> object:
    """How a roll-up differs from the wanted one; None where it does not. The order of rows and columns is free."""
    try:
        with there.open(path) as file:
            rows = pq.ParquetFile(file, page_checksum_verification=True).read(use_threads=False)
        if sorted(rows.column_names) != sorted(wanted.column_names):
            return "other columns"
        rows = rows.select(wanted.column_names).cast(wanted.schema)
        same = rows.sort_by([(name, "ascending") for name in of]).equals(wanted)
    except Exception as error:  # noqa: BLE001 -- as above
        return error
    return None if same else "other counts"
