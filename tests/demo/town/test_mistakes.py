"""The mistakes of the demo town: each of them is there, and nobody has to look for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.utils import timezone

from sekisho.demo.mistakes import OPEN, Mistake
from sekisho.duties.board import posture_at
from sekisho.kernel.models import Report
from sekisho.kernel.queries import standing
from sekisho.ledgers.assets import Asset
from sekisho.ledgers.backups import Backup
from sekisho.ledgers.card_counts import CardCount
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.disaster_drills import DisasterDrill
from sekisho.ledgers.disaster_plans import DisasterPlan
from sekisho.ledgers.entry_exit import RoomEntry
from sekisho.ledgers.firewall_reviews import FirewallReview
from sekisho.ledgers.key_loans import KeyLoan
from sekisho.ledgers.maintenance_reports import MaintenanceReport
from sekisho.ledgers.methods import MethodVersion
from sekisho.ledgers.restore_tests import RestoreTest
from sekisho.ledgers.sheets import Sheet
from sekisho.ledgers.stock_takes import StockTake
from sekisho.ledgers.training_attendance import TrainingAttendance
from sekisho.rules.fiscal import months_after
from sekisho.rules.states import State
from tests.demo.town.morning import MORNING, NOW, UNTIL

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo-town")]


def forgotten_exit() -> list[RoomEntry]:
    """Amended because the exit had not been written down."""
    return [one for one in standing(RoomEntry, MORNING) if "記入漏れ" in one.reason]


def kept_key() -> list[KeyLoan]:
    """Lent on a Friday, back on a later day."""
    return [
        one
        for one in standing(KeyLoan, MORNING)
        if one.returned_at is not None
        and timezone.localdate(one.returned_at) > timezone.localdate(one.lent_at)
    ]


def unreported_visit() -> list[MaintenanceReport]:
    """A visit about which there is no report, and it is too late."""
    visits = standing(MaintenanceReport, MORNING).exclude(line__in=Report.objects.values("about"))
    return list(visits)


def unentered_visit() -> list[MaintenanceReport]:
    """A visit on a day on which no stranger was in the room."""
    days = {timezone.localdate(one.entered_at) for one in standing(RoomEntry, MORNING).exclude(visitor="")}
    return [one for one in standing(MaintenanceReport, MORNING) if one.visited_on not in days]


def short_count() -> list[CardCount]:
    """One less than the ledger says; a month later it was explained."""
    short = standing(CardCount, MORNING).filter(outcome=CardCount.Outcome.DIFFERS)
    assert [(one.in_ledger - one.found, one.revision) for one in short] == [(1, 2)]
    return list(short)


def unnoticed_failure() -> list[Backup]:
    """It failed on a Friday and was entered on the Monday."""
    failed = standing(Backup, MORNING).filter(result=Backup.Result.FAILURE).select_related("event")
    assert all(timezone.localdate(one.event.recorded_at) > one.taken_on for one in failed)
    return list(failed)


def late_restore() -> list[RestoreTest]:
    """The first one of the records falls into the fiscal year after the one in which it was due."""
    return [one for one in standing(RestoreTest, MORNING) if one.tested_on.month == 4]


def kept_sheet() -> list[Sheet]:
    """Still there after its day of destruction."""
    return list(standing(Sheet, MORNING).filter(kept__gt=0, to_destroy_on__lt=UNTIL))


def forgotten_credential() -> list[Credential]:
    """A palm of somebody who had left a week before."""
    ended = standing(Credential, MORNING).filter(kind=Credential.Kind.PALM, ended_on__gt=date(2026, 4, 1))
    return list(ended)


def missing_asset() -> list[Asset]:
    """Not found when assets were counted, and brought back afterwards."""
    [short] = standing(StockTake, MORNING).filter(not_found__gt=0)
    assert short.explanation
    return [one for one in standing(Asset, MORNING) if "棚卸で見つからなかった" in one.reason]


def expired_certificate() -> list[Asset]:
    """Its day has passed."""
    return list(standing(Asset, MORNING).filter(certificate_expires_on__lt=UNTIL, disposed_on=None))


def early_enrolment() -> list[Credential]:
    """A live palm that is older than the first training of its holder."""
    first: dict[int, date] = {}
    for one in standing(TrainingAttendance, MORNING).order_by("-attended_on"):
        first[one.person_id] = one.attended_on
    palms = standing(Credential, MORNING).filter(kind=Credential.Kind.PALM, ended_on=None)
    return [one for one in palms if date(2025, 7, 28) < one.issued_on < first[one.holder_id]]


def overdue_method() -> list[MethodVersion]:
    """In force, and not looked at for more than a year."""
    seen = standing(MethodVersion, MORNING).filter(version="第1版").exclude(method="credentials")
    return [one for one in seen if one.reviewed_on is not None and months_after(one.reviewed_on, 12) < UNTIL]


def unheeded_lesson() -> list[DisasterDrill]:
    """The procedure was reviewed after the drill, and says nothing of what was to be mended."""
    [plan] = standing(DisasterPlan, MORNING)
    return [
        one
        for one in standing(DisasterDrill, MORNING)
        if one.drilled_on < plan.reviewed_on and "支所の端末" in one.to_mend and "支所" not in plan.changes
    ]


def neglected_review() -> list[object]:
    """The review of last week was never made."""
    assert standing(FirewallReview, MORNING).exists()
    items = [item for clause in posture_at(NOW).clauses for item in clause.items]
    return [one for one in items if one.duty.id == "firewall-review" and one.state is State.MISSED]


THERE: dict[Mistake, Callable[[], Sequence[object]]] = {
    Mistake.FORGOTTEN_EXIT: forgotten_exit,
    Mistake.KEPT_KEY: kept_key,
    Mistake.UNREPORTED_VISIT: unreported_visit,
    Mistake.UNENTERED_VISIT: unentered_visit,
    Mistake.SHORT_COUNT: short_count,
    Mistake.UNNOTICED_FAILURE: unnoticed_failure,
    Mistake.LATE_RESTORE: late_restore,
    Mistake.KEPT_SHEET: kept_sheet,
    Mistake.FORGOTTEN_CREDENTIAL: forgotten_credential,
    Mistake.MISSING_ASSET: missing_asset,
    Mistake.EXPIRED_CERTIFICATE: expired_certificate,
    Mistake.EARLY_ENROLMENT: early_enrolment,
    Mistake.OVERDUE_METHOD: overdue_method,
    Mistake.UNHEEDED_LESSON: unheeded_lesson,
    Mistake.NEGLECTED_REVIEW: neglected_review,
}


@pytest.mark.parametrize("mistake", Mistake)
def test_each_mistake_was_made_once(mistake: Mistake) -> None:
    assert len(THERE[mistake]()) == 1


def test_there_are_between_ten_and_fifteen_and_about_half_of_them_still_show() -> None:
    assert 10 <= len(Mistake) <= 15
    assert len(OPEN) < len(Mistake)
