"""One record has one canonical form, and one form is one record."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.records import RECORD_BYTES_MAX, BadRecord, Kept, Kind, decode, encode, entry
from tests.unit.archive.logs import OPERATIONS

INT64 = st.integers(-(2**63), 2**63 - 1)
RECORD = Kept(Kind.RECORD, 1, 7, 1_000_000, "cs", None, b"box", (5, "U001", 9, True, 3))


def optional(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), values)


records = st.builds(
    Kept,
    kind=st.sampled_from(Kind),
    schema=st.just(1),
    position=st.integers(0, 2**63 - 1),
    received_at=INT64,
    source=st.text(max_size=9),
    raw=optional(st.binary(max_size=20)),
    sealed=optional(st.binary(max_size=20)),
    values=st.tuples(
        optional(INT64),
        optional(st.text(max_size=9)),
        optional(INT64),
        optional(st.booleans()),
        optional(INT64),
    ),
)


@given(records)
def test_a_record_is_read_from_its_form_as_it_was(record: Kept) -> None:
    assert decode(encode(record, OPERATIONS), OPERATIONS) == record


@given(records, records)
def test_two_records_have_two_forms(one: Kept, other: Kept) -> None:
    assert (encode(one, OPERATIONS) == encode(other, OPERATIONS)) == (one == other)


def test_absent_and_empty_differ() -> None:
    for column in range(5):
        empty = [RECORD.values[n] if n != column else (("", 0)[column != 1]) for n in range(5)]
        absent = [*empty]
        absent[column] = None
        forms = {encode(replace(RECORD, values=tuple(v)), OPERATIONS) for v in (empty, absent)}
        assert len(forms) == 2
    assert encode(replace(RECORD, raw=b""), OPERATIONS) != encode(RECORD, OPERATIONS)


def test_the_form_does_not_drift() -> None:
    assert encode(RECORD, OPERATIONS).hex() == (
        "01010001000000000000000700000000000f42407e"
        "00000000000000050000000000000009010000000000000003"
        "00000002000000000000000300000004" + b"csboxU001".hex()
    )  # fmt: skip


@given(records, st.data())
def test_a_changed_form_is_another_record_or_none(record: Kept, data: st.DataObject) -> None:
    form = encode(record, OPERATIONS)
    bit = data.draw(st.integers(0, len(form) * 8 - 1))
    changed = bytearray(form)
    changed[bit // 8] ^= 1 << bit % 8

    try:
        read = decode(bytes(changed), OPERATIONS)
    except BadRecord:
        return
    assert read != record
    assert encode(read, OPERATIONS) == bytes(changed)


@given(records)
def test_a_form_cut_short_or_with_more_behind_it_is_refused(record: Kept) -> None:
    form = encode(record, OPERATIONS)

    for changed in (form[:-1], form + b"\0", form[:10], b""):
        with pytest.raises(BadRecord):
            decode(changed, OPERATIONS)


@pytest.mark.parametrize(
    ("place", "byte"),
    [(0, 2), (1, 2), (3, 2), (20, 0xFF), (20, 0x7C)],
    ids=["version", "kind", "declaration", "unused presence bit", "absent with a value"],
)
def test_what_has_no_meaning_is_refused(place: int, byte: int) -> None:
    form = bytearray(encode(RECORD, OPERATIONS))
    form[place] = byte

    with pytest.raises(BadRecord):
        decode(bytes(form), OPERATIONS)


def test_a_flag_is_zero_or_one_and_text_is_utf8() -> None:
    form = encode(RECORD, OPERATIONS)
    for changed in (form[:37] + b"\2" + form[38:], form[:-4] + b"\xff001"):
        with pytest.raises(BadRecord):
            decode(changed, OPERATIONS)


@pytest.mark.parametrize(
    "values", [(2**63, None, None, None, None), (None, "\ud800", None, None, None), (1,)]
)
def test_a_value_that_does_not_fit_its_column_is_refused(values: tuple[object, ...]) -> None:
    with pytest.raises(BadRecord):
        encode(replace(RECORD, values=values), OPERATIONS)  # type: ignore[arg-type]  # wrong on purpose


def test_a_record_too_long_for_an_entry_stands_in_it_by_its_digest() -> None:
    salt = bytes(range(16))
    longest, longer = bytes(RECORD_BYTES_MAX), bytes(RECORD_BYTES_MAX + 1)

    assert entry(salt, longest) == salt + longest
    assert entry(salt, longer) == (
        salt + b"\2" + struct.pack(">Q", len(longer)) + hashlib.sha256(longer).digest()
    )
