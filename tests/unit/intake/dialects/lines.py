"""A line as a dialect gets it, for tests of one dialect: the header is already off."""

from __future__ import annotations

from datetime import UTC, datetime

from sekisho.archive.schema import microseconds
from sekisho.intake.facts import Header, Line

RECEIVED_AT = microseconds(datetime(2031, 1, 5, 1, 0, 30, tzinfo=UTC))  # 10:00:30 in Japan
JST = 540
NO_HEADER = Header(priority=134)


def line(
    body: str, header: Header = NO_HEADER, *, received_at: int = RECEIVED_AT, offset_minutes: int = JST
) -> Line:
    """A message with this body, received on 5 January 2031."""
    return Line(body, body, header, received_at, offset_minutes)


def moment(text: str) -> int:
    """`2031-01-05T10:00:00+09:00` as microseconds since 1970."""
    return microseconds(datetime.fromisoformat(text))
