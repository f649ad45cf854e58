"""バックアップ・媒体・復元試験: due, taken and restorable held against each other (第5条第1号コ)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, Side, line_side, missing_side
from sekisho.crosschecks.periods import Period, periods_over
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.wording import said
from sekisho.ledgers.backups import BACKUPS, Backup
from sekisho.ledgers.media import MEDIA, Medium
from sekisho.ledgers.restore_tests import RESTORE_TESTS, RestoreTest


def backups_due(books: Books) -> Compared:
    """Every period in which a backup was owed, held against the backups that succeeded in it."""
    taken = [one.completed_on for one in books.of(Backup)]
    sentence = _(
        "この期間に成功したバックアップの記載がありません。採取していれば記載し、していなければ今すぐ採取して、"
        "その期間を対象外とする決定を受けてください。"
    )
    return without(BACKUPS, list(periods_over(BACKUPS, books)), taken, sentence)


def restore_tests_due(books: Books) -> Compared:
    """Every period (fiscal year) in which a restore test was owed and that is over, held against those that succeeded."""
    tested = [one.restored_on for one in books.of(RestoreTest)]
    sentence = _(
        "この期間に戻せたという復元試験の記載がありません。試験をしていれば記載し、していなければ今すぐ試して、"
        "その期間を対象外とする決定を受けてください。"
    )
    return without(RESTORE_TESTS, list(periods_over(RESTORE_TESTS, books)), tested, sentence)


def without(
    ledger: Ledger, periods: Sequence[Period], done: Sequence[date | None], sentence: str
) -> Compared:
    """The periods in which nothing was done."""
    missing = [one for one in periods if one.known and not any(one.holds(day) for day in done)]
    found = (
        Contradiction(
            one.opens_on,
            sentence,
            (Side(said(one.duty.title), one.words), missing_side(ledger, _("この期間の記載がない"))),
        )
        for one in missing
    )
    return Compared(len(periods), tuple(found), sum(not one.known for one in periods))


def backups_on_media(books: Books) -> Compared:
    """Every backup on a medium, held against where that medium was; of the newest one, also where it is."""
    taken = [one for one in books.of(Backup) if one.medium_id is not None and one.taken_on <= books.on]
    media = {one.line_id: one for one in books.of(Medium)}
    return on_media(taken, media, on=books.on)


def on_media(taken: Sequence[Backup], media: Mapping[int, Medium], *, on: date) -> Compared:
    """Backups onto media that were not in use, or out, on the day; and the newest of a target on one that is gone."""
    newest: dict[str, Backup] = {}
    for backup in taken:
        known = newest.get(backup.target)
        if backup.result == Backup.Result.SUCCESS and (known is None or backup.taken_on >= known.taken_on):
            newest[backup.target] = backup
    found, unknown = [], 0
    for backup in taken:
        medium = media.get(backup.medium_id) if backup.medium_id is not None else None
        if medium is None:
            unknown += 1
            continue
        sentence = _against_medium(backup, medium, newest=backup is newest.get(backup.target), on=on)
        if sentence:
            sides = (line_side(BACKUPS, backup), line_side(MEDIA, medium))
            found.append(Contradiction(backup.taken_on, sentence, sides))
    return Compared(len(taken), tuple(found), unknown)


def _against_medium(backup: Backup, medium: Medium, *, newest: bool, on: date) -> str:
    if not medium.in_use_on(backup.taken_on):
        return _(
            "採取した日に、この媒体は使われていません。"
            "媒体の使用開始日と廃棄日、またはバックアップの媒体を訂正してください。"
        )
    if is_out(medium, backup.taken_on):
        return _(
            "採取した日に、この媒体は持ち出されていました。"
            "媒体の持出日と返却日、またはバックアップの媒体を訂正してください。"
        )
    if newest and medium.disposed_on is not None and medium.disposed_on <= on:
        return _(
            "最新のバックアップがある媒体は廃棄されていて、戻せません。新しい媒体に採取して記載してください。"
        )
    return ""


def is_out(medium: Medium, day: date) -> bool:
    """Whether somebody had it out all through the day. It may be used on the days on which it goes and comes back."""
    if medium.taken_out_on is None or medium.taken_out_on >= day:
        return False
    return medium.brought_back_on is None or medium.brought_back_on > day


def restore_tests_of_backups(books: Books) -> Compared:
    """Every restore test, held against the backup that it tried."""
    tests = [one for one in books.of(RestoreTest) if one.tested_on <= books.on]
    return tried(tests, {one.line_id: one for one in books.of(Backup)})


def tried(tests: Iterable[RestoreTest], backups: Mapping[int, Backup]) -> Compared:
    """Tests of what was not there yet, and of what had failed."""
    examined, unknown, found = 0, 0, []
    for test in tests:
        examined += 1
        backup = backups.get(test.backup_id)
        unknown += backup is None
        sentence = "" if backup is None else _against_backup(test, backup)
        if backup is not None and sentence:
            sides = (line_side(RESTORE_TESTS, test), line_side(BACKUPS, backup))
            found.append(Contradiction(test.tested_on, sentence, sides))
    return Compared(examined, tuple(found), unknown)


def _against_backup(test: RestoreTest, backup: Backup) -> str:
    if test.tested_on < backup.taken_on:
        return _("試験日が、試したバックアップを採取した日より前です。どちらかの日付を訂正してください。")
    if test.result == RestoreTest.Result.RESTORED and backup.result == Backup.Result.FAILURE:
        return _(
            "失敗と記録されたバックアップから戻せたことになっています。どちらかの結果を訂正してください。"
        )
    return ""
