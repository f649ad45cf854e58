"""サーバ室: the keys, who borrows them, who goes in and comes out (第5条第2号イ)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.rhythm import Turns, in_turn
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.entry_exit import ENTRY_EXIT
from sekisho.ledgers.key_loans import KEY_LOANS
from sekisho.ledgers.keys import KEYS, Key

SECTION = "property_information"
SUPERVISOR, STAFF = "property_information_supervisor", "property_information_staff"
ROOM, RACK = "サーバ室", "サーバ室 ラック"
CABINET = "管財情報課 鍵箱(暗証番号)"
KEY_SET = (
    ("S-1", ROOM, Key.Kind.ORIGINAL, CABINET),
    ("S-1", ROOM, Key.Kind.SPARE, "総務課 金庫"),
    ("R-1", RACK, Key.Kind.ORIGINAL, CABINET),
    ("R-1", RACK, Key.Kind.SPARE, "総務課 金庫"),
)
IN_USE_FOR = 1300  # days that the keys had been in use when the records began
FETCHED = timedelta(minutes=5)  # before going in, and after coming out
WRITTEN = timedelta(minutes=12)  # after coming out, when the section copies the book at the door


@dataclass(frozen=True, slots=True)
class Errand:
    """One time that somebody goes in: staff, by the key of their person, or a visitor with somebody at their side.

    `noticed_at` is when somebody saw that the exit was not written down; `key_back_at` when the key came back, if
    not at once.
    """

    began_at: datetime
    minutes: int
    purpose: str
    person: str = ""
    visitor: str = ""
    organisation: str = ""
    brought_in: str = ""
    noticed_at: datetime | None = None
    key_back_at: datetime | None = None

    @property
    def left_at(self) -> datetime:
        """When they came out."""
        return self.began_at + timedelta(minutes=self.minutes)


def plan_keys(stage: Stage) -> None:
    """On the first afternoon the section enters its keys."""
    in_turn(stage, moment(stage.since, 14, 20), _first_keys(stage))


def plan_errand(stage: Stage, errand: Errand) -> None:
    """Of staff the book at the door is copied afterwards; a visitor is written down when coming and when going."""
    if errand.visitor:
        stage.put(errand.began_at, partial(_receive, stage, errand))
    else:
        stage.put(errand.left_at + WRITTEN, partial(_copy, stage, errand))


def _first_keys(stage: Stage) -> Turns:
    for number, area, kind, place in KEY_SET:
        at = yield
        facts = {
            "number": number,
            "area": area,
            "kind": kind,
            "place": place,
            "custodian_id": int(stage.holders(SUPERVISOR, stage.since)[0]),
            "used_from_on": stage.since - timedelta(days=IN_USE_FOR),
        }
        enter(KEYS, facts, act=stage.act_in_post(SUPERVISOR, at))


def _receive(stage: Stage, errand: Errand, at: datetime) -> None:
    """A visitor comes: key and room are written down at once, and again when the visitor leaves."""
    loan = _lend(stage, errand, at, returned_at=None)
    row = _go_in(stage, errand, at, left_at=None)
    stage.put(errand.left_at, lambda then: _come_out(stage, row, errand.left_at, "退室した", then))
    stage.put(errand.left_at + FETCHED, lambda then: _bring_back(stage, loan, then, "返却された", then))


def _copy(stage: Stage, errand: Errand, at: datetime) -> None:
    """Staff have been in: what the book at the door says, and nothing where it says nothing."""
    back_at, noticed_at = errand.key_back_at, errand.noticed_at
    loan = _lend(stage, errand, at, returned_at=None if back_at else errand.left_at + FETCHED)
    row = _go_in(stage, errand, at, left_at=None if noticed_at else errand.left_at)
    if back_at is not None:
        reason = "金曜日に返し忘れ、週明けに返却された"
        stage.put(back_at + FETCHED, lambda then: _bring_back(stage, loan, back_at, reason, then))
    if noticed_at is not None:
        reason = "退室の記入漏れ。扉の記録と本人の申告により記載した"
        stage.put(noticed_at, lambda then: _come_out(stage, row, errand.left_at, reason, then))


def _lend(stage: Stage, errand: Errand, at: datetime, *, returned_at: datetime | None) -> Entry:
    on = timezone.localdate(at)
    facts = {
        "key": standing(Key, at).select_related("line").get(area=ROOM, kind=Key.Kind.ORIGINAL).line,
        "lent_at": errand.began_at - FETCHED,
        "returned_at": returned_at,
        "borrower_id": int(errand.person or _companion(stage, errand)),
        "purpose": errand.purpose,
        "lent_by_id": int(stage.holders(SUPERVISOR, on)[0]),
    }
    return enter(KEY_LOANS, facts, act=stage.act_in_section(SECTION, at, "key"))


def _go_in(stage: Stage, errand: Errand, at: datetime, *, left_at: datetime | None) -> Entry:
    companion = _companion(stage, errand)
    facts = {
        "entered_at": errand.began_at,
        "left_at": left_at,
        "person_id": int(errand.person) if errand.person else None,
        "visitor": errand.visitor,
        "organisation": errand.organisation,
        "purpose": errand.purpose,
        "attended_by_id": int(companion) if companion != errand.person else None,
        "badge_number": f"来-{1 + errand.began_at.day % 5}" if errand.visitor else "",
        "key": standing(Key, at).select_related("line").get(area=ROOM, kind=Key.Kind.ORIGINAL).line,
        "brought_in": errand.brought_in,
    }
    return enter(ENTRY_EXIT, facts, act=stage.act_in_section(SECTION, at, "room"))


def _companion(stage: Stage, errand: Errand) -> str:
    """Who of the section opens the door and stays; nobody goes in alone but the section's own."""
    on = timezone.localdate(errand.began_at)
    section = (*stage.holders(STAFF, on), *stage.holders(SUPERVISOR, on))
    if errand.person in section:
        return errand.person
    return chance(stage.seed, "companion", on).choice(section)


def _come_out(stage: Stage, row: Entry, left_at: datetime, reason: str, at: datetime) -> None:
    amend(ENTRY_EXIT, row, {"left_at": left_at}, reason=reason, act=stage.act_in_section(SECTION, at, "room"))


def _bring_back(stage: Stage, loan: Entry, back_at: datetime, reason: str, at: datetime) -> None:
    act = stage.act_in_section(SECTION, at, "key")
    amend(KEY_LOANS, loan, {"returned_at": back_at}, reason=reason, act=act)
