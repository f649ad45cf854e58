"""The keys of a month and of a year: wrapped, wrapped anew, lost, shredded."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.month_keys import (
    BadSecrets,
    DamagedKey,
    KeyLost,
    MonthKeys,
    NothingSealed,
    Shredded,
    Wrapped,
    YearKeys,
    format_month_keys,
    format_year_keys,
    kek_id,
    new_month_keys,
    new_year_keys,
    parse_month_keys,
    parse_year_keys,
    rewrap,
    shred,
    unwrapped,
    wrap,
)

ORIGIN = "katsuragi.example/sekisho/operations"
SEALING, NEXT_SEALING = bytes(range(32)), bytes(range(32, 64))
SEALING_KEYS = {kek_id(SEALING): SEALING}
DATA_KEY, SALT_KEY = bytes(range(64, 96)), bytes(range(96, 128))
DISPOSED_ON = date(2034, 4, 1)
MONTH = MonthKeys("2026-11", ORIGIN, SALT_KEY, wrap(DATA_KEY, SEALING))
YEAR = YearKeys("fy2026", ORIGIN, wrap(DATA_KEY, SEALING))
MONTH_FILE = format_month_keys(MONTH)


def test_the_files_are_lines_of_sorted_json() -> None:
    assert MONTH_FILE == (
        b'{"data_key":{"kek":"1a2ed980","wrapped":"vSonaujHRkx+izlmdKxuDpVYyExgCbP6QTzwameiAII+TXIN8kGfqQ=="},'
        b'"month":"2026-11","origin":"katsuragi.example/sekisho/operations",'
        b'"salt_key":"YGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn8=","version":1}\n'
    )
    assert format_year_keys(YEAR) == (
        b'{"origin":"katsuragi.example/sekisho/operations","token_key":{"kek":"1a2ed980",'
        b'"wrapped":"vSonaujHRkx+izlmdKxuDpVYyExgCbP6QTzwameiAII+TXIN8kGfqQ=="},"version":1,"year":"fy2026"}\n'
    )


def test_the_wrapping_is_that_of_rfc_3394() -> None:
    """Section 4.6: 256 bits of key data with a 256-bit key."""
    key = bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F")

    assert wrap(key, SEALING).wrapped.hex().upper() == (
        "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
    )


@pytest.mark.parametrize(
    "keys", [MONTH, new_month_keys("2026-12", ORIGIN, None), shred(MONTH, DISPOSED_ON)], ids=lambda k: k.month
)
def test_a_months_file_gives_back_what_was_written(keys: MonthKeys) -> None:
    assert parse_month_keys(format_month_keys(keys)) == keys


@pytest.mark.parametrize("keys", [YEAR, new_year_keys("fy2027", ORIGIN, None), shred(YEAR, DISPOSED_ON)])
def test_a_years_file_gives_back_what_was_written(keys: YearKeys) -> None:
    assert parse_year_keys(format_year_keys(keys)) == keys


def test_who_has_the_sealing_key_has_the_data_key() -> None:
    assert unwrapped(MONTH, SEALING_KEYS) == DATA_KEY
    assert unwrapped(YEAR, SEALING_KEYS) == DATA_KEY


def test_fresh_keys_are_never_the_same() -> None:
    made = [new_month_keys("2026-11", ORIGIN, SEALING) for _ in range(3)]

    assert len({keys.salt_key for keys in made}) == 3
    assert len({unwrapped(keys, SEALING_KEYS) for keys in made}) == 3


def test_a_key_under_a_sealing_key_that_is_not_there_is_lost() -> None:
    with pytest.raises(KeyLost, match=kek_id(SEALING)) as lost:
        unwrapped(MONTH, {kek_id(NEXT_SEALING): NEXT_SEALING})

    assert lost.value.kek == kek_id(SEALING)


def test_a_key_that_was_altered_does_not_unwrap() -> None:
    assert MONTH.data_key is not None
    altered = bytes([MONTH.data_key.wrapped[0] ^ 1]) + MONTH.data_key.wrapped[1:]

    with pytest.raises(DamagedKey):
        unwrapped(MonthKeys("2026-11", ORIGIN, SALT_KEY, Wrapped(kek_id(SEALING), altered)), SEALING_KEYS)


def test_after_a_rotation_the_new_sealing_key_opens_and_the_old_does_not() -> None:
    rotated = rewrap(MONTH, SEALING_KEYS, NEXT_SEALING)

    assert unwrapped(rotated, {kek_id(NEXT_SEALING): NEXT_SEALING}) == DATA_KEY
    with pytest.raises(KeyLost):
        unwrapped(rotated, SEALING_KEYS)
    assert (rotated.month, rotated.origin, rotated.salt_key) == (MONTH.month, ORIGIN, SALT_KEY)


def test_a_year_is_rotated_alike() -> None:
    rotated = rewrap(YEAR, SEALING_KEYS, NEXT_SEALING)

    assert unwrapped(rotated, {kek_id(NEXT_SEALING): NEXT_SEALING}) == DATA_KEY


def test_a_rotation_leaves_alone_what_has_no_key() -> None:
    shredded = shred(MONTH, DISPOSED_ON)

    assert rewrap(shredded, {}, NEXT_SEALING) == shredded


def test_a_rotation_without_the_old_sealing_key_is_refused() -> None:
    with pytest.raises(KeyLost):
        rewrap(MONTH, {}, NEXT_SEALING)


@pytest.mark.parametrize(
    "shredded", [shred(MONTH, DISPOSED_ON), shred(YEAR, DISPOSED_ON)], ids=["month", "year"]
)
def test_what_was_shredded_opens_for_nobody(shredded: MonthKeys | YearKeys) -> None:
    with pytest.raises(Shredded, match="2034-04-01"):
        unwrapped(shredded, SEALING_KEYS)


def test_a_shredded_month_keeps_its_salts_and_nothing_of_its_data_key() -> None:
    shredded = shred(MONTH, DISPOSED_ON)

    assert MONTH.data_key is not None
    assert b64encode(MONTH.data_key.wrapped) not in format_month_keys(shredded)
    assert shredded.salt_key == SALT_KEY
    assert (
        json.loads(format_month_keys(shredded)).items()
        >= {"data_key": None, "shredded_on": "2034-04-01"}.items()
    )


def test_a_month_is_shredded_once() -> None:
    with pytest.raises(Shredded):
        shred(shred(MONTH, DISPOSED_ON), DISPOSED_ON)


def test_a_log_that_seals_nothing_has_nothing_to_open_or_shred() -> None:
    keys = new_month_keys("2026-11", ORIGIN, None)

    with pytest.raises(NothingSealed):
        unwrapped(keys, SEALING_KEYS)
    with pytest.raises(NothingSealed):
        shred(keys, DISPOSED_ON)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n", b""),
        (b"\n", b"\n\n"),
        (b'"version":1', b'"version":2'),
        (b'"version":1', b'"version":true'),
        (b'"version":1', b'"version":1,"month":"2026-11"'),
        (b'"version":1', b'"version":1,"also":1'),
        (b'"month":', b'"month": '),
        (b"2026-11", b"2026-13"),
        (b"2026-11", b"2026-1"),
        (b'"2026-11"', b"202611"),
        (b"katsuragi.example", b"katsuragi example"),
        (b"katsuragi.example", b"katsuragi\\ud800"),
        (b"YGFi", b""),
        (b"YGFi", b"!GFi"),
        (b'"kek":"', b'"kek":"A'),
        (b'"wrapped":"', b'"wrapped":"AAAA'),
        (b'"version":1', b'"shredded_on":"2034-04-01","version":1'),
        (b'{"data_key":{', b'{"data_key":[{'),
    ],
)
def test_a_file_in_any_other_form_is_refused(old: bytes, new: bytes) -> None:
    assert old in MONTH_FILE

    with pytest.raises(BadSecrets):
        parse_month_keys(MONTH_FILE.replace(old, new, 1))


@pytest.mark.parametrize("day", ["2034-4-1", "20340401", "2034-02-30", "yesterday"])
def test_a_day_of_shredding_that_is_no_day_is_refused(day: str) -> None:
    data = format_month_keys(shred(MONTH, DISPOSED_ON)).replace(b"2034-04-01", day.encode())

    with pytest.raises(BadSecrets):
        parse_month_keys(data)


@given(
    st.one_of(
        st.binary(max_size=200), st.recursive(st.none(), st.lists).map(lambda v: json.dumps(v).encode())
    )
)
def test_whatever_is_no_file_of_keys_is_refused_as_such(data: bytes) -> None:
    for parse in (parse_month_keys, parse_year_keys):
        with pytest.raises(BadSecrets):
            parse(data)


def test_a_years_file_is_no_months() -> None:
    with pytest.raises(BadSecrets):
        parse_month_keys(format_year_keys(YEAR))
    with pytest.raises(BadSecrets):
        parse_year_keys(MONTH_FILE)


def test_no_key_shows_in_what_is_printed() -> None:
    assert repr(SALT_KEY)[2:-1] not in repr(MONTH)
