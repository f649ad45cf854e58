"""Where messages end: the same for every way in which a stream can be cut into pieces."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.collect.framing import Framer, Framing
from sekisho.intake.collect.sender import framed
from sekisho.intake.collect.spool import Frame, Head, Kind, Reason, Transport, messages_in

LONG = 20  # the longest message of these tests, in bytes
TRANSPORTS = {Framing.LF: Transport.LF, Framing.OCTETS: Transport.OCTETS, Framing.NUL: Transport.NUL}


class Stream:
    """A stream read to its end, as the receiver does it: what was held is put before what comes."""

    def __init__(self, pieces: list[bytes], framing: Framing = Framing.AUTO) -> None:
        self.framer = Framer(LONG, framing)
        self.messages: list[bytes] = []
        self.refused: Counter[Reason] = Counter()
        self.held_most = 0
        self.broken = any(self._feed(piece) for piece in pieces)
        if not self.broken:
            rest, refused = self.framer.finish()
            self.messages += [rest] if rest else []
            self.refused += refused

    def _feed(self, piece: bytes) -> bool:
        held = self.framer.held
        data = bytearray(held + piece + b" 3 stale\n")  # what was read before stands behind
        fed = self.framer.feed(data, len(held) + len(piece))
        for run in fed.runs:
            head = Head(Kind.MESSAGES, TRANSPORTS[self.framer.framing], run.messages, 0, "192.0.2.1")
            self.messages += messages_in(Frame(0, head, bytes(data[run.begin : run.end])))
        self.refused += fed.refused
        self.held_most = max(self.held_most, len(self.framer.held))
        return fed.broken


def one(*pieces: bytes, framing: Framing = Framing.AUTO) -> Stream:
    return Stream(list(pieces), framing)


def test_lines_end_with_lf_and_keep_all_else() -> None:
    stream = one(b"<1>a\r\n<2>b\0c\n\n<3>d\n")

    assert stream.messages == [b"<1>a\r", b"<2>b\0c", b"", b"<3>d"]
    assert stream.framer.framing is Framing.LF


def test_digits_and_a_blank_mean_octet_counting() -> None:
    stream = one(b"5 <1>a\n6 <2>bcd")

    assert stream.messages == [b"<1>a\n", b"<2>bcd"]
    assert stream.framer.framing is Framing.OCTETS


@pytest.mark.parametrize("start", [b"2031-01-05 a\n", b"05 abc\n", b"12345678901 a\n", b" 5 abc\n", b"7\n"])
def test_other_digits_begin_a_line(start: bytes) -> None:
    assert one(start).messages == [start[:-1]]


def test_messages_may_end_with_nul() -> None:
    assert one(b"<1>a\0<2>b\n\0").messages == [b"<1>a", b"<2>b\n"]


def test_a_nul_in_the_middle_of_a_line_does_not_end_it() -> None:
    assert one(b"<1>a\0b\n<2>c\n").messages == [b"<1>a\0b", b"<2>c"]


def test_one_message_with_nul_and_nothing_behind_it_is_whole_when_the_stream_ends() -> None:
    assert one(b"<1>a\0").messages == [b"<1>a"]


def test_a_last_line_without_an_end_is_taken() -> None:
    assert one(b"<1>a\n<2>b").messages == [b"<1>a", b"<2>b"]


def test_a_counted_message_that_is_not_whole_is_counted() -> None:
    stream = one(b"4 <1>a5 <2>")

    assert (stream.messages, stream.refused) == ([b"<1>a"], Counter({Reason.CUT_OFF: 1}))


def test_a_line_may_be_as_long_as_permitted_and_no_longer() -> None:
    stream = one(b"a" * LONG + b"\n" + b"b" * (LONG + 1) + b"\n" + b"c\n")

    assert stream.messages == [b"a" * LONG, b"c"]
    assert stream.refused == {Reason.TOO_LONG: 1}


def test_a_very_long_line_is_counted_once_and_never_held() -> None:
    stream = Stream([b"<1>a\n", *[b"x" * 15] * 1000, b"\n<2>b\n"])

    assert stream.messages == [b"<1>a", b"<2>b"]
    assert stream.refused == {Reason.TOO_LONG: 1}
    assert stream.held_most <= LONG


def test_a_counted_message_that_is_too_long_is_passed_over_exactly() -> None:
    stream = Stream([b"4 <1>a1000 ", *[b"4 xx"] * 250, b"4 <2>b"])

    assert stream.messages == [b"<1>a", b"<2>b"]
    assert stream.refused == {Reason.TOO_LONG: 1}


@pytest.mark.parametrize("wrong", [b"x", b"12x4 ", b"-4 ", b" ", b"04 abcd", b"9999999999 ", b"999999999 "])
def test_a_wrong_count_ends_the_stream_and_is_counted(wrong: bytes) -> None:
    stream = one(b"4 <1>a" + wrong + b"4 <2>b")

    assert (stream.messages, stream.broken) == ([b"<1>a"], True)
    assert stream.refused == {Reason.BAD_FRAME: 1}


def test_a_stream_of_blanks_or_nothing_does_no_harm() -> None:
    assert one(b"").messages == []
    assert one(b"   ").messages == [b"   "]


def test_framing_can_be_fixed() -> None:
    assert one(b"4 <1>a\n", framing=Framing.LF).messages == [b"4 <1>a"]
    assert one(b"<1>a\0x\0", framing=Framing.NUL).messages == [b"<1>a", b"x"]


STREAMS = st.one_of(
    st.lists(st.binary(max_size=LONG + 5), max_size=8).map(
        lambda messages: b"".join(framed(message, Framing.LF) for message in messages)
    ),
    st.lists(st.binary(max_size=LONG + 5), max_size=8).map(
        lambda messages: b"".join(framed(message, Framing.OCTETS) for message in messages if message)
    ),
    st.text(alphabet="<1>4 \n\0a", max_size=60).map(str.encode),
)


@given(data=STREAMS, cuts=st.lists(st.integers(0, 120), max_size=6))
def test_how_a_stream_is_cut_makes_no_difference(data: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[begin:end] for begin, end in itertools.pairwise(places) if begin < end]
    whole, cut = Stream([data] if data else []), Stream(pieces)

    assert cut.messages == whole.messages
    assert (cut.refused, cut.broken) == (whole.refused, whole.broken)


@given(data=STREAMS)
def test_byte_by_byte_comes_the_same(data: bytes) -> None:
    whole, cut = Stream([data]), Stream([data[place : place + 1] for place in range(len(data))])

    assert (cut.messages, cut.refused) == (whole.messages, whole.refused)
    assert cut.held_most <= LONG + 10


@given(st.lists(st.binary(max_size=LONG), max_size=10))
def test_what_is_counted_comes_back(messages: list[bytes]) -> None:
    sent = [message for message in messages if message]

    assert one(b"".join(framed(message, Framing.OCTETS) for message in sent)).messages == sent
