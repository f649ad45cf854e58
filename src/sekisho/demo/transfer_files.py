"""The list of transfers as the staff office gets it: a spreadsheet, kept encrypted until the orders are public."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils import translation

from sekisho.demo.people import Member
from sekisho.demo.stage import Stage
from sekisho.kernel.queries import standing
from sekisho.kernel.town import pack
from sekisho.ledgers.transfer_lists import TransferList
from sekisho.offices.persons import Person
from sekisho.transfers.carrying_out import carry_out
from sekisho.transfers.lists import keep_list

SUPERVISOR = "general_affairs_supervisor"
LABELS: Final = ("職員番号", "氏名", "ふりがな", "発令日", "異動前の職", "異動後の職", "辞令番号")


@dataclass(frozen=True, slots=True)
class Order:
    """One row: who moves, and between which posts in words."""

    member: Member
    leaves: str
    joins: str


OTHERS: Final = (  # whom the regulation does not concern
    Order(Member("00301", "中尾谷 聡", "なかおだに さとし"), "建設課", "税務課"),
    Order(Member("00317", "上峠 久美", "うえとうげ くみ"), "産業観光課", "議会事務局"),
)


def title_of(post: str) -> str:
    """What the post is called in orders."""
    return next(found.title.ja for found in pack().posts if found.id == post)


def receive_list(
    stage: Stage, orders: Iterable[Order], april: date, *, opens_at: datetime, at: datetime
) -> TransferList:
    """Keep the list under embargo until `opens_at`. If we crash before the commit, its file stays and does no harm."""
    return keep_list(
        _sheet(stage, [*orders, *OTHERS], april),
        effective_on=april,
        embargo_until_at=opens_at,
        act=stage.act_in_post(SUPERVISOR, at),
    )


def carry_out_list(stage: Stage, entry: TransferList, at: datetime) -> None:
    """Enter what the list does; who is new then has a line."""
    with translation.override(settings.LANGUAGE_CODE):  # reasons become part of the record
        carry_out(entry, {}, act=stage.act_in_post(SUPERVISOR, at))
    for person in standing(Person, at).select_related("line"):
        stage.lines[person.staff_number] = person.line
    stage.changed()


def _sheet(stage: Stage, orders: Iterable[Order], april: date) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(LABELS)
    for order in orders:
        who = order.member
        number = stage.order_number("辞令", april)
        writer.writerow([who.number, who.name, who.reading, april, order.leaves, order.joins, number])
    return text.getvalue().encode("utf-8-sig")
