"""The roll-ups as whoever asks sees them: the views `<log>_by_hour`, `<log>_by_month` and `<log>_by_day`.

In each there are as many rows of one hour, or month, as there are parts with some of it: add them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sekisho.archive.engines import View
from sekisho.archive.sql_texts import identifier, literal, select

FOLDER = "rollups"
END = ".parquet"
HOURS, MONTHS, DAYS = "", ".months", ".days"
COARSE = (MONTHS, DAYS)


def views_of_rollups(name: str, folder: Path, paths: Iterable[str]) -> tuple[View, ...]:
    """The views over these roll-ups of a log; none where there are none.

    A part that has no coarser one is in their views hour by hour.
    """
    stems = [path.removesuffix(END) for path in paths if path.startswith(f"{FOLDER}/")]
    hours = [stem for stem in stems if not stem.endswith(COARSE)]
    if not hours:
        return ()

    def view(by: str, grain: str, of_hours: Sequence[str]) -> View:
        coarse = [stem + grain for stem in hours if stem + grain in stems]
        fine = [stem for stem in hours if stem + grain not in stems]
        files = tuple(folder / (stem + END) for stem in (*coarse, *fine))
        read = ((["*"], files[: len(coarse)]), (of_hours, files[len(coarse) :]))
        selects = [select(values, _read(there)) for values, there in read if there]
        return View(f"{name}_by_{by}", files, " UNION ALL BY NAME ".join(selects))

    return (
        view("hour", HOURS, ()),
        view("month", MONTHS, ("* EXCLUDE (day)", "date_trunc('month', day)::DATE AS month")),
        view("day", DAYS, ("* EXCLUDE (key)",)),
    )


def heat_map_sql(name: str) -> str:
    """Records of each key in each hour of the day over a span of days; two parameters: from, and until before.

    Whole months are read as such, and the days before and after them by the hour.
    """
    first, end = (
        "date_trunc('month', $1::DATE + INTERVAL 1 MONTH - INTERVAL 1 DAY)",
        "date_trunc('month', $2::DATE)",
    )
    months, hours = identifier(f"{name}_by_month"), identifier(f"{name}_by_hour")
    values = ("key", "hour", "records")
    whole = select(values, months, f"WHERE month >= {first} AND month < {end}")
    rest = select(values, hours, f"WHERE day >= $1 AND day < $2 AND (day < {first} OR day >= {end})")
    return select(
        ("key", "hour", "sum(records)::BIGINT AS records"),
        f"({whole} UNION ALL {rest})",
        "GROUP BY key, hour ORDER BY key, hour",
    )


def busiest_sql(name: str, token: str) -> str:
    """The hours in which a key had the most different values of a token; one parameter: how many hours.

    Days and hours are asked first what is the most that any key can have in them, for the parts together, and
    the least that one certainly has: only where the former reaches the last of the list are the keys looked at.
    """
    days, hours = identifier(f"{name}_by_day"), identifier(f"{name}_by_hour")
    distinct = identifier(f"{token}_distinct")
    reach = select(
        ("day", "hour", f"sum({distinct}) AS most", f"max({distinct}) AS least"), days, "GROUP BY day, hour"
    )
    bar = select(("min(least)",), f"({select(('least',), 'reach', 'ORDER BY least DESC LIMIT $1')})")
    return f"WITH reach AS ({reach}) " + select(
        ("key", "day", "hour", f"sum({distinct})::BIGINT AS {distinct}"),
        hours,
        f"WHERE (day, hour) IN ({select(('day', 'hour'), 'reach', f'WHERE most >= ({bar})')})",
        f"GROUP BY key, day, hour ORDER BY {distinct} DESC, day, hour, key LIMIT $1",
    )


def _read(files: Sequence[Path]) -> str:
    listed = ", ".join(literal(path.as_posix()) for path in files)
    return f"read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"
