"""Taking a file in that was looked at: operations into the archive, the town's own papers as they came; then the entry.

What holds if we crash between the two: what was taken in is durable, and the page of imports offers to enter it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.archive.archive import Archive
from sekisho.archive.keys import load_sealing_keys
from sekisho.archiving.drain import is_begun
from sekisho.archiving.import_entries import (
    Counts,
    broken_paper,
    enter_operations,
    enter_paper,
    entered,
    held,
    is_open,
    papers_folder,
)
from sekisho.archiving.looking import Look
from sekisho.archiving.refusals import asking, away
from sekisho.archiving.uploads import Upload
from sekisho.intake.importing import Taken, take_in
from sekisho.intake.operations import Judged, operations_schema
from sekisho.intake.papers import AlreadyKept, DamagedPaper, keep
from sekisho.intake.tables.profiles import Profile, profile_text
from sekisho.intake.tables.reading import Read
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Entry
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.wording import counted
from sekisho.ledgers.operation_histories import OperationHistory
from sekisho.ledgers.papers import Paper

ActNow = Callable[[], Act]
"""An act at the moment it is called for: taking in may last longer than a clock may be behind."""


class NothingToTake(Refusal):
    """Something refuses the file, or there is no row in it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a file, in a sentence, and its entry; None: it was entered before."""

    sentence: str
    entry: Entry | None


def take(look: Look, upload: Upload, *, partial: bool, act: ActNow, now: int) -> Done:
    """Take a file in whole, or with `partial` its good rows, and enter it. `now` in microseconds since 1970.

    Raises NothingToTake, a Refusal of the archive or of the ledger.
    """
    if not (look.whole or (partial and look.partly)):
        raise NothingToTake(
            _("取り込めない行があるため、何も取り込んでいません。下の一覧を確かめてください。")
        )
    if look.judged is not None:
        return _operations(look.judged, upload, look.profile, partial=partial, act=act)
    assert look.read is not None, "a look is at operations or at a paper"
    return _paper(look.read, upload, look.profile, act=act, now=now)


def _operations(judged: Judged, upload: Upload, profile: Profile, *, partial: bool, act: ActNow) -> Done:
    taken = _into_archive(judged, partial=partial)
    if not taken.stored and upload.digest in entered(OperationHistory):
        return Done(_("同じファイルはもう取り込まれ、記載されています。二重には取り込みません。"), None)
    entry = enter_operations(
        held()[upload.digest],
        Counts(taken.row_count, taken.stored, taken.already, taken.refused),
        file_name=upload.name,
        profile=profile.name,
        act=act(),
    )
    return Done(counted("操作履歴%(n)d行を保存し、取込簿に記載しました。", taken.stored), entry)


def _into_archive(judged: Judged, *, partial: bool) -> Taken:
    if not is_begun():
        raise away()  # the disk may only not be mounted
    archive = Archive(settings.SEKISHO_ARCHIVE)
    schema = operations_schema(settings.SEKISHO_ARCHIVE_BASE)
    with asking(), archive.writing(schema, keys=settings.SEKISHO_KEYS) as log:
        return take_in(archive, log, judged, partial=partial, is_open=is_open)


def _paper(read: Read, upload: Upload, profile: Profile, *, act: ActNow, now: int) -> Done:
    try:
        with asking():
            kept = keep(
                papers_folder(),
                load_sealing_keys(settings.SEKISHO_KEYS, archive=settings.SEKISHO_ARCHIVE),
                profile.kind.name,
                upload.data,
                file_name=upload.name,
                profile_text=profile_text(profile),
                profile_name=profile.name,
                now=now,
                read=read,
            )
    except DamagedPaper as error:
        raise broken_paper(error) from error
    paper = kept.paper if isinstance(kept, AlreadyKept) else kept
    if paper.digest in entered(Paper):
        return Done(_("同じファイルはもう保管され、記載されています。二重には保管しません。"), None)
    entry = enter_paper(paper, act=act())
    return Done(counted("照合資料%(n)d行を保管し、資料簿に記載しました。", paper.stored), entry)
