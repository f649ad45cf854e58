"""The pages of the regulation and of the day's work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from sekisho.duties.board import Tile, board, depth_of, posture_at, responsible_of
from sekisho.duties.everybody import by_everybody
from sekisho.duties.evidence import evidence
from sekisho.duties.forms import CausedReportForm, DischargeForm, begun_from
from sekisho.duties.pointing import Pointed, causes_of, evidence_of
from sekisho.duties.posture import Item, items_of
from sekisho.duties.today import closed_because, reports_to_read, work_of
from sekisho.duties.wording import cadence_words, retention_words
from sekisho.kernel import verbs
from sekisho.kernel.acts import Act
from sekisho.kernel.discharging import about_duty
from sekisho.kernel.permissions import may, permit
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.registry import ledger as find_ledger
from sekisho.kernel.requests import NoPost, TownRequest, act_of, can, sent
from sekisho.kernel.screens.forms import ReasonField
from sekisho.kernel.screens.pages import page_or_part
from sekisho.kernel.town import duty as find_duty
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.wording import said
from sekisho.ledgers.daily_checks import DAILY_CHECKS, ITEMS, DailyCheck
from sekisho.ledgers.official_texts import OfficialText
from sekisho.offices.organisation import OrganisationRequest, instant_of
from sekisho.rules.calendar import SINCE, UNTIL
from sekisho.rules.model import Clause, Duty, Verb, Version


def board_page(request: OrganisationRequest) -> HttpResponse:
    """規程: the regulation as living tiles."""
    only = request.GET.get("show") == "attention"
    shown = board(request.moment, request.actor.known)
    return page_or_part(request, "duties/board.html", "duties/_board.html", {"board": shown, "only": only})


def clause_page(request: OrganisationRequest, clause: str) -> HttpResponse:
    """One clause: what it says, who answers for it, what was done and what was not."""
    found = posture_at(request.moment)
    one = found.of(clause)
    if one is None:
        return _unknown_clause(request, clause, said(found.version.words()))
    by_id = {each.clause.id: each.clause for each in found.clauses}
    people = responsible_of(one.clause, one, instant_of(request.moment), request.actor.known)
    return render(
        request,
        "duties/clause.html",
        {
            "tile": Tile(one, people, depth_of(one.clause, by_id)),
            "posture": found,
            "parents": _parents(one.clause.parent, by_id),
            "children": [each for each in found.clauses if each.clause.parent == clause],
            "duties": [_duty_facts(request, duty) for duty in one.duties],
            "ledgers": [kept for kept in map(find_ledger, slugs_of(clause)) if kept is not None],
            "methods": [method for method in pack().methods if method.clause == clause],
            "recent": one.items[:40],
            "older": len(one.items[40:]),
            "document": pack().document,
            "official": official_text(found.version.version, clause, request.moment.known_at),
        },
    )


def slugs_of(clause: str) -> list[str]:
    """The ledgers that serve a clause here, whether or not this installation keeps them."""
    return [bound.slug for bound in pack().ledgers if bound.clause == clause]


def official_text(version: Version | None, clause: str, known_at: datetime) -> OfficialText | None:
    """What the regulation itself says there in that version, if the town has imported it."""
    if version is None:
        return None
    return standing(OfficialText, known_at).filter(version=version.id, clause=clause).first()


def today_page(request: TownRequest) -> HttpResponse:
    """今日の仕事: what waits for the post that the person has chosen."""
    capability = request.actor.capability
    if capability is None:
        raise NoPost(
            _("いま就いている職がないため、今日の仕事はありません。総務担当に辞令の記載を確かめてください。")
        )
    return render(
        request,
        "duties/today.html",
        {
            "work": work_of(capability, request.moment),
            "reports": reports_to_read(capability, request.moment),
            "closed_because": closed_because(request.moment.on),
            "daily": DAILY_CHECKS.slug,
            # Nothing is ticked beforehand: who found an anomaly has to say of each item what it is.
            "unticked": urlencode(dict.fromkeys(ITEMS, "")),
        },
    )


@require_POST
def daily_check_in_order(request: TownRequest) -> HttpResponse:
    """One click, 異常なし: the day's check with every item in order, entered and discharged."""
    act = act_of(request)
    permit(pack(), Verb.ENTER, act.capability, verbs.about(DAILY_CHECKS))
    now = timezone.localtime(act.at)
    facts = {
        "checked_on": now.date(),
        "checked_at": now.time().replace(second=0, microsecond=0),
        "checker_id": int(act.person),
    }
    with writing():  # a second click waits here, and then finds the first one's entry
        if standing(DailyCheck, act.at).filter(checked_on=act.on).exists():
            messages.info(request, _("今日の点検はすでに記載されています。"))
            return redirect("today")
        entry = verbs.enter(DAILY_CHECKS, facts, act=act)
    messages.success(
        request, _("今日の点検を「異常なし」で記載しました(%(number)d番)。") % {"number": entry.line.number}
    )
    return redirect("today")


