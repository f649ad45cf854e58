"""A box opens in its place, with its key, as it was; and nowhere else, and not otherwise."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import date

import pyarrow as pa
import pytest
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive.month_keys import (
    KeyLost,
    Shredded,
    format_month_keys,
    kek_id,
    new_month_keys,
    parse_month_keys,
    rewrap,
    shred,
    unwrapped,
)
from sekisho.archive.sealing import (
    OPENED_BYTES_MAX,
    DamagedBox,
    Dictionary,
    Opened,
    TooFewSamples,
    TooMuchToSeal,
    box_texts,
    open_box,
    open_many,
    seal,
    seal_many,
    token_column,
    tokens,
    train_dictionary,
)

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
ORIGIN = "katsuragi.example/sekisho/operations"
POSITION = 1_234_567
VALUES = ("12345678901", "氏名カナ=カツラギ ハナコ", None)
RAW = "2026-11-26 09:30:00,U000123,T0007,住民票照会,12345678901,氏名カナ=カツラギ ハナコ,1".encode("cp932")
DICTIONARY = Dictionary(1, "2026-11-26 09:30:00,U000123,T0007,住民票照会,".encode("cp932") * 3)
TEXTS = st.one_of(st.none(), st.text(max_size=40))
RAWS = st.one_of(st.none(), st.binary(max_size=60))

PLAIN_BOX = "0005aef88783217010fae87b43c8fbb45cca707a1fb7ebf0f42f5ad2907141a9e1f3aaedd0274cc50d50"
DICTIONARY_BOX = (
    "01d358ca9d2f7f4aa0fed3bee2ed547ff0edddee720dca9696de301cdebfcaebc8fc19bfad46594fc740c9f6b4aad0"
    "c5be86a20820d28fe6bc3fb49a2c5f3bee779dbc1a24f268c2f52be6f1f942b9cbe8d97201ee02f08f231052218649"
    "436ebf6b9bcfd965ac5a98c68f0da9cfd82b1710cd382ce92131"
)


def sealed(
    values: Sequence[str | None] = VALUES,
    raw: bytes | None = RAW,
    *,
    position: int = POSITION,
    dictionary: Dictionary | None = None,
) -> bytes:
    return seal(values, raw, data_key=KEY, origin=ORIGIN, schema=1, position=position, dictionary=dictionary)


def opened(
    box: bytes, *, position: int = POSITION, dictionaries: dict[int, Dictionary] | None = None
) -> Opened:
    return open_box(box, data_key=KEY, origin=ORIGIN, schema=1, position=position, dictionaries=dictionaries)


def by_hand(plain: bytes, *, frame: bytes | None = None, number: int = 0) -> bytes:
    """A box as the format describes it, around any content."""
    if frame is None:
        frame = zstandard.ZstdCompressor(write_content_size=False).compress(plain)
    place = POSITION.to_bytes(8, "big")
    associated = b"sekisho.archive/box/v1\n" + ORIGIN.encode() + b"\n" + b"\0\1" + bytes([number]) + place
    return bytes([number]) + AESGCMSIV(KEY).encrypt(place + bytes(4), frame, associated)


def test_what_was_sealed_opens_as_it_was() -> None:
    assert opened(sealed()) == Opened(VALUES, RAW)
    assert opened(sealed(dictionary=DICTIONARY), dictionaries={1: DICTIONARY}) == Opened(VALUES, RAW)


def test_a_box_made_by_hand_from_the_format_opens() -> None:
    assert opened(by_hand(json.dumps(["a", None]).replace(" ", "").encode() + b"\0\xff\0")) == Opened(
        ("a", None), b"\xff\0"
    )


def test_a_box_shows_nothing_of_its_content() -> None:
    assert b"12345678901" not in sealed()


@settings(deadline=None)
@given(values=st.lists(TEXTS, max_size=4), raw=RAWS)
def test_any_values_come_back(values: list[str | None], raw: bytes | None) -> None:
    assert opened(sealed(values, raw)) == Opened(tuple(values), raw)


@pytest.mark.parametrize(
    ("values", "raw"),
    [
        ([], None),
        ([None], None),
        ([""], None),
        (["null"], None),
        ([None], b""),
        (["\0"], b"\0"),
        (['"]'], None),
    ],
)
def test_absent_empty_and_null_stay_apart(values: list[str | None], raw: bytes | None) -> None:
    assert opened(sealed(values, raw)) == Opened(tuple(values), raw)


def test_text_of_every_plane_comes_back() -> None:
    values = ("𠮷野家", "葛󠄀城", "e\u0301é", "\u2028\x7f\ufeff", "👩‍👩‍👧")

    assert opened(sealed(values)).values == values


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        sealed(["\ud800"])


def test_many_at_once_are_as_one_by_one() -> None:
    columns: list[list[str | None]] = [["甲", "乙", None], ["", "x", "y"]]
    raws: list[bytes | None] = [b"1", None, b"3"]

    boxes = seal_many(
        columns, raws, data_key=KEY, origin=ORIGIN, schema=1, positions=range(7, 10), dictionary=DICTIONARY
    )

    for index, box in enumerate(boxes):
        values = [column[index] for column in columns]
        assert box == sealed(values, raws[index], position=7 + index, dictionary=DICTIONARY)
    assert open_many(
        zip(range(7, 10), boxes, strict=True),
        data_key=KEY,
        origin=ORIGIN,
        schema=1,
        dictionaries={1: DICTIONARY},
    ) == [Opened(("甲", ""), b"1"), Opened(("乙", "x"), None), Opened((None, "y"), b"3")]


def test_columns_of_different_length_are_our_mistake() -> None:
    with pytest.raises(ValueError, match="argument"):
        seal_many([["a"], []], [None], data_key=KEY, origin=ORIGIN, schema=1, positions=[0])


@pytest.mark.parametrize("positions", [[], [0, 1]])
def test_every_box_has_a_position_of_its_own(positions: list[int]) -> None:
    with pytest.raises(ValueError, match="positions for 1 records"):
        seal_many([["a"]], [None], data_key=KEY, origin=ORIGIN, schema=1, positions=positions)


@pytest.mark.parametrize(
    ("data_key", "origin", "schema", "position"),
    [
        (KEY, ORIGIN, 1, POSITION + 1),
        (KEY, "katsuragi.example/sekisho/network", 1, POSITION),
        (KEY, ORIGIN, 2, POSITION),
        (OTHER_KEY, ORIGIN, 1, POSITION),
    ],
    ids=["position", "log", "declaration", "month"],
)
def test_a_box_opens_nowhere_else(data_key: bytes, origin: str, schema: int, position: int) -> None:
    with pytest.raises(DamagedBox, match="does not fit key and place"):
        open_box(sealed(), data_key=data_key, origin=origin, schema=schema, position=position)


@pytest.mark.parametrize("dictionary", [None, DICTIONARY], ids=["plain", "dictionary"])
def test_a_box_with_any_one_bit_turned_stays_shut(dictionary: Dictionary | None) -> None:
    box = sealed(dictionary=dictionary)

    for bit in range(8 * len(box)):
        turned = bytearray(box)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedBox):
            opened(bytes(turned), dictionaries={1: DICTIONARY} if dictionary else None)


@pytest.mark.parametrize("length", [0, 1, 5, 16, 17, -1])
def test_a_box_cut_short_stays_shut(length: int) -> None:
    with pytest.raises(DamagedBox):
        opened(sealed()[:length])


def test_a_box_without_its_dictionary_stays_shut() -> None:
    with pytest.raises(DamagedBox, match="dictionary 1 is not there"):
        opened(sealed(dictionary=DICTIONARY))


@pytest.mark.parametrize(
    "plain", [b"", b"x", b"{}", b"[1]", b'["a"', b'["a"]x', b"[\xff]", b"[" * 100_000, b'[["a"]]', b"[NaN]"]
)
def test_a_box_that_holds_something_else_is_refused(plain: bytes) -> None:
    with pytest.raises(DamagedBox):
        opened(by_hand(plain))


@pytest.mark.parametrize(
    "frame",
    [
        zstandard.ZstdCompressor().compress(b"[]"),
        zstandard.ZstdCompressor(write_content_size=False, write_checksum=True).compress(b"[]"),
        zstandard.ZstdCompressor(write_content_size=False).compress(b"[]")[:-1],
        b"\x50\x2a\x4d\x18\1\0\0\0x" + zstandard.ZstdCompressor(write_content_size=False).compress(b"[]"),
        b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8,  # says that it holds 2**64 - 1 bytes
        b"[]",
    ],
    ids=["size", "checksum", "cut", "skippable", "endless", "bare"],
)
def test_a_frame_of_another_form_is_refused(frame: bytes) -> None:
    with pytest.raises(DamagedBox):
        opened(by_hand(b"", frame=frame))


@pytest.mark.parametrize("length", range(65_532, 65_538))
def test_a_box_of_about_the_usual_most_opens(length: int) -> None:
    assert opened(by_hand(b"[]\0" + bytes(length - 3))).raw == bytes(length - 3)


def test_a_box_opens_with_its_own_dictionary_only() -> None:
    other = Dictionary(2, DICTIONARY.data.replace(b"U000123", b"U000999"))
    box = sealed(dictionary=DICTIONARY)

    with pytest.raises(DamagedBox):
        opened(bytes([2]) + box[1:], dictionaries={1: DICTIONARY, 2: other})


def test_a_box_of_the_largest_size_opens_and_a_larger_one_is_refused() -> None:
    largest = b"[]\0" + bytes(OPENED_BYTES_MAX - 3)

    assert opened(by_hand(largest)).raw == bytes(OPENED_BYTES_MAX - 3)
    with pytest.raises(DamagedBox, match="more than 67108864 bytes"):
        opened(by_hand(largest + b"\0"))


def test_nothing_is_sealed_that_nobody_could_open() -> None:
    with pytest.raises(TooMuchToSeal):
        sealed([], bytes(OPENED_BYTES_MAX))


def test_a_trained_dictionary_makes_boxes_smaller() -> None:
    invented = [
        f"2026-11-26 09:{n % 60:02d}:00,U{n:06d},T0007,住民票照会,{n * 7919:011d},1" for n in range(1000)
    ]
    samples = box_texts(
        [[f"{n * 7919:011d}" for n in range(1000)]], [line.encode("cp932") for line in invented]
    )

    trained = Dictionary(2, train_dictionary(samples))

    box = sealed(dictionary=trained)
    assert len(box) < len(sealed())
    assert opened(box, dictionaries={2: trained}) == Opened(VALUES, RAW)


def test_too_few_samples_make_no_dictionary() -> None:
    with pytest.raises(TooFewSamples):
        train_dictionary([b"one"])


@pytest.mark.parametrize("number", [0, 256])
def test_a_dictionary_has_a_number_that_fits_a_box(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 255"):
        Dictionary(number, b"x")


@given(value=st.text(max_size=30), column=st.sampled_from(["subject", "search_condition"]))
def test_a_token_is_the_beginning_of_a_keyed_hash(value: str, column: str) -> None:
    mac = hmac.digest(KEY, column.encode() + b"\0" + value.encode(), hashlib.sha256)

    token = int(mac.hex()[:12], 16)
    assert tokens(KEY, column, [value, None, value]) == [token, None, token]


def test_the_format_does_not_drift() -> None:
    assert sealed(("甲", None), b"raw").hex() == PLAIN_BOX
    assert opened(bytes.fromhex(DICTIONARY_BOX), dictionaries={1: DICTIONARY}) == Opened(VALUES, RAW)
    assert tokens(KEY, "subject", ["12345678901", None, ""]) == [95891978458427, None, 204664057523935]


@given(st.lists(st.none() | st.text(st.characters(codec="utf-8")), max_size=20), st.integers(1, 2000))
def test_the_tokens_of_a_column_are_those_of_its_values(values: list[str | None], times: int) -> None:
    many = values * times
    assert token_column(KEY, "subject", pa.array(many, pa.string())).to_pylist() == tokens(
        KEY, "subject", many
    )


def test_many_boxes_are_those_that_are_sealed_one_by_one() -> None:
    values = [f"{number:011d}" if number % 7 else None for number in range(3000)]
    raws = [f"line {number} ".encode() * (number % 5) for number in range(3000)]
    for known in (None, Dictionary(7, train_dictionary(box_texts([values], raws)))):
        many = seal_many(
            [values], raws, data_key=KEY, origin=ORIGIN, schema=1, positions=range(3000), dictionary=known
        )
        assert many == [
            seal([value], raw, data_key=KEY, origin=ORIGIN, schema=1, position=place, dictionary=known)
            for place, (value, raw) in enumerate(zip(values, raws, strict=True))
        ]


def test_a_month_keeps_its_boxes_through_rotation_until_it_is_shredded() -> None:
    """As an archive does it: keys from the file, a box, a new sealing key, then the end of retention."""
    sealing, following = bytes(range(100, 132)), bytes(range(132, 164))
    keys = new_month_keys("2026-11", ORIGIN, sealing)
    box = seal(
        VALUES,
        RAW,
        data_key=unwrapped(keys, {kek_id(sealing): sealing}),
        origin=ORIGIN,
        schema=1,
        position=POSITION,
    )
    keys = parse_month_keys(format_month_keys(rewrap(keys, {kek_id(sealing): sealing}, following)))

    data_key = unwrapped(keys, {kek_id(following): following})

    assert open_box(box, data_key=data_key, origin=ORIGIN, schema=1, position=POSITION) == Opened(VALUES, RAW)
    with pytest.raises(KeyLost):
        unwrapped(keys, {kek_id(sealing): sealing})
    with pytest.raises(Shredded):
        unwrapped(shred(keys, date(2034, 4, 1)), {kek_id(following): following})
