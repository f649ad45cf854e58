"""A small town with a fixed cast: who is who, in which post, since when. Fixed dates, no seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from sekisho.kernel.acts import Act
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, JournalEvent, Line
from sekisho.kernel.verbs import enter
from sekisho.offices.accounts import Account
from sekisho.offices.acting import act_for, founding_act
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.offices.persons import PERSONS, Person

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
        """Found the town in the test's database; what is there already stays."""
        found_town()
        accounts = {account.staff_number: account for account in Account.objects.select_related("person")}
        for place, (key, name, _reading, post) in enumerate(CAST):
            account = accounts[staff_number(place)]
            setattr(self, key, Member(name, account.person, post, account))

    def members(self) -> list[Member]:
        """Everybody, the stranger included."""
        return [getattr(self, key) for key, *_rest in CAST]


def staff_number(place: int) -> str:
    """Of the one who stands at that place in `CAST`."""
    return f"{place + 1:05d}"


# Founding takes twenty times as long as writing its rows, and nearly every test of the books has a town. So the first
# town of a process is founded by acts, like a real one, and the next ones get the rows that it was given.
FOUNDED_TABLES: tuple[type[Model], ...] = (JournalEvent, Line, Person, Appointment, Account)
Rows = list[tuple[type[Model], list[dict[str, Any]]]]
_founded: dict[str, Rows] = {}  # by the pack under which it was


def found_town() -> None:
    """Persons, accounts and appointments of the cast. By acts where there is something in the database already.

    By acts on PostgreSQL too, where rows that bring their keys would leave the counters of the keys behind.
    """
    if connection.vendor != "sqlite" or any(model._default_manager.exists() for model in FOUNDED_TABLES):
        found_by_acts()
    elif (rows := _founded.get(settings.SEKISHO_PACK)) is not None:
        with transaction.atomic():
            for model, values in rows:
                model._default_manager.bulk_create(model(**row) for row in values)
    else:
        found_by_acts()
        rows = [(model, list(model._default_manager.values())) for model in FOUNDED_TABLES]
        _founded[settings.SEKISHO_PACK] = rows
        assert Person.objects.count() + Appointment.objects.count() == JournalEvent.objects.count()


def found_by_acts() -> None:
    """As a town is really founded."""
    founding = founding_act(at(FOUNDED, 0, 1))
    persons = []
    for place, (_key, name, reading, _post) in enumerate(CAST):
        number = staff_number(place)
        person = enter(PERSONS, {"staff_number": number, "name": name, "reading": reading}, act=founding)
        Account.objects.create_account(number, person.line, None)
        persons.append(person.line)
    for place, (_key, _name, _reading, post) in enumerate(CAST):
        if post:
            facts = {"person": persons[place], "post": post, "since": FOUNDED}
            enter(APPOINTMENTS, facts | {"order_number": f"令和7年第{place + 1}号"}, act=founding)
