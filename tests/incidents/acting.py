"""The first incident of a town, acted on now: as far as the order to cut it off."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from sekisho.incidents.case import Case, case_of
from sekisho.incidents.deciding import give_order, lay_sheet
from sekisho.incidents.reporting import report_first
from sekisho.kernel.acts import Act
from tests.cast import Member, Town
from tests.ledgers.test_incidents import SHEET


def now(member: Member) -> Act:
    return member.act(timezone.now())


def case() -> Case:
    return case_of(1, timezone.now())


def ordered(town: Town, *, drill: bool = False) -> None:
    """Known half an hour ago, reported, laid before the mayor, and ordered to be cut."""
    at = timezone.now() - timedelta(minutes=30)
    facts = {
        "summary": "大量の照会",
        "family": "misuse",
        "known_at": at,
        "reported_at": at,
        "is_drill": drill,
    }
    report_first(facts, act=now(town.welfare))
    lay_sheet(case(), {name: SHEET[name] for name in SHEET if name != "laid_at"}, act=now(town.welfare))
    give_order(case(), kind="cut", option="cs-lan", because="認める", act=now(town.mayor))
