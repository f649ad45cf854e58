"""Where each meeting stands, with what belongs to it, as known at a moment. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.council.models import SignOff
from sekisho.council.names import persons_named
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Decision, Document
from sekisho.kernel.queries import standing
from sekisho.ledgers.attendance import Attendance
from sekisho.ledgers.hearings import Hearing
from sekisho.ledgers.meeting_notices import MeetingNotice
from sekisho.ledgers.meetings import Meeting
from sekisho.ledgers.minutes import MINUTES, Minutes
from sekisho.ledgers.resolutions import Resolution
from sekisho.rules.meetings import MeetingDates, MeetingState, meeting_state

R = TypeVar("R", Attendance, Hearing, Resolution)

NAMES = {
    MeetingState.PROPOSED: _("招集待ち"),
    MeetingState.CONVENED: _("招集済み・通知待ち"),
    MeetingState.NOTIFIED: _("通知済み"),
    MeetingState.NOT_HELD: _("開催の記録がない"),
    MeetingState.HELD: _("開催済み・議事録待ち"),
    MeetingState.MINUTED: _("議事録の確認待ち"),
    MeetingState.CONFIRMED: _("完結"),
    MeetingState.CALLED_OFF: _("取りやめ"),
}
TO_COME = frozenset({MeetingState.PROPOSED, MeetingState.CONVENED, MeetingState.NOTIFIED})


@dataclass(frozen=True, slots=True)
class SeatShown:
    """One seat of one meeting. `others` are the further seats of whoever sat here (兼務)."""

    row: Attendance
    person: str
    proxy: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """One meeting as it stands on the day looked at."""

    meeting: Meeting
    state: MeetingState
    convener: str
    notice: MeetingNotice | None
    seats: tuple[SeatShown, ...]
    heard: tuple[tuple[Hearing, str], ...]
    resolutions: tuple[Resolution, ...]
    minutes: Minutes | None
    documents: tuple[Document, ...]
    confirmed: tuple[tuple[SignOff, str], ...]
    unconfirmed: tuple[tuple[int, str], ...]  # who attended and has not confirmed the minutes

    @property
    def name(self) -> object:
        """The state in words."""
        return NAMES[self.state]

    @property
    def present(self) -> int:
        """How many persons were there, each counted once."""
        return len({seat.row.attended for seat in self.seats} - {None})


def courses_at(moment: Moment, *, number: int | None = None) -> list[Course]:
    """All meetings, the latest first; with `number` that one alone. Nine queries."""
    known = moment.known_at
    rows = standing(Meeting, known).select_related("line", "event")
    if number is not None:
        rows = rows.filter(line__number=number)
    meetings = list(rows.order_by("-planned_on", "-line"))
    lines = [meeting.line_id for meeting in meetings]
    notices = {row.meeting_id: row for row in standing(MeetingNotice, known).filter(meeting__in=lines)}
    seats = _grouped(standing(Attendance, known).filter(meeting__in=lines).order_by("line"))
    heard = _grouped(standing(Hearing, known).filter(meeting__in=lines).order_by("line"))
    decision = Decision.objects.filter(document_number=OuterRef("decision_number")).values("event")[:1]
    found = standing(Resolution, known).filter(meeting__in=lines).select_related("line").order_by("line")
    found = found.annotate(decision_event=Subquery(decision))  # so that a page needs no statement of its own
    resolutions = _grouped(found)
    minutes = {
        row.meeting_id: row
        for row in standing(Minutes, known).filter(meeting__in=lines).select_related("line")
    }
    kept = [row.line_id for row in minutes.values()]
    signed = defaultdict(list)
    for sign in SignOff.objects.filter(minutes__in=kept, event__recorded_at__lte=known).select_related(
        "event"
    ):
        signed[sign.minutes_id].append(sign)
    attached = defaultdict(list)
    documents = Document.objects.filter(
        line__in=kept, line__ledger=MINUTES.slug, event__recorded_at__lte=known
    )
    for document in documents.order_by("-event"):
        attached[document.line_id].append(document)
    people = {
        key
        for row in (each for rows in seats.values() for each in rows)
        for key in (row.person_id, row.proxy_id)
    }
    people |= {row.person_id for rows in heard.values() for row in rows} | {m.convener_id for m in meetings}
    names = persons_named(people, known)
    return [
        _course(
            meeting,
            moment,
            names,
            notices.get(meeting.line_id),
            seats.get(meeting.line_id, []),
            heard.get(meeting.line_id, []),
            resolutions.get(meeting.line_id, []),
            minutes.get(meeting.line_id),
            signed,
            attached,
        )
        for meeting in meetings
    ]


def _grouped(rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.meeting_id].append(row)
    return found


def _course(  # noqa: PLR0917 -- what a meeting is put together from
    meeting: Meeting,
    moment: Moment,
    names: dict[int | None, str],
    notice: MeetingNotice | None,
    seats: list[Attendance],
    heard: list[Hearing],
    resolutions: list[Resolution],
    minutes: Minutes | None,
    signed: dict[int, list[SignOff]],
    attached: dict[int, list[Document]],
) -> Course:
    attended = dict.fromkeys(row.attended for row in seats if row.attended is not None)
    signs = signed.get(minutes.line_id, []) if minutes else []
    missing = [key for key in attended if key not in {sign.person_id for sign in signs}]
    frozen = minutes is not None and bool(minutes.document_sha256)
    last = max((timezone.localdate(sign.event.recorded_at) for sign in signs), default=None)
    dates = MeetingDates(
        planned_on=meeting.planned_on,
        convened_on=meeting.convened_on,
        notified_on=notice.sent_on if notice else None,
        held_on=meeting.held_on,
        minuted_on=minutes.minuted_on if minutes and frozen else None,
        confirmed_on=last if not missing else None,
        called_off_on=meeting.called_off_on,
    )
    by_person = defaultdict(list)
    for row in seats:
        by_person[row.person_id].append(row.seat)
    return Course(
        meeting=meeting,
        state=meeting_state(dates, moment.on),
        convener=names.get(meeting.convener_id, ""),
        notice=notice,
        seats=tuple(
            SeatShown(
                row,
                names.get(row.person_id, ""),
                names.get(row.proxy_id, ""),
                tuple(seat for seat in by_person[row.person_id] if row.person_id and seat != row.seat),
            )
            for row in seats
        ),
        heard=tuple((row, names.get(row.person_id, "")) for row in heard),
        resolutions=tuple(resolutions),
        minutes=minutes,
        documents=tuple(attached.get(minutes.line_id, [])) if minutes else (),
        confirmed=tuple((sign, names.get(sign.person_id, "")) for sign in signs),
        unconfirmed=tuple((key, names.get(key, "")) for key in missing) if frozen else (),
    )
