"""Headers as they are met. One line as it comes, below it what is taken off and what is left as the body.

In the table ␉ is a tab, ␀ a NUL and ␂ a byte order mark. It was received on 5 January 2031 at 10:00:30 in Japan, the zone
of the source, in which moments are told here too.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake import headers
from sekisho.intake.facts import Header
from sekisho.intake.headers import headed
from tests.patience import soon
from tests.unit.intake.dialects.lines import JST, RECEIVED_AT, moment

PIECES = [
    *("gw", "Jan  5 10:00:00 ", "2031-01-05", "77", "kernel", "Passed at ", "[88]", "[", "%ASA-6-1", "deny"),
    *(" ", ": ", ":", " : ", "*", "@", "<", "漢"),
]
TABLE = r"""
# RFC 3164
<134>Jan  5 10:00:00 gw kernel: [88.1] DROP
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw app=kernel body=[88.1] DROP
<134>Jan 05 10:00:00 gw sshd[88]: session opened
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw app=sshd process=88 body=session opened
<134>Jan  5 10:00:00 gw.example.jp postfix/smtpd[77]: connect
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw.example.jp app=postfix/smtpd process=77 body=connect
<134>Jan  5 10:00:00 gw
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw body=
<134>Jan  5 10:00:00 gw no tag: here
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw body=no tag: here
<134>Feb 29 10:00:00 gw kernel: a day that the year does not have
    134 2032-02-29T10:00:00 year_assumed zone_assumed host=gw app=kernel body=a day that the year does not have
<134>Feb 31 10:00:00 gw kernel: a day that no year has
    134 body=Feb 31 10:00:00 gw kernel: a day that no year has
<134>Jan  5 25:00:00 gw kernel: nor an hour
    134 body=Jan  5 25:00:00 gw kernel: nor an hour
# RFC 5424
<134>1 2031-01-05T10:00:00.123456789+09:00 fw1 app 1 ID - hello
    134 2031-01-05T10:00:00.123456 +540 host=fw1 app=app process=1 message_id=ID body=hello
<134>1 2031-01-05T01:00:00Z fw1 app - - [a@1 b="c\"]d"][e@2] ␂hello
    134 2031-01-05T10:00:00 +0 host=fw1 app=app structured=[a@1 b="c\"]d"][e@2] body=hello
<14>1 2031-01-05T10:00:00.100+09:00 srx1 RT_FLOW - RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.1 source-address="2001:db8::10"]
    14 2031-01-05T10:00:00.100000 +540 host=srx1 app=RT_FLOW message_id=RT_FLOW_SESSION_DENY structured=[junos@2636.1.1.1.2.1 source-address="2001:db8::10"] body=
<134>1 - - - - - -
    134 body=
<134>1 - fw1 app - - - the clock is not known
    134 host=fw1 app=app body=the clock is not known
<134>1 2031-01-05t10:00:00z fw1 - - - - lower case
    134 2031-01-05T19:00:00 +0 host=fw1 body=lower case
<134>1 2031-01-05T01:00:00Z 2001:db8::1 app - - - an address
    134 2031-01-05T10:00:00 +0 host=2001:db8::1 app=app body=an address
<134>1 2031-01-05T01:00:00Z cp1 CheckPoint 800 - [action:"Drop"; ifdir:"inbound"; ]
    134 2031-01-05T10:00:00 +0 host=cp1 app=CheckPoint process=800 body=[action:"Drop"; ifdir:"inbound"; ]
