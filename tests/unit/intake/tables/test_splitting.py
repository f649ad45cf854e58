"""A file in rows: by lines and quotation marks, and no row lost."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.tables.encodings import Encoding
from sekisho.intake.tables.splitting import LINES_A_ROW_MAX, Malformed, cells, split

CP932 = Encoding("cp932")


def raws(data: bytes, encoding: Encoding = CP932) -> list[tuple[int, bytes]]:
    rows = split(data, encoding, ",")
    return [(int(rows.lines[place]), rows.raw(place)) for place in range(len(rows))]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"a,b\r\nc,d\r\n", [(1, b"a,b"), (2, b"c,d")]),
        (b"a,b\nc,d", [(1, b"a,b"), (2, b"c,d")]),
        (b"\r\na\r\n\r\n\r\nb\n\n", [(2, b"a"), (5, b"b")]),
        (b'a,"b\r\nc"\r\nd\r\n', [(1, b'a,"b\r\nc"'), (3, b"d")]),
        (b'"a""\n""b",c\nd', [(1, b'"a""\n""b",c'), (3, b"d")]),
        (b'a,"b\nc\nd\n', [(1, b'a,"b'), (2, b"c"), (3, b"d")]),
        (b'a"b\nc\n"d"e"\nf', [(1, b'a"b'), (2, b"c"), (3, b'"d"e"'), (4, b"f")]),
        (b"a\r\n\x1a", [(1, b"a")]),
        (b"a,b\rc,d\r\re", [(1, b"a,b"), (2, b"c,d"), (4, b"e")]),
        (b'a,"b\nc"\rd,"e\r\nf"\rg', [(1, b'a,"b\nc"'), (2, b'd,"e\r\nf"'), (3, b"g")]),
        (b'a,"b\rc"\rd\r', [(1, b'a,"b\rc"'), (3, b"d")]),
        (b'a,"b\rc"\nd,e\rf\n', [(1, b'a,"b\rc"'), (2, b"d,e\rf")]),
        (b'"a\r\nb",c', [(1, b'"a\r\nb",c')]),
        (b"", []),
        (b"\n\r\n\n", []),
    ],
)
def test_a_row_ends_with_its_line_unless_a_quotation_goes_on(
    data: bytes, rows: list[tuple[int, bytes]]
) -> None:
    assert raws(data) == rows


def test_the_second_byte_of_a_character_ends_nothing() -> None:
    line = "ソ表能,十".encode("cp932")
    assert raws(line + b"\n" + line) == [(1, line), (2, line)]


def test_utf_16_is_split_by_units() -> None:
    text = "\u0a0a,\u220a\r\nb\r\n"  # units with the byte of a line end in them
    data = b"\xff\xfe" + text.encode("utf-16-le")
    assert raws(data, Encoding("utf-16-le", 2, 2)) == [
        (1, "\u0a0a,\u220a".encode("utf-16-le")),
        (2, "b".encode("utf-16-le")),
    ]


def test_one_stray_mark_swallows_no_more_than_its_row() -> None:
    lines = [b'x,"y', *(b"a,%d" % n for n in range(LINES_A_ROW_MAX + 5)), b'z,"w', b"b,1"]
    assert [raw for _line, raw in raws(b"\n".join(lines))] == lines


@pytest.mark.parametrize("text", ['"a', '"a"b', 'a,"b', '"a"\n"b"'])
def test_marks_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        cells(text, ",")


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('a,"\n 髙①ソ')), min_size=2, max_size=4).filter(any),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_by_the_standard_is_read_back(table: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(table)
    rows = split(out.getvalue().encode("cp932"), CP932, ",")
    assert [cells(rows.raw(place).decode("cp932"), ",") for place in range(len(rows))] == table


@given(st.binary(), st.sampled_from([1, 2]))
def test_whatever_the_bytes_rows_lie_one_behind_the_other(data: bytes, width: int) -> None:
    rows = split(data, Encoding("cp932" if width == 1 else "utf-16-le", 0, width), ",")
    end = 0
    for place in range(len(rows)):
        assert end <= rows.begins[place] < rows.ends[place] <= len(data)
        end = int(rows.ends[place])
    kept = b"".join(rows.raw(place) for place in range(len(rows)))
    if width == 1:
        gone = bytes(byte for byte in data if byte not in b"\r\n\x1a")
        assert bytes(byte for byte in kept if byte not in b"\r\n\x1a") == gone


def test_utf_16_with_cr_alone_is_split_too() -> None:
    data = "あ,い\r\u0d0d,う\r".encode("utf-16-be")
    assert raws(data, Encoding("utf-16-be", 0, 2)) == [
        (1, "あ,い".encode("utf-16-be")),
        (2, "\u0d0d,う".encode("utf-16-be")),
    ]


def test_in_title_lines_quotation_marks_mean_nothing() -> None:
    data = b'"x\na,b\n"c",d\ne"\n'
    assert [raw for _line, raw in raws(data)] == [b'"x', b"a,b", b'"c",d', b'e"']
    joined = b'"x\na,b"\nc'
    rows = split(joined, CP932, ",", titles=1)
    assert [(int(rows.lines[place]), rows.raw(place)) for place in range(len(rows))] == [
        (1, b'"x'),
        (2, b'a,b"'),
        (3, b"c"),
    ]
