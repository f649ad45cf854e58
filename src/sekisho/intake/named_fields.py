"""Fields under names that senders choose (key=value, JSON), understood by what the names usually mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from sekisho.intake.addresses import address, endpoint, port, protocol, total
from sekisho.intake.facts import Action, Doubt, Facts, Line
from sekisho.intake.moments import zone_minutes
from sekisho.intake.stamps import Stamp, stamp
from sekisho.intake.verdicts import verdict

_NAMES: Final = {  # what a name means, without capitals and without what joins its words
    "source": "src srcip srcaddr srcaddress sourceip source sourceaddress saddr sip ipsrc clientip clientaddress idorigh"
    " srcipaddr srcipaddress sourceipaddress 送信元 送信元ip 送信元アドレス 送信元ipアドレス",
    "source_port": "srcport sport spt sourceport clientport idorigp 送信元ポート 送信元ポート番号",
    "destination": "dst dstip dstaddr dstaddress destip destinationip destination dest destinationaddress destaddress daddr"
    " dip ipdst serverip serveraddress idresph dstipaddr dstipaddress destinationipaddress"
    " 宛先 宛先ip 宛先アドレス 宛先ipアドレス 送信先 送信先ip",
    "destination_port": "dstport dport dpt destport destinationport serverport idrespp 宛先ポート 宛先ポート番号 送信先ポート",
    "protocol": "proto protocol ipproto ipprotocol transport networktransport l4proto protocolid protocolnumber"
    " networkprotocol プロトコル",
    "action": "action act disposition verdict decision eventaction fwaction policyaction ruleaction alertaction"
    " 動作 処理 アクション 判定",
    "status": "status result eventoutcome outcome 結果",
    "rule": "rule rulename ruleid ruleno policy policyname policyid alertsignature ルール ルール名 ポリシー ポリシー名",
    "user": "user username usr usrname usernm suser srcuser sourceuser sourceusername sourceusername useraccount ユーザー ユーザ",
    "bytes": "bytes totalbytes networkbytes len pktlen",
    "sent": "sent sentbytes sentbyte bytessent srcbytes sourcebytes bytesout outbytes flowbytestoserver origbytes",
    "received": "rcvd rcvdbytes rcvdbyte bytesreceived receivedbytes recvbytes dstbytes destinationbytes bytesin inbytes"
    " flowbytestoclient respbytes",
    "interface_in": "inif inintf ininterface iniface inboundinterface ingressinterface srcif srcintf sourceinterface"
    " observeringressinterfacename inputinterface",
    "interface_out": "outif outintf outinterface outiface outboundinterface egressinterface dstif dstintf destinationinterface"
    " observeregressinterfacename outputinterface",
    "device": "fw devname devicename dvc dvchost observername observerhostname hostname",
    "event": "event eventid eventtype eventcode eventname msgid logid",
    "message": "msg message メッセージ",
    "priority": "pri",
    "date": "date 日付",
    "time": "time timestamp datetime eventtime ts devtime 日時 時刻",
    "zone": "tz timezone",
}
_MEANING: Final = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}
_JOINTS: Final = str.maketrans("", "", "_-.@ ")
_NAME_CHARACTERS: Final = 40
_VALUE_CHARACTERS: Final = 128  # of values that are looked up; no address, port or verdict is longer
_LAYOUT_NAMES: Final = 64  # with more, a layout is not kept
_FREE_TEXTS: Final = frozenset({"rule", "user", "device", "event", "message"})
_SEVERITIES: Final = frozenset("01234567")


def facts_of(fields: Mapping[str, str], line: Line) -> Facts:
    """What the fields mean; of several with the same meaning the first counts. Sent and received are added up."""
    said = _meant(fields)
    source_address, source_port = _end(said.get("source", ""))
    destination_address, destination_port = _end(said.get("destination", ""))
    device_at, doubts = _time(said, line)
    priority = said.get("priority", "")
    return Facts(
        _action(said),
        device_at,
        said.get("device"),
        source_address,
        source_port if source_port is not None else port(said.get("source_port")),
        destination_address,
        destination_port if destination_port is not None else port(said.get("destination_port")),
        protocol(said["protocol"].partition("/")[0]) if "protocol" in said else None,
        said.get("rule"),
        said.get("user"),
        total(said.get("bytes")) if "bytes" in said else total(said.get("sent"), said.get("received")),
        said.get("interface_in"),
        said.get("interface_out"),
        int(priority) if priority in _SEVERITIES else None,
        said.get("event"),
        said.get("message"),
        doubts,
    )


def _meant(fields: Mapping[str, str]) -> dict[str, str]:
    names = tuple(fields)
    layout = _layout(names) if len(names) <= _LAYOUT_NAMES else _meaningful(names)
    said: dict[str, str] = {}
    for name, meaning in layout:
        value = fields[name]
        if not value or meaning in said:
            continue
        if meaning in _FREE_TEXTS:
            said[meaning] = value
        elif len(value) <= _VALUE_CHARACTERS:
            said[meaning] = value.strip(" ,;")
    return said


@lru_cache(maxsize=1024)
def _layout(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """As `_meaningful`, remembered: a device writes its lists the same way each time."""
    return _meaningful(names)


def _meaningful(names: Iterable[str]) -> list[tuple[str, str]]:
    meanings = ((name, meaning_of(name)) for name in names if len(name) <= _NAME_CHARACTERS)
    return [(name, meaning) for name, meaning in meanings if meaning is not None]


@lru_cache(maxsize=8192)
def meaning_of(name: str) -> str | None:
    """What a field of this name usually holds, or None."""
    return _MEANING.get(name.lower().translate(_JOINTS))


@lru_cache(maxsize=65_536)
def _end(text: str) -> tuple[str | None, int | None]:
    """An address; behind it may stand a port, and behind that an interface and a name, as in WELF."""
    found = endpoint(text, ":")
    if found[0] is None and not text.startswith("[") and text.count(":") > 1:
        before, number, *_ = text.split(":")
        known = address(before)
        return known, port(number) if known else None
    return found if found[0] is not None else (None, None)


def _action(said: Mapping[str, str]) -> Action:
    for meaning in ("action", "status"):
        if meaning in said:
            action = verdict(said[meaning].replace("_", " "))
            if action is not Action.OTHER:
                return action
    return Action.OTHER


def _time(said: Mapping[str, str], line: Line) -> Stamp:
    text = said.get("time", "")
    if "date" in said:
        text = f"{said['date']} {text}".strip()
    zone = zone_minutes(said.get("zone", ""))
    found = stamp(
        text, offset_minutes=line.offset_minutes if zone is None else zone, received_at=line.received_at
    )
    return found if zone is None else (found[0], found[1] - {Doubt.ZONE_ASSUMED})
