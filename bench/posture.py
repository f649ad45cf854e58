"""Posture over seven years of duties, against asking the database once an occurrence.

    .venv/bin/python bench/posture.py

Seven years of discharges of every periodic duty go into a SQLite database in a temporary
folder; then both ways are timed in turn, five times each, and their medians printed with
the ratio. Nothing of an installation is touched.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory(prefix="sekisho-bench-")
os.environ |= {"SEKISHO_DATA": FOLDER.name, "DJANGO_SETTINGS_MODULE": "sekisho.site.settings"}
sys.path.insert(0, str(ROOT / "src"))

import django  # noqa: E402 -- after the data directory is named

django.setup()

from django.core.management import call_command  # noqa: E402 -- as above
from django.utils import timezone  # noqa: E402 -- as above

from sekisho.duties.evidence import evidence  # noqa: E402 -- as above
from sekisho.duties.posture import Posture, posture  # noqa: E402 -- as above
from sekisho.kernel.models import Discharge, JournalEvent  # noqa: E402 -- as above
from sekisho.kernel.town import open_days, pack  # noqa: E402 -- as above
from sekisho.rules.due import Occurrence, occurrences  # noqa: E402 -- as above

RUNS = 5
NINE = datetime.min.time().replace(hour=9)
SINCE = date(2022, 12, 6)  # the day from which the text is held
ON = SINCE.replace(year=SINCE.year + 7)
KNOWN_AT = timezone.make_aware(datetime.combine(ON, datetime.max.time()))


def fill() -> list[Occurrence]:
    """Seven years of occurrences, each discharged on its due day."""
    found = [
        one
        for duty in pack().duties
        for one in occurrences(duty, since=SINCE, until=ON + timedelta(days=1), calendar=open_days())
    ]
    found.sort(key=lambda one: one.due_on)
    events = [
        JournalEvent(
            number=number,
            recorded_at=timezone.make_aware(datetime.combine(one.due_on, NINE)),
            verb="discharge",
            subject="discharge",
            capacity="own",
            basis="bench",
            body="{}",
        )
        for number, one in enumerate(found, 1)
    ]
    JournalEvent.objects.bulk_create(events, batch_size=500)
    Discharge.objects.bulk_create(
        (
            Discharge(
                event=event,
                duty=one.duty,
                opens_on=one.opens_on,
                due_on=one.due_on,
                done_on=one.due_on,
                paper="綴り",
            )
            for event, one in zip(events, found, strict=True)
        ),
        batch_size=500,
    )
    return found


def ours() -> Posture:
    """Everything in a fixed number of statements."""
    facts = evidence(SINCE, KNOWN_AT)
    return posture(pack(), open_days(), facts, on=ON, known_on=ON, since=SINCE)


def once_an_occurrence(found: list[Occurrence]) -> int:
    """The peer: ask for each occurrence whether it was discharged. Returns how many were."""
    return sum(
        Discharge.objects.filter(
            duty=one.duty, opens_on=one.opens_on, event__recorded_at__lte=KNOWN_AT
        ).exists()
        for one in found
    )


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Fill, time in turn, print."""
    call_command("migrate", verbosity=0)
    found = fill()
    ours()
    pairs = [(seconds(ours), seconds(lambda: once_an_occurrence(found))) for _run in range(RUNS)]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(
        f"{len(found):,} occurrences of {len(pack().duties)} duties in {len(pack().clauses)} clauses, 7 years"
    )
    print(f"{'way':<40} {'median s':>9}  runs")
    for name, median, runs in (
        ("posture of every clause", mine, [a for a, _b in pairs]),
        ("one query an occurrence, no states", theirs, [b for _a, b in pairs]),
    ):
        print(f"{name:<40} {median:>9.3f}  {' '.join(f'{run:.3f}' for run in runs)}")
    print(f"{'ratio':<40} {theirs / mine:>9.1f}")


if __name__ == "__main__":
    main()
