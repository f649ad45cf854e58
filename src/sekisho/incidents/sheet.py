"""切離し判断票 in twelve facts, blank or filled: on the screen, on paper, the same in both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.incidents.case import Case
from sekisho.incidents.deciding import who_decides
from sekisho.incidents.isolators import plan_for
from sekisho.incidents.telling import governor
from sekisho.isolation.model import Way
from sekisho.kernel.acts import Moment
from sekisho.kernel.cells import day
from sekisho.kernel.models import Entry, JournalEvent
from sekisho.kernel.town import pack
from sekisho.kernel.wording import clause_label, name_of, said
from sekisho.ledgers.disconnection_orders import SAME_MOMENT, DisconnectionOrder
from sekisho.ledgers.disconnection_runs import DisconnectionRun
from sekisho.ledgers.emergency_notices import EmergencyNotice
from sekisho.offices.standing import People
from sekisho.rules.authority import Capacity


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the twelve; without lines nobody knows it yet."""

    number: int
    title: str
    lines: tuple[str, ...] = ()


def titles() -> tuple[str, ...]:
    """What the twelve facts are called, in order."""
    return (
        _("何が分かっているか"),
        _("どのデータが危険か"),
        _("選択肢と、窓口・証拠への影響"),
        _("いま誰が決められるか、その根拠"),
        _("決定した日時"),
        _("何を切るか"),
        _("誰がいつ実施したか"),
        _("切れたことをいつ確かめたか"),
        _("誰にいつ知らせたか"),
        _("つなぎ直す条件"),
        _("つなぎ直しの決定"),
        _("知事への報告(番号・発送・受領)"),
    )


def blank_sheet() -> tuple[Fact, ...]:
    """The sheet as it lies in the binder: the options and who decides are printed, the rest is for the pen."""
    return tuple(
        Fact(place, title, _options() if place == 3 else ())  # noqa: PLR2004 -- the third fact is the options
        for place, title in enumerate(titles(), 1)
    )


def filled_sheet(case: Case, moment: Moment, known: People) -> tuple[Fact, ...]:
    """The twelve facts as they stand."""
    sheet = case.sheet
    lines: tuple[tuple[str, ...], ...] = (
        (sheet.known, sheet.grounds) if sheet else (case.incident.summary,),
        (sheet.at_risk,) if sheet else (),
        (*_options(), *((sheet.counters,) if sheet else ())),
        _who(case, moment, known),
        _decided(case.order),
        _plan(case),
        _executed(case, known),
        _verified(case, known),
        tuple(
            f"{_moment(one.told_at)} {one} {one.event.person_name} {late_entry(one, one.told_at)}".strip()
            for one in case.notices
            if one.told_at
        ),
        (sheet.conditions,) if sheet else (),
        _decided(case.reconnection),
        _reported(case.notices),
    )
    return tuple(
        Fact(place, title, tuple(filter(None, found)))
        for place, (title, found) in enumerate(zip(titles(), lines, strict=True), 1)
    )


def said_capacity(event: JournalEvent) -> str:
    """Who did it, in which right and on what basis, in one line."""
    right = said(Capacity(event.capacity).words)
    post = name_of(pack(), event.acts_for or event.post)
    return _("%(person)s %(post)s(%(right)s、根拠 %(basis)s)") % {
        "person": event.person_name,
        "post": post,
        "right": right,
        "basis": clause_label(pack(), event.basis),
    }


def _options() -> tuple[str, ...]:
    return tuple(
        _("%(option)s ― 窓口: %(counters)s 証拠: %(evidence)s")
        % {"option": said(one.title), "counters": said(one.counters), "evidence": said(one.evidence)}
        for one in pack().cut_options
    )


def _who(case: Case, moment: Moment, known: People) -> tuple[str, ...]:
    if case.order is not None:
        return (said_capacity(case.order.event),)
    found = who_decides(moment.known_at, known)
    if found.is_gap:
        return (found.trouble, _("規程に定めがありません。町長の書面の決定を求めてください。"))
    return (f"{found.person} {found.title}", found.note)


def _decided(order: DisconnectionOrder | None) -> tuple[str, ...]:
    if order is None:
        return ()
    late = _("後記入: %(at)s") % {"at": _moment(order.event.recorded_at)} if order.paper_place else ""
    return (
        f"{_moment(order.decided_at)} {order.get_kind_display()} {order.number}".strip(),
        order.because,
        f"{late} {order.paper_place}".strip(),
    )


def _plan(case: Case) -> tuple[str, ...]:
    run, option = case.run("cut"), case.option
    if option is None:
        return ()
    text = run.plan if run is not None else plan_for(option, Way.CUT).text
    return (said(option.title), *text.splitlines())


def _executed(case: Case, known: People) -> tuple[str, ...]:
    return tuple(
        " ".join(
            filter(
                None,
                (
                    one.get_way_display(),
                    _moment(one.executed_at),
                    known.name(str(one.executed_by_id)),
                    _from_slip(one),
                ),
            )
        )
        for one in case.runs
    )


def _verified(case: Case, known: People) -> tuple[str, ...]:
    found = []
    for one in case.runs:
        if one.confirmed_at is not None:
            who = known.name(str(one.confirmed_by_id))
            found.append(_("立会い: %(at)s %(who)s") % {"at": _moment(one.confirmed_at), "who": who})
        if one.verified_at is not None:
            found.append(f"{_moment(one.verified_at)} {one.get_seen_display()} {one.facts}".strip())
    return tuple(found)


def _reported(notices: Iterable[EmergencyNotice]) -> tuple[str, ...]:
    addressee = governor()
    return tuple(
        " ".join(
            filter(
                None,
                (
                    str(one),
                    one.number,
                    one.means,
                    _("発送 %(at)s") % {"at": _moment(one.sent_at)},
                    _("受領 %(at)s") % {"at": _moment(one.received_at)}
                    if one.received_at
                    else _("受領を待つ"),
                    one.received_by,
                ),
            )
        )
        for one in notices
        if addressee is not None and one.recipient == addressee.id and one.sent_at
    )


def _from_slip(run: DisconnectionRun) -> str:
    """Where the paper lies from which it was entered afterwards, and when that was."""
    return f"{late_entry(run, run.executed_at)} {run.slip_place}".strip() if run.slip_place else ""


def late_entry(entry: Entry, happened_at: datetime) -> str:
    """後記入: when the entry was first made, where that was after what it says; "" where it was at once."""
    first = entry
    if entry.revision > 1:
        first = type(entry)._default_manager.select_related("event").get(line=entry.line_id, revision=1)
    written_at = first.event.recorded_at
    return _("後記入: %(at)s") % {"at": _moment(written_at)} if written_at - happened_at > SAME_MOMENT else ""


def _moment(value: object) -> str:
    local = timezone.localtime(value)  # type: ignore[arg-type]  # callers give moments
    return f"{day(local.date())} {local:%H:%M}"