<134>1 2031-01-05T01:00:00Z fw1 app 7 ID [a@1 b="cut
    134 2031-01-05T10:00:00 +0 host=fw1 app=app process=7 message_id=ID body=[a@1 b="cut
<134>1 2031-01-05T01:00:00Z fw1 CEF:0|a|b|1|2|c|3|src=192.0.2.1
    134 2031-01-05T10:00:00 +0 host=fw1 body=CEF:0|a|b|1|2|c|3|src=192.0.2.1
1 2031-01-05T01:00:00Z fw1 app 1 ID - no priority
    2031-01-05T10:00:00 +0 host=fw1 app=app process=1 message_id=ID body=no priority
# no PRI, or one that is none, or one in words
Jan  5 10:00:00 gw kernel: x
    2031-01-05T10:00:00 year_assumed zone_assumed host=gw app=kernel body=x
<191>LAN1: link up
    191 body=LAN1: link up
<192>x
    body=<192>x
<034>Jan  5 10:00:00 fw1 x
    body=<034>Jan  5 10:00:00 fw1 x
<>x
    body=<>x
<134
    body=<134
local0.info Jan  5 10:00:00 gw kernel: x
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw app=kernel body=x
2031-01-05 10:00:00␉Local0.Info␉192.0.2.1␉LAN2 Rejected at IN(1) filter: x
    134 2031-01-05T10:00:00 zone_assumed host=192.0.2.1 body=LAN2 Rejected at IN(1) filter: x
2031 Jan  5 10:00:00 kern.info awp1 kernel: Firewall rule 20: DENY
    6 2031-01-05T10:00:00 zone_assumed host=awp1 app=kernel body=Firewall rule 20: DENY
local0.loud gw
    body=local0.loud gw
# year in front, in the middle, behind
2031 Jan 5 10:00:00 gw kernel: x
    2031-01-05T10:00:00 zone_assumed host=gw app=kernel body=x
<166>Jan 05 2031 10:00:00 edge1 : %ASA-6-302013: Built
    166 2031-01-05T10:00:00 zone_assumed host=edge1 body=%ASA-6-302013: Built
Jan  5 10:00:00 2031 srx1 RT_FLOW: RT_FLOW_SESSION_CREATE: x
    2031-01-05T10:00:00 zone_assumed host=srx1 app=RT_FLOW body=RT_FLOW_SESSION_CREATE: x
Wed Jan  5 10:00:00 2031 gw kernel: x
    2031-01-05T10:00:00 zone_assumed host=gw app=kernel body=x
# ISO and other dates with a year
<134>2031-01-05T10:00:00+09:00 gw kernel: x
    134 2031-01-05T10:00:00 +540 host=gw app=kernel body=x
<134>2031-01-05 10:00:00 +0900 gw kernel: x
    134 2031-01-05T10:00:00 +540 host=gw app=kernel body=x
<134>2031-01-05T10:00:00.5+09 gw kernel: x
    134 2031-01-05T10:00:00.500000 +540 host=gw app=kernel body=x
<134>2031-01-05T01:00:00Z gw kernel: x
    134 2031-01-05T10:00:00 +0 host=gw app=kernel body=x
2031-01-05 10:00:00,123 gw kernel: x
    2031-01-05T10:00:00.123000 zone_assumed host=gw app=kernel body=x
2031-01-05T10:00:00.123456789 gw kernel: x
    2031-01-05T10:00:00.123456 zone_assumed host=gw app=kernel body=x
2031/01/05 10:00:00 gw kernel: x
    2031-01-05T10:00:00 zone_assumed host=gw app=kernel body=x
2031:01:05-10:00:00 utm1 ulogd[4711]: id="2001"
    2031-01-05T10:00:00 zone_assumed host=utm1 app=ulogd process=4711 body=id="2001"
2031 01 05 10:00:00 Security +0900 Block: type=FWD|proto=TCP
    2031-01-05T10:00:00 zone_assumed body=Security +0900 Block: type=FWD|proto=TCP
2031-13-05 10:00:00 no such month
    body=2031-13-05 10:00:00 no such month
# zones by name
<190>2031/01/05 10:00:00 JST 2-1(A) S6 ACLLOG 2d000004 00 00000000002f denied:(30)udp
    190 2031-01-05T10:00:00 +540 body=2-1(A) S6 ACLLOG 2d000004 00 00000000002f denied:(30)udp
<166>Jan 05 2031 01:00:00 UTC: %ASA-6-302013: Built
    166 2031-01-05T10:00:00 +0 body=%ASA-6-302013: Built
<166>Jan 05 2031 10:00:00 EST: %ASA-6-302013: an ambiguous name is no zone
    166 2031-01-05T10:00:00 zone_assumed body=%ASA-6-302013: an ambiguous name is no zone
# two headers
<134>Jan  5 10:00:02 relay <166>Jan 05 2031 10:00:00 edge1 : %ASA-6-302013: Built
    166 2031-01-05T10:00:00 zone_assumed host=edge1 body=%ASA-6-302013: Built
Jan  5 10:00:02 relay Jan  5 10:00:00 fw1 kernel: x
    2031-01-05T10:00:00 year_assumed zone_assumed host=fw1 app=kernel body=x
Jan  5 10:00:02 relay 2031-01-05T01:00:00Z fw1 kernel: x
    2031-01-05T10:00:00 +0 host=fw1 app=kernel body=x
<134>1 2031-01-05T01:00:02Z relay - - - - <166>Jan 05 2031 10:00:00 edge1 : %ASA-6-302013: Built
    166 2031-01-05T10:00:00 zone_assumed host=edge1 body=%ASA-6-302013: Built
Jan  5 10:00:02 192.0.2.1 77: rt1: .Jan  5 10:00:00.120 JST: %SEC-6-IPACCESSLOGP: list
    2031-01-05T10:00:00.120000 +540 clock_not_set year_assumed host=rt1 body=%SEC-6-IPACCESSLOGP: list
<13>Jan  5 10:00:02 192.0.2.1 <189>date=2031-01-05 time=10:00:00
    189 2031-01-05T10:00:02 year_assumed zone_assumed host=192.0.2.1 body=date=2031-01-05 time=10:00:00
# hosts
<166>Jan 05 2031 10:00:00 edge1: %ASA-6-302013: Built
    166 2031-01-05T10:00:00 zone_assumed host=edge1 body=%ASA-6-302013: Built
<166>Jan 05 2031 10:00:00: %ASA-6-302013: Built
    166 2031-01-05T10:00:00 zone_assumed body=%ASA-6-302013: Built
<166>: %ASA-6-302013: EMBLEM
    166 body=%ASA-6-302013: EMBLEM
<166>:Jan  5 10:00:00 JST: %ASA-6-302013: EMBLEM with a stamp
    166 2031-01-05T10:00:00 +540 year_assumed body=%ASA-6-302013: EMBLEM with a stamp
<166>%ASA-6-302013: Built
    166 body=%ASA-6-302013: Built
Jan  5 10:00:00 2001:db8::1 kernel: x
    2031-01-05T10:00:00 year_assumed zone_assumed host=2001:db8::1 app=kernel body=x
Jan  5 10:00:00 2001:db8::1: %ASA-6-302013: Built
    2031-01-05T10:00:00 year_assumed zone_assumed host=2001:db8::1 body=%ASA-6-302013: Built
Jan  5 10:00:00 192.0.2.1 kernel: x
    2031-01-05T10:00:00 year_assumed zone_assumed host=192.0.2.1 app=kernel body=x
Jan  5 10:00:00 192.0.2.1: date=2031-01-05 time=10:00:00
    2031-01-05T10:00:00 year_assumed zone_assumed host=192.0.2.1 body=date=2031-01-05 time=10:00:00
Jan  5 10:00:00 %ASA-6-302013: Built
    2031-01-05T10:00:00 year_assumed zone_assumed body=%ASA-6-302013: Built
Jan  5 10:00:00 kernel: x
    2031-01-05T10:00:00 year_assumed zone_assumed app=kernel body=x
Jan  5 10:00:00 date=2031-01-05 time=10:00:00
    2031-01-05T10:00:00 year_assumed zone_assumed body=date=2031-01-05 time=10:00:00
Jan  5 10:00:00 [INSPECT] PP[01][out]
    2031-01-05T10:00:00 year_assumed zone_assumed body=[INSPECT] PP[01][out]
Jan  5 10:00:00 {"src": "192.0.2.1"}
    2031-01-05T10:00:00 year_assumed zone_assumed body={"src": "192.0.2.1"}
Jan  5 10:00:00 CEF:0|a|b
    2031-01-05T10:00:00 year_assumed zone_assumed body=CEF:0|a|b
Jan  5 10:00:00 LEEF:1.0|a|b
    2031-01-05T10:00:00 year_assumed zone_assumed body=LEEF:1.0|a|b
Jan  5 10:00:00 fw1 CEF:0|a|b
    2031-01-05T10:00:00 year_assumed zone_assumed host=fw1 body=CEF:0|a|b
Jan  5 10:00:00 LAN2 Rejected at IN(101099) filter: TCP
    2031-01-05T10:00:00 year_assumed zone_assumed body=LAN2 Rejected at IN(101099) filter: TCP
Jan  5 10:00:00 PP[01] Passed at OUT(default) filter: TCP
    2031-01-05T10:00:00 year_assumed zone_assumed body=PP[01] Passed at OUT(default) filter: TCP
Jan  5 10:00:00 rtx1 LAN2 Rejected at IN(101099) filter: TCP
    2031-01-05T10:00:00 year_assumed zone_assumed host=rtx1 body=LAN2 Rejected at IN(101099) filter: TCP
Jan  5 10:00:00 rtx1 [INSPECT] PP[01][out]
    2031-01-05T10:00:00 year_assumed zone_assumed host=rtx1 body=[INSPECT] PP[01][out]
Jan  5 10:00:00 pa1 1,2031/01/05 10:00:00,000000000001,TRAFFIC
    2031-01-05T10:00:00 year_assumed zone_assumed host=pa1 body=1,2031/01/05 10:00:00,000000000001,TRAFFIC
Jan  5 10:00:00 wg1 800000000000 (2031-01-05T01:00:00) firewall: msg_id="3000-0148"
    2031-01-05T10:00:00 year_assumed zone_assumed host=wg1 body=800000000000 (2031-01-05T01:00:00) firewall: msg_id="3000-0148"
2031-01-05 10:00:00 Deny 198.51.100.9 192.0.2.20 telnet/tcp
    2031-01-05T10:00:00 zone_assumed body=Deny 198.51.100.9 192.0.2.20 telnet/tcp
<142>Jan  5 10:00:00 pppoe0 @0:3[telnet-in] block
    142 2031-01-05T10:00:00 year_assumed zone_assumed body=pppoe0 @0:3[telnet-in] block
# Cisco
<190>77: rt1: .Jan  5 10:00:00.120 JST: %SEC-6-IPACCESSLOGP: list
    190 2031-01-05T10:00:00.120000 +540 clock_not_set year_assumed host=rt1 body=%SEC-6-IPACCESSLOGP: list
<189>000123: *Mar  1 00:00:05.123: %SYS-5-CONFIG_I: x
    189 2031-03-01T00:00:05.123000 clock_not_set year_assumed zone_assumed body=%SYS-5-CONFIG_I: x
<189>123: 3d04h: %SYS-5-CONFIG_I: x
    189 body=%SYS-5-CONFIG_I: x
<189>123: 00:12:34: %SYS-5-CONFIG_I: x
    189 body=%SYS-5-CONFIG_I: x
<189>rt1: 45: Jan  5 10:00:00: %SYS-5-CONFIG_I: x
    189 2031-01-05T10:00:00 year_assumed zone_assumed host=rt1 body=%SYS-5-CONFIG_I: x
<189>: 2031 Jan  5 10:00:00 JST: %ACLLOG-5-X: NX-OS
    189 2031-01-05T10:00:00 +540 body=%ACLLOG-5-X: NX-OS
<190>77: rt1 RP/0/RSP0/CPU0:Jan  5 10:00:00.120 JST: ipv4_acl_mgr[289]: %ACL-IPV4_ACL-6-X : IOS XR
    190 2031-01-05T10:00:00.120000 +540 year_assumed host=rt1 app=ipv4_acl_mgr process=289 body=%ACL-IPV4_ACL-6-X : IOS XR
# no stamp
<134>LAN2 Rejected at IN(101099) filter: TCP
    134 body=LAN2 Rejected at IN(101099) filter: TCP
<134>[INSPECT] PP[01][out][101080] TCP
    134 body=[INSPECT] PP[01][out][101080] TCP
<189>date=2031-01-05 time=10:00:00
    189 body=date=2031-01-05 time=10:00:00
<134>  id=firewall sn=00AA00AA00AA
    134 body=id=firewall sn=00AA00AA00AA
<4>kernel: IN=eth0
    4 app=kernel body=IN=eth0
<14>1,2031/01/05 10:00:00,000000000001,TRAFFIC
    14 body=1,2031/01/05 10:00:00,000000000001,TRAFFIC
<134>[2031-01-05 10:00:00] EFW: RULE: prio=3
    134 body=[2031-01-05 10:00:00] EFW: RULE: prio=3
# tags
<134>FLT.001: BLOCK tcp
    134 body=FLT.001: BLOCK tcp
2031/01/05 10:00:00.123 FLT.001: BLOCK tcp
    2031-01-05T10:00:00.123000 zone_assumed body=FLT.001: BLOCK tcp
<13>Block: type=FWD|proto=TCP
    13 body=Block: type=FWD|proto=TCP
<134>LAN1: link up
    134 body=LAN1: link up
<134>CEF: 0|a|b
    134 body=CEF: 0|a|b
<142>Jan  5 10:00:00 seil1 filter: pppoe0 @0:3[telnet-in] block
    142 2031-01-05T10:00:00 year_assumed zone_assumed host=seil1 app=filter body=pppoe0 @0:3[telnet-in] block
<14>Jan  5 10:00:00 cgf1 box_Firewall_Activity: Security cgf1 Block: type=FWD
    14 2031-01-05T10:00:00 year_assumed zone_assumed host=cgf1 app=box_Firewall_Activity body=Security cgf1 Block: type=FWD
# what framing and files leave
123 <134>Jan  5 10:00:00 gw kernel: x
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw app=kernel body=x
␂<134>Jan  5 10:00:00 gw kernel: x
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw app=kernel body=x
␀␀<134>Jan  5 10:00:00 gw kernel: x
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw app=kernel body=x
   <134>Jan  5 10:00:00 gw kernel: x
    134 2031-01-05T10:00:00 year_assumed zone_assumed host=gw app=kernel body=x
# nothing at all
nothing at all
    body=nothing at all
5
    body=5
"""
MARKS = {"␉": "\t", "␀": "\0", "␂": "\ufeff"}
LINES = [line for line in TABLE.strip("\n").split("\n") if not line.startswith("# ")]
CASES = list(zip(LINES[::2], LINES[1::2], strict=True))


@pytest.mark.parametrize(("line", "expected"), CASES, ids=[line[:40] for line, _expected in CASES])
def test_what_is_taken_off_and_what_is_left(line: str, expected: str) -> None:
    for mark, character in MARKS.items():
        line = line.replace(mark, character)
    assert told(*taken(line)) == expected.strip()


def test_a_year_less_stamp_around_new_year_takes_the_year_that_is_nearest() -> None:
    at_new_year = moment("2031-01-01T00:00:10+09:00")
    header, _body = headed("Dec 31 23:59:59 gw kernel: x", received_at=at_new_year, offset_minutes=JST)
    assert header.at == moment("2030-12-31T23:59:59+09:00")
    header, _body = headed(
        "Jan  1 00:00:20 gw kernel: x", received_at=at_new_year - 30_000_000, offset_minutes=JST
    )
    assert header.at == moment("2031-01-01T00:00:20+09:00")


@pytest.mark.parametrize(
    "line",
    [
        "<134>Jan  5 10:00:00 " + "a" * 200_000,
        " " * 200_000,
        "<134>" + " " * 200_000 + "x",
        "<134>Jan  5 10:00:00 gw" + " " * 200_000,
        "<134>Jan  5 10:00:00 gw " + "x: " * 70_000,
        "<134>Jan  5 10:00:00 gw t[" + "a" * 200_000,
        "<134>1 2031-01-05T10:00:00Z a b c d [" + "a " * 100_000,
        "<134>1 2031-01-05T10:00:00Z a b c d [a" + ' b="\\"' * 50_000,
        "<134>1 2031-01-05T10:00:00Z a b c d " + '[a b="c"]' * 30_000 + "[",
        "<134>1 2031-01-05T10:00:00Z" + " -" * 100_000,
        "<134>" * 40_000,
        "Jan  5 10:00:00 a " * 20_000,
        ": " * 100_000,
        "77: " * 50_000,
        "\t" * 200_000 + "<1>",
        "3d" * 100_000,
        "1" * 200_000,
        "あ" * 10_000_000,
    ],
    ids=lambda line: line[:30],
)
def test_ill_will_costs_no_time(line: str) -> None:
    with soon():
        taken(line)


@given(st.text())
def test_any_text_has_a_header_and_a_body(text: str) -> None:
    header, body = taken(text)
    assert isinstance(header, Header)
    assert body in text


@given(st.sampled_from(LINES[::2]), st.integers(0, 60), st.integers(0, 60), st.text(max_size=5))
def test_a_header_that_was_damaged_does_no_harm(line: str, begin: int, length: int, put: str) -> None:
    _header, body = taken(damaged := line[:begin] + put + line[begin + length :])
    assert damaged.endswith(body) or body == damaged.strip(" \t\ufeff\0")


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_beginning_that_is_remembered_says_what_the_whole_line_says(line: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(headers, "_known", lambda *_line: None)
        expected = taken("<4>Jan  5 10:00:00 " + line)
    assert taken("<4>Jan  5 10:00:00 " + line) == expected


def taken(line: str) -> tuple[Header, str]:
    return headed(line, received_at=RECEIVED_AT, offset_minutes=JST)


def told(header: Header, body: str) -> str:
    """As the table tells it."""
    for mark, character in MARKS.items():
        body = body.replace(character, mark)
    local = header.at and datetime(1970, 1, 1, 9, tzinfo=UTC) + timedelta(microseconds=header.at)
    words = [
        None if header.priority is None else str(header.priority),
        local.replace(tzinfo=None).isoformat() if local else None,
        None if header.offset_minutes is None else f"{header.offset_minutes:+}",
        *sorted(header.doubts),
        header.host and f"host={header.host}",
        header.app and f"app={header.app}",
        header.process and f"process={header.process}",
        header.message_id and f"message_id={header.message_id}",
        header.structured and f"structured={header.structured}",
        f"body={body}",
    ]
    return " ".join(word for word in words if word)
