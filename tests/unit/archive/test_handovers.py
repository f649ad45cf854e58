"""Whoever trusts one key of an archive follows its handovers to all the others, and no forged one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive.handovers import (
    BrokenChain,
    Handover,
    HandoverRefused,
    KeyOutsideChain,
    MalformedHandover,
    Reached,
    key_chain,
    make_handover,
    parse_handover,
)
from sekisho.archive.keys import OutsideBase, SigningKey
from sekisho.archive.notes import (
    COSIGNATURE,
    ED25519,
    Ed25519Signer,
    NoKnownKey,
    VerifierKey,
    format_note,
    parse_note,
    sign_note,
    verifier_key,
)
from tests.unit.archive.signers import private_key

BASE = "katsuragi.example/sekisho"
AT = datetime(2027, 4, 1, 0, 0, tzinfo=UTC)
FIRST, SECOND, THIRD, THIEF = (SigningKey(BASE, private_key(name)) for name in ("1", "2", "3", "thief"))
NAME = f"{BASE}/handover"


def reached(**sizes: int) -> list[Reached]:
    return [Reached(log, size, sha256(f"{log} {size}".encode()).digest()) for log, size in sizes.items()]


def handover(old: SigningKey, new: SigningKey, number: int, **sizes: int) -> bytes:
    return make_handover(old, new, number=number, at=AT, reached=reached(**sizes))


def public(key: SigningKey, name: str = "operations") -> VerifierKey:
    return verifier_key(f"{BASE}/{name}", ED25519, key.public_key)


ONE = handover(FIRST, SECOND, 1, operations=100, network=7)
TWO = handover(SECOND, THIRD, 2, operations=250, network=7, journal=3)
CHAIN = [ONE, TWO]


def signed(text: str, *keys: SigningKey) -> bytes:
    return format_note(sign_note(text, [key.signer(NAME) for key in keys]))


def test_a_handover_says_what_the_format_says() -> None:
    assert parse_note(ONE).text == (
        "sekisho.archive/handover/v1\n"
        "katsuragi.example/sekisho\n"
        "1\n"
        "zQP73cqqJwPCUWVtXM3Zn1Y1seBlPAY2uVGjo9sh2tQ=\n"
        "+E0f4Ka2I0wVXw9CB4b0xXUBUxfB9B6csrVdzR467mg=\n"
        "2027-04-01T00:00:00Z\n"
        "network 7 jwx2gJnQQFea5k70ePhYttS1iuNZpZXwuvDT+D4gfEY=\n"
        "operations 100 feFxHFi3uIwujbNfwWVDeLIls5TneO9TiKhrl329Gzg=\n"
    )


def test_a_handover_gives_back_what_was_said() -> None:
    assert parse_handover(ONE) == Handover(
        base=BASE,
        number=1,
        old_key=FIRST.public_key,
        new_key=SECOND.public_key,
        at=AT,
        reached=tuple(reached(network=7, operations=100)),
    )


def test_the_moment_is_said_in_utc_and_whole_seconds() -> None:
    local = datetime(2027, 4, 1, 9, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=9)))

    assert parse_handover(make_handover(FIRST, SECOND, number=1, at=local, reached=[])).at == AT


@pytest.mark.parametrize("key", [FIRST, SECOND, THIRD])
@pytest.mark.parametrize("name", ["operations", "journal", "handover"])
def test_trust_in_any_key_of_the_chain_is_trust_in_all(key: SigningKey, name: str) -> None:
    spans = key_chain(CHAIN, [public(key, name)])

    assert spans.keys("operations") == (public(FIRST), public(SECOND), public(THIRD))


def test_trust_in_several_keys_of_the_chain_is_as_good() -> None:
    assert key_chain(CHAIN, [public(FIRST), public(THIRD)]) == key_chain(CHAIN, [public(SECOND)])


def test_without_a_handover_the_trusted_key_is_good_for_everything() -> None:
    spans = key_chain([], [public(FIRST), public(FIRST, "network")])

    assert spans.keys("operations") == (public(FIRST),)
    assert spans.key_for("journal", 10**9) == public(FIRST, "journal")


@pytest.mark.parametrize(
    ("log", "size", "key"),
    [
        ("operations", 0, FIRST),
        ("operations", 99, FIRST),
        ("operations", 100, FIRST),
        ("operations", 101, SECOND),
        ("operations", 250, SECOND),
        ("operations", 251, THIRD),
        ("network", 7, FIRST),
        ("network", 8, THIRD),
        ("journal", 0, SECOND),  # it began after the first handover
        ("journal", 3, SECOND),
        ("journal", 4, THIRD),
        ("anew", 0, THIRD),
    ],
)
def test_each_size_has_the_key_that_signed_there(log: str, size: int, key: SigningKey) -> None:
    assert key_chain(CHAIN, [public(SECOND)]).key_for(log, size) == public(key, log)


def test_at_the_size_of_a_handover_both_keys_are_good_and_elsewhere_one() -> None:
    spans = key_chain(CHAIN, [public(FIRST)])
    keys = dict(zip(spans.keys("operations"), "123", strict=True))

    def good(size: int) -> str:
        return "".join(name for key, name in keys.items() if spans.is_good(key, "operations", size))

    assert [good(size) for size in (0, 99, 100, 101, 249, 250, 251, 10**9)] == [
        "1", "1", "12", "2", "2", "23", "3", "3",
    ]  # fmt: skip


def test_a_key_that_signed_nothing_of_a_log_is_not_good_for_it() -> None:
    spans = key_chain(CHAIN, [public(FIRST)])

    assert [spans.is_good(key, "journal", 0) for key in spans.keys("journal")] == [False, True, False]
    assert not spans.is_good(public(FIRST, "network"), "operations", 5)
    assert not spans.is_good(public(THIEF), "operations", 5)


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 9), min_size=0, max_size=4).map(sorted),
    size=st.integers(0, 10),
)
def test_every_size_has_a_key_and_it_is_good_there(sizes: list[int], size: int) -> None:
    keys = [SigningKey(BASE, private_key(str(number))) for number in range(len(sizes) + 1)]
    chain = [
        handover(old, new, number, operations=reached_size)
        for number, ((old, new), reached_size) in enumerate(zip(pairwise(keys), sizes, strict=True), start=1)
    ]

    spans = key_chain(chain, [public(keys[0])])

    assert spans.is_good(spans.key_for("operations", size), "operations", size)
    assert sum(spans.is_good(key, "operations", size) for key in spans.keys("operations")) == 1 + sizes.count(
        size
    )


def test_trust_in_no_key_of_the_chain_opens_nothing() -> None:
    for chain in (CHAIN, []):
        with pytest.raises(NoKnownKey):
            key_chain(chain, [])
    with pytest.raises(NoKnownKey):
        key_chain(CHAIN, [public(THIEF)])


def test_keys_of_other_archives_and_of_cosigners_count_for_nothing() -> None:
    stranger = verifier_key("stranger.example/operations", ED25519, FIRST.public_key)
    cosigner = verifier_key(f"{BASE}/operations", COSIGNATURE, FIRST.public_key)

    with pytest.raises(NoKnownKey):
        key_chain(CHAIN, [stranger, cosigner])
    assert key_chain(CHAIN, [stranger, public(FIRST)]) == key_chain(CHAIN, [public(FIRST)])


@pytest.mark.parametrize("chain", [[], [ONE]], ids=["none", "the last"])
def test_a_missing_handover_shows_in_a_trusted_key_to_which_none_leads(chain: list[bytes]) -> None:
    with pytest.raises(KeyOutsideChain):
        key_chain(chain, [public(FIRST), public(THIRD)])


def test_keys_of_several_archives_without_a_handover_do_not_say_which_it_is() -> None:
    with pytest.raises(KeyOutsideChain):
        key_chain(
            [], [public(FIRST), verifier_key("stranger.example/operations", ED25519, SECOND.public_key)]
        )


@pytest.mark.parametrize(
    ("chain", "why"),
    [
        ([TWO], "In place of handover 1"),
        ([TWO, ONE], "In place of handover 1"),
        ([ONE, ONE], "In place of handover 2"),
        ([ONE, handover(SECOND, THIRD, 3, operations=250, network=7)], "In place of handover 2"),
        ([ONE, handover(THIEF, THIRD, 2, operations=250, network=7)], "without a handover"),
        ([ONE, handover(SECOND, THIRD, 2, operations=99, network=7)], "operations shrinks"),
        ([ONE, handover(SECOND, THIRD, 2, operations=250)], "network shrinks"),
        ([ONE, handover(SECOND, FIRST, 2, operations=250, network=7)], "comes back"),
        (
            [ONE, make_handover(SECOND, THIRD, number=2, at=AT, reached=[
                replace(reached(network=7)[0], root=bytes(32)), *reached(operations=250)])],
            "changes its root",
        ),
        (
            [ONE, make_handover(
                replace(SECOND, base="stranger.example"), replace(THIRD, base="stranger.example"),
                number=2, at=AT, reached=reached(operations=250, network=7))],
            "base changes",
        ),
    ],
)  # fmt: skip
def test_a_chain_with_a_broken_link_is_refused(chain: list[bytes], why: str) -> None:
    with pytest.raises(BrokenChain, match=why):
        key_chain(chain, [public(FIRST), public(SECOND), public(THIRD)])


@pytest.mark.parametrize("signers", [(FIRST,), (SECOND,), (FIRST, THIEF), (THIEF, SECOND)])
def test_a_handover_that_not_both_keys_signed_is_refused(signers: tuple[SigningKey, ...]) -> None:
    with pytest.raises(MalformedHandover):
        parse_handover(signed(parse_note(ONE).text, *signers))


def test_a_signature_of_a_witness_beside_both_keys_does_no_harm() -> None:
    witness = Ed25519Signer("witness.example", private_key("witness"))
    signers = [FIRST.signer(NAME), witness, SECOND.signer(NAME)]

    assert parse_handover(format_note(sign_note(parse_note(ONE).text, signers))) == parse_handover(ONE)


def test_who_trusts_the_new_key_is_not_led_to_a_forged_old_one() -> None:
    """A thief has the new key's signature, but that covers which key was the old one."""
    text = parse_note(ONE).text
    forged = parse_note(signed(text, THIEF)).signatures + parse_note(ONE).signatures[1:]

    with pytest.raises(MalformedHandover):
        key_chain([format_note(replace(parse_note(ONE), signatures=forged))], [public(SECOND)])


