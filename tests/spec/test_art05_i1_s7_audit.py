"""第5条第1号キ: the regular audit, which is kept by another section. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from sekisho.kernel.models import Discharge
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend, discharge, retire
from sekisho.ledgers.audits import AUDITS, Audit
from sekisho.rules.due import Occurrence
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause, the

CLAUSE = "a5.i1.s7"
CONDUCTED, ANSWERED, YEAR_END = date(2026, 2, 18), date(2026, 3, 11), date(2026, 3, 31)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def audit(town: Town, **facts: object) -> Audit:
    """General Affairs enters the audit of Resident Affairs, held in February with two findings."""
    plan = {"section": "resident_affairs", "scope": "認証情報と操作履歴", "planned_on": date(2026, 1, 15)}
    given = {**plan, "conducted_on": CONDUCTED, "findings": 2, "auditor": town.auditor.line, **facts}
    entry = town.general.enters(AUDITS, at(CONDUCTED, 17), **given)
    assert isinstance(entry, Audit)
    return entry


def waiting() -> Occurrence:
    """The audit of the fiscal year that ends on 31 March."""
    found = clause(YEAR_END, CLAUSE).next_due
    assert found is not None
    return found.occurrence


def answer(town: Town, entry: Audit) -> Audit:
    """The answers came in on 11 March."""
    act = town.general.act(at(ANSWERED))
    return amend(AUDITS, entry, {"answered_on": ANSWERED}, reason="回答を受けた", act=act)


@pytest.mark.clause(CLAUSE)
def test_the_section_is_audited_once_a_fiscal_year_and_answers(town: Town) -> None:
    """情報システム及び情報資産の管理が適切かどうか、定期監査を受けること。"""
    assert clause(YEAR_END, CLAUSE).state is State.DUE
    entry = answer(town, audit(town))
    act = town.welfare.act(at("2026-03-12"))

    discharge(the("undergo-audit"), waiting(), done_on=CONDUCTED, evidence=entry.line, act=act)
    assert clause(YEAR_END, CLAUSE).state is State.MET

    retire(AUDITS, entry, on=YEAR_END, reason="別の年度の監査", act=town.general.act(at(YEAR_END)))
    assert clause(date(2026, 4, 1), CLAUSE).state is State.MISSED


@pytest.mark.clause(CLAUSE)
def test_an_audit_that_is_not_answered_is_no_evidence_yet(town: Town) -> None:
    """指摘に答えるまで、監査を受けたことにはならない。"""
    entry = audit(town)
    act = town.welfare.act(at(YEAR_END))

    with pytest.raises(Invalid, match="証拠の行"):
        discharge(the("undergo-audit"), waiting(), done_on=CONDUCTED, evidence=entry.line, act=act)


@pytest.mark.clause(CLAUSE)
def test_the_audit_of_another_section_is_no_evidence(town: Town) -> None:
    """他の課が受けた監査は、この課の証拠にならない。"""
    entry = answer(town, audit(town, section="property_information"))
    act = town.welfare.act(at(YEAR_END))

    with pytest.raises(Invalid, match="証拠の行"):
        discharge(the("undergo-audit"), waiting(), done_on=CONDUCTED, evidence=entry.line, act=act)


@pytest.mark.clause(CLAUSE)
def test_who_was_audited_points_at_the_entry_of_the_other_section(town: Town, client: Client) -> None:
    """監査を受けた課は、総務課の記載を証拠として示す。"""
    today = the("undergo-audit")
    plan = {"section": "resident_affairs", "scope": "全て", "planned_on": date(2026, 4, 6)}
    held = {"conducted_on": date(2026, 4, 9), "findings": 0, "answered_on": date(2026, 4, 10)}
    entry = town.general.enters(AUDITS, at("2026-04-10"), **plan, **held, auditor=town.auditor.line)
    client.force_login(town.welfare.account)
    page = f"/duties/{today.id}/2026-04-01/discharge/"

    form = client.get(page).context["form"]
    [_nothing, (key, _title)] = form.fields["entry"].choices
    both = client.post(page, {"entry": key, "paper": "監査綴", "done_on": ""})
    done = client.post(page, {"entry": key, "paper": "", "done_on": ""})

    assert (both.status_code, done.status_code) == (422, 302)
    found = Discharge.objects.get(duty=today.id)
    assert (found.evidence, found.done_on) == (entry.line, date(2026, 4, 9))
