"""The last morning of the town that the tests here look at."""

from __future__ import annotations

from datetime import date

from sekisho.demo.stage import moment
from sekisho.kernel.acts import Moment

MONTHS = 15
UNTIL = date(2026, 10, 27)  # a Tuesday
MORNING = moment(UNTIL, 7)
NOW = Moment(on=UNTIL, known_at=MORNING, live=True)
