"""Whatever the text, the reader never raises, never loses a character, and gives no id twice."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sekisho.rules.text import Reading, as_json, as_text, outline, read, source, walk
from sekisho.rules.text.folding import visible
from tests.unit.rules.text.shapes import ALL

KATSURAGI = (Path(__file__).parents[3] / "fixtures" / "katsuragi.txt").read_text(encoding="utf-8")
TEXTS = [KATSURAGI, *(shape.text for shape in ALL.values())]
PIECES = [
    *(
        "第1条",
        "第２条",
        "第三条",
        "第九条の五",
        "第3条ノ二",
        "第1",
        "第7条から第9条まで 削除",
        "第1章 総則",
        "第2節　雑則",
    ),
    *(
        " ",
        "　",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u2028",
        "\x0c",
        "\x00",
        "\ufeff",
        "\u200b",
        "\ue000",
        "\ufffd",
    ),
    *("1 ", "2 ", "３　", "2の2 ", "②", "一　", "二、", "(1)", "（２）", "(一)", "⑶", "㈣", "1)", "4．"),
    *(
        "ア ",
        "イ　",
        "ロ　",
        "(ア)",
        "（イ）",
        "ニ　",
        "二　",
        "力　",
        "ー ",
        "a ",
        "(b)",
        "ⅰ",
        "(iv)",
        "Ⅰ　",
        "・",
    ),
    *(
        "附則",
        "附　則",
        "別表(第3条関係)",
        "別表第1",
        "様式第1号",
        "別記",
        "目次",
        "沿革情報",
        "体系情報",
        "- 3 -",
    ),
    *(
        "(趣旨)",
        "(施行期日)",
        "（平成18年2月21日規程第5号）",
        "(令2訓令甲8・一部改正)",
        "(",
        "）",
        "〔",
        "」",
    ),
    *("平成14年9月12日 規程第7号", "改正 平成18年2月30日規程第5号", "この規程は、公布の日から施行する。"),
    *(
        "○",
        "セキュリティ規程",
        "次に掲げる者とする。",
        "前項の規定は",
        "ただし、",
        "削除",
        "│",
        "|",
        "。",
        "𠮷",
    ),
]


def holds(reading: Reading, text: str) -> bool:
    """Everything that must hold of any reading."""
    nodes = list(walk(reading.root))
    numbers = sorted(line.number for node in nodes for line in node.lines)
    ids = [node.id for node in nodes if node.id is not None]
    assert source(reading) == text
    assert numbers == list(range(1, len(numbers) + 1))
    assert visible(as_text(reading, reconstructed=False)) == visible(text)
    assert len(ids) == len(set(ids))
    assert all(node.first_line <= node.last_line for node in nodes)
    assert all(1 <= doubt.line <= max(1, len(numbers)) for doubt in reading.doubts)
    assert len(outline(reading)) <= len(nodes)
    return bool(json.dumps(as_json(reading)))


@given(st.text())
@example("")
@example("\ufeff")
@example("\r\r\n\n")
@example("\ud800第1条 あ\udfff")
def test_any_text_at_all(text: str) -> None:
    assert holds(read(text), text)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), max_size=30).map(
        "\n".join
    )
)
def test_any_sequence_of_what_rules_are_made_of(text: str) -> None:
    assert holds(read(text), text)


@st.composite
def harmed(draw: st.DrawFn) -> str:
    """A rule with some lines lost, repeated, moved, joined, or with something put into them."""
    lines = draw(st.sampled_from(TEXTS)).splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "repeat", "swap", "join", "insert", "cut"])):
            case "lose" if len(lines) > 1:
                del lines[at]
            case "repeat":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "join":
                lines[at] = lines[at].rstrip("\n")
            case "insert":
                place = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:place] + draw(st.sampled_from(PIECES)) + lines[at][place:]
            case _:
                place = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:place] + lines[at][place + 1 :]
    return "".join(lines)


@settings(deadline=None, max_examples=300)
@given(harmed())
def test_any_rule_that_was_harmed(text: str) -> None:
    assert holds(read(text), text)


@settings(deadline=None, max_examples=100)
@given(harmed())
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text) == read(text)
