"""Fields under names that senders choose (key=value, JSON), understood by what the names usually mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Final

from sekisho.intake.addresses import address, endpoint, port, protocol, total
from sekisho.intake.facts import Action, Doubt, Facts, Line
from sekisho.intake.moments import zone_minutes
from sekisho.intake.remembered import remembered
from sekisho.intake.stamps import NO_STAMP, Stamp, stamp
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

_Values = tuple[str, ...]  # by meaning, in the order of `_NAMES`; empty where nothing is said


def facts_of(fields: Mapping[str, str], line: Line) -> Facts:
    """What the fields mean; of several with the same meaning the first counts. Sent and received are added up."""
    names = tuple(fields)
    in_order = _in_order(names) if len(names) <= _LAYOUT_NAMES else None
    return _facts(_first_of_each(fields) if in_order is None else in_order((*fields.values(), "")), line)


def _facts(said: _Values, line: Line) -> Facts:
    (
        source,
        source_port,
        destination,
        destination_port,
        name,
        action,
        status,
        rule,
        user,
        size,
        sent,
        received,
        interface_in,
        interface_out,
        device,
        event,
        message,
        priority,
        date,
        time,
        zone,
    ) = said
    source_address, port_behind_source = _end(source)
    destination_address, port_behind_destination = _end(destination)
    device_at, doubts = _time(date, time, zone, line) if date or time else NO_STAMP
    done = _verdict(action)
    return Facts(
        _verdict(status) if done is Action.OTHER else done,
        device_at,
        device or None,
        source_address,
        port_behind_source if port_behind_source is not None else _port(source_port),
        destination_address,
        port_behind_destination if port_behind_destination is not None else _port(destination_port),
        _protocol(name) if name else None,
        rule or None,
        user or None,
        _bytes(size, sent, received) if size or sent or received else None,
        _bare(interface_in) if interface_in else None,
        _bare(interface_out) if interface_out else None,
        _severity(priority) if priority else None,
        event or None,
        message or None,
        doubts,
    )


@lru_cache(maxsize=1024)
def _in_order(names: tuple[str, ...]) -> Callable[[_Values], _Values] | None:
    """What takes the values by meaning out of the values as they stand, behind which stands an empty one.

    None where two names mean the same: then which one counts is a matter of the values. Remembered, for a device writes
    its lists the same way each time.
    """
    place_of: dict[str, int] = {}
    for place, name in enumerate(names):
        meaning = _meaning_in_list(name)
        if meaning in place_of:
            return None
        if meaning is not None:
            place_of[meaning] = place
    return itemgetter(*(place_of.get(meaning, len(names)) for meaning in _NAMES))


def _first_of_each(fields: Mapping[str, str]) -> _Values:
    """As `_in_order`, of any fields: of each meaning the first value that may be one."""
    said: dict[str, str] = {}
    for name, value in fields.items():
        meaning = _meaning_in_list(name)
        if meaning is not None and value and (meaning in _FREE_TEXTS or len(value) <= _VALUE_CHARACTERS):
            said.setdefault(meaning, value)
    return tuple(said.get(meaning, "") for meaning in _NAMES)


def _meaning_in_list(name: str) -> str | None:
    return meaning_of(name) if len(name) <= _NAME_CHARACTERS else None


@lru_cache(maxsize=8192)
def meaning_of(name: str) -> str | None:
    """What a field of this name usually holds, or None."""
    return _MEANING.get(name.lower().translate(_JOINTS))


# A value as it stands, to what it says. One that is too long says nothing.


def _bare(value: str) -> str | None:
    return value.strip(" ,;") if len(value) <= _VALUE_CHARACTERS else None


@remembered(65_536, _VALUE_CHARACTERS)
def _end(value: str) -> tuple[str | None, int | None]:
    """An address; behind it may stand a port, and behind that an interface and a name, as in WELF."""
    text = _bare(value) or ""
    found = endpoint(text, ":")
    if found[0] is None and not text.startswith("[") and text.count(":") > 1:
        before, number, *_ = text.split(":")
        known = address(before)
        return known, port(number) if known else None
    return found if found[0] is not None else (None, None)


@remembered(65_536, _VALUE_CHARACTERS)
def _port(value: str) -> int | None:
    return port(_bare(value))


@remembered(4096, _VALUE_CHARACTERS)
def _protocol(value: str) -> str | None:
    return protocol((_bare(value) or "").partition("/")[0])


@remembered(4096, _VALUE_CHARACTERS)
def _verdict(value: str) -> Action:
    return verdict((_bare(value) or "").replace("_", " "))


def _severity(value: str) -> int | None:
    bare = _bare(value)
    return int(bare) if bare in _SEVERITIES else None


def _bytes(size: str, sent: str, received: str) -> int | None:
    if size and len(size) <= _VALUE_CHARACTERS:
        return total(_bare(size))
    return total(_bare(sent), _bare(received))


def _time(date: str, time: str, zone: str, line: Line) -> Stamp:
    text, day = _bare(time) or "", _bare(date) if date else None
    if day is not None:
        text = f"{day} {text}".strip()
    own = zone_minutes(_bare(zone) or "") if zone else None
    found = stamp(
        text, offset_minutes=line.offset_minutes if own is None else own, received_at=line.received_at
    )
    return found if own is None else (found[0], found[1] - {Doubt.ZONE_ASSUMED})
