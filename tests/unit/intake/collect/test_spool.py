"""The spool's frames: what goes in comes out, and what was cut or changed is found."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.collect.framing import Framing
from sekisho.intake.collect.sender import framed
from sekisho.intake.collect.spool import (
    LENGTH,
    START,
    DamagedFrame,
    Frame,
    Gap,
    Head,
    Kind,
    Reason,
    Transport,
    counted,
    frame_bytes,
    frames_in,
    messages_in,
    reason_in,
)

HEAD = Head(Kind.MESSAGES, Transport.LF, 2, 1_925_000_000_000_000, "192.0.2.1", 7, "fw.example")
TWO = b"first\r\nsec\0ond\n"
ENDS = {Transport.LF: b"\n", Transport.TLS_LF: b"\n", Transport.NUL: b"\0", Transport.TLS_NUL: b"\0"}


def spool_of(*payloads: bytes, first: int = 5) -> bytes:
    return b"".join(
        frame_bytes(first + place, HEAD, payload, salt=9) for place, payload in enumerate(payloads)
    )


def payload_of(messages: list[bytes], transport: Transport) -> bytes:
    if transport is Transport.UDP:
        return b"".join(LENGTH.pack(len(message)) + message for message in messages)
    if transport in ENDS:
        return b"".join(message + ENDS[transport] for message in messages)
    return b"".join(framed(message, Framing.OCTETS) for message in messages)


def test_a_frame_comes_back_as_it_was() -> None:
    frames, gaps = frames_in(frame_bytes(5, HEAD, TWO, salt=9))

    assert frames == [Frame(5, HEAD, TWO)]
    assert gaps == []


def test_a_message_keeps_its_carriage_return_and_its_nul() -> None:
    assert messages_in(Frame(5, HEAD, TWO)) == [b"first\r", b"sec\0ond"]


@given(
    messages=st.lists(st.binary(min_size=1, max_size=80), min_size=1, max_size=8),
    transport=st.sampled_from(Transport),
)
def test_messages_come_back_one_by_one_whatever_the_transport(
    messages: list[bytes], transport: Transport
) -> None:
    end = ENDS.get(transport)
    sent = [message.replace(end, b"?") for message in messages] if end else messages
    head = dataclasses.replace(HEAD, transport=transport, count=len(sent))
    (frame,), gaps = frames_in(frame_bytes(0, head, payload_of(sent, transport), salt=9))

    assert (messages_in(frame), gaps) == (sent, [])


def test_a_last_message_has_no_end_and_stays_whole() -> None:
    head = dataclasses.replace(HEAD, kind=Kind.LAST, count=1)

    assert messages_in(Frame(5, head, b"no\nend")) == [b"no\nend"]


def test_what_was_not_taken_says_why_and_holds_no_messages() -> None:
    head, payload = counted(HEAD, Reason.TOO_LONG)
    frame = frames_in(frame_bytes(0, head, payload, salt=9))[0][0]

    assert (frame.head.kind, frame.head.count, reason_in(frame)) == (Kind.COUNTED, 2, Reason.TOO_LONG)
    assert messages_in(frame) == []


def test_a_reason_that_nobody_knows_is_damage() -> None:
    with pytest.raises(DamagedFrame, match="names no reason"):
        reason_in(Frame(5, dataclasses.replace(HEAD, kind=Kind.COUNTED), b"whim"))


@pytest.mark.parametrize(
    ("transport", "payload"),
    [
        (Transport.LF, b"one\n"),
        (Transport.LF, b"one\ntwo\nthree"),
        (Transport.UDP, b"\0\0\0\1a\0\0\0\2b"),
        (Transport.UDP, b"\0\0\0\1a\0\0"),
        (Transport.OCTETS, b"3 one4 two"),
        (Transport.OCTETS, b"3 one03 two"),
        (Transport.OCTETS, b"3 one\n3 two"),
    ],
)
def test_a_payload_that_does_not_hold_as_many_messages_is_damage(
    transport: Transport, payload: bytes
) -> None:
    with pytest.raises(DamagedFrame):
        messages_in(Frame(5, dataclasses.replace(HEAD, transport=transport), payload))


def test_every_truncation_leaves_the_whole_frames_and_one_gap() -> None:
    pieces = [b"a\nb\n", b"c\nd\n", b"e\nf\n"]
    data = spool_of(*pieces)
    ends = [len(spool_of(*pieces[:count])) for count in range(4)]
    for length in range(len(data)):
        frames, gaps = frames_in(data[:length])
        whole = sum(end <= length for end in ends[1:])
        assert [frame.payload for frame in frames] == pieces[:whole]
        torn = length - ends[whole]
        assert gaps == ([Gap(ends[whole], torn)] if torn else [])


def test_every_changed_byte_is_found_and_costs_no_other_frame() -> None:
    data = spool_of(b"a\nb\n", b"c\nd\n", b"e\nf\n")
    size = len(data) // 3
    for place in range(size, len(data)):
        changed = data[:place] + bytes([data[place] ^ 0x20]) + data[place + 1 :]
        frames, gaps = frames_in(changed)
        hit = place // size
        assert [frame.number - 5 for frame in frames] == [n for n in range(3) if n != hit]
        assert gaps == [Gap(hit * size, size)]


def test_damage_of_the_first_frame_is_found_as_well() -> None:
    data = spool_of(b"a\nb\n", b"c\nd\n")
    for place in range(len(data) // 2):
        frames, gaps = frames_in(data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :])
        assert ([frame.number for frame in frames], gaps) == ([6], [Gap(0, len(data) // 2)])


def test_a_frame_inside_a_message_is_no_frame_also_when_the_one_around_it_is_torn() -> None:
    forged = frame_bytes(6, dataclasses.replace(HEAD, peer="198.51.100.66"), TWO, salt=8)
    data = spool_of(b"a\nb\n", b"x" + forged + b"y\nz\n")

    frames, gaps = frames_in(data[:-2])

    assert [frame.number for frame in frames] == [5]
    assert gaps == [Gap(len(spool_of(b"a\nb\n")), len(data) - 2 - len(spool_of(b"a\nb\n")))]


def test_a_frame_whose_number_does_not_rise_is_none() -> None:
    frames, gaps = frames_in(spool_of(TWO) + spool_of(TWO))

    assert ([frame.number for frame in frames], len(gaps)) == ([5], 1)


def test_a_frame_that_is_too_long_is_refused() -> None:
    with pytest.raises(DamagedFrame, match="too many"):
        frame_bytes(0, HEAD, bytes(2**21), salt=9)


@given(st.binary(max_size=300))
def test_whatever_stands_there_every_byte_is_in_a_frame_or_a_gap(data: bytes) -> None:
    frames, gaps = frames_in(data + spool_of(TWO) + data)

    covered = sum(gap.length for gap in gaps)
    covered += sum(len(frame_bytes(*frame, salt=9)) for frame in frames)
    assert covered == len(data + spool_of(TWO) + data)
    assert START.size < covered