def test_a_handover_with_a_wrong_signature_is_refused() -> None:
    note = parse_note(ONE)
    broken = replace(note.signatures[0], signature=bytes(64))

    with pytest.raises(MalformedHandover):
        parse_handover(format_note(replace(note, signatures=(broken, note.signatures[1]))))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("handover/v1", "handover/v2"),
        ("katsuragi.example/sekisho\n", "katsuragi example\n"),
        ("katsuragi.example/sekisho\n1\n", "katsuragi.example/sekisho\n01\n"),
        ("katsuragi.example/sekisho\n1\n", "katsuragi.example/sekisho\n0\n"),
        ("katsuragi.example/sekisho\n1\n", "katsuragi.example/sekisho\none\n"),
        ("00:00:00Z", "00:00:00+00:00"),
        ("00:00:00Z", "00:00:0Z"),
        ("2027-04-01", "2027-02-30"),
        ("network 7", "network 07"),
        ("network 7", "network -7"),
        ("network 7", "network  7"),
        ("network 7", "Network 7"),
        ("network 7", "network"),
        ("network 7", "zebra 7"),
        ("network 7", "operations 7"),
        ("operations 100 ", "operations 100 AAAA"),
        ("operations 100 ", "operations 100 \nnone "),
        ("\nnetwork", "\n\nnetwork"),
    ],
)
def test_a_handover_in_any_other_form_is_refused(old: str, new: str) -> None:
    text = parse_note(ONE).text
    assert old in text

    with pytest.raises(MalformedHandover):
        parse_handover(signed(text.replace(old, new, 1), FIRST, SECOND))


@given(st.one_of(st.binary(max_size=60), st.integers(0, len(ONE)).map(lambda cut: ONE[:cut])))
def test_what_is_no_handover_is_refused_as_such(data: bytes) -> None:
    if data == ONE:
        return
    with pytest.raises(HandoverRefused):
        parse_handover(data)


def test_a_handover_with_a_bit_turned_is_refused() -> None:
    for bit in range(0, 8 * len(ONE), 7):
        turned = bytearray(ONE)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises(HandoverRefused):
            parse_handover(bytes(turned))


def test_a_key_does_not_hand_over_to_itself_or_to_another_archive() -> None:
    with pytest.raises(MalformedHandover):
        handover(FIRST, FIRST, 1)
    with pytest.raises(OutsideBase):
        handover(FIRST, replace(SECOND, base="katsuragi.example"), 1)
