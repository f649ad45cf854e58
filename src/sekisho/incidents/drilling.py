"""訓練から災害訓練簿へ: a drill that is over is evidence that the procedure was tried, in one press (第5条第4号ア)."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.incidents.case import Case, case_of, events_of
from sekisho.incidents.views import IncidentRequest
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Line
from sekisho.kernel.queries import day_of, standing
from sekisho.kernel.records import writing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import act_of, must_see
from sekisho.kernel.verbs import about, enter
from sekisho.ledgers.disaster_drills import DISASTER_DRILLS, DisasterDrill
from sekisho.ledgers.disaster_plans import DisasterPlan
from sekisho.ledgers.incidents import INCIDENTS
from sekisho.rules.incidents import minutes_between

NAMES = "、"  # evidence: in one language, whatever the screen speaks


class NotOver(Refusal):
    """It is no drill, or nobody has said yet what was learnt of it."""


class AlreadyKept(Refusal):
    """The drill stands in the ledger of drills."""


class NoProcedure(Refusal):
    """No procedure was approved that could have been tried."""


@writing()
def keep_drill(case: Case, *, act: Act) -> DisasterDrill:
    """Enter the drill as it ran: who acted took part, its cause is what failed, its prevention what to mend.

    Discharges the yearly drill. Raises NotOver, AlreadyKept, NoProcedure, NotPermitted.
    """
    incident = case.incident
    if not incident.is_drill or incident.closed_on is None:
        raise NotOver(
            _(
                "完結した訓練だけを災害訓練簿に記載できます。"
                "できなかったこと(原因)と直すこと(再発防止策)を書いて、訓練を完結してください。"
            )
        )
    if kept_as(incident.line, act.at) is not None:
        raise AlreadyKept(_("この訓練は、すでに災害訓練簿にあります。"))
    day = day_of(incident.known_at)
    plans = standing(DisasterPlan, act.at).filter(approved_on__lte=day).select_related("line")
    plan = plans.order_by("approved_on", "line").last()
    if plan is None:
        raise NoProcedure(
            _("訓練の日に決裁済みだった手順がありません。災害対応手順簿に手順を記載してください。")
        )
    events = events_of(case, act.at)
    moments = (
        incident.contained_at,
        *(one.confirmed_at for one in case.runs),
        *(one.decided_at for one in case.orders),
        *(one.told_at or one.sent_at for one in case.notices),
    )
    ended_at = max((one for one in moments if one is not None), default=incident.reported_at)
    facts = {
        "incident": incident.line,
        "drilled_on": day,
        "scenario": incident.summary,
        "participants": NAMES.join(dict.fromkeys(event.person_name for event in events)),
        "plan": plan.line,
        "minutes": max(1, minutes_between(incident.known_at, ended_at)),
        "not_done": incident.cause,
        "to_mend": incident.prevention,
        "responsible_id": int(act.person),
    }
    kept = enter(DISASTER_DRILLS, facts, act=act)
    assert isinstance(kept, DisasterDrill)
    return kept


def kept_as(line: Line, known_at: datetime) -> DisasterDrill | None:
    """The entry in the ledger of drills that the drill on that line is; None: it is not there."""
    return standing(DisasterDrill, known_at).filter(incident=line).select_related("line").first()


@require_POST
def keep_drill_page(request: IncidentRequest, number: int) -> HttpResponse:
    """The one press."""
    must_see(request, about(INCIDENTS))
    act = act_of(request)
    kept = keep_drill(case_of(number, act.at), act=act)
    messages.success(request, _("訓練を災害訓練簿に記載しました。"))
    return redirect("entry", DISASTER_DRILLS.slug, kept.line.number)
