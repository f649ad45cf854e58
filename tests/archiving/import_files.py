"""Files to be taken in by the page, and a client that sends them."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Member
from tests.unit.intake.tables.samples import csv

STAFF = ("職員番号", "氏名", "ふりがな", "所属", "職", "発令日", "解除日", "辞令番号")
GOOD = ("0001", "髙﨑 一子", "たかさき いちこ", "住民福祉課", "主事", "令和8年4月1日", "", "")
BAD = ("0002", "", "", "税務課", "主査", "4月1日", "", "")


def staff(*rows: tuple[str, ...]) -> bytes:
    """A list of staff in CP932."""
    return csv(STAFF, *rows).encode("cp932")


def another_layout() -> bytes:
    """Operations of another system: its own labels and order, codes, CP932 with 髙 﨑 ① 〜, and one broken byte."""
    labels = ("区分", "処理年月日時刻", "窓口端末", "備考", "職員", "照会の範囲", "住民")
    rows = (
        ("01", "令和8年9月1日 9時05分", "髙田1", "①9時〜10時", "U﨑01", "全国", "10000000001"),
        ("02", "令和8年9月2日 10時10分", "髙田2", "代理", "U﨑02", "県内", "10000000002"),
    )
    data = csv(labels, *rows).encode("cp932")
    return data.replace("代理".encode("cp932"), "代".encode("cp932") + b"\x80")


def signed_in(member: Member, language: str = "ja") -> Client:
    """A client of that member."""
    member.account.language = language
    member.account.save()
    client = Client()
    client.force_login(member.account)
    return client


def send(
    client: Client, data: bytes, *, kind: str = "operations", profile: str = "", name: str = "R8-09.csv"
) -> Any:  # Any: the client's own class of response
    """Send a file to be looked at, and follow to the look."""
    file = SimpleUploadedFile(name, data)
    return client.post("/imports/", {"kind": kind, "profile": profile, "file": file}, follow=True)


def take(client: Client, look: Any, *, do: str = "take") -> Any:  # Any: as above
    """Press a button of the look."""
    page = look.content.decode()
    found = re.search(r'action="(/imports/[0-9a-f]{64}/take/)"', page)
    assert found, page
    hidden = dict(re.findall(r'<input type="hidden" name="(kind|profile)" value="([^"]*)"', page))
    return client.post(found[1], {**hidden, "do": do}, follow=True)


def text_of(response: Any) -> str:  # Any: as above
    """What the page says."""
    return str(response.content.decode())
