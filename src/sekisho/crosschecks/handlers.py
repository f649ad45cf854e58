"""取扱者の指定と操作者: who works with the data, held against who was named to (第5条第1号シ, 第5条第1号ウ)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from sekisho.archiving.worked import Worked
from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, Side, line_side, missing_side
from sekisho.crosschecks.leavers import has_left, last_appointments, left_behind, live_credentials
from sekisho.kernel.cells import day as day_text
from sekisho.kernel.search import fold
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.grants import GRANTS, Grant
from sekisho.ledgers.handlers import HANDLERS, Handler
from sekisho.offices.appointments import Appointment


def holders_designated(books: Books) -> Compared:
    """Everybody with a live credential, held against the designations of the day.

    Who has left is told by the check of leavers and not compared here.
    """
    named = {one.person_id for one in live_designations(books)}
    latest = last_appointments(books)
    left = {person for person, last in latest.items() if has_left(last, books.on)}
    return not_named(live_credentials(books), named=named, left=left)


def not_named(live: Sequence[Credential], *, named: Collection[int], left: Collection[int]) -> Compared:
    """Holders (by their first credential) who are not `named`."""
    holders: dict[int, Credential] = {}
    for credential in live:
        holders.setdefault(credential.holder_id, credential)
    sentence = _(
        "認証情報を持つ者が、取扱者に指定されていません。指定して記載するか、認証情報を失効・回収してください。"
    )
    found = (
        Contradiction(
            one.issued_on,
            sentence,
            (line_side(CREDENTIALS, one), missing_side(HANDLERS, _("この者の指定"))),
        )
        for holder, one in holders.items()
        if holder not in left and holder not in named
    )
    return Compared(len(holders), tuple(found), sum(holder in left for holder in holders))


def designated_without_post(books: Books) -> Compared:
    """Every designation that stands, held against the appointments of whom it names."""
    return named_without_post(live_designations(books), last_appointments(books), on=books.on)


def named_without_post(live: Sequence[Handler], latest: Mapping[int, Appointment], *, on: date) -> Compared:
    """Designations of people whose last appointment had ended by `on`; who never had one is no leaver."""
    sentence = _(
        "離任した者が取扱者に指定されたままです。指定を解除し、その日を取扱者指定簿に書いてください。"
    )
    return left_behind(HANDLERS, [(one, one.person_id) for one in live], latest, on=on, sentence=sentence)


def operators_known(books: Books) -> Compared:
    """Every operator ID in the operation history, held against the authorities that were ever given."""
    if books.worked is None:
        return Compared(0, (), because=books.silent_because)
    return unknown_operators(books.worked, {fold(one.operator_id) for one in books.of(Grant)})


def unknown_operators(worked: Sequence[Worked], granted: Collection[str]) -> Compared:
    """IDs (by their first day) under which somebody worked and that no grant names; `granted` in one spelling."""
    first: dict[str, Worked] = {}
    for one in sorted(worked, key=_day):
        if one.operator:
            first.setdefault(fold(one.operator), one)
    sentence = _(
        "操作履歴にある操作者IDが、権限付与簿にありません。"
        "付与していれば記載し、していなければ不正な操作でないかを調べてください。"
    )
    found = (
        Contradiction(
            one.day,
            sentence,
            (
                Side(
                    _("操作履歴"),
                    _("%(id)s 最初の操作 %(day)s") % {"id": one.operator, "day": day_text(one.day)},
                ),
                missing_side(GRANTS, _("操作者ID %(id)sの付与") % {"id": one.operator}),
            ),
        )
        for known, one in first.items()
        if known not in granted
    )
    return Compared(len(first), tuple(found))


def live_designations(books: Books) -> list[Handler]:
    """Those that had been made by the day and not been released."""
    named = [one for one in books.of(Handler) if one.designated_on <= books.on]
    return [one for one in named if one.released_on is None or one.released_on > books.on]


def _day(worked: Worked) -> date:
    return worked.day
