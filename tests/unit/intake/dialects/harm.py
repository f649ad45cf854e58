"""Lines as they arrive after an accident: cut, doubled, with characters replaced."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from sekisho.intake.facts import Facts, Header, Line
from tests.unit.intake.dialects.lines import NO_HEADER, line

HOSTILE_CHARACTERS = 200_000
SOON_SECONDS = 0.2
ODD = "\x00\udc81\ud800 \t\n|\\\"'=:,;.()[]{}<>-/遮断①9aZ٣²"


@st.composite
def harmed(draw: st.DrawFn, samples: Sequence[str]) -> str:
    """One of the samples after up to three accidents."""
    said = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(st.integers(0, len(said)))
        end = draw(st.integers(begin, len(said)))
        put = draw(st.sampled_from(["", said[begin:end] * 2, "9" * 25, *ODD]) | st.text(max_size=8))
        said = said[:begin] + put + said[end:]
    return said


def reads_soon(
    read: Callable[[Line], Facts | None], pieces: Sequence[str], header: Header = NO_HEADER
) -> None:
    """Asserts that a long line of each piece, again and again, takes little time."""
    for piece in pieces:
        said = line(piece * (HOSTILE_CHARACTERS // len(piece)), header)
        begun = time.process_time()
        read(said)
        assert time.process_time() - begun < SOON_SECONDS, piece
