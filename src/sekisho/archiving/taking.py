"""Taking a file in that was looked at: operations into the archive, the town's own papers as they came; then the entry.

What holds if we crash between the two: what was taken in is durable, and the page of imports offers to enter it.
Of two who take the same file in at once, one enters it, and the other is led to that entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.archive.archive import Archive
from sekisho.archive.files import Locked, in_turn
from sekisho.archive.keys import load_sealing_keys
from sekisho.archive.writer import Writer
from sekisho.archiving.drain import is_begun
from sekisho.archiving.import_entries import (
    Counts,
    broken_paper,
    enter_operations,
    enter_paper,
    held,
    is_open,
    papers_folder,
)
from sekisho.archiving.looking import Look, sealing_keys
from sekisho.archiving.refusals import ArchiveBusy, asking, away
from sekisho.archiving.uploads import Upload
from sekisho.intake.importing import take_in
from sekisho.intake.operations import Judged, operations_schema
from sekisho.intake.papers import AlreadyKept, DamagedPaper, keep
from sekisho.intake.tables.profiles import Profile, profile_text
from sekisho.intake.tables.reading import Read
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.wording import counted
from sekisho.ledgers.operation_histories import OperationHistory
from sekisho.ledgers.papers import Paper

T = TypeVar("T")
SECONDS_TO_WAIT = 3.0  # whoever seals beside the pages is done by then; a file may take a minute, and a page has few threads

ActNow = Callable[[], Act]
"""An act at the moment it is called for: taking in may last longer than a clock may be behind."""


class NothingToTake(Refusal):
    """Something refuses the file, or there is no row in it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a file, in a sentence, and its entry, which may be one made before."""

    sentence: str
    entry: Entry


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


def entry_of(digest: str, model: type[OperationHistory] | type[Paper]) -> Entry | None:
    """The newest entry of the file with that SHA-256."""
    found = standing(model, timezone.now()).filter(digest=digest)
    return found.order_by("-line__number").first()


def known(entry: Entry) -> Done:
    """What to tell of a file that was taken in and entered before."""
    number = entry.line.number
    return Done(_("もう取り込まれています(取込の記載 第%(number)s番)。") % {"number": number}, entry)


def _operations(judged: Judged, upload: Upload, profile: Profile, *, partial: bool, act: ActNow) -> Done:
    if not is_begun():
        raise away()  # the disk may only not be mounted
    archive = Archive(settings.SEKISHO_ARCHIVE)
    # The log is held until the entry stands, so that nobody else finds the rows there and no entry.
    with _appending(archive) as log:
        taken = take_in(archive, log, judged, partial=partial, is_open=is_open, sealing_keys=sealing_keys())
        before = entry_of(upload.digest, OperationHistory)
        if not taken.stored and before is not None:
            return known(before)
        entry = enter_operations(
            held()[upload.digest],
            Counts(taken.row_count, taken.stored, taken.already, taken.refused),
            file_name=upload.name,
            profile=profile.name,
            remarks=[finding.words.ja for finding in taken.equal],
            act=act(),
        )
    if not taken.stored:
        return Done(_("このファイルの行は、もう取り込まれていました。取込簿に記載しました。"), entry)
    return Done(counted("操作履歴%(n)d行を保存し、取込簿に記載しました。", taken.stored), entry)


@contextmanager
def _appending(archive: Archive) -> Iterator[Writer]:
    """The log of operations, locked. Raises ArchiveBusy; what the block raises of the archive, as `asking`."""
    schema = operations_schema(settings.SEKISHO_ARCHIVE_BASE)
    with asking(), ExitStack() as stack:
        yield _in_turn(lambda: stack.enter_context(archive.writing(schema, keys=settings.SEKISHO_KEYS)))


def _in_turn(begin: Callable[[], T]) -> T:
    """Begin to write; wait a little for whoever does. Raises ArchiveBusy."""
    try:
        return in_turn(begin, seconds=SECONDS_TO_WAIT)
    except Locked as error:
        raise ArchiveBusy(
            _(
                "ほかの処理が記録のアーカイブに書き込んでいます。同じファイルの取込が進んでいるのかもしれません。"
                "少し待ってから、もう一度押してください。"
            )
        ) from error


def _paper(read: Read, upload: Upload, profile: Profile, *, act: ActNow, now: int) -> Done:
    try:
        with asking():
            kept = _in_turn(
                lambda: keep(
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
            )
    except DamagedPaper as error:
        raise broken_paper(error) from error
    paper = kept.paper if isinstance(kept, AlreadyKept) else kept
    with writing():  # of two who come at once, the second one finds the entry of the first
        before = entry_of(paper.digest, Paper)
        if before is not None:
            return known(before)
        entry = enter_paper(paper, act=act())
    return Done(counted("照合資料%(n)d行を保管し、資料簿に記載しました。", paper.stored), entry)
