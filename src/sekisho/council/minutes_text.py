"""議事録の文書: what is on record of a meeting, as a plain text that is attached and frozen.

It is written in the language of the record, whatever language the screen speaks.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from sekisho.council.names import persons_named
from sekisho.kernel.queries import standing
from sekisho.kernel.town import pack
from sekisho.kernel.wording import clause_label, name_of
from sekisho.ledgers.attendance import Attendance
from sekisho.ledgers.hearings import Hearing
from sekisho.ledgers.meetings import Meeting
from sekisho.ledgers.resolutions import Resolution
from sekisho.rules.wareki import wareki

UNREGULATED = "規程に定めなし"


def minutes_text(meeting: Meeting, *, summary: str, known_at: datetime) -> str:
    """The minutes as text, lines ending in CR LF. A handful of queries."""
    with translation.override("ja"):
        lines = [*_head(meeting, known_at), *_seats(meeting, known_at), *_heard(meeting, known_at)]
        lines += [*_decided(meeting, known_at), "", "議事の要旨", summary, ""]
    return "\r\n".join(lines)


def _head(meeting: Meeting, known_at: datetime) -> list[str]:
    names = persons_named([meeting.convener_id], known_at)
    office = name_of(pack(), meeting.convener_office) if meeting.convener_office else "記録なし"
    held = wareki(meeting.held_on) if meeting.held_on else "記録なし"
    return [
        f"{meeting.name} 議事録",
        f"日時: {held} {meeting.starts_at:%H時%M分}",
        f"場所: {meeting.place}",
        f"招集: {office} {names.get(meeting.convener_id, '')} (根拠: {clause_label(pack(), meeting.convened_basis)})",
        "",
    ]


def _seats(meeting: Meeting, known_at: datetime) -> list[str]:
    rows = list(standing(Attendance, known_at).filter(meeting=meeting.line).order_by("line"))
    names = persons_named([key for row in rows for key in (row.person_id, row.proxy_id)], known_at)
    lines = ["出欠"]
    for row in rows:
        who = names.get(row.person_id, "")
        instead = f" 代理 {names.get(row.proxy_id, '')} ({UNREGULATED})" if row.proxy_id else ""
        lines.append(f"  {name_of(pack(), row.seat)} {who} {row.get_presence_display()}{instead}".rstrip())
    return [*lines, f"定足数: {UNREGULATED}", ""]


def _heard(meeting: Meeting, known_at: datetime) -> list[str]:
    rows = list(standing(Hearing, known_at).filter(meeting=meeting.line).order_by("line"))
    names = persons_named([row.person_id for row in rows], known_at)
    heard = [f"  {names.get(row.person_id, '')} ({row.about}): {row.statement or '発言なし'}" for row in rows]
    return ["関係職員の意見・説明", *heard, ""] if heard else []


def _decided(meeting: Meeting, known_at: datetime) -> list[str]:
    lines = ["審議と決定"]
    for row in standing(Resolution, known_at).filter(meeting=meeting.line).order_by("line"):
        label = clause_label(pack(), row.matter)
        lines.append(f"  {label} {row.title} {row.get_outcome_display()} {row.decision_number}".rstrip())
        lines.append(f"    {row.statement}")
        lines.append(f"    出席 {row.present}人、決め方: {row.manner}")
    return lines
