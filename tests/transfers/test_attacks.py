"""What a list of transfers must not give away, and what it must not lose: sizes, names, people who come back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.pledges import PLEDGES
from sekisho.ledgers.training import TRAINING
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE
from sekisho.ledgers.transfer_lists import TRANSFER_LISTS, TransferList
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.transfers.carrying_out import StillAtWork, carry_out, expire
from sekisho.transfers.day import day_of_orders
from sekisho.transfers.lists import keep_list
from sekisho.transfers.plan import AS_WRITTEN
from tests.cast import at
from tests.transfers.test_april import APRIL, HEAD, MORNING, AprilTown, april, now, settle, the_list, town

__all__ = ["april", "town"]  # fixtures

RETURN = date(2026, 7, 1)


def test_a_list_that_is_too_large_is_refused_and_not_cut_short(
    town: AprilTown, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(town.general.account)
    row = f"00500,他課 五,たか,令和9年4月1日,税務課 主事,建設課 主査,{'第' * 300},\r\n"
    size = len((HEAD + row).encode())
    monkeypatch.setattr(
        "sekisho.transfers.views.BYTES_MAX", size - 1
    )  # reading ends where the first row does
    monkeypatch.setattr("sekisho.transfers.lists.BYTES_MAX", size - 1)
    file = SimpleUploadedFile("list.csv", (HEAD + row + row).encode())

    page = client.post("/transfers/", {"effective_on": "2027-04-01", "file": file})

    assert page.status_code == 422
    assert "大きすぎます" in page.content.decode()
    assert not TransferList.objects.exists()


def test_the_name_of_the_file_is_not_kept_in_the_clear(town: AprilTown, client: Client) -> None:
    client.force_login(town.general.account)
    file = SimpleUploadedFile("離任する田中花子.csv", the_list())

    answer = client.post("/transfers/", {"effective_on": "2027-04-01", "file": file})

    assert answer.status_code == 302
    stored = [path.read_bytes() for path in settings.DATA.rglob("*") if path.is_file()]
    assert not any("田中花子".encode() in data for data in stored)


def test_an_embargo_that_was_put_off_holds_for_who_looks_back_too(town: AprilTown, client: Client) -> None:
    today = timezone.localdate()
    received = timezone.now() - timedelta(days=3)
    entry = keep_list(
        the_list(),
        effective_on=today + timedelta(days=30),
        embargo_until_at=received + timedelta(days=1),
        act=town.general.act(received),
    )
    put_off = {"embargo_until_at": timezone.now() + timedelta(days=9)}
    act = town.general.act(timezone.now() - timedelta(days=2))
    amend(TRANSFER_LISTS, entry, put_off, reason="解禁が延びた", act=act)
    client.force_login(town.welfare.account)

    page = client.get(f"/transfers/{entry.line.number}/", {"as_of": timezone.localdate(received).isoformat()})

    assert page.status_code == 403


def test_an_authority_that_was_to_begin_later_never_begins_and_is_no_longer_live(
    town: AprilTown, april: TransferList
) -> None:
    credential = standing(Credential, MORNING).get(serial="V0")
    given = {"operator_id": "OP9", "business": "後の業務", "valid_from": date(2026, 5, 1)}
    town.welfare.enters(GRANTS, MORNING, credential=credential.line, **given)
    carry_out(april, settle(april), act=town.general.act(MORNING))

    expire(day_of_orders(APRIL, now(MORNING)).leavers, act=town.welfare.act(at(APRIL, 8, 40)))

    assert day_of_orders(APRIL, now(at(APRIL, 9))).not_expired == 0


def test_who_comes_back_with_a_new_credential_is_no_leaver_who_can_still_get_in(
    town: AprilTown, april: TransferList
) -> None:
    carry_out(april, settle(april), act=town.general.act(MORNING))
    expire(day_of_orders(APRIL, now(MORNING)).leavers, act=town.welfare.act(at(APRIL, 8, 40)))
    person = standing(Credential, MORNING).get(serial="V0").holder
    back = {"post": "resident_affairs_staff", "since": RETURN, "order_number": "第99号"}
    enter(APPOINTMENTS, {"person": person, **back}, act=town.general.act(at(RETURN)))
    palm = {"holder": person, "kind": "palm", "serial": "V0B", "issued_on": RETURN}
    credential = town.welfare.enters(CREDENTIALS, at(RETURN), **palm)
    given = {"operator_id": "OP0B", "business": "転入", "valid_from": RETURN}
    town.welfare.enters(GRANTS, at(RETURN), credential=credential.line, **given)

    day = day_of_orders(APRIL, now(at(RETURN, 10)))

    assert day.not_expired == 0


def test_who_got_a_credential_without_a_post_after_leaving_can_still_get_in(
    town: AprilTown, april: TransferList
) -> None:
    carry_out(april, settle(april), act=town.general.act(MORNING))
    expire(day_of_orders(APRIL, now(MORNING)).leavers, act=town.welfare.act(at(APRIL, 8, 40)))
    person = standing(Credential, MORNING).get(serial="V0").holder
    palm = {"holder": person, "kind": "palm", "serial": "V0C", "issued_on": date(2026, 4, 2)}
    town.welfare.enters(CREDENTIALS, at("2026-04-02"), **palm)

    assert day_of_orders(APRIL, now(at("2026-04-02", 10))).not_expired == 1


def test_a_person_on_two_rows_leaves_a_post_once(town: AprilTown) -> None:
    day = "令和8年4月1日"
    rows = [
        f"00100,離任 0号,りにん,{day},住民福祉課 職員,総務課 職員,第1号,",
        f"00100,離任 0号,りにん,{day},住民福祉課 職員,危機管理課 職員,第2号,",
    ]
    entry = keep_list(
        (HEAD + "\r\n".join(rows)).encode(),
        effective_on=APRIL,
        embargo_until_at=at(APRIL, 0),
        act=town.general.act(at("2026-03-24")),
    )

    done = carry_out(entry, {}, act=town.general.act(MORNING))

    assert done.moved == 2
    person = standing(Credential, MORNING).get(serial="V0").holder
    lasting = standing(Appointment, MORNING).filter(person=person, until__isnull=True)
    assert sorted(lasting.values_list("post", flat=True)) == [
        "crisis_management_staff",
        "general_affairs_staff",
    ]


def test_nothing_is_expired_while_the_leavers_are_still_at_work(town: AprilTown, april: TransferList) -> None:
    early = replace_embargo(town, april)
    carry_out(early, settle(early), act=town.general.act(at("2026-03-25")))

    day = day_of_orders(APRIL, now(at("2026-03-26")))

    assert day.not_expired == 10
    with pytest.raises(StillAtWork):
        expire(day.leavers, act=town.welfare.act(at("2026-03-26")))
    assert not standing(Credential, at("2026-03-26", 12)).filter(ended_on__isnull=False).exists()


def replace_embargo(town: AprilTown, april: TransferList) -> TransferList:
    lifted = {"embargo_until_at": at("2026-03-25", 8)}
    return amend(
        TRANSFER_LISTS, april, lifted, reason="内示の公表", act=town.general.act(at("2026-03-24", 10))
    )


def test_a_failed_test_is_no_training_and_a_pledge_that_ran_out_is_none(
    town: AprilTown, april: TransferList
) -> None:
    carry_out(april, settle(april), act=town.general.act(MORNING))
    comer = day_of_orders(APRIL, now(MORNING)).comers[0]
    session = town.general.enters(
        TRAINING,
        MORNING,
        held_on=date(2026, 3, 30),
        title="セキュリティ研修",
        lecturer="講師",
        audience="着任者",
        minutes=60,
    )
    town.general.enters(
        TRAINING_ATTENDANCE,
        MORNING,
        training=session.line,
        person=comer.person.line,
        attended_on=date(2026, 3, 30),
        understanding=20,
        result="failed",
    )
    town.welfare.enters(
        PLEDGES,
        MORNING,
        person=comer.person.line,
        method="認証情報の管理方法 第1版",
        pledged_on=date(2024, 4, 1),
        valid_until=date(2025, 4, 1),
        receiver=town.welfare.line,
    )

    [found] = [one for one in day_of_orders(APRIL, now(at(APRIL, 9))).comers if one.person == comer.person]

    assert not found.trained
    assert not found.pledged


def test_who_left_a_month_before_the_day_of_the_list_is_a_leaver_of_it(
    town: AprilTown, client: Client
) -> None:
    row = "00100,離任 0号,りにん,令和8年3月2日,住民福祉課 職員,税務課 主事,第1号,"
    entry = keep_list(
        (HEAD + row).encode(),
        effective_on=APRIL,
        embargo_until_at=at(APRIL, 0),
        act=town.general.act(at("2026-03-24")),
    )
    carry_out(entry, {"2-day": AS_WRITTEN}, act=town.general.act(MORNING))
    client.force_login(town.welfare.account)

    before = client.get(f"/transfers/{entry.line.number}/day/").context["day"]
    client.post(f"/transfers/{entry.line.number}/expire/")
    after = client.get(f"/transfers/{entry.line.number}/day/").context["day"]

    assert ([one.person.staff_number for one in before.leavers], before.not_expired) == (["00100"], 1)
    assert after.not_expired == 0
