"""The short form on paper: what was typed from it is understood, and slips are told from a changed log."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.short_form import (
    Fault,
    Mistyped,
    NoShortName,
    ShortForm,
    parse_short_form,
    short_form_of,
)
from tests.unit.archive.signers import CHECKPOINT

ALIKE = {"0": "o", "1": "il"}
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FORM = short_form_of(CHECKPOINT)
PRINTED = str(FORM)
NAME, SIZE, *GROUPS = PRINTED.split("-")
DIGITS = "".join(GROUPS)


def test_the_short_form_is_name_size_eight_groups_and_a_check() -> None:
    counted = Checkpoint("katsuragi.example/sekisho/operations", 1_234_567, bytes(range(32)))

    assert str(short_form_of(counted)) == "operations-1234567-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-4QEG"


def test_the_root_is_written_in_order_with_the_highest_bits_first() -> None:
    assert str(ShortForm("a", 0, b"\x80" + bytes(18) + b"\x01")).startswith(
        "a-0-G000-0000-0000-0000-0000-0000-0000-0001-"
    )


@pytest.mark.parametrize(
    "typed",
    [
        PRINTED,
        PRINTED.lower(),
        PRINTED.upper(),
        f"  {PRINTED}\n",
        PRINTED.replace("-", " "),
        PRINTED.replace("-", " - "),
        f"{NAME}-{SIZE}-{DIGITS}",
        f"{NAME} {SIZE} {DIGITS[:7]} {DIGITS[7:11]}-{DIGITS[11:]}",
        PRINTED.replace("0", "O").replace("operOtions", NAME),
        f"{NAME}-{SIZE}-{DIGITS.replace('0', 'o').replace('1', 'l')}",
        f"{NAME}-{SIZE.replace('1', 'I')}-{DIGITS.replace('1', 'i')}",
        PRINTED.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
        PRINTED.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}).replace("－", "\u3000"),
        PRINTED.replace("-", "ー"),
        PRINTED.replace("-", "−"),
        PRINTED.replace("-", "–"),
        PRINTED.replace("-", "‐"),
        PRINTED.replace("-", "ｰ"),
    ],
)
def test_however_it_is_typed_it_is_understood(typed: str) -> None:
    assert parse_short_form(typed) == FORM


def test_a_short_form_agrees_with_the_checkpoint_it_was_printed_from() -> None:
    assert parse_short_form(PRINTED).agrees_with(CHECKPOINT)


@pytest.mark.parametrize(
    "other",
    [
        replace(CHECKPOINT, size=CHECKPOINT.size + 1),
        replace(CHECKPOINT, root=bytes(1) + CHECKPOINT.root[1:]),
        replace(CHECKPOINT, root=CHECKPOINT.root[:19] + bytes(1) + CHECKPOINT.root[20:]),
        replace(CHECKPOINT, origin="katsuragi.example/sekisho/network"),
    ],
    ids=["size", "first byte of the root", "twentieth byte of the root", "log"],
)
def test_a_short_form_does_not_agree_with_another_checkpoint(other: Checkpoint) -> None:
    assert not FORM.agrees_with(other)


WRONG_SHAPES = {
    "nothing": "",
    "a name": NAME,
    "no groups": f"{NAME}-{SIZE}",
    "no size": f"{NAME}-{'-'.join(GROUPS)}",
    "no name": f"{SIZE}-{'-'.join(GROUPS)}",
    "a group left out": f"{NAME}-{SIZE}-{'-'.join(GROUPS[1:])}",
    "a group twice": f"{PRINTED}-{GROUPS[-1]}",
    "a character left out": PRINTED[:-1],
    "a character more": f"{PRINTED}0",
    "the letter U": PRINTED[:-1] + "U",
    "a character that is none of base32": PRINTED[:-1] + "*",
    "a hyphen in the size": f"{NAME}-{SIZE[:3]}-{SIZE[3:]}-{DIGITS}",
    "no hyphen before the groups": f"{NAME}-{SIZE}{DIGITS}",
    "a leading zero": f"{NAME}-0{SIZE}-{DIGITS}",
    "a size beyond 63 bits": f"{NAME}-{2**63}-{DIGITS}",
    "a name that begins with a digit": f"1{NAME}-{SIZE}-{DIGITS}",
    "a name that is not ASCII": f"操作-{SIZE}-{DIGITS}",
    "a slash in the name": f"a/{NAME}-{SIZE}-{DIGITS}",
    "far too much": PRINTED + " " * 400,
}


@pytest.mark.parametrize("what", WRONG_SHAPES)
def test_what_has_another_shape_is_mistyped(what: str) -> None:
    with pytest.raises(Mistyped) as refusal:
        parse_short_form(WRONG_SHAPES[what])

    assert refusal.value.fault is Fault.SHAPE


def test_a_character_typed_wrong_is_told_by_the_check() -> None:
    with pytest.raises(Mistyped, match="belong to another") as refusal:
        parse_short_form(f"{NAME}-{SIZE}-{'0' if DIGITS[0] != '0' else '1'}{DIGITS[1:]}")

    assert refusal.value.fault is Fault.CHECK


def test_each_character_typed_wrong_is_found() -> None:
    for place, printed in enumerate(PRINTED):
        alike = printed.lower() + (ALIKE.get(printed, "") if place > len(NAME) else "")
        for typed in "abcdefghijklmnopqrstuvwxyz_0123456789-":
            slip = PRINTED[:place] + typed + PRINTED[place + 1 :]
            if typed in alike:
                assert parse_short_form(slip) == FORM
                continue
            with pytest.raises(Mistyped):
                parse_short_form(slip)


def test_each_pair_of_neighbours_swapped_is_found() -> None:
    first_group = len(f"{NAME}-{SIZE}-")
    for place in range(len(PRINTED) - 1):
        left, right = PRINTED[place], PRINTED[place + 1]
        slip = PRINTED[:place] + right + left + PRINTED[place + 2 :]
        if left == right or ("-" in {left, right} and place >= first_group):
            assert parse_short_form(slip) == FORM  # a hyphen between the groups may stand anywhere
            continue
        with pytest.raises(Mistyped):
            parse_short_form(slip)


def test_a_wrong_check_character_is_always_found() -> None:
    for place in range(-4, 0):
        for digit in set(CROCKFORD) - {PRINTED[place]}:
            changed = [*PRINTED]
            changed[place] = digit
            with pytest.raises(Mistyped):
                parse_short_form("".join(changed))


@pytest.mark.parametrize(
    "origin", ["katsuragi.example/", "katsuragi.example/操作", "katsuragi.example/Operations", "a/1st", "a-b"]
)
def test_a_log_without_a_short_name_has_no_short_form(origin: str) -> None:
    with pytest.raises(NoShortName):
        short_form_of(replace(CHECKPOINT, origin=origin))


@given(
    log=st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True),
    size=st.integers(1, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
)
def test_short_forms_come_back(log: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(f"katsuragi.example/sekisho/{log}", size, root)
    form = short_form_of(checkpoint)

    assert parse_short_form(str(form)) == form
    assert parse_short_form(str(form).upper().replace("-", "　")) == form
    assert form.agrees_with(checkpoint)


@given(st.text(alphabet="aA1oO0uU-ー　 _Ⅷ½ß\u0130\ufdfa\ud800", max_size=60))
def test_whatever_is_typed_is_a_short_form_or_mistyped(text: str) -> None:
    try:
        form = parse_short_form(text)
    except Mistyped:
        return
    assert parse_short_form(str(form)) == form
