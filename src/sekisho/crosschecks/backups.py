"""媒体・バックアップ・復元試験: whether what is said to be stored and restored can be so (第5条第1号コ)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sekisho.crosschecks.findings import Compared, Contradiction, line_side
from sekisho.kernel.acts import Moment
from sekisho.kernel.queries import standing
from sekisho.ledgers.backups import BACKUPS, Backup
from sekisho.ledgers.media import MEDIA, Medium
from sekisho.ledgers.restore_tests import RESTORE_TESTS, RestoreTest


def backups_on_media(moment: Moment) -> Compared:
    """Every backup on a medium, held against the time for which that medium was in use."""
    taken = standing(Backup, moment.known_at).filter(medium__isnull=False, taken_on__lte=moment.on)
    media: dict[int | None, Medium] = {
        one.line_id: one for one in standing(Medium, moment.known_at).select_related("line")
    }
    examined, found = 0, []
    for backup in taken.select_related("line"):
        examined += 1
        medium = media.get(backup.medium_id)
        if medium is None or medium.in_use_on(backup.taken_on):
            continue
        sentence = _(
            "採取した日に、この媒体は使われていません。"
            "媒体の使用開始日と廃棄日、またはバックアップの媒体を訂正してください。"
        )
        sides = (line_side(BACKUPS, backup), line_side(MEDIA, medium))
        found.append(Contradiction(backup.taken_on, sentence, sides))
    return Compared(examined, tuple(found))


def restore_tests_of_backups(moment: Moment) -> Compared:
    """Every restore test, held against the backup that it tried."""
    tests = standing(RestoreTest, moment.known_at).filter(tested_on__lte=moment.on).select_related("line")
    backups = {one.line_id: one for one in standing(Backup, moment.known_at).select_related("line")}
    examined, found = 0, []
    for test in tests:
        examined += 1
        backup = backups.get(test.backup_id)
        sentence = "" if backup is None else _contradiction(test, backup)
        if backup is not None and sentence:
            sides = (line_side(RESTORE_TESTS, test), line_side(BACKUPS, backup))
            found.append(Contradiction(test.tested_on, sentence, sides))
    return Compared(examined, tuple(found))


def _contradiction(test: RestoreTest, backup: Backup) -> str:
    if test.tested_on < backup.taken_on:
        return _("試験日が、試したバックアップを採取した日より前です。どちらかの日付を訂正してください。")
    if test.result == RestoreTest.Result.RESTORED and backup.result == Backup.Result.FAILURE:
        return _(
            "失敗と記録されたバックアップから戻せたことになっています。どちらかの結果を訂正してください。"
        )
    return ""
