"""The mistakes that the town makes: few enough to count, each as real towns make it, and on which day.

Most are found out and settled. Those in `OPEN` still show on the last day, so that a visitor finds
work: some wait to be mended, some never can be.
Beside them stand the fates of the daily check (`demo.daily`), which go on throughout the history.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from sekisho.demo.rhythm import SETTLING
from sekisho.demo.stage import Stage


class Mistake(StrEnum):
    """One mistake; where it is made stands beside a comment with its name."""

    FORGOTTEN_EXIT = "forgotten_exit"  # who went into the server room, and did not write when they left
    KEPT_KEY = "kept_key"  # lent on a Friday, brought back on the Monday
    UNREPORTED_VISIT = "unreported_visit"  # a contractor came, and nobody told the chief
    UNENTERED_VISIT = "unentered_visit"  # a visit to the server room of which its ledger knows nothing
    SHORT_COUNT = "short_count"  # one card less than the balance, for a month
    UNNOTICED_FAILURE = "unnoticed_failure"  # the backup of a Friday failed, and nobody looked until Monday
    LATE_RESTORE = "late_restore"  # the restore test of the fiscal year, done in the next one
    KEPT_SHEET = "kept_sheet"  # printouts still in the cupboard long after their day of destruction
    FORGOTTEN_CREDENTIAL = "forgotten_credential"  # who left kept theirs for a week
    MISSING_ASSET = "missing_asset"  # not found at the stock-take
    EXPIRED_CERTIFICATE = "expired_certificate"  # of a firewall; nobody had written its day into a calendar
    EARLY_ENROLMENT = "early_enrolment"  # a newcomer who missed the training, and could operate all the same
    OVERDUE_METHOD = "overdue_method"  # reviewed more than a year ago
    UNHEEDED_LESSON = "unheeded_lesson"  # the drill showed what to mend, and nobody mended it
    NEGLECTED_REVIEW = "neglected_review"  # last week nobody looked through the firewall's logs


OPEN = frozenset(
    {
        Mistake.UNNOTICED_FAILURE,
        Mistake.EARLY_ENROLMENT,
        Mistake.UNREPORTED_VISIT,
        Mistake.UNENTERED_VISIT,
        Mistake.KEPT_SHEET,
        Mistake.EXPIRED_CERTIFICATE,
        Mistake.OVERDUE_METHOD,
        Mistake.UNHEEDED_LESSON,
        Mistake.NEGLECTED_REVIEW,
    }
)

# Days before the last one; a mistake that is not here has its day from what it is made in.
BACK = {
    Mistake.UNREPORTED_VISIT: 15,
    Mistake.UNENTERED_VISIT: 99,
    Mistake.KEPT_SHEET: 115,
    Mistake.UNNOTICED_FAILURE: 123,
    Mistake.FORGOTTEN_EXIT: 150,
    Mistake.KEPT_KEY: 174,
    Mistake.SHORT_COUNT: 235,
}


def made_on(stage: Stage, mistake: Mistake) -> date | None:
    """The day of work on which it is made; None in a history too short for it."""
    day = stage.next_open(stage.until - timedelta(days=BACK[mistake]))
    return day if day > stage.since + SETTLING else None


def made_among(stage: Stage, mistake: Mistake, days: list[date]) -> bool:
    """Whether it is made in the week or month that these days belong to."""
    day = made_on(stage, mistake)
    return day is not None and days[0] <= day <= days[-1]
