"""Operation histories from a CP932 file to the sealed archive, beside an engine that only reads the file.

    .venv/bin/python bench/importing.py [--rows 100000] [--runs 5]

Ours reads the file, judges every row and every cell of it, appends it durably and seals it: boxes, tokens, tree, signature.
The peer, DuckDB, reads the same file, already in UTF-8, and writes its columns to Parquet: no decoding of CP932, no
check, no encryption, no tree, no sync. Everything is made in a temporary folder.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import duckdb  # noqa: E402 -- after the path is known
from table import Figure, Line, bounded, in_turn, printed, rate, times  # noqa: E402 -- as above

from sekisho.archive.archive import Archive  # noqa: E402 -- as above
from sekisho.archive.keys import make_keys  # noqa: E402 -- as above
from sekisho.intake.importing import take_in  # noqa: E402 -- as above
from sekisho.intake.operations import judged, operations_schema  # noqa: E402 -- as above
from sekisho.intake.tables.columnar import read_columns  # noqa: E402 -- as above
from sekisho.intake.tables.profiles import built_in  # noqa: E402 -- as above

BASE = "bench.example/archive"
HEAD = (
    "操作日時,照合ID,操作者ID,端末,業務,処理,検索条件,対象,対象範囲,件数,事由,申請書番号,結果,帳票出力,連番"
)
BEGAN = 1_775_000_000
SLOW_ROWS = 5_000


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-importing-") as folder:
        lines = measured(Path(folder), arguments.rows, arguments.runs)
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "pyarrow", "numpy"))
    print(
        f"{arguments.rows:,} operations in CP932, {arguments.runs} runs; Python {platform.python_version()}, {versions}"
    )
    print(printed(lines))


def measured(folder: Path, rows: int, runs: int) -> list[Line]:
    """The lines of the table."""
    text = file_of(rows)
    data, utf8 = text.encode("cp932"), folder / "peer.csv"
    utf8.write_bytes(text.encode())
    profile, batch = built_in("operations"), judged(text.encode("cp932"), built_in("operations"))
    few = file_of(min(rows, SLOW_ROWS)).encode("cp932")
    processor: dict[str, list[float]] = {"judge": [], "all": []}

    def timed(name: str, work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            before = time.process_time()
            work()
            processor[name].append(rows / (time.process_time() - before))

        return run

    found = in_turn(
        {
            "judge": timed("judge", lambda: judged(data, profile)),
            "append and seal": lambda: imported(folder, batch),
            "all": timed("all", lambda: imported(folder, judged(data, profile))),
            "duckdb": lambda: peer(utf8, folder / "peer.parquet"),
            "row by row": lambda: read_columns(few, profile, at_once=False),
        },
        runs,
    )
    rates = {name: rate(rows, figure, "rows/s") for name, figure in found.items()}
    rates["row by row"] = rate(min(rows, SLOW_ROWS), found["row by row"], "rows/s")
    return table(rates, processor)


def table(rates: dict[str, Figure], processor: dict[str, list[float]]) -> list[Line]:
    """What was measured, beside what it should be."""
    spent = {
        name: f"{Figure('', tuple(each), '').median:,.0f} rows a second of processor"
        for name, each in processor.items()
    }
    peers = f"{spent['judge']}; the peer reads UTF-8 and writes Parquet"
    return [
        bounded("CP932 file to sealed archive", rates["all"], 100_000, better="more", note=spent["all"]),
        times("file read and judged", rates["judge"], rates["duckdb"], better="more", note=peers),
        Line("appended and sealed", rates["append and seal"]),
        Line("one row after the other", rates["row by row"], note="for rows that are not clean"),
    ]


def imported(folder: Path, batch: object) -> None:
    """Into a new archive of its own."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        make_keys(Path(place) / "keys", BASE, ["operations"])
        archive = Archive(Path(place) / "archive")
        with archive.writing(operations_schema(BASE), keys=Path(place) / "keys") as log:
            taken = take_in(archive, log, batch)  # type: ignore[arg-type]  # what `judged` gave
    assert taken.stored == taken.row_count


def peer(source: Path, target: Path) -> None:
    """The file as Parquet, by the engine's own reader and writer."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"COPY (FROM read_csv('{source}')) TO '{target}' (COMPRESSION zstd)")


def file_of(rows: int) -> str:
    """So many invented operations of a town: two seconds apart at most, a fourth with a search by name."""
    random, at, found = Random(1), BEGAN, [HEAD]  # noqa: S311 -- made-up data, the same each time
    for number in range(1, rows + 1):
        at += random.randrange(3)
        clock = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))
        search = f"氏名カナ=ｾｷｼｮ 生年=昭和{random.randrange(1, 64)}年" if random.random() < 1 / 4 else ""
        found.append(
            f"{clock},V{random.randrange(500):04},U{random.randrange(500):04},T{random.randrange(200):03},"
            f"本人確認情報の照会,検索,{search},{random.randrange(10**10, 10**11)},全国,1,窓口・住民票・交付申請,"
            f"A-{number},正常,有,{number}"
        )
    return "\r\n".join(found) + "\r\n"


if __name__ == "__main__":
    main()
