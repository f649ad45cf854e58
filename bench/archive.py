"""The archive against its peers: in one run, on the same operations, with the same questions.

    .venv/bin/python bench/archive.py [--rows 1000000] [--runs 5] [--only NAME ...] [--no-peers]
                                      [--keep DIR] [--json FILE]
    .venv/bin/python bench/archive.py --curve FILE FILE ...

Peers are PostgreSQL 15 (BRIN and b-tree), SQLite, gzip text with zgrep and, where it is installed, ripgrep,
pymerkle, hashlib, and what the machine gives at most. A side that is not installed is left out with a word.
Everything is made in a temporary folder, or kept in DIR and used again; nothing of an installation is touched.
Prints both sides of each comparison as the median of the runs, with the least and the greatest.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import load_rows  # noqa: E402 -- after the path is known
import proof_rows  # noqa: E402 -- as above
import question_rows  # noqa: E402 -- as above
from archive_data import Data, say  # noqa: E402 -- as above
from table import Line, curve, printed  # noqa: E402 -- as above

ROWS: Mapping[str, Callable[[Data], Iterator[Line]]] = {
    "bytes": proof_rows.size,
    "subject": question_rows.subject,
    "number": question_rows.number,
    "operator_month": question_rows.operator_month,
    "authority": question_rows.authority,
    "heat_map": question_rows.heat_map,
    "anomalies": question_rows.anomalies,
    "cold": question_rows.cold,
    "verify": proof_rows.verifying,
    "scrub": proof_rows.scrub,
    "tree": proof_rows.tree,
    "proof": proof_rows.proofs,
    "import": load_rows.importing,
    "sign": load_rows.signing,
    "load": load_rows.under_load,
}
VERSIONS = ("duckdb", "pyarrow", "numpy", "numba", "cryptography", "zstandard", "pymerkle", "psycopg")


def main() -> None:
    """Make, measure, print."""
    arguments = _arguments()
    if arguments.curve:
        print(curve([json.loads(path.read_text()) for path in arguments.curve]))
        return
    lines: list[Line] = []
    with ExitStack() as stack:
        where = arguments.keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-archive-"))
        )
        folder = where / str(arguments.rows)
        folder.mkdir(parents=True, exist_ok=True)
        where.chmod(0o755)  # PostgreSQL runs as somebody else, and there is nothing here to hide
        data = stack.enter_context(Data(folder, arguments.rows, arguments.runs, not arguments.no_peers))
        try:
            for name in arguments.only or ROWS:
                say(f"measuring {name}")
                lines += ROWS[name](data)
        finally:  # an hour of figures is not lost because the last one failed
            print(
                f"{arguments.rows:,} operations of 7 years, {arguments.runs} runs; "
                f"Python {platform.python_version()}, {_versions()}"
            )
            print(printed(lines))
            if arguments.json:
                said = {
                    "rows": arguments.rows,
                    "runs": arguments.runs,
                    "lines": [line.as_data() for line in lines],
                }
                arguments.json.write_text(json.dumps(said, ensure_ascii=False, indent=1))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=sorted(ROWS), metavar="NAME", help=", ".join(ROWS))
    parser.add_argument(
        "--no-peers", action="store_true", help="only the archive, as for a curve of its growth"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument(
        "--curve", type=Path, nargs="+", metavar="FILE", help="only print ours side by side from --json files"
    )
    return parser.parse_args()


def _versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in VERSIONS)


if __name__ == "__main__":
    main()