class ExcuseForm(forms.Form):
    """What excusing an occurrence asks."""

    reason = ReasonField(label=gettext_lazy("対象外とする理由"))


def discharge_page(request: TownRequest, duty: str, opens_on: str) -> HttpResponse:
    """履行の記録: one occurrence done, with an entry or a document on paper as its evidence."""
    rule, item = _occurrence(request, duty, opens_on)
    act = act_of(request)
    permit(pack(), Verb.DISCHARGE, act.capability, about_duty(rule))
    offered = evidence_of(rule, item.occurrence, act.at) if _may_see_evidence(rule, act) else []
    form = DischargeForm(offered, sent(request), initial={"done_on": act.on})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.discharge(rule, item.occurrence, act=act, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("履行を記録しました。"))
            return redirect("clause", rule.clause)
    return _duty_form(request, rule, item, form, _("履行の記録"))


def report_page(request: TownRequest, duty: str, opens_on: str) -> HttpResponse:
    """報告: what happened, told to the role that the clause names; discharges the occurrence."""
    rule, item = _occurrence(request, duty, opens_on)
    act = act_of(request)
    permit(pack(), Verb.SUBMIT, act.capability, about_duty(rule))
    causes = causes_of(rule, item.occurrence, act.at) if _may_see_evidence(rule, act) else []
    form = CausedReportForm(causes, sent(request), initial=begun_from(rule, causes, request.GET, act.at))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.submit(rule, occurrence=item.occurrence, act=act, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("報告しました。報告先が受領するのを待っています。"))
            return redirect("clause", rule.clause)  # who may report need not be one who may read all reports
    return _duty_form(request, rule, item, form, _("報告する"), causes=causes)


def excuse_page(request: TownRequest, duty: str, opens_on: str) -> HttpResponse:
    """対象外とする: one occurrence need not be done, with the reason."""
    rule, item = _occurrence(request, duty, opens_on)
    act = act_of(request)
    permit(pack(), Verb.EXCUSE, act.capability, about_duty(rule))
    form = ExcuseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            verbs.excuse(rule, item.occurrence, act=act, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("対象外としました。理由とともに記録されています。"))
            return redirect("clause", rule.clause)
    return _duty_form(request, rule, item, form, _("対象外とする"))


def _may_see_evidence(rule: Duty, act: Act) -> bool:
    kept = find_ledger(rule.evidence)
    return kept is not None and may(pack(), Verb.VIEW, act.capability, verbs.about(kept))


def _duty_form(
    request: TownRequest,
    rule: Duty,
    item: Item,
    form: forms.Form,
    title: str,
    *,
    causes: Sequence[Pointed] = (),
) -> HttpResponse:
    context = {"duty": rule, "item": item, "form": form, "title": title, "causes": causes}
    return render(request, "duties/duty_form.html", context, status=422 if form.errors else 200)


def _occurrence(request: TownRequest, duty: str, opens_on: str) -> tuple[Duty, Item]:
    """The duty and its occurrence that opens on that day; Http404 where there is none."""
    rule = find_duty(duty)
    try:
        day = date.fromisoformat(opens_on)
    except ValueError as error:
        raise Http404 from error
    if rule is None or not SINCE <= day < UNTIL:
        raise Http404
    moment = request.moment
    known_on = timezone.localdate(moment.known_at)
    found = items_of(
        rule,
        open_days(),
        by_everybody(evidence(day, moment.known_at), moment.known_at),
        on=moment.on,
        known_on=known_on,
        since=day,
    )
    item = next((item for item in found if item.occurrence.opens_on == day), None)
    if item is None:
        raise Http404
    return rule, item


def _duty_facts(request: TownRequest, duty: Duty) -> dict[str, object]:
    return {
        "duty": duty,
        "cadence": cadence_words(duty),
        "retention": retention_words(duty.retention),
        "ledger": find_ledger(duty.evidence),
        "can_report": duty.report_to is not None and can(request, Verb.SUBMIT, about_duty(duty)),
        "can_discharge": can(request, Verb.DISCHARGE, about_duty(duty)),
        "can_excuse": can(request, Verb.EXCUSE, about_duty(duty)),
    }


def _parents(parent: str | None, by_id: dict[str, Clause]) -> list[Clause]:
    chain: list[Clause] = []
    while parent is not None and parent in by_id:
        chain.append(by_id[parent])
        parent = by_id[parent].parent
    return chain[::-1]


def _unknown_clause(request: TownRequest, clause: str, why: str) -> HttpResponse:
    if clause not in {each.id for each in pack().clauses}:
        raise Http404
    return render(request, "duties/clause_unknown.html", {"why": why, "clause": clause})
