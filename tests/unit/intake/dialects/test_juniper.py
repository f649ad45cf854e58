"""Juniper SRX: sessions in structured data and in text, packet filters, attacks; cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.dialects.juniper import read
from sekisho.intake.facts import Action, Doubt, Facts, Line
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import NO_HEADER, line

DENIED = (
    '[junos@2636.1.1.1.2.1 source-address="2001:DB8::10" source-port="51000" destination-address="2001:db8:1::7" '
    'destination-port="22" service-name="junos-ssh" protocol-id="6" icmp-type="0" policy-name="no-ssh" '
    'source-zone-name="trust" destination-zone-name="untrust"]'
)
CLOSED = (
    '[junos@2636.1.1.1.2.1 reason="TCP FIN" source-address="192.0.2.10" source-port="51000" '
    'destination-address="198.51.100.7" destination-port="443" connection-tag="0" service-name="junos-https" '
    'nat-source-address="198.51.100.200" nat-source-port="33000" nat-destination-address="198.51.100.7" '
    'nat-destination-port="443" src-nat-rule-type="source rule" src-nat-rule-name="r1" protocol-id="6" '
    'policy-name="外部-許可" source-zone-name="trust" destination-zone-name="untrust" session-id-32="7" '
    'packets-from-client="9" bytes-from-client="1200" packets-from-server="8" bytes-from-server="5400" '
    'elapsed-time="9" application="UNKNOWN" username="ann" roles="N/A" '
    'packet-incoming-interface="ge-0/0/1.0" encrypted="UNKNOWN"]'
)
SCREENED = (
    '[junos@2636.1.1.1.2.1 attack-name="SYN flood!" source-address="198.51.100.9" source-port="40000" '
    'destination-address="192.0.2.20" destination-port="23" source-zone-name="untrust" '
    'interface-name="ge-0/0/0.0" action="drop"]'
)
TEXT_CREATED = (
    "RT_FLOW_SESSION_CREATE: session created 192.0.2.10/51000->198.51.100.7/443 0x0 junos-https "
    "198.51.100.200/33000->198.51.100.7/443 0x0 source rule 6 destination rule 7 6 out-web trust untrust 7 "
    "ann(role1) ge-0/0/1.0 UNKNOWN UNKNOWN UNKNOWN N/A N/A -1"
)
TEXT_CLOSED = (
    "RT_FLOW_SESSION_CLOSE: session closed idle Timeout: 2001:db8::10/51000->2001:db8:1::7/53 0x0 junos-dns-udp "
    "2001:db8::10/51000->2001:db8:1::7/53 0x0 N/A N/A N/A N/A 17 out-dns trust untrust 8 1(60) 1(120) 2 "
    "UNKNOWN UNKNOWN N/A(N/A) ge-0/0/1.0 UNKNOWN"
)
TEXT_DENIED = (
    "RT_FLOW_SESSION_DENY: session denied 198.51.100.9/40000->192.0.2.20/23 0x0 junos-telnet 6(0) deny-in "
    "untrust trust UNKNOWN UNKNOWN N/A(N/A) ge-0/0/0.0 No Policy reject"
)
FILTERED = "PFE_FW_SYSLOG_IP: FW: ge-0/0/0.0 D tcp 198.51.100.9 192.0.2.20 40000 23 (1 packets)"
ATTACKED = (
    "RT_SCREEN_TCP: SYN flood! source: 198.51.100.9:40000, destination: 192.0.2.20:23, zone name: untrust, "
    "interface name: ge-0/0/0.0, action: drop"
)
STRUCTURED = [DENIED, CLOSED, SCREENED]
TEXTS = [TEXT_CREATED, TEXT_CLOSED, TEXT_DENIED, FILTERED, ATTACKED]


def structured(data: str, event: str) -> Line:
    header = NO_HEADER._replace(app="RT_FLOW", message_id=event, structured=data)
    return line("", header)._replace(text=f"<14>1 2031-01-05T10:00:00+09:00 srx1 RT_FLOW - {event} {data}")


def test_a_refused_session_over_ipv6() -> None:
    assert read(structured(DENIED, "RT_FLOW_SESSION_DENY")) == Facts(
        action=Action.DENY,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=22,
        protocol="tcp",
        rule="no-ssh",
        event="RT_FLOW_SESSION_DENY",
    )


def test_the_end_of_a_session_with_the_bytes_of_both_ends() -> None:
    expected = Facts(
        action=Action.ALLOW,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="外部-許可",
        user="ann",
        bytes=6600,
        interface_in="ge-0/0/1.0",
        event="RT_FLOW_SESSION_CLOSE",
        message="TCP FIN",
    )
    whole = structured(CLOSED, "RT_FLOW_SESSION_CLOSE")
    assert read(whole) == expected
    assert read(line(whole.text)) == expected, "where the header was not understood"


@pytest.mark.parametrize("written", ["TOWN\\ann", "TOWN\\\\ann"])
def test_a_user_with_a_backslash_escaped_or_not(written: str) -> None:
    facts = read(structured(CLOSED.replace('"ann"', f'"{written}"'), "RT_FLOW_SESSION_CLOSE_LS"))
    assert facts is not None
    assert (facts.action, facts.user, facts.bytes) == (Action.ALLOW, "TOWN\\ann", 6600)


def test_of_a_repeated_name_the_first_counts() -> None:
    facts = read(structured(CLOSED[:-1] + ' source-address="203.0.113.5"]', "RT_FLOW_SESSION_CLOSE"))
    assert facts is not None
    assert facts.source_address == "192.0.2.10"


def test_an_attack_that_was_dropped() -> None:
    assert read(structured(SCREENED, "RT_SCREEN_TCP")) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        interface_in="ge-0/0/0.0",
        event="RT_SCREEN_TCP",
        message="SYN flood!",
    )


def test_an_attack_that_was_only_seen() -> None:
    facts = read(structured(SCREENED.replace('"drop"', '"alarm-without-drop"'), "RT_SCREEN_TCP"))
    assert facts is not None
    assert facts.action is Action.OTHER


def test_a_session_in_text_whose_rules_of_translation_are_numbers() -> None:
    assert read(line(TEXT_CREATED)) == Facts(
        action=Action.ALLOW,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.7",
        destination_port=443,
        protocol="tcp",
        rule="out-web",
        user="ann",
        interface_in="ge-0/0/1.0",
        event="RT_FLOW_SESSION_CREATE",
    )


def test_the_end_of_a_session_in_text() -> None:
    assert read(line(TEXT_CLOSED)) == Facts(
        action=Action.ALLOW,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=53,
        protocol="udp",
        rule="out-dns",
        bytes=180,
        interface_in="ge-0/0/1.0",
        event="RT_FLOW_SESSION_CLOSE",
        message="idle Timeout",
    )


def test_a_session_in_text_of_an_old_release_without_tags() -> None:
    said = (
        "session created 192.0.2.10/51000->198.51.100.7/443 junos-https "
        "198.51.100.200/33000->198.51.100.7/443 None None 6 out-web trust untrust 7"
    )
    facts = read(line(f"RT_FLOW_SESSION_CREATE: {said}"))
    assert facts is not None
    assert (facts.protocol, facts.rule, facts.source_port) == ("tcp", "out-web", 51000)


def test_a_refused_session_in_text() -> None:
    assert read(line(TEXT_DENIED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="deny-in",
        interface_in="ge-0/0/0.0",
        event="RT_FLOW_SESSION_DENY",
    )


def test_a_refused_echo_has_no_ports() -> None:
    facts = read(line(TEXT_DENIED.replace("6(0)", "1(8)")))
    assert facts is not None
    assert (facts.protocol, facts.source_port, facts.destination_port) == ("icmp", None, None)


def test_what_a_packet_filter_discarded() -> None:
    assert read(line(FILTERED)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        interface_in="ge-0/0/0.0",
        event="PFE_FW_SYSLOG_IP",
    )


def test_what_a_packet_filter_let_through_where_the_event_was_taken_for_the_tag() -> None:
    said = "FW: ge-0/0/0.0   A icmpv6  2001:db8::1 2001:db8::2 128 0 (1 packets)"
    header = NO_HEADER._replace(app="PFE_FW_SYSLOG_IP6_GEN")
    facts = read(line(said, header)._replace(text=f"<14>Jan  5 10:00:00 srx1 PFE_FW_SYSLOG_IP6_GEN: {said}"))
    assert facts is not None
    assert (facts.action, facts.protocol, facts.source_port) == (Action.ALLOW, "icmp6", None)
    assert (facts.source_address, facts.destination_address) == ("2001:db8::1", "2001:db8::2")


def test_the_slot_of_a_card_before_the_event() -> None:
    facts = read(line(f"(FPC Slot 0, PIC Slot 0) {FILTERED}"))
    assert facts is not None
    assert (facts.action, facts.destination_port) == (Action.DENY, 23)


def test_an_attack_in_text() -> None:
    facts = read(line(ATTACKED))
    assert facts is not None
    assert (facts.action, facts.source_address, facts.source_port) == (Action.DENY, "198.51.100.9", 40000)
    assert (facts.destination_port, facts.interface_in, facts.message) == (23, "ge-0/0/0.0", "SYN flood")


def test_other_events_are_known_and_tell_of_no_packet() -> None:
    facts = read(
        structured('[junos@2636.1.1.1.2.1 username="ann" command="show log"]', "UI_CMDLINE_READ_LINE")
    )
    assert facts == Facts(user="ann", event="UI_CMDLINE_READ_LINE")


@pytest.mark.parametrize("length", range(len("[junos@2636."), len(CLOSED), 11))
def test_structured_data_that_was_cut_off_is_doubted(length: int) -> None:
    facts = read(structured(CLOSED[:length], "RT_FLOW_SESSION_CLOSE"))
    assert facts is not None
    assert Doubt.CUT_SHORT in facts.doubts


@pytest.mark.parametrize("length", range(len("RT_FLOW_SESSION_DENY: "), TEXT_DENIED.index(" UNKNOWN"), 3))
def test_text_that_was_cut_off_is_not_made_up(length: int) -> None:
    facts = read(line(TEXT_DENIED[:length]))
    assert facts is not None
    assert (facts.destination_port, facts.rule) in ((None, None), (23, "deny-in"))


@pytest.mark.parametrize(
    "said", ["", "session created", "RT_FLOW", 'msg="xRT_FLOW_SESSION_DENY: session denied"', "[junos"]
)
def test_another_device_is_not_taken_for_one(said: str) -> None:
    assert read(line(said)) is None


@pytest.mark.parametrize(
    "piece", ['a="" ', '"', "\\", " 6 a b c 1 ", " 6 ", "/1->", "(", "N/A ", " ", "source: ", "a"]
)
def test_a_long_line_takes_no_time(piece: str) -> None:
    for said in TEXTS:
        for at in (said.index(": ") + 2, said.rindex(" "), len(said)):
            reads_soon(read, [piece], before=said[:at], after=said[at:])
    reads_soon(read, [piece], before=CLOSED[:-1], after="]")


@given(damaged(*TEXTS, *STRUCTURED), st.sampled_from(["RT_FLOW_SESSION_CLOSE", "RT_SCREEN_TCP", ""]))
def test_whatever_it_is_it_does_no_harm(said: str, event: str) -> None:
    assert is_sound(read(line(said)))
    assert is_sound(read(structured(said, event)))
