"""The tokens of many values in one fiscal year: what a column is held against that is sealed in the records."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from sekisho.archive.month_keys import parse_year_keys, unwrapped
from sekisho.archive.reading import LogReader
from sekisho.archive.sealing import token_column
from sekisho.archive.vault import SECRETS


def tokens_in_year(
    log: LogReader, year: str, column: str, values: pa.Array, sealing_keys: Mapping[str, bytes]
) -> pa.Array | None:
    """The token of each value in the records of a fiscal year, as `fy2026`. None: the year has no token key, or none any more.

    Raises KeyLost.
    """
    path = log.folder / SECRETS / year
    if not path.exists():
        return None
    keys = parse_year_keys(path.read_bytes())
    if keys.shredded_on is not None:
        return None
    return token_column(unwrapped(keys, sealing_keys), column, values)
