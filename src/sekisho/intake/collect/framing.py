"""Where messages end in a stream (RFC 6587, 3.4; RFC 5425, 4.3). Pure: bytes in, places out.

What a sender does is known by its first bytes: digits and a blank mean octet counting; else the first of LF and NUL
that comes, for NUL only where the next message begins with `<`. How the stream is cut into pieces makes no difference.
At most one incomplete message is held; one that is too long is passed over as it comes and never held whole.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np

from sekisho.intake.collect.spool import COUNT_BYTES_MAX, Reason

_LF: Final = b"\n"
_NUL: Final = b"\0"
_PRIORITY: Final = b"<"  # with which a message begins (RFC 3164, 4.1.1; RFC 5424, 6.2)
_MANY_BYTES: Final = 16_384
_PASSED_OVER_MAX: Final = 2**27  # a length above this is taken for a mistake


class Framing(StrEnum):
    """How messages are parted in a stream; AUTO finds out for each connection."""

    AUTO = "auto"
    LF = "lf"
    NUL = "nul"
    OCTETS = "octets"


class Run(NamedTuple):
    """Whole messages one after another in the buffer, from `begin` to before `end`."""

    begin: int
    end: int
    messages: int


class Fed(NamedTuple):
    """What a piece of the stream completed. `broken`: no more can be understood, the connection has to be closed."""

    runs: list[Run]
    refused: Counter[Reason]
    broken: bool = False


class Framer:
    """The state of one stream. `framing` is AUTO until it is known; `held` the incomplete message."""

    def __init__(self, message_bytes_max: int, framing: Framing = Framing.AUTO) -> None:
        self.framing = framing
        self.held = b""
        self._bytes_max = message_bytes_max
        self._to_pass_over = 0  # in octet counting: bytes of a message that is too long
        self._passing_over = False  # up to the next end

    def feed(self, buffer: bytes | bytearray, end: int) -> Fed:
        """Find the messages in buffer[:end], which begins with what was `held` and goes on with what came."""
        self.held = b""
        if self.framing is Framing.AUTO:
            self.framing = _told_apart(buffer, end, self._bytes_max)
        match self.framing:
            case Framing.AUTO:
                self.held = bytes(buffer[:end])
                return Fed([], Counter())
            case Framing.OCTETS:
                return self._octets(buffer, end)
            case Framing.LF:
                return self._ended_by(_LF, buffer, end)
            case Framing.NUL:
                return self._ended_by(_NUL, buffer, end)

    def finish(self) -> tuple[bytes, Counter[Reason]]:
        """At the orderly end of the stream: a last message without an end of its own, and what was cut off.

        Octet counting knows that such a message is not whole; with LF nobody can know, and it is taken as it is.
        """
        rest, self.held = self.held, b""
        if self._to_pass_over or self._passing_over:
            return b"", Counter()  # counted when it began
        if self.framing is Framing.OCTETS:
            return b"", Counter({Reason.CUT_OFF: 1} if rest else {})
        if self.framing is Framing.AUTO:
            self.framing = Framing.NUL if rest.endswith(_NUL) else Framing.LF
            rest = rest.removesuffix(_NUL)
        return rest, Counter()

    def cut(self) -> Counter[Reason]:
        """At any other end: what was held is not whole."""
        rest, self.held = self.held, b""
        return Counter({Reason.CUT_OFF: 1} if rest else {})

    def _ended_by(self, mark: bytes, buffer: bytes | bytearray, end: int) -> Fed:
        begin = 0
        if self._passing_over:
            found = buffer.find(mark, 0, end)
            if found < 0:
                return Fed([], Counter())
            self._passing_over = False
            begin = found + 1
        whole = buffer.rfind(mark, begin, end) + 1 or begin
        runs: list[Run] = []
        refused: Counter[Reason] = Counter()
        while begin < whole:
            until = self._without_long(mark, buffer, begin, whole)
            if until > begin:
                runs.append(Run(begin, until, _count(mark, buffer, begin, until)))
            if until < whole:
                refused[Reason.TOO_LONG] += 1
                until = buffer.find(mark, until, whole) + 1
            begin = until
        if end - whole > self._bytes_max:
            refused[Reason.TOO_LONG] += 1
            self._passing_over = True
        else:
            self.held = bytes(buffer[whole:end])
        return Fed(runs, refused)

    def _without_long(self, mark: bytes, buffer: bytes | bytearray, begin: int, whole: int) -> int:
        """Up to where no message is too long: in steps of the greatest length, not from message to message."""
        place = begin
        while whole - place > self._bytes_max + 1:
            found = buffer.rfind(mark, place, place + self._bytes_max + 1)
            if found < 0:
                return place
            place = found + 1
        return whole

    def _octets(self, buffer: bytes | bytearray, end: int) -> Fed:
        place = begin = min(self._to_pass_over, end)
        self._to_pass_over -= place
        runs: list[Run] = []
        refused: Counter[Reason] = Counter()
        count = 0
        broken = False
        while place < end:
            blank = buffer.find(b" ", place, place + COUNT_BYTES_MAX + 1)
            length = _length(buffer[place : min(blank, end)]) if place < blank < end else -1
            if length < 0 or length > _PASSED_OVER_MAX:
                broken = not _may_become_length(buffer[place:end])
                refused[Reason.BAD_FRAME] += broken
                break
            after = blank + 1 + length
            if length > self._bytes_max:
                runs += [Run(begin, place, count)] if count else []
                refused[Reason.TOO_LONG] += 1
                self._to_pass_over = max(0, after - end)
                place = begin = min(after, end)
                count = 0
            elif after > end:
                break
            else:
                place, count = after, count + 1
        runs += [Run(begin, place, count)] if count else []
        self.held = b"" if broken else bytes(buffer[place:end])
        return Fed(runs, +refused, broken)


def _count(mark: bytes, buffer: bytes | bytearray, begin: int, end: int) -> int:
    """How often the mark stands there. By bytes at once, where there are many: a third of what it takes one by one."""
    if end - begin < _MANY_BYTES:
        return buffer.count(mark, begin, end)
    return int(np.count_nonzero(np.frombuffer(buffer, np.uint8, end - begin, begin) == mark[0]))


def _told_apart(buffer: bytes | bytearray, end: int, bytes_max: int) -> Framing:
    """How the stream that begins so is framed; AUTO while that cannot be known."""
    start = bytes(buffer[: min(end, COUNT_BYTES_MAX + 1)])
    digits = len(start) - len(start.lstrip(b"0123456789"))
    if digits and not start.startswith(b"0"):
        if digits == len(start) <= COUNT_BYTES_MAX:
            return Framing.AUTO
        if digits <= COUNT_BYTES_MAX and start[digits : digits + 1] == b" ":
            return Framing.OCTETS
    seen = min(end, bytes_max + 1)
    line, nul = buffer.find(_LF, 0, seen), buffer.find(_NUL, 0, seen)
    if nul < 0 or 0 <= line < nul:
        return Framing.LF if line >= 0 or seen > bytes_max else Framing.AUTO
    if nul + 1 == end:
        return Framing.AUTO
    return Framing.NUL if buffer[nul + 1 : nul + 2] == _PRIORITY else Framing.LF


def _length(digits: bytes | bytearray) -> int:
    """The length that is meant; -1 where it is none (RFC 6587: the first digit is not 0)."""
    return int(digits) if digits.isdigit() and digits[:1] != b"0" else -1


def _may_become_length(start: bytes | bytearray) -> bool:
    """Whether more bytes can make it a length."""
    return len(start) <= COUNT_BYTES_MAX and _length(start) >= 0
