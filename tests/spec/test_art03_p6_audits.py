"""第3条第6項第3号・第5条第1号キ: who audits, what is drawn, and that nobody alone shortens what is audited."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.council.audits import NothingToDraw, audits_at, drawn, is_the_same, sample
from sekisho.council.models import AuditSample
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Decision, Refused
from sekisho.kernel.permissions import NotPermitted, may
from sekisho.kernel.registry import ledgers
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about, amend, retire
from sekisho.ledgers.audit_findings import AUDIT_FINDINGS
from sekisho.ledgers.audits import AUDITS, Audit, OwnAudit, ScopeAlone
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES
from sekisho.ledgers.terminals import TERMINALS, Terminal
from sekisho.offices.acting_decisions import ACTING_DECISIONS
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.rules.audits import AuditState
from sekisho.rules.model import Verb
from tests.cast import Town, at
from tests.site.test_matrix import capabilities
from tests.spec.test_art03_council import HELD, decided, held

CLAUSE = "a3.p6.i3"
PLANNED, CONDUCTED = date(2026, 6, 1), date(2026, 7, 15)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def planned(town: Town, **facts: object) -> Audit:
    given = {
        "section": "resident_affairs",
        "scope": "認証情報と操作履歴の全部",
        "planned_on": PLANNED,
        **facts,
    }
    entry = town.general.enters(AUDITS, at(PLANNED), **{"auditor": town.auditor.line, **given})
    assert isinstance(entry, Audit)
    return entry


def approved(town: Town) -> Audit:
    facts = {"approved_on": PLANNED, "approval_number": "令和8年度会議決定第1号"}
    return amend(AUDITS, planned(town), facts, reason="承認", act=town.general.act(at(PLANNED, 10)))


def terminals(town: Town, count: int = 12) -> list[Terminal]:
    entries = [
        town.welfare.enters(
            TERMINALS, at("2026-06-02"), number=f"端末{n}", place="窓口", owner="town", installed_on=PLANNED
        )
        for n in range(count)
    ]
    return [entry for entry in entries if isinstance(entry, Terminal)]


@pytest.mark.clause(CLAUSE)
def test_somebody_who_acts_in_a_post_of_the_section_does_not_audit_it(town: Town) -> None:
    """監査を受ける部署の職を代わる者も、その部署を監査できない。試みたことは記録に残る。"""
    head = Appointment.objects.get(post="resident_affairs_head")
    act = town.general.act(at("2026-05-01"))
    amend(APPOINTMENTS, head, {"until": date(2026, 5, 2)}, reason="退職", act=act)
    acting = {"acts_for": "resident_affairs_head", "post": "auditor", "grounds": "欠員"}
    town.mayor.enters(
        ACTING_DECISIONS,
        at("2026-05-02"),
        person=town.auditor.line,
        since_at=at("2026-05-02", 10),
        document_number="か総第9号",
        **acting,
    )

    with pytest.raises(OwnAudit):
        planned(town)

    assert not Audit.objects.exists()
    assert Refused.objects.get().kind == "OwnAudit"


@pytest.mark.clause(CLAUSE)
def test_nobody_alone_shortens_an_approved_audit(town: Town) -> None:
    """承認された範囲は、会議の決定なしには変わらない。試みたことは記録に残る。"""
    audit = approved(town)
    act = town.general.act(at("2026-06-03"))

    with pytest.raises(ScopeAlone) as refused:
        amend(AUDITS, audit, {"scope": "認証情報だけ"}, reason="時間がない", act=act)

    assert refused.value.clause == CLAUSE
    assert Audit.objects.order_by("-revision")[0].scope == "認証情報と操作履歴の全部"
    assert Refused.objects.get().kind == "ScopeAlone"


@pytest.mark.clause(CLAUSE)
def test_a_decision_of_the_council_that_another_person_recorded_changes_the_scope_once(town: Town) -> None:
    """会議の決定の番号があれば変えられる。その番号は一度だけ使える。"""
    number = decided(town, held(town), CLAUSE).decision_number
    audit = approved(town)
    act = town.general.act(at("2026-06-03"))
    facts = {"scope": "認証情報だけ", "scope_decision": number}

    changed = amend(AUDITS, audit, facts, reason="会議の決定", act=act)

    with pytest.raises(ScopeAlone):
        amend(AUDITS, changed, {"scope": "何もない"}, reason="再び", act=act)
    assert Decision.objects.get(document_number=number).event.person != act.person
    assert HELD < PLANNED


@pytest.mark.clause(CLAUSE)
@pytest.mark.parametrize("number", ["", "令和8年度会議決定第99号", "か総第1号"])
def test_a_number_that_is_no_decision_of_the_council_changes_nothing(town: Town, number: str) -> None:
    """存在しない番号や、会議の事項でない決定では変えられない。"""
    audit = approved(town)
    facts = {"scope": "認証情報だけ", "scope_decision": number}

    with pytest.raises(ScopeAlone):
        amend(AUDITS, audit, facts, reason="番号", act=town.general.act(at("2026-06-03")))


@pytest.mark.clause(CLAUSE)
def test_a_sample_is_drawn_again_whatever_was_changed_since(town: Town) -> None:
    """抽出は、種から同じものを引き直せる。後の訂正や抹消で変わらない。"""
    entries = terminals(town)
    audit = approved_later(town)
    found = sample(audit, source="terminals", size=4, act=town.auditor.act(at(CONDUCTED)))
    first = drawn(found)

    act = town.welfare.act(at(CONDUCTED, 15))
    retire(TERMINALS, entries[first[0].number - 1], on=CONDUCTED, reason="誤り", act=act)

    assert drawn(found) == first
    assert is_the_same(found)
    assert len({one.number for one in first}) == 4


def approved_later(town: Town) -> Audit:
    entry = town.general.enters(
        AUDITS,
        at("2026-06-03"),
        section="resident_affairs",
        scope="全部",
        planned_on=PLANNED,
        auditor=town.auditor.line,
    )
    assert isinstance(entry, Audit)
    return entry


@pytest.mark.clause(CLAUSE)
def test_rows_of_operation_histories_are_drawn_by_count_over_all_files(town: Town) -> None:
    """操作履歴は、取り込んだ行を通して数え、その中から抽出する。"""
    for place, stored in enumerate((30, 0, 70)):
        facts = {"file_name": f"{place}.csv", "digest": f"{place}" * 64, "profile": "x", "rows": stored}
        days = {"taken_on": PLANNED, "first_on": PLANNED, "last_on": PLANNED}
        town.welfare.enters(OPERATION_HISTORIES, at(PLANNED), **facts, **days, stored=stored)
    act = town.auditor.act(at(CONDUCTED))

    found = sample(planned_after(town), source=AuditSample.HISTORY, size=100, act=act)

    rows = [(one.number, one.row) for one in drawn(found)]
    assert rows == [(1, n) for n in range(1, 31)] + [(3, n) for n in range(1, 71)]
    with pytest.raises(NothingToDraw):
        sample(planned_after(town), source=AuditSample.HISTORY, size=101, act=act)


def planned_after(town: Town) -> Audit:
    return Audit.objects.first() or planned(town)


@pytest.mark.clause(CLAUSE)
def test_the_audited_section_does_not_draw(town: Town) -> None:
    """監査を受ける部署は、何を見られるかを選ばない。"""
    terminals(town)

    with pytest.raises(OwnAudit):
        sample(approved_later(town), source="terminals", size=3, act=town.welfare.act(at(CONDUCTED)))

    assert not AuditSample.objects.exists()


@pytest.mark.clause(CLAUSE)
def test_others_do_not_draw_either(town: Town) -> None:
    terminals(town)

    with pytest.raises(NotPermitted):
        sample(approved_later(town), source="terminals", size=3, act=town.crisis.act(at(CONDUCTED)))


@pytest.mark.clause(CLAUSE)
def test_an_audit_goes_from_its_plan_to_the_remedy_that_was_checked(town: Town) -> None:
    """計画、承認、通知、実施、回答、改善の確認まで進む。"""
    audit = approved(town)
    assert stage(date(2026, 6, 2)) is AuditState.APPROVED

    finding = {"title": "更新漏れ", "statement": "2名分", "found_on": CONDUCTED}
    town.auditor.enters(AUDIT_FINDINGS, at(CONDUCTED), audit=audit.line, **finding)
    facts = {"notified_on": date(2026, 6, 20), "conducted_on": CONDUCTED, "findings": 1}
    amend(AUDITS, audit, facts, reason="実施", act=town.general.act(at(CONDUCTED, 17)))

    assert stage(CONDUCTED) is AuditState.CONDUCTED
    [one] = audits_at(Moment(on=CONDUCTED, known_at=at(CONDUCTED, 18), live=False))
    assert one.unchecked == 1


def stage(on: date) -> AuditState:
    [one] = audits_at(Moment(on=on, known_at=at(on, 18), live=False))
    return one.state


@pytest.mark.clause(CLAUSE)
def test_an_auditor_sees_everything_and_changes_nothing_that_is_audited() -> None:
    """監査人は何でも見る。書くのは自分の指摘だけである。内示の間の異動の一覧だけは、人事の担当のもの。"""
    [auditor] = [one for name, one in capabilities(pack()) if name == "auditor"]
    hidden = {one.slug for one in ledgers() if not may(pack(), Verb.VIEW, auditor, about(one))}
    written = {
        (one.slug, verb)
        for one in ledgers()
        for verb in (Verb.ENTER, Verb.AMEND, Verb.RETIRE)
        if may(pack(), verb, auditor, about(one))
    }

    assert hidden == {"transfer_lists"}
    assert written == {("audit_findings", Verb.ENTER)}
