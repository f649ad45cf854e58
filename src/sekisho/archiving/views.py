"""The proof of one event, as a file that holds without Sekisho."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from sekisho.archive.proving import prove
from sekisho.archive.reading import LogReader, read
from sekisho.archiving.journal_log import form_of
from sekisho.archiving.refusals import refusing
from sekisho.archiving.sealed import log_folder, window, window_of
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import TownRequest
from sekisho.kernel.screens.journal import event_to_see


class NotSealedYet(Refusal):
    """The event waits for its seal."""


class NotAsSealed(Refusal):
    """What the database says of the event is not what was sealed."""


def proof_page(request: TownRequest, number: int) -> HttpResponse:
    """The proof of one act under the newest checkpoint (c2sp.org/tlog-proof), for whoever may see the act."""
    event = event_to_see(request, number)
    with refusing():
        if window() is None:
            raise _not_yet()
        proof = read(log_folder(), lambda log: proof_of(log, event))
    answer = HttpResponse(proof, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{number}.tlog-proof"'
    return answer


def proof_of(log: LogReader, event: JournalEvent) -> bytes:
    """The proof file of the event. Raises NotSealedYet, NotAsSealed, and what reading raises."""
    seal = window_of(log).seal_of(event.number)
    if seal is None:
        raise _not_yet()
    if log.record(seal.position).raw != form_of(event):
        raise NotAsSealed(
            _("記録%(number)dの今の内容は、封印された内容と違います。監査人に知らせてください。")
            % {"number": event.number}
        )
    return prove(log, seal.position)


def _not_yet() -> NotSealedYet:
    return NotSealedYet(_("この記録はまだ封印されていません。少し待ってからもう一度開いてください。"))
