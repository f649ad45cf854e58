"""What can be found where no grammar is known, and what must not be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.facts import Action, Doubt, Facts
from sekisho.intake.guesses import guess
from tests.patience import soon

GUESSED = frozenset({Doubt.GUESSED})
HOSTILE_CHARACTERS = 200_000


def test_two_ends_around_an_arrow_are_source_and_destination() -> None:
    said = "lan 0 ip filter 3 reject tcp 198.51.100.9:40000 -> 192.0.2.20:23"
    assert guess(said) == Facts(
        action=Action.DENY,
        source_address="198.51.100.9",
        source_port=40000,
        destination_address="192.0.2.20",
        destination_port=23,
        protocol="tcp",
        message=said,
        doubts=GUESSED,
    )


@pytest.mark.parametrize(
    "said",
    [
        "198.51.100.9:40000 > 192.0.2.20:23",
        "198.51.100.9(40000)(Ethernet2/3) -> 192.0.2.20(23)",
        "198.51.100.9,40000 -> 192.0.2.20,23",
        "198.51.100.9/40000 to 192.0.2.20/443 was 192.0.2.99",
        "from 198.51.100.9 port 40000 to 192.0.2.20 port 23",
        "Dst: 192.0.2.20:23 {host}, Src: 198.51.100.9:40000 {}",
        "dst=192.0.2.20 src=198.51.100.9 sport=40000 dport=23",
        'srcip="198.51.100.9" dstip="192.0.2.20" src_port="40000" dst_port="23"',
        "送信元IP:198.51.100.9 宛先IP:192.0.2.20 source port 40000 destination port 23",
        "送信元198.51.100.9:40000から宛先192.0.2.20:23への通信",
        "peer 198.51.100.9#40000 -> 192.0.2.20#23.",
    ],
)
def test_ends_and_ports_in_many_forms(said: str) -> None:
    facts = guess(said)
    assert facts is not None
    assert (facts.source_address, facts.source_port) == ("198.51.100.9", 40000)
    assert facts.destination_address == "192.0.2.20"
    assert facts.destination_port == (443 if "443" in said else 23)


@pytest.mark.parametrize(
    "said",
    [
        "2001:db8::10.51000 > 2001:db8:1::7.443",
        "[2001:db8::10]:51000 -> [2001:DB8:1::7]:443",
        "2001:db8::10(51000) -> 2001:db8:1:0:0:0:0:7(443)",
        "2001:db8::10/51000 to 2001:db8:1::7/443",
    ],
)
def test_ipv6_in_many_forms(said: str) -> None:
    facts = guess(said)
    assert facts is not None
    assert (facts.source_address, facts.source_port) == ("2001:db8::10", 51000)
    assert (facts.destination_address, facts.destination_port) == ("2001:db8:1::7", 443)


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("192.0.2.1 -> 192.0.2.2 遮断", Action.DENY),
        ("192.0.2.1 -> 192.0.2.2 を拒否しました", Action.DENY),
        ("192.0.2.1 -> 192.0.2.2 通過", Action.ALLOW),
        ("permitted 192.0.2.1 -> 192.0.2.2", Action.ALLOW),
        ("rule allow-all denied 192.0.2.1 -> 192.0.2.2", Action.DENY),
        ("192.0.2.1 -> 192.0.2.2 seen", Action.OTHER),
    ],
)
def test_the_verdict_is_a_word(said: str, action: Action) -> None:
    facts = guess(said)
    assert facts is not None
    assert facts.action is action


@pytest.mark.parametrize(
    ("said", "protocol"),
    [
        ("proto=17 192.0.2.1 -> 192.0.2.2", "udp"),
        ("protocol: 47 192.0.2.1 -> 192.0.2.2", "gre"),
        ("ICMPv6 2001:db8::1 > 2001:db8::2", "icmp6"),
        ("tcpdump 192.0.2.1 -> 192.0.2.2", None),
    ],
)
def test_the_protocol_is_a_word_or_a_number(said: str, protocol: str | None) -> None:
    facts = guess(said)
    assert facts is not None
    assert facts.protocol == protocol


def test_a_network_is_no_port() -> None:
    facts = guess("deny 192.0.2.0/24 -> 198.51.100.0/24")
    assert facts is not None
    assert (facts.source_port, facts.destination_port) == (None, None)


def test_one_end_alone_is_told_where_a_word_says_which_it_is() -> None:
    facts = guess("login failed for 佐藤 from 198.51.100.9")
    assert facts is not None
    assert (facts.source_address, facts.destination_address) == ("198.51.100.9", None)


def test_two_addresses_without_a_word_between_have_no_direction() -> None:
    facts = guess("denied 198.51.100.9 192.0.2.20")
    assert facts is not None
    assert facts.doubts == {Doubt.GUESSED, Doubt.DIRECTION_UNKNOWN}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "firmware 10.2.3.4 is running",
        "firmware 10.2.3.4 replaces 10.2.3.3",
        "link up at 10:00:00",
        "00:00:5e:00:53:01 -> 00:00:5e:00:53:02",
        "999.1.1.1 -> 1.1.1.1111",
        "v1.2.3.4.5 -> x192.0.2.1",
        "a :: b",
    ],
)
def test_where_no_end_is_named_nothing_is_found(said: str) -> None:
    assert guess(said) is None


@pytest.mark.parametrize(
    "piece",
    [
        "1.",
        "1.1.1.1 ",
        ":",
        "a:",
        "::",
        "1.1.1.1 -> ",
        "src=",
        "s",
        " ",
        "192.0.2.1:",
        "[",
        "送信元",
        "port ",
    ],
)
def test_a_long_line_is_read_soon(piece: str) -> None:
    said = piece * (HOSTILE_CHARACTERS // len(piece))
    with soon():
        guess(said)


@given(
    st.lists(
        st.sampled_from(["192.0.2.1", "::1", "->", " to ", "src=", ":", ".", "5", "drop", "[", "]", "遮断"])
    )
)
def test_whatever_it_is_it_does_no_harm(pieces: list[str]) -> None:
    facts = guess("".join(pieces))
    assert facts is None or Doubt.GUESSED in facts.doubts


@given(st.text())
def test_whatever_text_it_is_it_does_no_harm(said: str) -> None:
    guess(said)
    guess("192.0.2.1" + said + "192.0.2.2")
