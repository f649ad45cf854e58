"""緊急時綴: what works without the computer, printed on A4 once a month: who is called, the sheet, blank slips."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sekisho.incidents.deciding import who_decides
from sekisho.incidents.sheet import blank_sheet
from sekisho.incidents.telling import recipients
from sekisho.incidents.views import IncidentRequest
from sekisho.kernel.queries import standing
from sekisho.kernel.requests import act_of, can, must_see, sent
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about, enter
from sekisho.ledgers.contacts import Contact
from sekisho.ledgers.emergency_binders import EMERGENCY_BINDERS, EmergencyBinder
from sekisho.ledgers.incidents import INCIDENTS
from sekisho.offices.responsible import responsible_for
from sekisho.rules.model import Verb


class BinderForm(forms.Form):
    """Where the copies went."""

    places = forms.CharField(label=_lazy("置いた場所"), max_length=200)


def binder_page(request: IncidentRequest) -> HttpResponse:
    """The binder as of the day looked at. Telephone numbers are not kept here: each line says where the list lies."""
    must_see(request, about(INCIDENTS))
    known, at = request.actor.known, request.moment.known_at
    contacts = standing(Contact, at).select_related("line").order_by("position")
    context = {
        "ledger": INCIDENTS,
        "contacts": [
            (one, known.name(str(one.person_id)) if one.person_id else one.name) for one in contacts
        ],
        "roles": [responsible_for(role.id, at, known) for role in pack().roles],
        "who": who_decides(at, known),
        "recipients": recipients(),
        "facts": blank_sheet(),
        "slips": slips(),
        "levels": pack().incident_levels,
    }
    digest = digest_of(context)
    last = standing(EmergencyBinder, at).select_related("line").order_by("printed_on", "line").last()
    form = BinderForm(sent(request), initial={"places": last.places if last is not None else ""})
    if request.method == "POST" and form.is_valid():
        act = act_of(request)
        facts = {"printed_on": act.on, "contents_sha256": digest, **form.cleaned_data}
        enter(EMERGENCY_BINDERS, facts, act=act)
        messages.success(request, _("刷った綴を緊急時綴簿に記載しました。"))
        return redirect("binder")
    kept = {
        "digest": digest,
        "last": last,
        "is_stale": last is not None and last.contents_sha256 not in ("", digest),
        "form": form if can(request, Verb.ENTER, about(EMERGENCY_BINDERS)) else None,
        "binders": EMERGENCY_BINDERS,
    }
    status = 422 if form.errors else 200
    return render(request, "incidents/binder.html", context | kept, status=status)


def digest_of(context: Mapping[str, Any]) -> str:  # Any: what the page shows
    """SHA-256, hexadecimal, of what can become stale of a binder: who is called in which order, and who decides.

    Of ids, names and what was entered, so that it is the same in whatever language the page is read.
    """
    contacts = [
        [one.position, name, one.organisation, one.role, one.means, one.list_place, one.alternate]
        for one, name in context["contacts"]
    ]
    roles = [[one.office, one.person] for one in (*context["roles"], context["who"])]
    others = [one.id for one in (*context["recipients"], *context["levels"])]
    said = json.dumps([contacts, roles, others], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def slips() -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """The blank slips: title, columns, and how many rows there are to write on."""
    return (
        (
            _("第一報(知ったらすぐ書く。時刻は時計を見て書く)"),
            (_("知った日時"), _("何が起きているか"), _("場所・機器"), _("報告した日時"), _("報告した者")),
            4,
        ),
        (
            _("操作記録(切離し・つなぎ直し)"),
            (_("日時"), _("行ったこと"), _("実施した者"), _("立ち会った者"), _("確かめて見えたこと")),
            6,
        ),
        (
            _("通報の記録"),
            (_("日時"), _("知らせた先"), _("相手の名"), _("知らせた内容"), _("知らせた者")),
            6,
        ),
        (
            _("入退室の記録"),
            (_("入室した日時"), _("退室した日時"), _("氏名・所属"), _("目的"), _("立会い")),
            6,
        ),
    )
