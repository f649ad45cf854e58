"""登録前の誓約と研修: a credential is given to who has pledged and was trained (第5条第1号オ, 第3条第6項第4号).

The regulation does not say in which order. That both come first is this program's own proposal (初期値).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, line_side, missing_side
from sekisho.crosschecks.leavers import live_credentials
from sekisho.kernel.cells import day as day_text
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.pledges import PLEDGES, Pledge
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE, TrainingAttendance

Dated = Sequence[tuple[int, date, Entry]]  # who, on which day, and the line that says so


def pledged_first(books: Books) -> Compared:
    """Every live credential of the window, held against the pledges of its holder."""
    pledges = [(one.person_id, one.pledged_on, one) for one in books.of(Pledge) if one.pledged_on <= books.on]
    sentence = _(
        "誓約の前に認証情報が貸与・登録されています。誓約簿の記載が漏れていれば記載し、日付が誤りなら訂正してください。"
        "どちらでもなければ、認証情報をいったん失効させてください。"
    )
    return too_early(_issued(books), pledges, PLEDGES, sentence, books.kept_since)


def trained_first(books: Books) -> Compared:
    """Every live credential of the window, held against the sessions that its holder attended and did not fail."""
    attended = [
        (one.person_id, one.attended_on, one)
        for one in books.of(TrainingAttendance)
        if one.attended_on <= books.on and one.result != TrainingAttendance.Result.FAILED
    ]
    sentence = _(
        "研修の前に認証情報が貸与・登録されています。研修受講簿の記載が漏れていれば記載し、日付が誤りなら訂正してください。"
        "どちらでもなければ、認証情報をいったん失効させてください。"
    )
    return too_early(_issued(books), attended, TRAINING_ATTENDANCE, sentence, books.kept_since)


def too_early(
    issued: Sequence[Credential], done: Dated, ledger: Ledger, sentence: str, kept_since: date
) -> Compared:
    """Credentials of people who had done nothing of the kind by the day of issue.

    What was issued before records were kept is not compared.
    """
    found, unknown = [], 0
    for credential in issued:
        if credential.issued_on < kept_since:
            unknown += 1
            continue
        own = sorted(((day, entry) for who, day, entry in done if who == credential.holder_id), key=_day)
        if own and own[0][0] <= credential.issued_on:
            continue
        words = _("%(day)s以前の記載") % {"day": day_text(credential.issued_on)}
        other = line_side(ledger, own[0][1]) if own else missing_side(ledger, words)
        found.append(
            Contradiction(credential.issued_on, sentence, (line_side(CREDENTIALS, credential), other))
        )
    return Compared(len(issued), tuple(found), unknown)


def _issued(books: Books) -> list[Credential]:
    return [one for one in live_credentials(books) if one.issued_on >= books.window.since]


def _day(found: tuple[date, Entry]) -> date:
    return found[0]
