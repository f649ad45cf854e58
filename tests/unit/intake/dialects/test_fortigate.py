"""FortiGate: sessions, content and events, of new and old releases, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.dialects.fortigate import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import NO_HEADER, line, moment

HEAD = 'date=2031-01-05 time=10:00:00 devname="fw1" devid="FGT00X0000000001" eventtime=1925341200000000000 tz="+0900" '
SESSION = (
    HEAD + 'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=192.0.2.10 '
    'srcport=51000 srcintf="lan" srcintfrole="lan" dstip=198.51.100.7 dstport=443 dstintf="wan1" '
    'dstintfrole="wan" srccountry="Reserved" dstcountry="Japan" sessionid=7 proto=6 action="close" policyid=3 '
    'policytype="policy" policyname="庁内→外部 許可" user="TOWN\\ann" service="HTTPS" trandisp="snat" '
    "transip=198.51.100.200 transport=33000 duration=9 sentbyte=1200 rcvdbyte=5400 sentpkt=9 rcvdpkt=8 "
    'appcat="unscanned"'
)
FACTS = Facts(
    action=Action.ALLOW,
    device_at=moment("2031-01-05T10:00:00+09:00"),
    device="fw1",
    source_address="192.0.2.10",
    source_port=51000,
    destination_address="198.51.100.7",
    destination_port=443,
    protocol="tcp",
    rule="庁内→外部 許可",
    user="TOWN\\ann",
    bytes=6600,
    interface_in="lan",
    interface_out="wan1",
    severity=5,
    event="0000000013",
)
DENIED = (
    HEAD + 'logid="0001000014" type="traffic" subtype="local" level="warning" vd="root" srcip=2001:DB8::10 '
    'srcport=40000 srcintf="wan1" dstip=2001:db8:1:0:0:0:0:20 dstport=23 dstintf="root" sessionid=8 proto=6 '
    'action="deny" policyid=0 service="TELNET" sentbyte=0 rcvdbyte=0'
)
PING = (
    HEAD + 'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=192.0.2.10 '
    'srcport=8 srcintf="lan" dstip=198.51.100.7 dstport=0 dstintf="wan1" sessionid=9 proto=1 '
    'action="accept" policyid=4 service="PING" sentbyte=84 rcvdbyte=84'
)
CONTENT = (
    HEAD + 'logid="0419016384" type="utm" subtype="ips" eventtype="signature" level="alert" vd="root" '
    'srcip=198.51.100.9 srcport=40000 srcintf="wan1" dstip=192.0.2.20 dstport=80 dstintf="dmz" sessionid=10 '
    'action="dropped" proto=6 policyid=5 user="N/A" msg="web: \\"odd\\" srcip=203.0.113.5 request"'
)
EVENT = (
    HEAD + 'logid="0100032002" type="event" subtype="system" level="alert" vd="root" '
    'logdesc="Admin login failed" user="admin" ui="https(198.51.100.9)" action="login" status="failed" '
    'srcip=198.51.100.9 dstip=192.0.2.254 reason="name_invalid"'
)
OLD = (
    "date=2031-01-05 time=10:00:00 devname=fw1 device_id=FG100A0000000001 log_id=0022000003 type=traffic "
    "subtype=violation pri=warning vd=root src=198.51.100.9 src_port=40000 dst=192.0.2.20 dst_port=23 proto=6 "
    "policyid=7 status=deny sent=40 rcvd=0"
)


def test_a_session_that_was_let_through() -> None:
    assert read(line(SESSION)) == FACTS


def test_the_order_of_the_pairs_does_not_matter() -> None:
    assert read(line("vd=root " + SESSION)) == FACTS


def test_a_refused_connection_over_ipv6_to_the_device_itself() -> None:
    assert read(line(DENIED)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="fw1",
        source_address="2001:db8::10",
        source_port=40000,
        destination_address="2001:db8:1::20",
        destination_port=23,
        protocol="tcp",
        rule="0",
        bytes=0,
        interface_in="wan1",
        interface_out="root",
        severity=4,
        event="0001000014",
    )


def test_a_ping_has_no_ports() -> None:
    facts = read(line(PING))
    assert facts is not None
    assert (facts.protocol, facts.source_port, facts.destination_port) == ("icmp", None, None)
    assert (facts.action, facts.bytes) == (Action.ALLOW, 168)


def test_content_that_was_stopped_and_a_message_that_quotes_pairs() -> None:
    assert read(line(CONTENT)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="fw1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=80,
        protocol="tcp",
        rule="5",
        interface_in="wan1",
        interface_out="dmz",
        severity=1,
        event="0419016384",
        message='web: "odd" srcip=203.0.113.5 request',
    )


def test_an_event_tells_who_but_neither_lets_through_nor_refuses() -> None:
    assert read(line(EVENT)) == Facts(
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="fw1",
        source_address="198.51.100.9",
        destination_address="192.0.2.254",
        user="admin",
        severity=1,
        event="0100032002",
        message="Admin login failed",
    )


def test_release_4_has_other_names_no_quotes_and_no_zone() -> None:
    assert read(line(OLD)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="fw1",
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="7",
        bytes=40,
        severity=4,
        event="0022000003",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_commas_between_the_pairs() -> None:
    said = OLD.replace(" ", ",").replace("devname=fw1", 'devname="fw,1"')
    facts = read(line(said))
    assert facts is not None
    assert (facts.device, facts.source_address, facts.action) == ("fw,1", "198.51.100.9", Action.DENY)


def test_pairs_in_structured_data() -> None:
    said = 'devname="fw1" devid="FGT00X0000000001" logid="0000000013" type="traffic" srcip="192.0.2.10" action="deny"'
    facts = read(
        line("", NO_HEADER._replace(structured=f"[log@32473 {said}]"))._replace(text=f"<1>1 [{said}]")
    )
    assert facts is not None
    assert (facts.source_address, facts.action) == ("192.0.2.10", Action.DENY)


@pytest.mark.parametrize(
    ("clock", "zone", "at", "doubts"),
    [
        ("eventtime=1925341200", 'tz="-0500"', "2031-01-05T10:00:00+09:00", set()),
        ("eventtime=1925341200123", 'tz="-0500"', "2031-01-05T10:00:00.123+09:00", set()),
        ("eventtime=soon", 'tz="-0500"', "2031-01-05T10:00:00-05:00", set()),
        ("", 'tz="+0530"', "2031-01-05T10:00:00+05:30", set()),
        ("", "", "2031-01-05T10:00:00+09:00", {Doubt.ZONE_ASSUMED}),
    ],
)
def test_the_running_clock_goes_before_date_and_time(
    clock: str, zone: str, at: str, doubts: set[Doubt]
) -> None:
    said = SESSION.replace("eventtime=1925341200000000000", clock).replace('tz="+0900"', zone)
    facts = read(line(said))
    assert facts is not None
    assert (facts.device_at, facts.doubts) == (moment(at), frozenset(doubts))


@pytest.mark.parametrize(
    ("kind", "action", "verdict"),
    [
        ("traffic", "client-rst", Action.ALLOW),
        ("traffic", "timeout", Action.ALLOW),
        ("traffic", "ip-conn", Action.OTHER),
        ("traffic", "blocked", Action.DENY),
        ("utm", "passthrough", Action.ALLOW),
        ("utm", "detected", Action.OTHER),
        ("utm", "blocked", Action.DENY),
        ("event", "deny", Action.OTHER),
    ],
)
def test_what_became_of_it(kind: str, action: str, verdict: Action) -> None:
    said = SESSION.replace('"traffic"', f'"{kind}"').replace('"close"', f'"{action}"')
    facts = read(line(said))
    assert facts is not None
    assert facts.action is verdict


def test_an_accepted_session_whose_content_was_blocked_was_denied() -> None:
    facts = read(line(SESSION + ' utmaction="block"'))
    assert facts is not None
    assert (facts.action, facts.message) == (Action.DENY, "utmaction=block")


def test_bytes_so_far_of_a_session_that_goes_on_are_not_counted() -> None:
    facts = read(line(SESSION.replace("0000000013", "0000000020")))
    assert facts is not None
    assert facts.bytes is None


@pytest.mark.parametrize("length", range(HEAD.index("eventtime"), SESSION.index("rcvdbyte"), 7))
def test_what_was_cut_off_is_not_made_up(length: int) -> None:
    facts = read(line(SESSION[:length]))
    if facts is None:
        assert length < SESSION.index("subtype")
        return
    for fact, whole in zip(facts, FACTS, strict=True):
        assert fact in (whole, None, "", "3", Action.OTHER) or Doubt.CUT_SHORT in facts.doubts
    assert facts.source_address in (None, FACTS.source_address)
    assert facts.destination_port in (None, FACTS.destination_port)


@pytest.mark.parametrize(
    "said",
    [
        SESSION.replace("FGT00X", "FEVM00"),
        "type=traffic logid=0000000013",
        'id=firewall sn=00AA00AA00AA msg="logid=0000000013 type=traffic devid=FGT1"',
        "CEF:0|Fortinet|Fortigate|v7|13|traffic|3|FTNTFGTlogid=0000000013 FTNTFGTdevid=FGT1",
        "logid=",
        "",
    ],
)
def test_another_device_is_not_taken_for_one(said: str) -> None:
    assert read(line(said)) is None


@pytest.mark.parametrize(
    "piece", ["a=", 'a="', "srcip= ", '" srcip="', 'a="\\"', ",logid=1", "=", "\\", "logid= "]
)
def test_a_long_line_takes_no_time(piece: str) -> None:
    reads_soon(read, [piece])
    reads_soon(read, [piece], before=HEAD + 'logid="0000000013" type="traffic" ')
    reads_soon(read, [piece], before=SESSION)


@given(damaged(SESSION, DENIED, PING, CONTENT, EVENT, OLD), st.booleans())
def test_whatever_it_is_it_does_no_harm(said: str, structured: bool) -> None:
    assert is_sound(read(line(said, Header(structured=said) if structured else NO_HEADER)))


@given(damaged(SESSION, DENIED, PING))
def test_the_usual_order_is_read_as_any_order_is(said: str) -> None:
    if (facts := read(line(said))) is not None:
        assert read(line("vd=root " + said)) == facts
