"""April in thirty minutes: 30 transfers with four faults planted, from the embargoed list to no leaver with a live grant."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sekisho.kernel.acts import Moment
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import enter
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.grants import GRANTS, Grant
from sekisho.ledgers.transfer_lists import TransferList
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.offices.persons import PERSONS
from sekisho.site.commands.up import begin_archive
from sekisho.transfers.carrying_out import AlreadyCarriedOut, UnderEmbargo, carry_out, expire
from sekisho.transfers.day import day_of_orders
from sekisho.transfers.lists import keep_list, known_on, rows_of
from sekisho.transfers.plan import Doubt, make_plan
from sekisho.transfers.views import next_april
from tests.cast import Town, at

APRIL, RECEIVED, MORNING = date(2026, 4, 1), at("2026-03-24"), at("2026-04-01", 8, 20)
LEAVERS, COMERS = 10, 10
HEAD = "職員番号,氏名,ふりがな,発令日,異動前の職,異動後の職,辞令番号,兼務\r\n"


class AprilTown(Town):
    """The cast, and ten operators who will leave, each with a credential and two authorities."""

    def __init__(self) -> None:
        super().__init__()
        founded, issued = at("2025-04-02"), at("2025-04-10")
        lines = []
        for place in range(LEAVERS):
            who = {"staff_number": f"001{place:02d}", "name": f"離任 {place}号", "reading": "りにん"}
            lines.append(enter(PERSONS, who, act=self.general.act(founded)).line)
            post = {"post": "resident_affairs_staff", "since": founded.date(), "order_number": f"第{place}号"}
            enter(APPOINTMENTS, {"person": lines[-1], **post}, act=self.general.act(founded))
        for place, line in enumerate(lines):
            palm = {"holder": line, "kind": "palm", "serial": f"V{place}", "issued_on": issued.date()}
            credential = self.welfare.enters(CREDENTIALS, issued, **palm)
            for business in ("転入", "広域交付"):
                given = {
                    "operator_id": f"OP{place}{business}",
                    "business": business,
                    "valid_from": issued.date(),
                }
                self.welfare.enters(GRANTS, issued, credential=credential.line, **given)


def the_list() -> bytes:
    """30 transfers as a spreadsheet saves them (CP932). Four are faulty."""
    day = "令和8年4月1日"
    rows = [
        f"001{n:02d},離任 {n}号,りにん,{day},住民福祉課 職員,税務課 主事,第{n}号," for n in range(LEAVERS)
    ]
    rows += [
        f"002{n:02d},着任 {n}号,ちゃくにん,{day},税務課 主事,住民福祉課 職員,第{20 + n}号,"
        for n in range(COMERS)
    ]
    rows += [f"003{n:02d},他課 {n}号,たか,{day},税務課 主事,建設課 主査,第{40 + n}号," for n in range(6)]
    rows += [
        f"00401,窓口 四郎,まどぐち しろう,{day},,総務課 職員,第51号,",  # another person of a known name
        f"00402,高橋 ①郎,たかはし いちろう,{day},税務課,住民福祉果 職員,第52号,",  # a slip of the pen in the office
        f"00403,髙﨑 危子,たかさき きこ,{day},税務課,危機管理課長,第53号,",  # its head does not leave
        "00404,早川 三月,はやかわ みつき,令和8年3月1日,税務課,管財情報課 職員,第54号,",  # in force a month earlier
    ]
    return (HEAD + "\r\n".join(rows) + "\r\n").encode("cp932")


ANSWERS = {
    Doubt.SAME_NAME: "another",
    Doubt.UNKNOWN_POST: "resident_affairs_staff",
    Doubt.OTHER_DAY: "the_day",
}


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> AprilTown:
    settings.DATA = tmp_path / "data"
    settings.SEKISHO_ARCHIVE = tmp_path / "data" / "archive"
    settings.SEKISHO_KEYS = tmp_path / "keys"
    settings.SEKISHO_ARCHIVE_BASE = "town.example/sekisho"
    begin_archive()
    return AprilTown()


@pytest.fixture
def april(town: AprilTown) -> TransferList:
    return keep_list(
        the_list(),
        effective_on=APRIL,
        embargo_until_at=at(APRIL, 0),
        act=town.general.act(RECEIVED),
    )


def now(moment: datetime) -> Moment:
    return Moment(on=moment.date(), known_at=moment, live=False)


def settle(entry: TransferList) -> dict[str, str]:
    """Every question answered as the head of General Affairs would."""
    known = known_on(APRIL, MORNING)
    asked = make_plan(rows_of(entry), known, {}, orders_on=APRIL).questions
    [head] = [one.person for one in known.holdings if one.post == "crisis_management_head"]
    return {one.id: ANSWERS.get(one.doubt, head) for one in asked}


def test_all_four_faults_are_asked_about_and_nothing_else(town: AprilTown, april: TransferList) -> None:
    plan = make_plan(rows_of(april), known_on(APRIL, MORNING), {}, orders_on=APRIL)

    assert [(one.line, one.doubt) for one in plan.questions] == [
        (28, Doubt.SAME_NAME),
        (29, Doubt.UNKNOWN_POST),
        (30, Doubt.TAKEN),
        (31, Doubt.OTHER_DAY),
    ]
    assert len(plan.moves) + len(plan.outside) + 4 == april.rows == 30


def test_after_the_day_no_leaver_has_a_live_credential_or_grant(town: AprilTown, april: TransferList) -> None:
    done = carry_out(april, settle(april), act=town.general.act(MORNING))
    before = day_of_orders(APRIL, now(MORNING))

    expire(before.leavers, act=town.welfare.act(at(APRIL, 8, 40)))
    after = day_of_orders(APRIL, now(at(APRIL, 9)))

    assert (done.moved, done.outside, done.dropped) == (24, 6, 0)
    assert (len(before.leavers), before.not_expired) == (
        LEAVERS + 1,
        LEAVERS,
    )  # and the head of Crisis Management
    assert after.not_expired == 0
    leavers = {leaver.person.line_id for leaver in after.leavers}
    live = standing(Credential, at(APRIL, 9)).filter(holder__in=leavers, ended_on__isnull=True)
    grants = [
        grant
        for grant in standing(Grant, at(APRIL, 9))
        if grant.valid_until is None or grant.valid_until > APRIL
    ]
    assert (live.count(), grants) == (0, [])
    assert len(after.comers) == COMERS + 1
    assert not any(comer.is_ready for comer in after.comers)


def test_the_seats_that_change_hands_are_shown(town: AprilTown, april: TransferList) -> None:
    carry_out(april, settle(april), act=town.general.act(MORNING))

    [seat] = day_of_orders(APRIL, now(MORNING)).seats

    assert (seat.post, seat.left, seat.came) == ("crisis_management_head", "危機 七海", "髙﨑 危子")


def test_under_embargo_nothing_can_be_carried_out_and_no_name_is_in_the_journal(
    town: AprilTown, april: TransferList
) -> None:
    with pytest.raises(UnderEmbargo):
        carry_out(april, settle(april), act=town.general.act(at("2026-03-31", 23, 59)))

    assert not JournalEvent.objects.filter(body__contains="着任").exists()
    stored = [path.read_bytes() for path in settings.DATA.rglob("*") if path.is_file()]
    assert not any("着任".encode(code) in data for data in stored for code in ("utf-8", "cp932"))


def test_under_embargo_only_who_keeps_the_list_sees_it(town: AprilTown) -> None:
    next_year = next_april(timezone.localdate())
    entry = keep_list(
        the_list(),
        effective_on=next_year,
        embargo_until_at=at(next_year, 0),
        act=town.general.act(timezone.now()),
    )
    client = Client()
    page = f"/transfers/{entry.line.number}/"

    client.force_login(town.general.account)
    keeper = client.get(page)
    refused = []
    for member in (town.welfare, town.crisis, town.auditor, town.vice_mayor):
        client.force_login(member.account)
        refused.append(client.get(page).status_code)

    assert keeper.status_code == 200
    assert "着任 0号" in keeper.content.decode()
    assert set(refused) == {403}


def test_a_list_with_a_row_that_cannot_be_read_is_refused_with_its_line(
    town: AprilTown, client: Client
) -> None:
    client.force_login(town.general.account)
    broken = the_list().replace("令和8年3月1日".encode("cp932"), "令和8年13月1日".encode("cp932"))
    sent = {"effective_on": "2027-04-01", "pasted": broken.decode("cp932")}

    page = client.post("/transfers/", sent)

    assert page.status_code == 422
    assert [finding.line for finding in page.context["findings"]] == [31]
    assert not TransferList.objects.exists()


def test_the_pages_lead_from_the_pasted_table_to_zero_in_a_few_clicks(
    town: AprilTown, client: Client
) -> None:
    client.force_login(town.general.account)
    table = the_list().decode("cp932").replace(",", "\t")
    brought = client.post(
        "/transfers/", {"effective_on": "2026-04-01", "embargo_until_at": "2026-04-01T00:00", "pasted": table}
    )
    assert brought.status_code == 302, brought.context["form"].errors
    plan = brought.headers["Location"]
    asked = client.get(plan).context["asked"]
    [head] = [value for value, words in asked[2].options if "危機" in words]
    chosen = ["another", "resident_affairs_staff", head, "the_day"]
    answers = {f"q-{one.id}": answer for one, answer in zip(asked, chosen, strict=True)}

    done = client.post(plan, answers | {"do": "carry-out"})
    client.force_login(town.welfare.account)
    before = client.get(done.headers["Location"]).content.decode()
    client.post(f"{plan}expire/")
    after = client.get(done.headers["Location"]).content.decode()

    assert f"離任者で失効未了 {LEAVERS} 件" in before
    assert "離任者で失効未了 0 件" in after


def test_what_was_carried_out_is_not_carried_out_again(town: AprilTown, april: TransferList) -> None:
    done = carry_out(april, settle(april), act=town.general.act(MORNING))
    count = Appointment.objects.count()

    with pytest.raises(AlreadyCarriedOut):
        carry_out(done, {}, act=town.general.act(at(APRIL, 9)))

    assert Appointment.objects.count() == count
