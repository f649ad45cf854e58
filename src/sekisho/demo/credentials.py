"""Credentials and grants: cards of the old time, palms and PINs of today, one lost and revoked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.reports import report_loss
from sekisho.demo.rhythm import Turns, in_turn
from sekisho.demo.stage import Stage, moment
from sekisho.demo.terminals import (
    CARD_WINDOW,
    FIRST_WINDOW,
    PLACES,
    SECOND_WINDOW,
    SPARE,
    Place,
    install,
    terminal_at,
)
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Line
from sekisho.kernel.queries import standing
from sekisho.kernel.town import open_days
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.grants import GRANTS, Grant
from sekisho.ledgers.terminals import TERMINALS, Terminal

CLERK, SUPERVISOR = "resident_affairs_staff", "resident_affairs_supervisor"
LEARNING = timedelta(days=14)  # from the appointment to the enrolment: the training comes first
LETTERS = {Credential.Kind.CARD: "C", Credential.Kind.PALM: "V", Credential.Kind.PIN: "P"}

# Until the terminals were renewed in 2014 operators had cards: staff number, issued, ended, how.
OLD_CARDS = (
    ("00187", date(2008, 4, 14), date(2014, 2, 21), Credential.End.RETURNED),
    ("00098", date(2009, 4, 13), date(2014, 2, 21), Credential.End.RETURNED),
    ("00176", date(2009, 4, 13), date(2012, 3, 30), Credential.End.RETURNED),
    ("00169", date(2010, 4, 12), date(2013, 10, 8), Credential.End.LOST),
    ("00169", date(2013, 10, 11), date(2014, 2, 21), Credential.End.RETURNED),
)


def plan_first_entries(stage: Stage) -> None:
    """On the first afternoon the supervisor enters what there already is."""
    in_turn(stage, moment(stage.since, 13, 5), _first_entries(stage))


def plan_lost_pin(stage: Stage, day: date) -> None:
    """On `day` an operator loses the slip with the PIN; the next open day brings another."""

    def lose(at: datetime) -> None:
        on = timezone.localdate(at)
        clerks = {int(person) for person in stage.holders(CLERK, on)}
        pins = standing(Credential, at).filter(
            holder__in=clerks, kind=Credential.Kind.PIN, ended_on__isnull=True
        )
        pin = chance(stage.seed, "lost", day).choice(list(pins.order_by("line")))
        _end(pin, on, Credential.End.LOST, "通知書を紛失したとの届けにより失効", _keeper(stage, at))
        report_loss(stage, pin, at + timedelta(minutes=22))
        again = moment(stage.open_after(on, 1), 11, 10)
        stage.put(again, lambda then: _replace_pin(stage, str(pin.holder_id), then))

    stage.put(stage.in_hours(day, "lost"), lose)


def plan_replacement(stage: Stage, day: date) -> None:
    """On `day` the terminal of the second window breaks and another takes its place, grants and all."""
    in_turn(stage, moment(day, 10, 20), _replacement(stage))


def plan_enrolment(stage: Stage, person: str, at: datetime) -> None:
    """After the training: palm, PIN and grants of a newcomer."""
    in_turn(stage, at, _enrolment(stage, person, CLERK, timezone.localdate(at)))


def plan_return(stage: Stage, person: str, at: datetime, reason: str) -> None:
    """All that the person holds ends: the grants, then the credentials."""
    in_turn(stage, at, _return(stage, person, reason))


def living(at: datetime, person: str) -> QuerySet[Credential]:
    """What the person holds at that moment and has not given back."""
    return standing(Credential, at).filter(holder=int(person), ended_on__isnull=True).order_by("line")


# --- what is written, one line a turn -----------------------------------------------


def _first_entries(stage: Stage) -> Turns:
    for place in PLACES:
        at = yield
        install(place, _keeper(stage, at))
    for number, issued_on, ended_on, how in OLD_CARDS:
        at = yield
        facts = {
            "holder": stage.lines[number],
            "kind": Credential.Kind.CARD,
            "serial": stage.serial(LETTERS[Credential.Kind.CARD]),
            "issued_on": issued_on,
            "ended_on": ended_on,
            "ended_by": how,
            "remarks": "紙の管理簿から転記",
        }
        enter(CREDENTIALS, facts, act=_keeper(stage, at))
    for post in (SUPERVISOR, CLERK):
        for person in stage.holders(post, stage.since):
            yield from _enrolment(stage, person, post, _enrolled_on(stage, person, post))


def _enrolled_on(stage: Stage, person: str, post: str) -> date:
    """When somebody who was there at the founding was enrolled."""
    held = stage.known(moment(stage.since, 12)).standing.appointments
    since = max(one.since for one in held if one.person == person and one.post == post)
    return min(open_days().next_open(since + LEARNING), stage.since)


def _enrolment(stage: Stage, person: str, post: str, on: date) -> Turns:
    at = yield
    palm = _issue(stage, person, Credential.Kind.PALM, on, _keeper(stage, at))
    at = yield
    _issue(stage, person, Credential.Kind.PIN, on, _keeper(stage, at))
    number = stage.document_number(on)
    for business, place in _authorities(stage, person, post):
        at = yield
        facts = {
            "credential": palm,
            "operator_id": stage.serial("A"),
            "business": business,
            "terminal": terminal_at(place, at) if place else None,
            "valid_from": on,
            "document_number": number,
        }
        enter(GRANTS, facts, act=_keeper(stage, at))


def _authorities(stage: Stage, person: str, post: str) -> list[tuple[str, str]]:
    """Business and place ("" for every terminal) of each grant."""
    dice = chance(stage.seed, "authorities", person)
    found = [("転入・転出", ""), ("本人確認情報の照会", dice.choice(["", SECOND_WINDOW]))]
    if dice.randrange(2):
        found.append(("個人番号カードの交付", CARD_WINDOW))
    return [*found, ("操作者の管理", FIRST_WINDOW)] if post == SUPERVISOR else found


def _return(stage: Stage, person: str, reason: str) -> Turns:
    at = yield
    on = timezone.localdate(at)
    held = list(living(at, person))
    grants = standing(Grant, at).filter(
        credential__in=[one.line_id for one in held], valid_until__isnull=True
    )
    for grant in list(grants.order_by("line")):
        _withdraw(grant, on, reason, _keeper(stage, at))
        at = yield
    for credential in held:
        palm = credential.kind == Credential.Kind.PALM
        how = Credential.End.DELETED if palm else Credential.End.RETURNED
        _end(credential, on, how, reason, _keeper(stage, at))
        at = yield


def _replacement(stage: Stage) -> Turns:
    at = yield
    on, old = timezone.localdate(at), terminal_at(SECOND_WINDOW, at)
    broken = standing(Terminal, at).get(line=old)
    reason = "画面の故障により撤去し、業者に返却した"
    amend(TERMINALS, broken, {"removed_on": on}, reason=reason, act=_keeper(stage, at))
    at = yield
    spare = Place(SPARE, SECOND_WINDOW, Terminal.Owner.LEASE, on, f"{broken.number}の代わり")
    new = install(spare, _keeper(stage, at))
    bound = standing(Grant, at).filter(terminal=old, valid_until__isnull=True).order_by("line")
    for grant in list(bound):
        at = yield
        _withdraw(grant, on, "統合端末の入替え", _keeper(stage, at))
        at = yield
        facts = {
            "credential": grant.credential,
            "operator_id": grant.operator_id,
            "business": grant.business,
            "terminal": new,
            "valid_from": on,
            "document_number": grant.document_number,
        }
        enter(GRANTS, facts, act=_keeper(stage, at))


# --- single lines -------------------------------------------------------------------


def _keeper(stage: Stage, at: datetime) -> Act:
    return stage.act_in_post(SUPERVISOR, at)


def _issue(stage: Stage, person: str, kind: Credential.Kind, on: date, act: Act) -> Line:
    serial = stage.serial(LETTERS[kind])
    facts = {"holder_id": int(person), "kind": kind, "serial": serial, "issued_on": on}
    return enter(CREDENTIALS, facts, act=act).line


def _replace_pin(stage: Stage, person: str, at: datetime) -> None:
    _issue(stage, person, Credential.Kind.PIN, timezone.localdate(at), _keeper(stage, at))


def _end(credential: Credential, on: date, how: Credential.End, reason: str, act: Act) -> None:
    amend(CREDENTIALS, credential, {"ended_on": on, "ended_by": how}, reason=reason, act=act)


def _withdraw(grant: Grant, on: date, reason: str, act: Act) -> None:
    """The grant still holds on its last day; one given and withdrawn on the same day never held after it."""
    amend(GRANTS, grant, {"valid_until": on + timedelta(days=1)}, reason=reason, act=act)
