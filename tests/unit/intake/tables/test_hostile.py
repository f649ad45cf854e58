"""Files with ill will: nothing is raised, nothing takes long, and the sum adds up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.operations import judged
from sekisho.intake.tables.profiles import built_in
from sekisho.intake.tables.proposing import proposed
from sekisho.intake.tables.reading import read_table
from sekisho.intake.tables.registry import KINDS
from tests.patience import soon
from tests.unit.intake.tables.samples import LABELS, csv, operations, row

HEAD = csv(LABELS).encode("cp932")
GOOD = csv(row()).encode("cp932")
MIB = 1 << 20
CASES = {
    "empty": b"",
    "only a header": HEAD,
    "one line of 10 MB": HEAD + b"a" * 10 * MIB,
    "10 MB and no header": b"\x81" * 10 * MIB,
    "a row of 10 MB between good ones": HEAD + GOOD + b'"' + b"," * 10 * MIB + b"\n" + GOOD,
    "NULs": HEAD + GOOD + b"\0" * MIB + b"\n" + GOOD,
    "NULs in a cell": HEAD + GOOD.replace(b"U0001", b"U\0001") + GOOD,
    "marks that never close": HEAD + b'"a\n' * 5_000 + GOOD,
    "a mark in every line": HEAD + GOOD.replace(b"U0001", b'U"0001') * 1_000,
    "nothing but marks": HEAD + b'"' * MIB,
    "10,000 columns": b",".join(b"c%d" % n for n in range(10_000)) + b"\n" + b"," * 9_999 + b"\n",
    "rows of 10,000 columns": HEAD + b"," * 9_999 + b"\n" + GOOD,
    "line ends only": b"\r\n" * 200_000,
    "carriage returns only": HEAD.replace(b"\r\n", b"\r") + GOOD.replace(b"\r\n", b"\r"),
    "utf-16 without half a unit": operations({}, encoding="utf-16")[:-1],
    "utf-16 read as the wrong way round": b"\xfe\xff" + operations({}, encoding="utf-16-le"),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400,
    "a workbook": b"PK\x03\x04" + bytes(range(256)) * 400,
}


@pytest.mark.parametrize("name", CASES)
def test_ill_will_gains_nothing(name: str) -> None:
    data = CASES[name]
    with soon(20):
        found = judged(data, built_in("operations"))
        assert found.row_count >= found.batch.num_rows + found.faulty or found.refused_whole
        assert found.findings
        read = read_table("operations", data, built_in("operations"))
        assert read.row_count == found.row_count == len(read.rows) + read.refused
        proposed(data, KINDS["operations"])


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("a row of 10 MB between good ones", 2),
        ("NULs", 2),
        ("NULs in a cell", 1),
        ("marks that never close", 1),
        ("rows of 10,000 columns", 1),
    ],
)
def test_good_rows_beside_bad_ones_are_read(name: str, good: int) -> None:
    assert judged(CASES[name], built_in("operations")).batch.num_rows == good


@given(st.binary(max_size=300), st.sampled_from(sorted(KINDS)))
def test_whatever_the_bytes_and_the_kind_it_does_no_harm(data: bytes, kind: str) -> None:
    head = csv([field.label for field in KINDS[kind].fields]).encode("cp932")
    for whole in (data, head + data):
        read = read_table(kind, whole, built_in(kind))
        assert read.row_count == len(read.rows) + read.refused
        proposed(whole, KINDS[kind])


def test_a_file_that_ends_in_the_middle_of_a_character_is_refused() -> None:
    assert judged(CASES["utf-16 without half a unit"], built_in("operations")).refused_whole
