"""The course of events: what is laid on which day. All of it is counted back from the last day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import cycle

from sekisho.demo.absences import Week, plan_absence, week_of
from sekisho.demo.assets import plan_assets
from sekisho.demo.audits import plan_audits
from sekisho.demo.authority import plan_authority_checks
from sekisho.demo.building import plan_building_rounds
from sekisho.demo.cards import plan_cards
from sekisho.demo.chance import chance
from sekisho.demo.changes import Vacancy, plan_transfers, plan_vacancy
from sekisho.demo.council import WHILE_AWAY, WHILE_VACANT, YEARLY, plan_measure
from sekisho.demo.credentials import plan_first_entries, plan_lost_pin, plan_replacement
from sekisho.demo.daily import plan_daily_checks
from sekisho.demo.disaster import plan_disasters, plan_response
from sekisho.demo.incidents import plan_incidents
from sekisho.demo.maintenance import plan_firms, plan_visit, plan_visits
from sekisho.demo.media import plan_media
from sekisho.demo.meetings import plan_meetings
from sekisho.demo.methods import plan_methods
from sekisho.demo.papers import plan_papers
from sekisho.demo.pledges import plan_pledges
from sekisho.demo.printouts import plan_printouts
from sekisho.demo.reports import ANOMALIES, WAITING, Anomaly, Pace
from sekisho.demo.rhythm import SETTLING, each_year
from sekisho.demo.room import plan_keys
from sekisho.demo.staff_changes import plan_first_handlers
from sekisho.demo.stage import ONE_DAY, Stage, moment
from sekisho.demo.traffic import plan_traffic
from sekisho.demo.training import plan_training
from sekisho.demo.upkeep import plan_upkeep
from sekisho.kernel.acts import Act
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.verbs import excuse
from sekisho.rules.cadences import EachOpenDay
from sekisho.rules.due import occurrences

TERM_YEARS = 4  # of a vice-mayor
EMPTY_DAYS = 33  # from the end of a term to the council's assent to the next vice-mayor
RECENT = timedelta(days=7)  # nor just before the history ends, but for what is laid there

DAYS_AWAY = 3  # working days that a week of absence must have
AROUND = 10  # days by which chance moves an anomaly

SLOW = Pace(made_after=1, read_after=6)


def plan_all(stage: Stage, vacancies: list[Vacancy], *, listed: bool) -> None:
    """Lay everything on the agenda. Closures come first, for they move what else is planned.

    With `listed` there are keys with which a list of transfers can be kept.
    """
    _plan_typhoons(stage)
    plan_first_entries(stage)
    plan_first_handlers(stage)
    for april in each_year(stage, 4, 1):
        plan_transfers(stage, april, listed=listed)
    for vacancy in vacancies:
        plan_vacancy(stage, vacancy)
        plan_visit(stage, stage.next_open(vacancy.since))  # waits until somebody may read it
        plan_measure(stage, WHILE_VACANT, stage.open_after(vacancy.since, 11))
    weeks = absence_weeks(stage, vacancies)
    for place, week in enumerate(weeks):
        _plan_absence(stage, week, place)
    plan_daily_checks(stage, _anomalies(stage, weeks[1:]))
    _plan_ledgers(stage)
    plan_papers(stage)
    _plan_rare_days(stage)


def _plan_ledgers(stage: Stage) -> None:
    """What each section keeps, week by week and month by month."""
    plan_keys(stage)
    plan_upkeep(stage)
    plan_media(stage)
    plan_printouts(stage)
    plan_cards(stage)
    plan_firms(stage)
    plan_visits(stage)
    plan_assets(stage)
    plan_methods(stage)
    plan_meetings(stage)
    plan_pledges(stage)
    plan_traffic(stage)
    plan_authority_checks(stage)
    plan_audits(stage)
    plan_training(stage)
    plan_building_rounds(stage)
    plan_disasters(stage)
    plan_incidents(stage)


def vacancies_in(since: date, until: date) -> list[Vacancy]:
    """The vice-mayor's terms that end in the history, the first one first; the last ends some months ago."""
    index = until.year * 12 + until.month - 1 - 4
    found = []
    while (first := date(index // 12, index % 12 + 1, 1)) >= since + SETTLING:
        found.append(Vacancy(first, open_days().next_open(first + timedelta(days=EMPTY_DAYS))))
        index -= TERM_YEARS * 12
    return found[::-1]


def vice_mayor_since(since: date, vacancies: list[Vacancy]) -> date:
    """When the vice-mayor of the founding took office: a term before it ends, or shortly before the founding."""
    terms = [one.since.replace(year=one.since.year - TERM_YEARS) for one in vacancies[:1]]
    return min([*terms, since.replace(day=1)])


def absence_weeks(stage: Stage, vacancies: list[Vacancy]) -> list[Week]:
    """The weeks in which the vice-mayor is away, the latest first: last week, and one in nine months."""
    found: list[Week] = []
    day = stage.until - timedelta(days=stage.until.weekday() + 7)
    while day > stage.since + timedelta(days=3):
        week = week_of(stage, day)
        if len(week.days) < DAYS_AWAY or _unfit(week, vacancies):
            day -= timedelta(days=7)
            continue
        found.append(week)
        day -= timedelta(days=7 * 39)
    return found


def _unfit(week: Week, vacancies: list[Vacancy]) -> bool:
    """Whether the week touches a vacancy or the days around 1 April."""
    near = timedelta(days=10)
    first, last = week.days[0], week.days[-1]
    april = date(last.year, 4, 1)
    return abs(first - april) < near or any(
        first <= one.until + near and last >= one.since - near for one in vacancies
    )


def _plan_absence(stage: Stage, week: Week, place: int) -> None:
    """The latest is still to be reviewed; in each of them a report comes in and an instruction goes out."""
    plan_absence(stage, week, reviewed=place > 0)
    plan_measure(stage, WHILE_AWAY[place % len(WHILE_AWAY)], week.days[2])
    if place == 0:
        plan_visit(stage, week.days[0])


def _anomalies(stage: Stage, weeks: list[Week]) -> dict[date, tuple[Anomaly, Pace | None]]:
    """Anomalies by day: one in each week of absence but the latest, some others, and one still unreported."""
    days = stage.days(stage.since + SETTLING, stage.until - RECENT)
    paces: dict[date, Pace | None] = {week.days[1]: Pace() for week in weeks}
    for place, back in enumerate(range(100, (stage.until - stage.since).days, 230)):
        around = [day for day in days if abs((stage.until - day).days - back) < AROUND and day not in paces]
        if around:
            day = chance(stage.seed, "anomaly", around[0]).choice(around)
            paces[day] = Pace() if place else SLOW
    kinds = cycle(ANOMALIES)
    found: dict[date, tuple[Anomaly, Pace | None]] = {day: (next(kinds), paces[day]) for day in sorted(paces)}
    return found | {stage.previous_open(stage.until - ONE_DAY): (WAITING, None)}


def _plan_typhoons(stage: Stage) -> None:
    """Once a year the offices stay shut for a typhoon; the next day the chief excuses what was due."""
    for year in range(stage.since.year, stage.until.year + 1):
        first = max(date(year, 8, 20), stage.since + SETTLING)
        days = stage.days(first, min(date(year, 10, 10), stage.until - RECENT))
        if days:
            day = chance(stage.seed, "typhoon", year).choice(days)
            stage.closures.add(day)
            plan_response(stage, day)
            if stage.text_held(day):
                reopens = moment(stage.next_open(day), 8, 41)
                stage.once_filled("chief", reopens, partial(_excuse, day))


def _excuse(day: date, act: Act) -> None:
    for duty in pack().duties:
        if isinstance(duty.cadence, EachOpenDay):
            for one in occurrences(duty, since=day, until=day + ONE_DAY, calendar=open_days()):
                reason = f"台風の接近により{day.month}月{day.day}日は終日臨時に閉庁したため"
                excuse(duty, one, reason=reason, act=act)


def _plan_rare_days(stage: Stage) -> None:
    """The year's measures, a lost PIN and a broken terminal."""
    for day in each_year(stage, 5, 27):
        plan_measure(stage, YEARLY, stage.next_open(day))
    for back in range(190, (stage.until - stage.since).days - 30, 420):
        plan_lost_pin(stage, stage.next_open(stage.until - timedelta(days=back)))
    broken_on = stage.next_open(stage.until - timedelta(days=247))
    if broken_on > stage.since + SETTLING:
        plan_replacement(stage, broken_on)
