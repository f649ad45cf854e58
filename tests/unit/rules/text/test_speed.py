"""Reading takes time in proportion to the text, whatever it is made of."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sekisho.rules.text import read

KATSURAGI = (Path(__file__).parents[3] / "fixtures" / "katsuragi.txt").read_text(encoding="utf-8")
MONOTONOUS = {
    "the same rule again and again": KATSURAGI,
    "captions": "(趣旨)\n",
    "the title": "○情報管理規程\n第1条 甲。\n情報管理規程\n",
    "blocks": "第1条 甲。\n(平成18年2月21日規程第5号)\nこの規程は、公布の日から施行する。\n",
    "items without marks": "第1条 次に掲げる。\n 甲。\n\n 乙。\n",
    "brackets": "(" * 500 + "\n",
    "dates": "平成18年2月21日" * 20,
    "marks on one line": "(1) ア " * 20,
    "blank lines": "\n" * 50,
}
MORE = 8  # times the text; a reader that compared each line with each other would take 64 times as long
TOLERATED = 4  # times the expected time: clocks of busy machines are rough


@pytest.mark.parametrize("piece", MONOTONOUS.values(), ids=MONOTONOUS)
def test_a_longer_text_takes_longer_in_proportion(piece: str) -> None:
    short = piece * max(1, 10_000 // len(piece))

    assert seconds(short * MORE) < TOLERATED * MORE * seconds(short)


def seconds(text: str) -> float:
    """The lesser processor time of two readings, at least a millisecond."""
    least = 1e9
    for _reading in range(3):
        started = time.process_time()
        read(text)
        least = min(least, time.process_time() - started)
    return max(least, 0.001)
