"""反映: from a settled plan to the ledgers, and from the day of the orders to no leaver with a live credential."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.kernel.acts import Act
from sekisho.kernel.models import Line
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.transfer_lists import TRANSFER_LISTS, TransferList
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.offices.persons import PERSONS, Person
from sekisho.rules.wareki import wareki
from sekisho.transfers.day import Leaver, expiry_of
from sekisho.transfers.lists import known_on, rows_of
from sekisho.transfers.plan import Move, make_plan

ONE_DAY = timedelta(days=1)


class UnderEmbargo(Refusal):
    """The orders are not public yet: the ledger of appointments is."""


class AlreadyCarriedOut(Refusal):
    """The list was carried out before."""


class QuestionsOpen(Refusal):
    """Something on the list is doubtful and was not answered."""


class StillAtWork(Refusal):
    """Those who are to leave work until the offices close on their last day."""


@writing()
def carry_out(entry: TransferList, answers: Mapping[str, str], *, act: Act) -> TransferList:
    """Enter what the list does: appointments that end, persons who are new, appointments that begin.

    One transaction: if we crash, nothing of it was written. Raises UnderEmbargo, AlreadyCarriedOut, QuestionsOpen,
    or a Refusal of a ledger.
    """
    if act.at < entry.embargo_until_at:
        raise UnderEmbargo(
            _(
                "解禁の日時の前なので反映できません。辞令簿は誰でも見られます。解禁の後にもう一度行ってください。"
            )
        )
    if entry.carried_out_on is not None:
        raise AlreadyCarriedOut(_("この一覧はもう辞令簿に反映されています。"))
    rows = rows_of(entry)
    plan = make_plan(rows, known_on(entry.effective_on, act.at), answers, orders_on=entry.effective_on)
    if not plan.is_settled:
        raise QuestionsOpen(_("答えていない問いがあります。すべてに答えてから反映してください。"))
    _end(plan.moves, act)
    _begin(plan.moves, act)
    facts = {
        "carried_out_on": act.on,
        "moved": len(plan.moves),
        "outside": len(plan.outside),
        "dropped": len(plan.dropped),
        "answers": "\n".join(f"{asked}: {said}" for asked, said in sorted(answers.items())),
    }
    return amend(TRANSFER_LISTS, entry, facts, reason=_("辞令簿に反映した"), act=act)


@writing()
def expire(leavers: Iterable[Leaver], *, act: Act) -> int:
    """End every live credential and authority of those who left; returns how many. One transaction.

    They end with the day before the orders: nobody uses them on the day itself. Raises StillAtWork before the last
    open day, or a Refusal of a ledger.
    """
    count = 0
    for leaver in leavers:
        last_on = timezone.localdate(expiry_of(leaver.left_on))
        if act.on < last_on:
            raise StillAtWork(
                _(
                    "離任する者は%(day)sまで職に就いています。失効はまだ記載できません。その日から行ってください。"
                )
                % {"day": wareki(last_on)}
            )
        reason = _("%(day)s付けの異動") % {"day": wareki(leaver.left_on)}
        eve = min(leaver.left_on - ONE_DAY, act.on)
        for grant in leaver.grants:
            until = max(grant.valid_from, leaver.left_on)
            amend(GRANTS, grant, {"valid_until": until}, reason=reason, act=act)
        for credential in leaver.credentials:
            ended = {"ended_on": max(credential.issued_on, eve), "ended_by": Credential.End.EXPIRED}
            amend(CREDENTIALS, credential, ended, reason=reason, act=act)
        count += len(leaver.grants) + len(leaver.credentials)
    return count


def _end(moves: Iterable[Move], act: Act) -> None:
    """Before anything begins: a seat is free only once it is left."""
    rows = {row.line.number: row for row in standing(Appointment, act.at).select_related("line")}
    for move in moves:
        for number in move.ends:
            ending = rows.pop(number, None)
            if ending is None:
                continue  # another row of the list has ended it
            reason = _("%(day)s付けの異動") % {"day": wareki(move.on)}
            amend(APPOINTMENTS, ending, {"until": move.on}, reason=reason, act=act)


def _begin(moves: Iterable[Move], act: Act) -> None:
    persons = {row.staff_number: row for row in standing(Person, act.at).select_related("line")}
    lines: dict[str, Line] = {number: row.line for number, row in persons.items()}
    for move in moves:
        known = persons.get(move.staff_number)
        if known is not None and known.name != move.name:
            new = {"name": move.name, "reading": move.reading}
            persons[move.staff_number] = amend(PERSONS, known, new, reason=_("改名"), act=act)
        if move.begins is None:
            continue
        if move.staff_number not in lines:
            new = {"staff_number": move.staff_number, "name": move.name, "reading": move.reading}
            lines[move.staff_number] = enter(PERSONS, new, act=act).line
        order = move.order_number or _("%(day)s付け辞令") % {"day": wareki(move.on)}
        facts = {"post": move.begins, "since": move.on, "order_number": order, "concurrent": move.concurrent}
        enter(APPOINTMENTS, {"person": lines[move.staff_number], **facts}, act=act)
