"""Text columns whose values repeat, read as the file has them: each value once, and for each row which one.

So a verifier reads and judges a few hundred values where a row group has a hundred thousand texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

WORDS = pa.dictionary(pa.int32(), pa.string())
BYTES_A_ROW = 4  # a column that takes more was written as texts, or has too many different ones


def words_in(file: pq.ParquetFile) -> tuple[str, ...]:
    """The text columns of a part in whose first row group a row takes few bytes, before they are compressed."""
    if not file.metadata.num_row_groups:
        return ()
    group = file.metadata.row_group(0)
    texts = {each.name for each in file.schema_arrow if each.type == pa.string()}
    columns = map(group.column, range(group.num_columns))
    few = [each for each in columns if each.total_uncompressed_size <= BYTES_A_ROW * group.num_rows]
    return tuple(each.path_in_schema for each in few if each.path_in_schema in texts)


def as_text(file: pq.ParquetFile, words: Collection[str]) -> Iterable[pa.Field]:
    """The columns of a file; those of `words` as text, if they are text for who does not ask for dictionaries."""
    for asked, declared in zip(file.schema_arrow, file.schema.to_arrow_schema(), strict=True):
        is_words = asked.name in words and asked.type == WORDS and declared.type == pa.string()
        yield declared if is_words else asked


def require_words(columns: Iterable[pa.ChunkedArray]) -> None:
    """Raises ArrowInvalid where a row of these columns names a value that the dictionary does not have.

    Arrow does not look when it reads, and would later take the value from beyond the dictionary.
    """
    for chunk in (chunk for column in columns for chunk in column.chunks):
        named = pc.min_max(chunk.indices).as_py()
        if named["min"] is not None and not 0 <= named["min"] <= named["max"] < len(chunk.dictionary):
            raise pa.ArrowInvalid(f"value {named['max']} of a dictionary of {len(chunk.dictionary)}")


def is_value(column: pa.Array, value: pa.Scalar) -> npt.NDArray[np.bool_]:
    """For each row of a column of text or words without nulls whether it has this value."""
    of = column.dictionary if pa.types.is_dictionary(column.type) else column
    flags: npt.NDArray[np.bool_] = pc.equal(of, value).to_numpy(zero_copy_only=False)
    return flags if of is column else flags[column.indices.to_numpy()]
