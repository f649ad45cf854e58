"""Linux netfilter: as kernels write it, cut short, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given

from sekisho.intake.dialects.netfilter import read
from sekisho.intake.facts import Action, Doubt, Facts, Header
from tests.unit.intake.dialects.damage import damaged, is_sound, reads_soon
from tests.unit.intake.dialects.lines import line

TCP = (
    "[88.1] DROP-IN IN=eth0 OUT= MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:08:00 SRC=198.51.100.9 DST=192.0.2.20 LEN=60 "
    "TOS=0x00 PREC=0x00 TTL=51 ID=1 DF PROTO=TCP SPT=40000 DPT=23 WINDOW=64240 RES=0x00 SYN URGP=0"
)
UDP = (
    "[UFW ALLOW] IN=eth0 OUT=eth1 SRC=192.0.2.10 DST=198.51.100.53 LEN=71 TOS=0x00 PREC=0x00 TTL=63 ID=9 PROTO=UDP "
    "SPT=51000 DPT=53 LEN=51 MARK=0x1"
)
ICMP = (
    "FORWARD: IN=eth1 OUT=eth0 SRC=192.0.2.254 DST=198.51.100.9 LEN=88 TOS=0x00 PREC=0xC0 TTL=64 ID=2 PROTO=ICMP TYPE=3 "
    "CODE=1 [SRC=203.0.113.1 DST=203.0.113.2 LEN=60 TOS=0x00 PREC=0x00 TTL=50 ID=7 PROTO=TCP SPT=1 DPT=2 WINDOW=0 ]"
)
IPV6 = (
    "[7.000001] IN_public_REJECT: IN=eth0 OUT= MAC=00:00:5e:00:53:01:00:00:5e:00:53:02:86:dd "
    "SRC=2001:0db8:0000:0000:0000:0000:0000:0010 DST=2001:0db8:0001:0000:0000:0000:0000:0007 LEN=80 TC=0 HOPLIMIT=60 "
    "FLOWLBL=0 PROTO=TCP SPT=51000 DPT=22 WINDOW=28800 RES=0x00 SYN URGP=0"
)
PING6 = "IN=eth0 OUT= SRC=2001:0db8::1 DST=2001:0db8::2 LEN=104 TC=0 HOPLIMIT=64 FLOWLBL=0 PROTO=ICMPv6 TYPE=128 CODE=0 ID=1"
SAMPLES = [TCP, UDP, ICMP, IPV6, PING6, "[規則一-10-D] " + PING6]


def test_a_packet_whose_prefix_says_that_it_was_dropped() -> None:
    assert read(line(TCP)) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        rule="DROP-IN",
        bytes=60,
        interface_in="eth0",
    )


def test_ufw_names_an_event_and_no_rule_and_of_two_lengths_the_first_counts() -> None:
    assert read(line(UDP)) == Facts(
        action=Action.ALLOW,
        source_address="192.0.2.10",
        source_port=51000,
        destination_address="198.51.100.53",
        destination_port=53,
        protocol="udp",
        bytes=71,
        interface_in="eth0",
        interface_out="eth1",
        event="UFW ALLOW",
    )


def test_the_packet_that_an_icmp_error_is_about_is_another_packet() -> None:
    assert read(line(ICMP)) == Facts(
        action=Action.OTHER,
        source_address="192.0.2.254",
        destination_address="198.51.100.9",
        protocol="icmp",
        rule="FORWARD",
        bytes=88,
        interface_in="eth1",
        interface_out="eth0",
        message="type 3 code 1",
    )


def test_ipv6_is_written_in_full_and_read_in_its_short_form() -> None:
    assert read(line(IPV6)) == Facts(
        action=Action.DENY,
        source_address="2001:db8::10",
        source_port=51000,
        destination_address="2001:db8:1::7",
        destination_port=22,
        protocol="tcp",
        rule="IN_public_REJECT",
        bytes=80,
        interface_in="eth0",
    )


def test_a_packet_without_prefix_was_neither_allowed_nor_denied() -> None:
    assert read(line(PING6)) == Facts(
        source_address="2001:db8::1",
        destination_address="2001:db8::2",
        protocol="icmp6",
        bytes=104,
        interface_in="eth0",
        message="type 128 code 0",
    )


@pytest.mark.parametrize(
    ("prefix", "action", "rule"),
    [
        ("Shorewall:net-fw:DROP:", Action.DENY, "Shorewall:net-fw:DROP"),
        ("reject wan in: ", Action.DENY, "reject wan in"),
        ("iptables denied: ", Action.DENY, "iptables denied"),
        ("ACCEPTED ", Action.ALLOW, "ACCEPTED"),
        ("OUT_PASS=", Action.ALLOW, "OUT_PASS"),
        ("FORWARD ", Action.OTHER, "FORWARD"),
        ("BYPASSED ", Action.OTHER, "BYPASSED"),
        ("外部遮断 ", Action.DENY, "外部遮断"),
        ("拒否: ", Action.DENY, "拒否"),
        ("庁内→外部 通過 ", Action.ALLOW, "庁内→外部 通過"),
        ("DROP unless ACCEPT ", Action.DENY, "DROP unless ACCEPT"),
        ("[WAN_LOCAL-10-D]", Action.DENY, "WAN_LOCAL-10"),
        ("[WAN_IN-default-A]", Action.ALLOW, "WAN_IN-default"),
        ("[LAN-IN-4000-R] ", Action.DENY, "LAN-IN-4000"),
        ("[WAN_IN-D-2147483647] ", Action.DENY, "WAN_IN-2147483647"),
        ("[WAN_IN-A] ", Action.ALLOW, "WAN_IN"),
        ("[UFW AUDIT] ", Action.OTHER, None),
        ("[UFW LIMIT BLOCK] ", Action.DENY, None),
        ("Jan  5 10:00:00 gw kernel: [    1.000000] DROP ", Action.DENY, "DROP"),
    ],
)
def test_only_the_prefix_says_what_became_of_the_packet(
    prefix: str, action: Action, rule: str | None
) -> None:
    facts = read(line(prefix + PING6))
    assert facts is not None
    assert (facts.action, facts.rule) == (action, rule)


def test_unifi_describes_the_rule_behind_its_number() -> None:
    facts = read(line('[WAN_IN-D-10] DESCR="[WAN_IN] 外部から 拒否" ' + TCP.partition("DROP-IN ")[2]))
    assert facts is not None
    assert (facts.action, facts.rule, facts.message) == (Action.DENY, "WAN_IN-10", "[WAN_IN] 外部から 拒否")


def test_a_prefix_with_a_colon_may_have_been_taken_for_a_tag() -> None:
    facts = read(line(PING6, Header(app="FINAL_REJECT")))
    assert facts is not None
    assert (facts.action, facts.rule) == (Action.DENY, "FINAL_REJECT")


def test_the_kernel_is_no_prefix() -> None:
    facts = read(line(PING6, Header(app="kernel")))
    assert facts is not None
    assert facts.rule is None


@pytest.mark.parametrize(
    ("ends_with", "destination", "protocol", "ports"),
    [
        ("SRC=198.51.100.9", None, None, (None, None)),
        ("DST=192.0.2.2", None, None, (None, None)),
        ("LEN=6", "192.0.2.20", None, (None, None)),
        ("PROTO=T", "192.0.2.20", None, (None, None)),
        ("PROTO=TCP", "192.0.2.20", None, (None, None)),
        ("SPT=400", "192.0.2.20", "tcp", (None, None)),
        ("SPT=40000 D", "192.0.2.20", "tcp", (40000, None)),
        ("DPT=23", "192.0.2.20", "tcp", (40000, 23)),
    ],
)
def test_what_was_cut_off_is_not_made_up(
    ends_with: str, destination: str | None, protocol: str | None, ports: tuple[int | None, int | None]
) -> None:
    facts = read(line(TCP[: TCP.index(ends_with) + len(ends_with)]))
    assert facts is not None
    assert (facts.destination_address, facts.protocol) == (destination, protocol)
    assert (facts.source_port, facts.destination_port) == ports
    assert facts.doubts == {Doubt.CUT_SHORT}


@pytest.mark.parametrize("rest", ["FRAG:185 PROTO=UDP", "PROTO=2", "PROTO=ESP SPI=0x1"])
def test_a_packet_without_ports_is_whole(rest: str) -> None:
    facts = read(line(f"IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=60 {rest}"))
    assert facts is not None
    assert facts.doubts == frozenset()
    assert facts.protocol in {"udp", "igmp", "esp"}


@pytest.mark.parametrize(
    "said",
    [
        "IN=eth0 OUT= SRC=999.1.1.1 DST=::g LEN=x PROTO=TCP SPT=99999 DPT=123456 ",
        "IN=eth0 OUT= SRC= DST= PROTO= ",
        "IN=eth0 OUT= [SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP SPT=1 DPT=2 ",
        "Denied CONN=wan SRC=198.51.100.9 DST=192.0.2.20 PROTO=TCP",
        "IN=eth0 OUT=",
        "date=2031-01-05 srcip=192.0.2.1",
        "",
    ],
)
def test_ill_will_gains_nothing(said: str) -> None:
    facts = read(line(said))
    assert facts is None or facts[3:7] == (None, None, None, None)


def test_a_long_line_is_read_soon() -> None:
    reads_soon(
        read,
        [
            "IN=",
            "IN=a OUT=",
            "IN=a OUT= SRC=",
            "SRC= DST= ",
            "IN=a OUT= SRC=b DST=c ",
            "PROTO=",
            "[",
            TCP,
            "[UFW ",
        ],
    )


@given(damaged(*SAMPLES))
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    assert is_sound(read(line(said)))
