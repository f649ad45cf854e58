"""What a firewall line costs on the disk as shapes and values, beside zstd and gzip, and how quickly it is found.

    python -m bench.firewall_lines [lines]

Each brand alone and the three mixed: bytes a line, lines a second of processor time taken apart and rebuilt, and
milliseconds for one field, one session and a substring, asked of the column, of the view's `raw` and of plain `raw`.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from unittest.mock import patch

import duckdb
import pyarrow as pa

from bench.firewall_data import LINES, mixed, of_brand
from sekisho.archive import parts, raw_columns
from sekisho.archive.columns import MOMENT, arrow_schema
from sekisho.archive.line_shapes import LineShapes, rebuilt
from sekisho.archive.schema import LogSchema
from sekisho.archive.views import PartFile, Readable, view_of

SCHEMA = LogSchema("bench.example/sekisho/network")
BATCH = 65_536


def main(count: int) -> None:
    """Print one line a brand."""
    for brand in (*LINES, "mixed"):
        lines = [line for _brand, line in mixed(count)] if brand == "mixed" else list(of_brand(brand, count))
        with tempfile.TemporaryDirectory() as folder:
            measure(brand, lines, Path(folder))


def measure(brand: str, lines: list[bytes], folder: Path) -> None:
    """Sizes and speeds of one set of lines."""
    raw = pa.chunked_array([lines], pa.binary())
    begin = process_time()
    shapes = LineShapes()
    apart = pa.table(shapes.taken_apart(raw))
    between = process_time()
    assert rebuilt(apart, shapes.shapes).equals(raw.combine_chunks())
    end = process_time()
    plain, shaped = folder / "plain.parquet", folder / "shaped.parquet"
    with patch.object(raw_columns, "SAVING", 0):
        write(plain, lines)
    write(shaped, lines)
    zipped = len(gzip.compress(b"\n".join(lines), 6))
    sizes = [len(b"".join(lines)), plain.stat().st_size, zipped, shaped.stat().st_size]
    print(brand, "B/line text, zstd-3, gzip -6, shapes:", *(round(size / len(lines), 1) for size in sizes))
    speeds = [round(len(lines) / seconds) for seconds in (between - begin, end - between)]
    print(f"  lines/s apart {speeds[0]:,}, rebuilt {speeds[1]:,}; {len(shapes.shapes)} shapes,", end=" ")
    print(
        f"{len(shapes.columns)} columns, {len(lines) - apart.column('raw').null_count} lines left as they are"
    )
    if brand == "fortigate":
        ask(plain, shaped, lines)


def write(path: Path, lines: list[bytes]) -> None:
    """A part of these lines."""
    fields = arrow_schema(SCHEMA)
    with parts.writing(path, SCHEMA) as writer:
        for begin in range(0, len(lines), BATCH):
            some = lines[begin : begin + BATCH]
            rows = len(some)
            positions = pa.array(range(begin, begin + rows), pa.int64())
            columns = [
                positions,
                positions.cast(MOMENT),
                pa.array([1] * rows, pa.uint8()),
                pa.array(["fw"] * rows),
            ]
            columns += [pa.array(some, pa.binary()), pa.nulls(rows, pa.binary())]
            writer.add(pa.record_batch(columns, schema=fields))


def ask(plain: Path, shaped: Path, lines: list[bytes]) -> None:
    """One field, one session, one substring."""
    with parts.reading(shaped) as opened:
        shapes = opened.shapes
    line = lines[len(lines) // 2].decode()
    session, port = (line.split(f" {key}=")[1].split(" ")[0] for key in ("sessionid", "srcport"))
    slots = {
        piece.split(" ")[-1]: name for piece, name in zip(shapes[0].pieces, shapes[0].columns, strict=False)
    }
    connection = duckdb.connect(config={"threads": 1})
    for name, path, own in (("plain", plain, ()), ("shaped", shaped, shapes)):
        view = view_of(Readable(name, (), (PartFile(path, (), shapes=own),)))
        connection.execute(f"CREATE VIEW {name} AS {view.sql}")
    for key, value in (("sessionid=", session), ("srcport=", port)):
        column = f"FROM read_parquet('{shaped}') WHERE \"{slots[key]}\" = {value}"
        like = f"WHERE contains(decode(raw), ' {key}{value} ')"
        questions = {"column": column, "plain raw": f"FROM plain {like}", "view's raw": f"FROM shaped {like}"}
        found = {name: timed(connection, f"SELECT count(*) {sql}") for name, sql in questions.items()}
        assert len({rows for _seconds, rows in found.values()}) == 1
        times = ", ".join(f"{name} {seconds * 1000:.1f}" for name, (seconds, _rows) in found.items())
        print(f"  ms {key} ({found['column'][1]} lines): {times}")
    seconds, rows = timed(connection, "SELECT count(*) FROM shaped")
    print(f"  ms count without raw ({rows} lines): {seconds * 1000:.1f}")


def timed(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, int]:
    """Median seconds of five, and the count."""

    def once() -> tuple[float, int]:
        begin = perf_counter()
        row = connection.execute(sql).fetchone()
        return perf_counter() - begin, row[0] if row else 0

    results = [once() for _time in range(5)]
    return median(seconds for seconds, _rows in results), results[0][1]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 131_072)
