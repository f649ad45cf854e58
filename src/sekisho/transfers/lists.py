"""The lists of transfers as they came, encrypted; and what is known of the town on the day of the orders.

What holds if we crash between keeping a list and entering it: the list is durable and in no ledger; the same file
sent again finds it and is entered.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.archive.keys import load_sealing_keys
from sekisho.archiving.refusals import asking
from sekisho.intake.papers import AlreadyKept, keep, open_paper, papers
from sekisho.intake.tables.profiles import Profile, built_in, parse_profile, profile_text
from sekisho.intake.tables.reading import Read, read_table
from sekisho.intake.tables.transfers import KIND, TransferRow
from sekisho.intake.tables.values import folded
from sekisho.kernel.acts import Act
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import enter
from sekisho.ledgers.transfer_lists import TRANSFER_LISTS, TransferList
from sekisho.offices.appointments import Appointment
from sekisho.offices.persons import Person
from sekisho.transfers.plan import AS_WRITTEN, Holding, Known

FOLDER = "transfers"
BYTES_MAX = 1 << 20
MICROSECONDS = 1_000_000


class UnfitList(Refusal):
    """The list cannot be read as a whole, or holds nobody."""


class ListTooLarge(Refusal):
    """The list is larger than any town's; what of it would fit is not the whole list."""


class AlreadyEntered(Refusal):
    """The same list is in the ledger."""


class NoSuchList(Refusal):
    """The file behind an entry is not among those kept."""


def read_list(data: bytes) -> Read:
    """The rows of a list and all that is wrong with it. Whatever the bytes, nothing is raised."""
    return read_table(KIND.name, data, _profile_for(data))


def keep_list(data: bytes, *, effective_on: date, embargo_until_at: datetime, act: Act) -> TransferList:
    """Keep a list under embargo and enter that it came. All or nothing.

    What the file is called is not kept: the index of the kept files is not encrypted, and the name of a file may be
    that of a person. Raises ListTooLarge, UnfitList, AlreadyEntered, or a Refusal of the keys and of the ledger.
    """
    if len(data) > BYTES_MAX:
        raise ListTooLarge(
            _("一覧が大きすぎます。受け取れるのは%(mib)dMiBまでです。分けて送ってください。")
            % {"mib": BYTES_MAX >> 20}
        )
    read = read_list(data)
    if read.refused or not read.rows:
        raise UnfitList(_("一覧に読み取れない行があります。下の指摘を直して、もう一度送ってください。"))
    with asking():
        kept = keep(
            _folder(),
            load_sealing_keys(settings.SEKISHO_KEYS, archive=settings.SEKISHO_ARCHIVE),
            KIND.name,
            data,
            file_name="",
            profile_text=profile_text(_profile_for(data)),
            profile_name=KIND.name,
            now=int(time.time() * MICROSECONDS),
            read=read,
        )
    digest = (kept.paper if isinstance(kept, AlreadyKept) else kept).digest
    if standing(TransferList, act.at).filter(file_sha256=digest).exists():
        raise AlreadyEntered(_("同じ一覧はもう予定簿にあります。"))
    facts = {
        "effective_on": effective_on,
        "received_on": act.on,
        "embargo_until_at": embargo_until_at,
        "rows": read.row_count,
        "file_sha256": digest,
    }
    entry = enter(TRANSFER_LISTS, facts, act=act)
    assert isinstance(entry, TransferList)
    return entry


def rows_of(entry: TransferList) -> tuple[TransferRow, ...]:
    """Everybody on the list. Raises NoSuchList, or a Refusal where its key is lost or the file is damaged."""
    with asking():
        kept = next((paper for paper in papers(_folder()) if paper.digest == entry.file_sha256), None)
        if kept is None:
            raise NoSuchList(_("この一覧のファイルがありません。バックアップから戻してください。"))
        keys = load_sealing_keys(settings.SEKISHO_KEYS, archive=settings.SEKISHO_ARCHIVE)
        profile = parse_profile(kept.profile_text.encode(), name=kept.profile_name)
        return read_table(KIND.name, open_paper(_folder(), keys, kept), profile).values


def other_days_of(entry: TransferList) -> set[date]:
    """The days beside that of the list on which rows of it took effect, once it is carried out. Raises as `rows_of`."""
    as_written = {
        asked.rpartition("-")[0]
        for asked, _colon, said in (line.partition(": ") for line in entry.answers.splitlines())
        if said == AS_WRITTEN
    }
    return (
        {row.effective_on for row in rows_of(entry) if str(row.line) in as_written} if as_written else set()
    )


def known_on(day: date, known_at: datetime) -> Known:
    """Who is who, and which appointments last beyond the eve of that day. Two queries."""
    persons = {person.line_id: person for person in standing(Person, known_at)}
    lasting = standing(Appointment, known_at).select_related("line").order_by("since", "line")
    return Known(
        names={person.staff_number: person.name for person in persons.values()},
        holdings=[
            Holding(one.line.number, persons[one.person_id].staff_number, one.post, one.since)
            for one in lasting
            if (one.until is None or one.until > day) and one.person_id in persons
        ],
        posts={post.id: post for post in pack().posts},
        titles={folded(post.title.ja): post.id for post in pack().posts},
        offices=[folded(section.name.ja) for section in pack().sections if not section.independent],
    )


def _profile_for(data: bytes) -> Profile:
    """What a spreadsheet puts on the clipboard has tabs between its cells."""
    tabs = b"\t" in data.split(b"\n", 1)[0]
    return replace(built_in(KIND.name), delimiter="\t" if tabs else ",")


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER
