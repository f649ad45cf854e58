"""Lines that were damaged on the way or on purpose, and what a dialect must hold to whatever it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from sekisho.intake.addresses import PORTS, address
from sekisho.intake.facts import Facts, Header, Line
from tests.patience import soon
from tests.unit.intake.dialects.lines import NO_HEADER, line

ALPHABET = st.sampled_from([*' "\\=:/,;()[]>-.%0159aZ', "\x00", "\n", "\udc81", "漢", "٣"])
HOSTILE_CHARACTERS = 200_000  # three times as long as a message may be


def damaged(*lines: str) -> st.SearchStrategy[str]:
    """One of the lines: cut, with parts doubled or lost, with other characters or pieces of the others in it."""

    @st.composite
    def _damaged(draw: st.DrawFn) -> str:
        text = draw(st.sampled_from(lines))
        for _ in range(draw(st.integers(0, 4))):
            start, stop = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
            match draw(st.sampled_from(["cut", "double", "lose", "replace", "mix"])):
                case "cut":
                    text = text[:stop]
                case "double":
                    text = text[:stop] + text[start:]
                case "lose":
                    text = text[:start] + text[stop:]
                case "replace":
                    text = text[:start] + draw(st.text(ALPHABET, max_size=6)) + text[start + 1 :]
                case _:
                    text = text[:start] + draw(st.sampled_from(lines))[start:stop] + text[start:]
        return text

    return _damaged()


def is_sound(facts: Facts | None) -> bool:
    """Whether the facts can be kept: addresses that are some, ports and amounts within their bounds, no empty text."""
    if facts is None:
        return True
    ends = (facts.source_address, facts.destination_address)
    ports = (facts.source_port, facts.destination_port)
    texts = (facts.device, facts.protocol, facts.rule, facts.user, facts.interface_in, facts.interface_out)
    return (
        all(end is None or address(end) == end for end in ends)
        and all(port is None or 0 <= port < PORTS for port in ports)
        and (facts.bytes is None or 0 <= facts.bytes < 2**63)
        and (facts.device_at is None or -(2**63) <= facts.device_at < 2**63)
        and (facts.severity is None or 0 <= facts.severity <= 7)
        and all(text != "" for text in (*texts, facts.event))
    )


def reads_soon(
    read: Callable[[Line], Facts | None],
    pieces: Sequence[str],
    *,
    before: str = "",
    after: str = "",
    header: Header = NO_HEADER,
) -> None:
    """Asserts that a line which repeats one of the pieces far beyond its longest length is read without delay."""
    for piece in pieces:
        long = line(before + piece * (HOSTILE_CHARACTERS // len(piece)) + after, header)
        with soon():
            read(long)
