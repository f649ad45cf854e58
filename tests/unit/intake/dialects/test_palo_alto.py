"""Palo Alto: columns by their places, of short and long releases; cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.palo_alto import read
from sekisho.intake.facts import Action, Doubt, Facts
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import NO_HEADER, line, moment

HEAD = "1,2031/01/05 10:00:01,000000000001,"
SESSION = (
    HEAD
    + "TRAFFIC,end,2561,2031/01/05 10:00:00,192.0.2.10,198.51.100.7,198.51.100.200,198.51.100.7,外部-許可,"
    "corp\\ann,,ssl,vsys1,trust,untrust,ae1,ae2,lf1,2031/01/05 10:00:00,99,1,51000,443,33000,443,0x400053,tcp,"
    "allow,900,400,500,9,2031/01/05 09:59:51,8,any,,5,0x0"
)
LATER = (
    SESSION
    + ",192.0.2.0-192.0.2.255,Japan,,5,4,tcp-fin,1,2,3,4,vs1,pa1,from-policy,,,0,,0,,N/A,0,0,0,0,0b1c,0,0"
    + "," * 34
    + "2031-01-05T10:00:00.123+09:00,,"
)
DENIED = (
    HEAD
    + 'TRAFFIC,deny,2561,2031/01/05 10:00:00,2001:DB8::9,2001:db8:1::20,::,::,"deny, ""all""",,,not-applicable,'
    "vsys1,untrust,trust,ae2,,lf1,2031/01/05 10:00:00,0,1,40000,23,0,0,0x0,tcp,reset-both,74,74,0,1,"
    "2031/01/05 10:00:00,0,any,,6,0x0"
)
THREAT = (
    HEAD + "THREAT,url,2561,2031/01/05 10:00:00,192.0.2.10,198.51.100.7,198.51.100.200,198.51.100.7,out-web,"
    "corp\\ann,,ssl,vsys1,trust,untrust,ae1,ae2,lf1,2031/01/05 10:00:00,99,1,51000,443,33000,443,0x400053,tcp,"
    'block-url,"www.example.test/a,b?q=1",(9999),malware,high,client-to-server,5,0x0,JP,US'
    + "," * 20
    + "pa1,,,"
)
SYSTEM = (
    HEAD + "SYSTEM,auth,2561,2031/01/05 10:00:00,,auth-fail,admin,0,0,general,medium,"
    '"failed authentication for user ann, reason: Invalid",77,0x0,0,0,0,0,,pa1'
)
CONFIG = (
    HEAD + "CONFIG,0,2561,2031/01/05 10:00:00,192.0.2.10,,set,admin,Web,Succeeded, vsys vsys1 rulebase,78,0x0"
)
EVERY = [SESSION, LATER, DENIED, THREAT, SYSTEM, CONFIG]


