"""緊急時綴: what works without the computer, printed on A4 once a month: who is called, the sheet, blank slips."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sekisho.incidents.deciding import who_decides
from sekisho.incidents.sheet import blank_sheet
from sekisho.incidents.telling import recipients
from sekisho.incidents.views import IncidentRequest
from sekisho.kernel.queries import standing
from sekisho.kernel.requests import must_see
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.ledgers.contacts import Contact
from sekisho.ledgers.incidents import INCIDENTS
from sekisho.offices.responsible import responsible_for


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
    return render(request, "incidents/binder.html", context)


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
