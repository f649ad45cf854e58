"""The stage: what day it is, who can act in which post, and what happens next.

Whatever is put on the agenda happens in the order of its time, so that the journal is
chronological. Nothing here writes; the acts it hands out are those of `offices.acting`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush

from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.people import CLERKS_TO_COME, HEADS_TO_COME, VICE_MAYORS, Member
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Line
from sekisho.kernel.town import open_days, pack
from sekisho.offices.acting import act_for
from sekisho.offices.standing import People, people
from sekisho.rules.authority import Acting, Nobody, who_fills
from sekisho.rules.fiscal import fiscal_year, fiscal_year_label
from sekisho.rules.model import Rank
from sekisho.rules.wareki import era_of

Happening = Callable[[datetime], object]  # what it returns is of no interest
Deed = Callable[[Act], object]
ONE_DAY = timedelta(days=1)


def moment(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of that day in the town's time zone."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute, second)))


class Stage:
    """The town from the day of its founding up to, and not including, `until`.

    `closures` are days on which the offices stay shut although the calendar says open
    (臨時閉庁), `visits` those on which a contractor comes; `clerks` and `heads` queue up for
    Resident Affairs, `vice_mayors` for that post.
    """

    def __init__(self, *, seed: int, since: date, until: date) -> None:
        self.seed = seed
        self.until = until
        self.since = open_days().next_open(since)
        self.closures: set[date] = set()
        self.visits: set[date] = set()
        self.lines: dict[str, Line] = {}
        self.clerks: deque[Member] = deque(CLERKS_TO_COME)
        self.heads: deque[Member] = deque(HEADS_TO_COME)
        self.vice_mayors: deque[Member] = deque(VICE_MAYORS)
        self._agenda: list[tuple[datetime, int, Happening]] = []
        self._placed = 0
        self._now = moment(self.since, 0)
        self._known: People | None = None
        self._counters: Counter[tuple[str, int]] = Counter()

    # --- time ---------------------------------------------------------------------

    def put(self, at: datetime, happening: Happening) -> None:
        """Let it happen at that moment; what lies outside the history does not happen."""
        assert at >= self._now, "an act would be recorded before one that came earlier"
        if at < moment(self.until, 0):
            heappush(self._agenda, (at, self._placed, happening))
            self._placed += 1

    def play(self, passed: Callable[[date], None]) -> None:
        """Let everything happen in its turn; `passed` is told each day that something happens on."""
        while self._agenda:
            at, _place, happening = heappop(self._agenda)
            if at.date() != self._now.date():
                passed(timezone.localdate(at))
            self._now = at
            happening(at)

    def is_open(self, day: date) -> bool:
        """Whether anybody is at work on that day."""
        return open_days().is_open(day) and day not in self.closures

    def next_open(self, day: date) -> date:
        """The first day on or after `day` on which anybody is at work."""
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def previous_open(self, day: date) -> date:
        """The last day on or before `day` on which anybody is at work."""
        while not self.is_open(day):
            day -= ONE_DAY
        return day

    def open_after(self, day: date, count: int) -> date:
        """The `count`-th open day after `day`."""
        for _step in range(count):
            day = self.next_open(day + ONE_DAY)
        return day

    def days(self, since: date, until: date) -> list[date]:
        """The days of work in [since, until), as far as they lie in the history."""
        found = open_days().open_days(max(since, self.since), min(until, self.until))
        return [day for day in found if day not in self.closures]

    def in_hours(self, day: date, *about: object) -> datetime:
        """Some moment between 9:30 and 16:30 of that day."""
        seconds = chance(self.seed, "hours", day, *about).randrange(7 * 60 * 60)
        return moment(day, 9, 30) + timedelta(seconds=seconds)

    def text_held(self, day: date) -> bool:
        """Whether the regulation's text of that day is held; before, nobody fills its roles."""
        held = [version.applies_from for version in pack().document.versions if version.text_held]
        return bool(held) and min(held) <= day

    # --- people -------------------------------------------------------------------

    def changed(self) -> None:
        """Somebody came, went, was away or was named to act: read the people anew when next asked."""
        self._known = None

    def known(self, at: datetime) -> People:
        """Who is who and who holds what, as known at that moment."""
        if self._known is None:
            self._known = people(at)
        return self._known

    def holders(self, post: str, day: date) -> tuple[str, ...]:
        """The persons appointed to the post, the longest in it first."""
        return self.known(moment(day, 12)).standing.holders_on(day).get(post, ())

    def act(self, person: str, post: str, at: datetime) -> Act:
        """An act of that person in a post of their own."""
        return act_for(person, post=post, at=at, known=self.known(at))

    def act_in_role(self, role: str, at: datetime) -> Act | None:
        """An act of whoever fills the role; None while nobody does."""
        known = self.known(at)
        answer = who_fills(pack(), role, at, known.standing)
        if isinstance(answer, Nobody):
            return None
        acts_for = answer.acts_for if isinstance(answer, Acting) else None
        return act_for(answer.person, post=answer.post, acts_for=acts_for, at=at, known=known)

    def act_in_post(self, post: str, at: datetime, *about: object) -> Act:
        """An act of somebody in that post who is at hand."""
        return self._one_of([post], at, about)

    def act_in_section(self, section: str, at: datetime, *about: object) -> Act:
        """An act of somebody of the section: mostly of its staff, sometimes of a supervisor."""
        posts = [post for post in pack().posts if post.section == section]
        staff = [post.id for post in posts if post.rank is Rank.STAFF]
        supervisors = [post.id for post in posts if post.rank is Rank.SUPERVISOR]
        heads = [post.id for post in posts if post.rank is Rank.HEAD]
        return self._one_of([*staff * 3, *supervisors] or heads, at, about)

    def once_filled(self, role: str, at: datetime, do: Deed) -> None:
        """`do` with an act of whoever fills the role; while nobody does, it waits for the next open day."""

        def attempt(then: datetime) -> None:
            act = self.act_in_role(role, then)
            if act is None:
                self.put(moment(self.next_open(timezone.localdate(then) + ONE_DAY), 9, 10), attempt)
            else:
                do(act)

        self.put(at, attempt)

    def _one_of(self, posts: list[str], at: datetime, about: tuple[object, ...]) -> Act:
        standing = self.known(at).standing
        held = standing.holders_on(timezone.localdate(at))
        at_hand = [
            (person, post)
            for post in posts
            for person in held.get(post, ())
            if not standing.conditions_of(person, at)
        ]
        person, post = chance(self.seed, "who", at.date(), *about).choice(at_hand)
        return self.act(person, post, at)

    # --- numbers ------------------------------------------------------------------

    def order_number(self, series: str, day: date) -> str:
        """令和7年辞令第12号: numbered by calendar year, with other people's orders in between."""
        if series == "当選":
            return f"{_year(day)}{day.month}月{day.day}日当選"
        return f"{_year(day)}{series}第{self._next(series, day.year, 5)}号"

    def document_number(self, day: date) -> str:
        """令和8年度か住第123号: numbered by fiscal year."""
        year = fiscal_year(day)
        return f"{fiscal_year_label(year)}か住第{self._next('か住', year, 9)}号"

    def serial(self, letter: str) -> str:
        """The next identification number of its kind: V0012."""
        return f"{letter}{self._next(letter, 0, 1):04d}"

    def _next(self, series: str, year: int, stride: int) -> int:
        last = self._counters[series, year]
        self._counters[series, year] = last + 1 + chance(self.seed, series, year, last).randrange(stride)
        return self._counters[series, year]


def _year(day: date) -> str:
    era = era_of(day)
    year = era.year_of(day)
    return f"{era.name}{'元' if year == 1 else year}年"