def test_a_session_of_a_release_with_few_columns() -> None:
    assert read(line(SESSION)) == Facts(
        action=Action.ALLOW,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="000000000001",
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="外部-許可",
        user="corp\\ann",
        bytes=900,
        interface_in="ae1",
        interface_out="ae2",
        event="TRAFFIC/end",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_a_later_release_names_the_device_and_the_zone_of_its_time() -> None:
    facts = read(line(LATER))
    assert facts is not None
    assert (facts.device, facts.message) == ("pa1", "tcp-fin")
    assert (facts.device_at, facts.doubts) == (moment("2031-01-05T10:00:00.123+09:00"), frozenset())


def test_a_time_with_zone_that_is_another_time_is_not_taken() -> None:
    facts = read(line(LATER.replace("T10:00:00.123", "T10:07:00.123")))
    assert facts is not None
    assert facts.device_at == moment("2031-01-05T10:00:00+09:00")
    assert facts.doubts == {Doubt.ZONE_ASSUMED}


def test_a_refused_session_over_ipv6_by_a_rule_with_commas_and_quotes() -> None:
    assert read(line(DENIED, NO_HEADER._replace(host="pa1"))) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        source_address="2001:db8::9",
        source_port=40000,
        destination_address="2001:db8:1::20",
        destination_port=23,
        protocol="tcp",
        rule='deny, "all"',
        bytes=74,
        interface_in="ae2",
        event="TRAFFIC/deny",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_a_site_that_was_blocked() -> None:
    assert read(line(THREAT)) == Facts(
        action=Action.DENY,
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="pa1",
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="out-web",
        user="corp\\ann",
        interface_in="ae1",
        interface_out="ae2",
        severity=3,
        event="THREAT/url",
        message="www.example.test/a,b?q=1 (9999)",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_an_event_of_the_system() -> None:
    assert read(line(SYSTEM)) == Facts(
        device_at=moment("2031-01-05T10:00:00+09:00"),
        device="pa1",
        severity=4,
        event="SYSTEM/auth-fail",
        message="failed authentication for user ann, reason: Invalid",
        doubts=frozenset({Doubt.ZONE_ASSUMED}),
    )


def test_who_changed_the_settings_from_where() -> None:
    facts = read(line(CONFIG))
    assert facts is not None
    assert (facts.action, facts.user, facts.source_address) == (Action.OTHER, "admin", "192.0.2.10")
    assert facts.message == "set Succeeded  vsys vsys1 rulebase"


def test_bytes_at_the_beginning_of_a_session_are_not_counted() -> None:
    facts = read(line(SESSION.replace("TRAFFIC,end", "TRAFFIC,start")))
    assert facts is not None
    assert (facts.action, facts.bytes) == (Action.ALLOW, None)


def test_an_echo_has_no_ports() -> None:
    facts = read(line(SESSION.replace(",51000,443,", ",0,0,").replace(",tcp,", ",icmp,")))
    assert facts is not None
    assert (facts.protocol, facts.source_port, facts.destination_port) == ("icmp", None, None)


@pytest.mark.parametrize(
    ("action", "verdict"),
    [
        ("alert", Action.ALLOW),
        ("drop ICMP", Action.DENY),
        ("reset client", Action.DENY),
        ("block-continue", Action.DENY),
        ("sinkhole", Action.DENY),
        ("wildfire-upload-success", Action.OTHER),
    ],
)
def test_what_became_of_it(action: str, verdict: Action) -> None:
    facts = read(line(SESSION.replace(",allow,", f",{action},")))
    assert facts is not None
    assert facts.action is verdict


@pytest.mark.parametrize(
    "before", ["<14>Jan  5 10:00:00 pa1 ", "<14>1 2031-01-05T10:00:00,5+09:00 pa1 - - - - "]
)
def test_a_header_before_the_first_column(before: str) -> None:
    facts = read(line(SESSION)._replace(text=before + SESSION))
    assert facts is not None
    assert facts.source_address == "192.0.2.10"


def test_the_first_column_taken_for_a_host_does_not_matter() -> None:
    whole = f"<14>Jan  5 10:00:00 {SESSION}"
    facts = read(line(whole.partition("2031/01/05 ")[2])._replace(text=whole))
    assert facts is not None
    assert facts.source_address == "192.0.2.10"


def test_times_from_the_cloud_name_their_zone() -> None:
    said = SESSION.replace("2031/01/05 10:00:01", "2031-01-05T01:00:01.000000Z").replace(
        "2561,2031/01/05 10:00:00", "2561,2031-01-05T01:00:00.000000Z"
    )
    facts = read(line(said))
    assert facts is not None
    assert (facts.device_at, facts.doubts) == (moment("2031-01-05T10:00:00+09:00"), frozenset())


def test_types_without_a_grammar_are_known_and_tell_of_no_packet() -> None:
    facts = read(line(HEAD + "USERID,login,2561,2031/01/05 10:00:00,vsys1,192.0.2.10,corp\\ann"))
    assert facts is not None
    assert (facts.action, facts.event, facts.source_address) == (Action.OTHER, "USERID/login", None)


@pytest.mark.parametrize(
    "length",
    range(
        len(HEAD) + len("TRAFFIC,end,"), len(SESSION) - len(",400,500,9,2031/01/05 09:59:51,8,any,,5,0x0"), 3
    ),
)
def test_what_was_cut_off_is_not_made_up(length: int) -> None:
    facts = read(line(SESSION[:length]))
    whole = read(line(SESSION))
    assert facts is not None
    assert whole is not None
    assert Doubt.CUT_SHORT in facts.doubts
    for fact, expected in zip(facts[:-1], whole[:-1], strict=True):
        assert fact in (expected, None, Action.OTHER)


@pytest.mark.parametrize(
    "said",
    [
        "1,2031/01/05 10:00:01,000000000001,WEATHER,end,1",
        "1,soon,000000000001,TRAFFIC,end,1",
        'id=firewall msg="a,2031/01/05 10:00:01,b,TRAFFIC"',
        ",,,",
        "",
    ],
)
def test_another_device_is_not_taken_for_one(said: str) -> None:
    assert read(line(said)) is None


@pytest.mark.parametrize("piece", [",", '"', '",', '""', "a", "\n", "\x00", ",2031-01-05T10:00:00.1", ",20"])
def test_a_long_line_takes_no_time(piece: str) -> None:
    for said in EVERY:
        reads_soon(read, [piece], before=said)
        reads_soon(read, [piece], before=said[:60], after=said[60:])
    reads_soon(read, [piece])


@given(damaged(*EVERY))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
