"""A cosignature says who saw a checkpoint, and when."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.checkpoints import MalformedCheckpoint, format_checkpoint, sign_checkpoint
from sekisho.archive.cosignatures import (
    Cosignature,
    NoSuchTime,
    cosign,
    cosignatures_of,
    verify_cosignature,
)
from sekisho.archive.notes import (
    AnotherUse,
    NoKnownKey,
    Note,
    Signature,
    VerifierKey,
    WrongSignature,
    sign_note,
)
from tests.unit.archive.signers import AUDITOR, CHECKPOINT, LOG, PREFECTURE, private_key

TEXT = format_checkpoint(CHECKPOINT)
AT = 1_795_658_400
KEY = PREFECTURE.verifier_key
LINE = cosign(TEXT, timestamp=AT, signer=PREFECTURE)


def test_a_cosignature_is_eight_bytes_of_time_and_a_signature_over_time_and_text() -> None:
    message = f"cosignature/v1\ntime 1795658400\n{TEXT}".encode()

    assert LINE.signature == AT.to_bytes(8, "big") + private_key("prefecture").sign(message)
    assert (LINE.name, LINE.key_id) == (KEY.name, KEY.key_id)


def test_a_verified_cosignature_tells_its_time() -> None:
    assert verify_cosignature(TEXT, LINE, KEY) == AT


def test_who_cosigned_when_is_told_in_the_order_of_the_lines() -> None:
    signed = sign_checkpoint(CHECKPOINT, [LOG])
    note = Note(TEXT, (*signed.signatures, cosign(TEXT, timestamp=AT + 1, signer=AUDITOR), LINE))

    assert cosignatures_of(note, [LOG.verifier_key, KEY, AUDITOR.verifier_key]) == (
        Cosignature(AUDITOR.verifier_key, AT + 1),
        Cosignature(KEY, AT),
    )


def test_a_checkpoint_that_only_its_log_signed_has_no_cosignatures() -> None:
    assert cosignatures_of(sign_checkpoint(CHECKPOINT, [LOG]), [LOG.verifier_key, KEY]) == ()


def test_cosignatures_of_unknown_cosigners_do_not_count() -> None:
    with pytest.raises(NoKnownKey):
        cosignatures_of(Note(TEXT, (LINE,)), [AUDITOR.verifier_key])


def test_only_checkpoints_are_cosigned() -> None:
    with pytest.raises(MalformedCheckpoint):
        cosign("minutes of a meeting\n", timestamp=AT, signer=PREFECTURE)
    with pytest.raises(MalformedCheckpoint):
        verify_cosignature("minutes of a meeting\n", LINE, KEY)
    with pytest.raises(MalformedCheckpoint):
        cosignatures_of(sign_note("minutes of a meeting\n", [LOG]), [LOG.verifier_key])


def test_a_log_s_key_does_not_cosign() -> None:
    with pytest.raises(AnotherUse):
        cosign(TEXT, timestamp=AT, signer=LOG)
    with pytest.raises(AnotherUse):
        verify_cosignature(TEXT, sign_checkpoint(CHECKPOINT, [LOG]).signatures[0], LOG.verifier_key)


def test_a_log_s_signature_is_no_cosignature_of_the_same_private_key() -> None:
    both = replace(PREFECTURE, name=LOG.name, private_key=LOG.private_key)
    raw = sign_checkpoint(CHECKPOINT, [LOG]).signatures[0].signature

    for signature in (raw, bytes(8) + raw):
        with pytest.raises(WrongSignature):
            verify_cosignature(
                TEXT, Signature(LOG.name, both.verifier_key.key_id, signature), both.verifier_key
            )


@pytest.mark.parametrize("timestamp", [-1, 2**63, 2**64])
def test_a_time_that_no_clock_shows_is_not_cosigned(timestamp: int) -> None:
    with pytest.raises(NoSuchTime):
        cosign(TEXT, timestamp=timestamp, signer=PREFECTURE)


def test_the_line_of_another_cosigner_is_refused() -> None:
    with pytest.raises(WrongSignature):
        verify_cosignature(TEXT, LINE, AUDITOR.verifier_key)


@pytest.mark.parametrize("length", [1, 8, 64, 71, 73, 80])
def test_a_cosignature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(WrongSignature):
        verify_cosignature(TEXT, replace(LINE, signature=(LINE.signature + bytes(8))[:length]), KEY)


def test_every_change_of_one_bit_of_a_cosignature_is_refused() -> None:
    for bit in range(len(LINE.signature) * 8):
        changed = bytearray(LINE.signature)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(WrongSignature):
            verify_cosignature(TEXT, replace(LINE, signature=bytes(changed)), KEY)


def test_a_cosignature_of_another_checkpoint_is_refused() -> None:
    with pytest.raises(WrongSignature):
        verify_cosignature(format_checkpoint(replace(CHECKPOINT, size=1)), LINE, KEY)


def test_what_a_token_cosigned_wrongly_is_not_handed_out() -> None:
    @dataclass(frozen=True)
    class Faulty:
        verifier_key: VerifierKey = KEY

        def sign(self, message: bytes) -> bytes:
            return bytes(64)

    with pytest.raises(WrongSignature):
        cosign(TEXT, timestamp=AT, signer=Faulty())


@given(timestamp=st.integers(0, 2**63 - 1), size=st.integers(1, 2**63 - 1))
def test_cosignatures_come_back(timestamp: int, size: int) -> None:
    text = format_checkpoint(replace(CHECKPOINT, size=size))

    assert verify_cosignature(text, cosign(text, timestamp=timestamp, signer=PREFECTURE), KEY) == timestamp
