"""Write the frozen table of national holidays that the calendar reads.

Run it before a release, after the equinoxes of the next year have been announced:
raise ANNOUNCED_THROUGH, then `python tools/freeze_holidays.py`. The table is frozen so
that a town's due dates change with a release and never with an upgraded dependency.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import jpholiday

from sekisho.rules.calendar import SINCE, UNTIL

TABLE = Path(__file__).parents[1] / "src" / "sekisho" / "rules" / "holidays.csv"

# The equinoxes of a year are announced in the official gazette in February of the year before.
ANNOUNCED_THROUGH = 2027

EQUINOXES = ("春分の日", "秋分の日")
BRIDGE = "国民の休日"
SEPTEMBER = 9
SUBSTITUTE = " 振替休日"  # as jpholiday marks a substitute day, after the name of the holiday

ENGLISH = {
    "元日": "New Year's Day",
    "成人の日": "Coming of Age Day",
    "建国記念の日": "National Foundation Day",
    "春分の日": "Vernal Equinox Day",
    "昭和の日": "Showa Day",
    "憲法記念日": "Constitution Memorial Day",
    "みどりの日": "Greenery Day",
    "こどもの日": "Children's Day",
    "海の日": "Marine Day",
    "山の日": "Mountain Day",
    "敬老の日": "Respect for the Aged Day",
    "秋分の日": "Autumnal Equinox Day",
    "体育の日": "Health and Sports Day",
    "スポーツの日": "Sports Day",
    "文化の日": "Culture Day",
    "勤労感謝の日": "Labour Thanksgiving Day",
    "天皇誕生日": "The Emperor's Birthday",
    "国民の休日": "Holiday between two holidays",
    "昭和天皇の大喪の礼": "State funeral of the Emperor Showa",
    "即位の礼正殿の儀": "Enthronement ceremony",
    "皇太子の結婚の儀": "Wedding of the Crown Prince",
    "天皇の即位の日": "Day of the Emperor's accession",
    "即位礼正殿の儀": "Enthronement ceremony",
}

# jpholiday names the person whose wedding the day was made for; the office is enough here.
RENAMED = {date(1993, 6, 9): "皇太子の結婚の儀"}


def rows() -> list[tuple[str, str, str, str]]:
    """(on, ja, en, status) for each national holiday in [SINCE, UNTIL), in order."""
    found = [
        named for year in range(SINCE.year, UNTIL.year) for named in sorted(jpholiday.year_holidays(year))
    ]
    return [(day.isoformat(), *_names(RENAMED.get(day, name)), _status(day, name)) for day, name in found]


def table() -> str:
    """The rows as the text of the file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("on", "ja", "en", "status"))
    writer.writerows(rows())
    return text.getvalue()


def _names(name: str) -> tuple[str, str]:
    plain = name.removesuffix(SUBSTITUTE)
    if plain != name:
        return f"振替休日({plain})", f"Substitute holiday ({ENGLISH[plain]})"
    return name, ENGLISH[name]


def _status(day: date, name: str) -> str:
    """Provisional: an equinox not yet announced, its substitute, and the bridge day it makes in September."""
    rests_on_equinox = name.removesuffix(SUBSTITUTE) in EQUINOXES or (
        name == BRIDGE and day.month == SEPTEMBER
    )
    return "provisional" if rests_on_equinox and day.year > ANNOUNCED_THROUGH else "confirmed"


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
