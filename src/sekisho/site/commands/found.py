"""`sekisho found` and `sekisho password`: the first person of a real town, and everybody's sign-in."""

from __future__ import annotations

import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console

from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.verbs import enter
from sekisho.kernel.wording import said
from sekisho.offices.accounts import Account
from sekisho.offices.acting import founding_act
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.offices.persons import PERSONS, Person
from sekisho.rules.wareki import NotADay, parse_day

console = Console(highlight=False, markup=False, emoji=False)


class NoSuchPerson(Refusal):
    """The ledger of persons has nobody with that staff number."""


class UnfitPassword(Refusal):
    """The password is too short, too common, or was typed differently twice."""


def found(*, staff_number: str, name: str, reading: str, post: str, order_number: str, since: str) -> None:
    """Enter one person and their appointment while nobody holds a post yet, then ask for a password.

    Both entries are written or neither. It can be repeated until somebody acts in a post.
    """
    try:
        since_on = parse_day(since)
    except NotADay as error:
        raise Refusal(said(error.words)) from error
    with writing():
        act = founding_act(timezone.now())
        person = enter(PERSONS, {"staff_number": staff_number, "name": name, "reading": reading}, act=act)
        enter(
            APPOINTMENTS,
            {"person": person.line, "post": post, "since": since_on, "order_number": order_number},
            act=act,
        )
    console.print(_("%(name)sさんと辞令を記載しました。") % {"name": name})
    password(staff_number)


def password(staff_number: str) -> None:
    """Ask for a password twice and set it. Raises NoSuchPerson or UnfitPassword."""
    person = standing(Person, timezone.now()).filter(staff_number=staff_number).first()
    if person is None:
        raise NoSuchPerson(_("職員番号%(number)sの者は職員簿にいません。") % {"number": staff_number})
    first = getpass.getpass(_("パスワード(12文字以上): "))
    if first != getpass.getpass(_("もう一度: ")):
        raise UnfitPassword(_("2回の入力が違います。"))
    account = Account.objects.filter(person=person.line).first() or Account(
        staff_number=staff_number, person=person.line
    )
    try:
        validate_password(first, account)
    except ValidationError as error:
        raise UnfitPassword(" ".join(error.messages)) from error
    account.staff_number = staff_number
    account.set_password(first)
    account.save()
    console.print(_("パスワードを設定しました。"))
