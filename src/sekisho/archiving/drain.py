"""From the journal to its log: what was committed is sealed, seconds later. Also how the log is begun.

What holds if we crash: an event is committed before it is taken, so nothing is lost; the log itself says which
event it has last, so nothing is taken twice. Whatever an interrupted pass left in the tail the next one seals.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.archive.archive import Archive
from sekisho.archive.keys import PUBLIC_FILE, SEALING_FILE, SIGNING_FILE, make_keys
from sekisho.archive.reading import logs_in, read
from sekisho.archiving.agreement import require_agreement
from sekisho.archiving.journal_log import NAME, batch_name, journal_schema, record_of
from sekisho.archiving.refusals import KeysUnfit, away, refusing
from sekisho.archiving.sealed import log_folder
from sekisho.kernel.models import JournalEvent

LOGS = ("operations", "network", NAME)  # one key pair signs for all logs of the archive
EVENTS_AT_ONCE = 2_000


def drain(*, begin: bool = False, roll: bool = False) -> int:
    """Seal every event that is not sealed yet. Returns how many were taken.

    `begin` begins a log where there is none; else that is refused, for the disk may only not be mounted. `roll`
    puts small files together. Raises one of `refusals`.
    """
    if not begin and not is_begun():
        raise away()
    schema = journal_schema(settings.SEKISHO_ARCHIVE_BASE)
    with refusing(), Archive(settings.SEKISHO_ARCHIVE).writing(schema, keys=settings.SEKISHO_KEYS) as log:
        log.seal()  # what a pass that was interrupted left behind, so that the next line sees it
        last = read(log_folder(), require_agreement)
        taken = 0
        for events in _after(last):
            log.append([record_of(event) for event in events], batch=batch_name(events[0].number))
            taken += len(events)
        log.seal()
        if roll:
            log.roll()
    return taken


def is_begun() -> bool:
    """Whether there is a log to go on with."""
    return NAME in logs_in(settings.SEKISHO_ARCHIVE)


def make_keys_once() -> bool:
    """Make the keys in a new installation; whether they were made now. Raises one of `refusals`.

    Where there is an archive none are made: then its keys have been lost, and somebody has to know.
    """
    folder: Path = settings.SEKISHO_KEYS
    there = [(folder / name).exists() for name in (SIGNING_FILE, SEALING_FILE, PUBLIC_FILE)]
    if any(there) or logs_in(settings.SEKISHO_ARCHIVE):
        return False
    with refusing():
        make_keys(require_outside(folder), settings.SEKISHO_ARCHIVE_BASE, LOGS)
    return True


def begin_once() -> None:
    """Begin the log of a journal that is still empty. Raises one of `refusals`."""
    if not is_begun() and not JournalEvent.objects.exists():
        drain(begin=True)


def require_outside(keys: Path) -> Path:
    """The folder of the keys, unless it goes where the data go. Raises KeysUnfit."""
    if any(keys.is_relative_to(data) for data in (settings.DATA, settings.SEKISHO_ARCHIVE)):
        raise KeysUnfit(
            _(
                "封印の鍵の置き場所%(folder)sがデータの中にあります。SEKISHO_KEYSで外のフォルダを指定してください。"
            )
            % {"folder": keys}
        )
    return keys


def _after(number: int) -> Iterator[list[JournalEvent]]:
    """The events after that number, so many at once. One writer numbers them, so none can come in between."""
    events = JournalEvent.objects.filter(number__gt=number).order_by("number").iterator(EVENTS_AT_ONCE)
    while found := list(islice(events, EVENTS_AT_ONCE)):
        yield found
