"""One question to the archive in a process of its own, for `archive.py`: how long it took, and how much memory.

    .venv/bin/python bench/asking.py FOLDER QUESTION [--runs 5]

FOLDER is one that `archive.py --keep` left. Prints JSON: seconds of every run, the process's largest size in
MiB, and how the answer looks.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from sekisho.archive.archive import Archive  # noqa: E402 -- after the path is known
from sekisho.archive.duckdb_engine import DuckDbEngine  # noqa: E402 -- as above
from sekisho.archive.engines import Limits, View  # noqa: E402 -- as above
from sekisho.archive.month_keys import kek_id  # noqa: E402 -- as above
from sekisho.archive.needles import value_question  # noqa: E402 -- as above
from sekisho.archive.rollup_views import busiest_sql, heat_map_sql  # noqa: E402 -- as above
from sekisho.archive.sql_texts import literal, select  # noqa: E402 -- as above
from sekisho.archive.views import views_of  # noqa: E402 -- as above

AMPLE = Limits(seconds=1800, memory_mib=16_384)
ALL_DAYS = (date(2019, 1, 1), date(2027, 1, 1))
HEAT_MAP = """
SELECT operator_id AS key, (epoch_us(occurred_at) // 3600000000 + 9) % 24 AS hour, count(*) AS records
FROM operations WHERE operator_id IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
ANOMALIES = """
SELECT operator_id, epoch_us(occurred_at) // 3600000000 AS hour, count(DISTINCT subject_token) AS subjects
FROM operations WHERE operator_id IS NOT NULL GROUP BY ALL ORDER BY subjects DESC LIMIT 100
"""
"""In which hours who looked up the most residents."""
HOURS_LISTED = 100


class Asker:
    """The archive of a folder, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder / "archive")
        self.folder = folder
        self.asked = json.loads((folder / "asked.json").read_text())
        self.keys = {
            kek_id(key): key
            for key in [bytes.fromhex(json.loads((folder / "secrets.json").read_text())["sealing"])]
        }

    def subject(self) -> int:
        """Who looked at one resident in seven years, by the token."""
        return int(self._found().num_rows)

    def subject_opened(self) -> int:
        """The same, with every box opened: what was looked for, and the line as it came."""
        positions = self._found().column("position").to_pylist()
        seen = self.archive.open_fields(
            "operations",
            positions,
            ["subject", "raw"],
            by="bench",
            reason="bench",
            sealing_keys=self.keys,
            tell=lambda _said: None,
        )
        return sum(each.fields["subject"] == self.asked["subject"] for each in seen)

    def number(self) -> int:
        """One resident by a number in the clear, in the log of columns."""
        sql = (
            "SELECT position, occurred_at, operator_id FROM columns WHERE subject_token = ? ORDER BY position"
        )
        plain = Archive(self.folder / "plain")
        return int(plain.ask(sql, [int(self.asked["subject"])]).read_all().num_rows)

    def operator_month(self) -> int:
        """Everything that one operator did in one month."""
        year, month = (int(part) for part in self.asked["month"].split("-"))
        japan = timedelta(hours=9)
        since = datetime(year, month, 1, tzinfo=UTC) - japan
        until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) - japan
        readable = self.archive.log("operations").readable()
        question = value_question(
            readable, "operator_id", self.asked["operator"], since=since, until=until, by="occurred_at"
        )
        return int(self.archive.ask(question.sql, question.parameters).read_all().num_rows)

    def authority(self) -> dict[str, int]:
        """The verdicts on all operations, as an equality and an interval."""
        return self._with_grants(self.asked["authority"], Limits(seconds=600))

    def authority_asof(self) -> dict[str, int]:
        """The same as DuckDB's ASOF join."""
        return self._with_grants(self.asked["authority_asof"], AMPLE)

    def heat_map(self) -> tuple[int, int]:
        """Operations by operator and hour, from the roll-ups: how many pairs there are, and operations in all."""
        return _summed(self.archive.ask(heat_map_sql("operations"), ALL_DAYS).read_all())

    def heat_map_scan(self) -> tuple[int, int]:
        """The same from the records."""
        return _summed(self.archive.ask(HEAT_MAP, limits=AMPLE).read_all())

    def anomalies(self) -> int:
        """The most residents that somebody looked up in an hour, from the roll-ups."""
        answer = self.archive.ask(busiest_sql("operations", "subject_token"), [HOURS_LISTED]).read_all()
        return int(answer.column("subject_token_distinct")[0].as_py())

    def anomalies_scan(self) -> int:
        """The same from the records."""
        return int(self.archive.ask(ANOMALIES, limits=AMPLE).read_all().column("subjects")[0].as_py())

    def _found(self) -> pa.Table:
        found = self.archive.find("operations", "subject", self.asked["subject"], sealing_keys=self.keys)
        return found.read_all()

    def _with_grants(self, sql: str, limits: Limits) -> dict[str, int]:
        path = self.folder / "grants.parquet"
        grants = View("grants", (path,), select(["*"], f"read_parquet({literal(path.as_posix())})"))
        readable = self.archive.log("operations").readable()
        answer = DuckDbEngine([*views_of([readable]), grants]).query(sql, limits=limits).read_all()
        return {row["verdict"]: row["operations"] for row in answer.to_pylist()}


QUESTIONS: Mapping[str, Callable[[Asker], object]] = {
    "subject": Asker.subject,
    "subject_opened": Asker.subject_opened,
    "number": Asker.number,
    "operator_month": Asker.operator_month,
    "authority": Asker.authority,
    "authority_asof": Asker.authority_asof,
    "heat_map": Asker.heat_map,
    "heat_map_scan": Asker.heat_map_scan,
    "anomalies": Asker.anomalies,
    "anomalies_scan": Asker.anomalies_scan,
}


def _summed(answer: pa.Table) -> tuple[int, int]:
    return answer.num_rows, sum(answer.column("records").to_pylist())


def peak_mib() -> float:
    """The largest size that this process had."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("question", choices=sorted(QUESTIONS))
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    asker, ask = Asker(arguments.folder), QUESTIONS[arguments.question]
    runs, answer = [], None
    for _run in range(arguments.runs):
        started = time.perf_counter()
        answer = ask(asker)
        runs.append(time.perf_counter() - started)
    print(json.dumps({"runs": runs, "peak_mib": peak_mib(), "answer": answer}))


if __name__ == "__main__":
    main()
