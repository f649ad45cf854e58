"""The founding: the persons and their appointments, before anybody holds a post."""

from __future__ import annotations

from datetime import date

from sekisho.demo.people import FOUNDERS, Founder, Member
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.verbs import enter
from sekisho.offices.acting import founding_act
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.offices.persons import PERSONS
from sekisho.rules.fiscal import FIRST_MONTH, fiscal_year


def found(stage: Stage, *, vice_mayor_since: date) -> None:
    """Enter the founders and their posts, in the order in which they were appointed."""
    act = founding_act(moment(stage.since, 8))
    for founder in FOUNDERS:
        enter_person(stage, founder.member, act)
    began = {founder: _began(stage, founder) for founder in FOUNDERS}
    began |= {one: vice_mayor_since for one in FOUNDERS if one.post == "vice_mayor"}
    for founder in sorted(FOUNDERS, key=began.__getitem__):
        since = began[founder]
        appoint(stage, founder.member, founder.post, act, since=since, series=founder.series)
        if founder.concurrent:
            appoint(stage, founder.member, founder.concurrent, act, since=since, concurrent=True)


def enter_person(stage: Stage, member: Member, act: Act) -> None:
    """One person into the ledger of persons."""
    facts = {"staff_number": member.number, "name": member.name, "reading": member.reading}
    stage.lines[member.number] = enter(PERSONS, facts, act=act).line
    stage.changed()


def appoint(
    stage: Stage,
    member: Member,
    post: str,
    act: Act,
    *,
    since: date,
    series: str = "辞令",
    concurrent: bool = False,
) -> None:
    """One appointment into its ledger; the person stands in theirs already."""
    facts = {
        "person": stage.lines[member.number],
        "post": post,
        "since": since,
        "order_number": stage.order_number(series, since),
        "concurrent": concurrent,
    }
    enter(APPOINTMENTS, facts, act=act)
    stage.changed()


def _began(stage: Stage, founder: Founder) -> date:
    years, month, day = founder.began
    year = fiscal_year(stage.since) - years
    return date(year if month >= FIRST_MONTH else year + 1, month, day)
