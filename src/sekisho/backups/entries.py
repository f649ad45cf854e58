"""Runs as entries of バックアップ記録簿 and 復元試験簿: machines count, people confirm.

What a run says of itself becomes an entry by the act of a person, be it at the command line or on the page. Until then
the run waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sekisho.backups.runs import Kind, Run, runs
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.verbs import enter
from sekisho.ledgers.backups import BACKUPS, Backup
from sekisho.ledgers.media import Medium
from sekisho.ledgers.restore_tests import RESTORE_TESTS, RestoreTest

LEDGERS: Final = {Kind.BACKUP: BACKUPS, Kind.RESTORE_TEST: RESTORE_TESTS}
CONTENTS_MAX: Final = 120  # characters, as the ledger keeps them
DESTINATION_MAX: Final = 200
RESTORED_TO_MAX: Final = 80


class NothingToConfirm(Refusal):
    """Every run is in its ledger already."""


class NoPlace(Refusal):
    """Nobody said where the backup is kept."""


class NoSuchMedium(Refusal):
    """The ledger of media has no medium of that number in use."""


class BackupNotEntered(Refusal):
    """A restore test of a backup that is not in its ledger."""


def waiting(kinds: Iterable[Kind] = tuple(Kind)) -> list[Run]:
    """The runs that nobody has confirmed yet, backups before tests, oldest first. Raises RunsBroken.

    A test of a backup of which this ledger knows nothing, taken by another installation say, does not wait here.
    """
    found, now = runs(), timezone.now()
    if not found:
        return []
    backups = standing(Backup, now).values_list("started_at", "destination", "generation")
    entered = {(started_at, destination) for started_at, destination, _generation in backups}
    open_ = [
        run
        for run in found
        if run.kind == Kind.BACKUP and (_moment(run.started_at), _destination(run)) not in entered
    ]
    known = {(destination, generation) for _started_at, destination, generation in backups}
    known |= {(_destination(run), run.generation) for run in open_}
    tests = set(standing(RestoreTest, now).values_list("restored_to", flat=True))
    open_ += [
        run
        for run in found
        if run.kind == Kind.RESTORE_TEST
        and _restored_to(run) not in tests
        and (_destination(run), run.generation) in known
    ]
    return [run for run in open_ if run.kind in set(kinds)]


def known_place(run: Run) -> str:
    """Where the backup is kept: as the run says, its medium, or the last entry about that directory; else empty."""
    if run.place:
        return run.place
    medium = _medium(run)
    if medium is not None:
        return medium.place
    last = standing(Backup, timezone.now()).filter(destination=_destination(run)).exclude(place="")
    return next(iter(last.order_by("-event_id").values_list("place", flat=True)[:1]), "")


def confirm(act: Act, kinds: Iterable[Kind], *, place: str) -> int:
    """Enter every run of these kinds that waits, all or none; `place` is where those are kept of which nobody said it.

    Returns how many. Raises NothingToConfirm, and a Refusal of the ledgers.
    """
    with writing():  # from here on nobody else enters the same runs
        found = waiting(kinds)
        if not found:
            raise NothingToConfirm(_("バックアップと復元試験は、すべて記載されています。"))
        for run in found:
            keep(run if known_place(run) else replace(run, place=place), act)
    return len(found)


def keep(run: Run, act: Act, *, by_hand: bool = False) -> Entry:
    """記載 of one run. `by_hand` says that the person of the act took the backup, and not a machine alone."""
    if run.kind == Kind.BACKUP:
        return enter(BACKUPS, _backup_facts(run, act if by_hand else None), act=act)
    return enter(RESTORE_TESTS, _test_facts(run, act), act=act)


def _backup_facts(run: Run, by: Act | None) -> Mapping[str, Any]:  # Any: as the model's fields
    started_at, ended_at = _moment(run.started_at), _moment(run.ended_at)
    place = known_place(run)
    if run.well and not place:
        raise NoPlace(
            _("世代%(generation)sの保管場所がありません。保管場所を書いてください。")
            % {"generation": run.generation}
        )
    medium = _medium(run)
    contents = ngettext(
        "データベースとデータの%(n)d個のファイル", "データベースとデータの%(n)d個のファイル", run.files
    )
    return {
        "taken_on": timezone.localdate(started_at),
        "started_at": started_at,
        "ended_at": ended_at,
        "target": Backup.Target.RECORDS,
        "contents": (contents % {"n": run.files} if run.well else run.why)[:CONTENTS_MAX],
        "way": Backup.Way.FULL,
        "generation": run.generation,
        "result": Backup.Result.SUCCESS if run.well else Backup.Result.FAILURE,
        "completed_on": timezone.localdate(ended_at) if run.well else None,
        "medium_id": medium.line_id if medium else None,
        "destination": _destination(run),
        "size_bytes": run.bytes if run.well else None,
        "digest": run.manifest,
        "place": place,
        "off_site": run.off_site or (medium is not None and medium.off_site),
        "maker_id": int(by.person) if by else None,
    }


def _test_facts(run: Run, act: Act) -> Mapping[str, Any]:  # Any: as above
    tested_on = timezone.localdate(_moment(run.started_at))
    backup = (
        standing(Backup, timezone.now())
        .filter(generation=run.generation, destination=_destination(run))
        .order_by("-event_id")
        .first()
    )
    if backup is None:
        raise BackupNotEntered(
            _(
                "試した世代%(generation)sがバックアップ記録簿にありません。先にそのバックアップを記載してください。"
            )
            % {"generation": run.generation}
        )
    return {
        "tested_on": tested_on,
        "backup_id": backup.line_id,
        "restored_to": _restored_to(run),
        "verification": _(
            "空のフォルダに戻し、アーカイブを公開鍵で検証し、表の行数、最後の記録、封印との一致を採取時と比べた。"
        ),
        "expected": run.rows if run.manifest else None,
        "found": run.found if run.manifest else None,
        "result": RestoreTest.Result.RESTORED if run.well else RestoreTest.Result.FAILED,
        "restored_on": timezone.localdate(_moment(run.ended_at)) if run.well else None,
        "tester_id": int(act.person),
        "opinion": run.why,
    }


def require_medium(number: str) -> None:
    """Raises NoSuchMedium unless the ledger of media has that medium in use today."""
    if _medium_on(number, timezone.localdate()) is None:
        raise NoSuchMedium(
            _("媒体番号%(number)sの使用中の媒体は、電磁的記録媒体管理簿にありません。") % {"number": number}
        )


def _medium(run: Run) -> Medium | None:
    """The medium of a run; None: it had none, or its line was struck out since."""
    return _medium_on(run.medium, timezone.localdate(_moment(run.started_at))) if run.medium else None


def _medium_on(number: str, day: date) -> Medium | None:
    found = standing(Medium, timezone.now()).filter(number=number)
    return next((each for each in found if each.in_use_on(day)), None)


def _destination(run: Run) -> str:
    return run.target[-DESTINATION_MAX:]


def _restored_to(run: Run) -> str:
    return run.restored_to[-RESTORED_TO_MAX:]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
