"""A small town with a fixed cast: who is who, in which post, since when. Fixed dates, no seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from sekisho.kernel.acts import Act
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, Line
from sekisho.kernel.verbs import enter
from sekisho.offices.accounts import Account
from sekisho.offices.acting import act_for, founding_act
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.offices.persons import PERSONS

FOUNDED = date(2025, 4, 1)

CAST = (
    ("mayor", "町長 一子", "ちょうちょう いちこ", "mayor"),
    ("vice_mayor", "副町 次郎", "ふくまち じろう", "vice_mayor"),
    ("welfare", "住福 三枝", "じゅうふく みえ", "resident_affairs_head"),
    ("clerk", "窓口 四郎", "まどぐち しろう", "resident_affairs_staff"),
    ("property", "管財 五月", "かんざい さつき", "property_information_head"),
    ("general", "総務 六実", "そうむ むつみ", "general_affairs_head"),
    ("crisis", "危機 七海", "きき ななみ", "crisis_management_head"),
    ("auditor", "監査 八重", "かんさ やえ", "auditor"),
    ("stranger", "他課 九平", "たか きゅうへい", ""),
)


def at(day: str | date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of the body's own time zone: at("2026-04-10", 8, 45)."""
    on = day if isinstance(day, date) else date.fromisoformat(day)
    return timezone.make_aware(datetime.combine(on, time(hour, minute)))


@dataclass(frozen=True)
class Member:
    """One of the cast."""

    name: str
    line: Line
    post: str
    account: Account

    @property
    def person(self) -> str:
        return str(self.line.pk)

    def act(self, when: datetime, *, post: str | None = None, acts_for: str | None = None) -> Act:
        """An act of theirs; refused unless they hold the post at that moment."""
        return act_for(self.person, post=post or self.post, acts_for=acts_for, at=when)

    def enters(self, ledger: Ledger, when: datetime, **facts: Any) -> Entry:
        """Enter a line in their own post."""
        return enter(ledger, facts, act=self.act(when))


class Town:
    """The cast by their names in `CAST`."""

    mayor: Member
    vice_mayor: Member
    welfare: Member
    clerk: Member
    property: Member
    general: Member
    crisis: Member
    auditor: Member
    stranger: Member

    def __init__(self) -> None:
        founding = founding_act(at(FOUNDED, 0, 1))
        for place, (key, name, reading, post) in enumerate(CAST):
            number = f"{place + 1:05d}"
            person = enter(PERSONS, {"staff_number": number, "name": name, "reading": reading}, act=founding)
            account = Account.objects.create_account(number, person.line, None)
            setattr(self, key, Member(name, person.line, post, account))
        for place, member in enumerate(self.members()):
            if member.post:
                enter(
                    APPOINTMENTS,
                    {
                        "person": member.line,
                        "post": member.post,
                        "since": FOUNDED,
                        "order_number": f"令和7年第{place + 1}号",
                    },
                    act=founding,
                )

    def members(self) -> list[Member]:
        """Everybody, the stranger included."""
        return [getattr(self, key) for key, *_rest in CAST]
