"""A verifier that strangers wrote agrees with ours: on keys, notes, checkpoints and cosignatures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.archive.checkpoints import (
    Checkpoint,
    format_checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from sekisho.archive.cosignatures import Cosignature, cosign, cosignatures_of, verify_cosignature
from sekisho.archive.ed25519 import why_unsound
from sekisho.archive.hashing import EMPTY_ROOT
from sekisho.archive.notes import (
    Ed25519Signer,
    Signature,
    format_note,
    parse_verifier_key,
    sign_note,
    verify_note,
)
from tests import foreign
from tests.unit.archive.signers import AUDITOR, CHECKPOINT, LOG, NEXT_KEY, ORIGIN, PREFECTURE

AT = 1_795_658_400
TEXT = format_checkpoint(CHECKPOINT)
COSIGNED = replace(
    sign_checkpoint(CHECKPOINT, [LOG]),
    signatures=(
        *sign_checkpoint(CHECKPOINT, [LOG, NEXT_KEY]).signatures,
        cosign(TEXT, timestamp=AT, signer=PREFECTURE),
        cosign(TEXT, timestamp=AT + 1, signer=AUDITOR),
    ),
)
each_input = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def theirs() -> ModuleType:
    return foreign.aics_tlog()


@pytest.mark.parametrize("signer", [LOG, NEXT_KEY, PREFECTURE, AUDITOR], ids=lambda signer: signer.name)
def test_they_read_our_keys_and_we_theirs(theirs: ModuleType, signer: Ed25519Signer) -> None:
    ours = signer.verifier_key

    read = theirs.parse_vkey(str(ours))

    assert (read.name, read.key_id, read.key_type, read.public_key) == (
        ours.name,
        ours.key_id,
        ours.algorithm,
        ours.public_key,
    )
    made = theirs.vkey_from_ed25519(signer.name, signer.private_key.public_key(), signer.algorithm)
    assert parse_verifier_key(theirs.format_vkey(made)) == ours


def test_they_verify_our_notes(theirs: ModuleType) -> None:
    data = format_note(sign_note("町の記録\n\nsecond paragraph\n", [LOG, NEXT_KEY]))
    keys = [theirs.parse_vkey(str(signer.verifier_key)) for signer in (LOG, NEXT_KEY)]

    assert theirs.verify_note(theirs.parse_note(data), keys)
    assert theirs.parse_note(data).to_bytes() == data
    assert not theirs.verify_note(theirs.parse_note(data.replace(b"second", b"third")), keys)


def test_we_verify_their_notes(theirs: ModuleType) -> None:
    line = theirs.sign_note("町の記録\n", LOG.private_key, LOG.name)
    data = theirs.Note("町の記録\n", (line,)).to_bytes()

    assert verify_note(data, [LOG.verifier_key]) == (LOG.verifier_key,)
    assert data == format_note(sign_note("町の記録\n", [LOG]))


def test_they_verify_our_checkpoint_with_its_cosignatures(theirs: ModuleType) -> None:
    witnesses = [theirs.parse_vkey(str(signer.verifier_key)) for signer in (PREFECTURE, AUDITOR)]

    result = theirs.verify_checkpoint(
        theirs.parse_note(format_note(COSIGNED)),
        theirs.parse_vkey(str(LOG.verifier_key)),
        witnesses,
        quorum=2,
        expected_origin=ORIGIN,
    )

    assert result.error is None
    assert (result.ok, result.log_ok) == (True, True)
    assert (result.origin, result.size, result.root) == (ORIGIN, CHECKPOINT.size, CHECKPOINT.root)
    assert result.timestamps == {PREFECTURE.name: AT, AUDITOR.name: AT + 1}


def test_we_verify_their_checkpoint_with_its_cosignature(theirs: ModuleType) -> None:
    told = (ORIGIN, CHECKPOINT.size, CHECKPOINT.root)
    note = theirs.sign_checkpoint(theirs.Checkpoint(*told), LOG.private_key, ORIGIN)
    blob, line = theirs.sign_cosignature(PREFECTURE.private_key, PREFECTURE.name, AT, *told)
    data = theirs.Note(note.text, (line, *note.signatures)).to_bytes()
    keys = [LOG.verifier_key, PREFECTURE.verifier_key]

    opened = open_checkpoint(data, keys, ORIGIN)

    assert opened.checkpoint == CHECKPOINT
    assert cosignatures_of(opened.note, keys) == (Cosignature(PREFECTURE.verifier_key, AT),)
    assert verify_cosignature(TEXT, Signature(line.name, line.key_id, blob), PREFECTURE.verifier_key) == AT


@each_input
@given(
    size=st.integers(1, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
    extensions=st.lists(st.text("ab 町—", min_size=1), max_size=2).map(tuple),
    timestamp=st.integers(0, 2**63 - 1),
)
def test_we_write_and_sign_the_same_bytes(
    theirs: ModuleType, size: int, root: bytes, extensions: tuple[str, ...], timestamp: int
) -> None:
    text = format_checkpoint(Checkpoint(ORIGIN, size, root, extensions))
    told = (ORIGIN, size, root, extensions)

    blob, _ = theirs.sign_cosignature(PREFECTURE.private_key, PREFECTURE.name, timestamp, *told)

    assert text == theirs.Checkpoint(*told).text()
    assert cosign(text, timestamp=timestamp, signer=PREFECTURE).signature == blob


def test_both_accept_the_checkpoint_of_the_empty_tree(theirs: ModuleType) -> None:
    text = format_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT))

    assert theirs.parse_checkpoint(text).root == theirs.EMPTY_HASH == parse_checkpoint(text).root


def test_a_changed_bit_that_we_accept_they_accept_too(theirs: ModuleType) -> None:
    data = format_note(COSIGNED)
    keys = [LOG.verifier_key, NEXT_KEY.verifier_key]
    their_keys = [theirs.parse_vkey(str(key)) for key in keys]
    agreed = 0
    for bit in range(0, len(data) * 8, 3):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        ours = _accepts(bytes(changed), lambda data: bool(verify_note(data, keys)))
        others = _accepts(
            bytes(changed), lambda data: theirs.verify_note(theirs.parse_note(data), their_keys)
        )
        assert others >= ours
        agreed += ours
    assert agreed


def _accepts(data: bytes, verify: Callable[[bytes], bool]) -> bool:
    try:
        return verify(data)
    except ValueError:
        return False


@each_input
@given(
    st.binary(min_size=32, max_size=32)
    | st.integers(0, 2**255 + 40).map(lambda y: (y % 2**256).to_bytes(32, "little"))
)
def test_a_public_key_that_they_distrust_we_distrust_too(theirs: ModuleType, public_key: bytes) -> None:
    if theirs.ed25519_public_key_problem(public_key):
        assert why_unsound(public_key)
