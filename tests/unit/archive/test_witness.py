"""A witness cosigns what continues the checkpoint it cosigned last, and refuses the rest as the specification says."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from sekisho.archive.cosignatures import verify_cosignature
from sekisho.archive.hashing import EMPTY_ROOT, leaf_hash
from sekisho.archive.merkle import compact_range_of, consistency_proof
from sekisho.archive.notes import (
    AmbiguousKeys,
    AnotherUse,
    Ed25519Signer,
    Note,
    NoteRefused,
    format_note,
    parse_note,
    parse_signature,
    sign_note,
)
from sekisho.archive.text_encodings import to_base64
from sekisho.archive.witness import (
    MAX_REQUEST_BYTES,
    SIZE,
    AddCheckpoint,
    Answer,
    LastCosigned,
    MalformedRequest,
    WitnessPolicy,
    answer,
    open_stored,
    parse_request,
    policy_for,
)
from tests.unit.archive.growing import Growing
from tests.unit.archive.signers import AUDITOR, LOG, NEXT_KEY, ORIGIN, OTHER_LOG, PREFECTURE

AT = 1_795_658_400
TREE, FORK = Growing(600), Growing(600, differs_at=300)
POLICY = policy_for([LOG.verifier_key, NEXT_KEY.verifier_key, OTHER_LOG.verifier_key], PREFECTURE)
KEY = PREFECTURE.verifier_key


def asked(
    size: int, *, old: int = 0, tree: Growing = TREE, signers: tuple[Ed25519Signer, ...] = (LOG,)
) -> AddCheckpoint:
    note = format_note(sign_checkpoint(tree.checkpoint(size), signers))
    return AddCheckpoint(old, tree.proof(old, size), note)


def cosigned(size: int, *, at: int = AT, tree: Growing = TREE) -> LastCosigned:
    return LastCosigned(tree.checkpoint(size), at)


def told(request: AddCheckpoint, last: LastCosigned | None = None, *, now: int = AT) -> Answer:
    return answer(request, policy=POLICY, last=last, now=now)


def timestamp_in(given: Answer, size: int, tree: Growing = TREE) -> int:
    line = parse_signature(given.body.decode().removesuffix("\n"))
    return verify_cosignature(tree.text(size), line, KEY)


# --- What is cosigned -----------------------------------------------------------------------------


def test_the_first_checkpoint_of_a_log_is_cosigned_without_a_proof() -> None:
    given = told(asked(300))

    assert given.status == HTTPStatus.OK
    assert timestamp_in(given, 300) == AT


def test_a_checkpoint_that_continues_the_last_one_is_cosigned() -> None:
    given = told(asked(600, old=300), cosigned(300), now=AT + 60)

    assert given.status == HTTPStatus.OK
    assert timestamp_in(given, 600) == AT + 60


def test_the_same_checkpoint_is_cosigned_again_with_a_later_time() -> None:
    assert timestamp_in(told(asked(300, old=300), cosigned(300), now=AT + 60), 300) == AT + 60


def test_the_empty_tree_is_cosigned_and_grows_without_a_proof() -> None:
    assert told(asked(0)).status == HTTPStatus.OK
    assert told(asked(300), cosigned(0)).status == HTTPStatus.OK


def test_a_clock_set_back_states_no_earlier_time_for_a_larger_tree() -> None:
    assert timestamp_in(told(asked(600, old=300), cosigned(300, at=AT), now=AT - 3_600), 600) == AT


def test_either_key_of_a_log_that_changes_its_key_is_trusted() -> None:
    for signers in ((LOG,), (NEXT_KEY,), (LOG, NEXT_KEY)):
        assert told(asked(300, signers=signers)).status == HTTPStatus.OK


def test_what_is_stored_is_the_checkpoint_with_both_signatures_and_nothing_of_others() -> None:
    request = asked(300)
    note = parse_note(request.note)
    strange = sign_note(note.text, [Ed25519Signer("stranger.example", AUDITOR.private_key)])
    more = Note(note.text, (*strange.signatures, *note.signatures))

    given = told(replace(request, note=format_note(more)))

    assert given.to_store is not None
    stored = parse_note(given.to_store)
    assert (stored.text, stored.signatures[:-1]) == (note.text, note.signatures)
    opened = open_checkpoint(given.to_store, [LOG.verifier_key, KEY], ORIGIN)
    assert opened.cosigner_keys == (KEY,)
    assert open_stored(given.to_store, POLICY, ORIGIN) == cosigned(300)


@given(old=st.integers(0, 600), size=st.integers(0, 600))
def test_from_every_size_to_every_later_one_the_log_goes_on(old: int, size: int) -> None:
    given = told(asked(size, old=old), cosigned(old) if old else None)

    assert given.status == (HTTPStatus.OK if old <= size else HTTPStatus.BAD_REQUEST)


# --- What is refused ------------------------------------------------------------------------------


def test_an_unknown_log_is_not_found() -> None:
    stranger = Ed25519Signer("stranger.example/log", LOG.private_key)
    note = format_note(sign_checkpoint(Checkpoint(stranger.name, 0, EMPTY_ROOT), [stranger]))

    assert told(AddCheckpoint(0, (), note)).status == HTTPStatus.NOT_FOUND


def test_a_checkpoint_without_a_signature_of_the_log_is_forbidden() -> None:
    unknown = Ed25519Signer(ORIGIN, AUDITOR.private_key)
    text = TREE.text(300)
    wrong = replace(sign_note(text, [LOG]), text=FORK.text(300 + 1))
    named = sign_note(text, [OTHER_LOG])
    for note in (sign_checkpoint(TREE.checkpoint(300), [unknown]), wrong, named):
        assert told(AddCheckpoint(0, (), format_note(note))).status == HTTPStatus.FORBIDDEN


def test_an_old_size_beyond_the_checkpoint_is_a_bad_request() -> None:
    request = AddCheckpoint(301, (), asked(300).note)

    assert told(request, cosigned(301)).status == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("old", [0, 256, 299, 301, 600])
def test_an_old_size_that_is_not_the_last_one_is_a_conflict_that_tells_it(old: int) -> None:
    given = told(asked(600, old=old), cosigned(300))

    assert given == Answer(HTTPStatus.CONFLICT, b"300\n", SIZE)


def test_before_the_first_cosignature_the_last_size_is_zero() -> None:
    assert told(asked(600, old=300)) == Answer(HTTPStatus.CONFLICT, b"0\n", SIZE)


def test_another_root_of_the_same_size_is_a_conflict() -> None:
    given = told(asked(400, old=400, tree=FORK), cosigned(400))

    assert given == Answer(HTTPStatus.CONFLICT, b"400\n", SIZE)


def test_a_tree_that_does_not_continue_the_last_one_is_unprocessable() -> None:
    given = told(asked(600, old=400, tree=FORK), cosigned(400))

    assert given.status == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("change", ["cut", "longer", "turned", "bit", "none"])
def test_a_wrong_proof_is_unprocessable(change: str) -> None:
    request = asked(600, old=300)
    proof = request.proof
    changed = {
        "cut": proof[:-1],
        "longer": (*proof, proof[0]),
        "turned": proof[::-1],
        "bit": (bytes([proof[0][0] ^ 1]) + proof[0][1:], *proof[1:]),
        "none": (),
    }[change]

    assert told(replace(request, proof=changed), cosigned(300)).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_equal_sizes_take_no_proof() -> None:
    request = AddCheckpoint(300, (bytes(32),), asked(300).note)

    assert told(request, cosigned(300)).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_what_is_refused_is_not_stored() -> None:
    refused = [told(asked(600, old=1), cosigned(300)), told(asked(600, old=400, tree=FORK), cosigned(400))]

    assert [each.to_store for each in refused] == [None, None]


# --- How it is asked ------------------------------------------------------------------------------

NOTE = asked(600).note.decode()
HASH = to_base64(b"\xff" * 32)
LINE = f"{HASH}\n"
MINUTES = format_note(sign_note("minutes\n", [LOG])).decode()


def test_a_request_is_the_old_size_the_proof_an_empty_line_and_the_checkpoint() -> None:
    request = asked(600, old=300)
    lines = "".join(f"{to_base64(one)}\n" for one in request.proof)

    assert bytes(request) == f"old 300\n{lines}\n{NOTE}".encode()
    assert parse_request(bytes(request)) == request


def test_a_request_has_at_most_63_hashes() -> None:
    assert len(parse_request(f"old 1\n{LINE * 63}\n{NOTE}".encode()).proof) == 63
    with pytest.raises(MalformedRequest):
        parse_request(f"old 1\n{LINE * 64}\n{NOTE}".encode())


NO_REQUESTS = {
    "nothing": "",
    "a checkpoint alone": NOTE,
    "no checkpoint": "old 0\n\n",
    "no blank line": f"old 0\n{NOTE}",
    "two blank lines": f"old 0\n\n\n{NOTE}",
    "no old size": f"{HASH}\n\n{NOTE}",
    "an empty old size": f"old \n\n{NOTE}",
    "a negative old size": f"old -1\n\n{NOTE}",
    "a leading zero": f"old 00\n\n{NOTE}",
    "two spaces": f"old  0\n\n{NOTE}",
    "a size beyond 63 bits": f"old {2**63}\n\n{NOTE}",
    "full-width digits": f"old １\n\n{NOTE}",
    "a word in capitals": f"Old 0\n\n{NOTE}",
    "a proof from nothing": f"old 0\n{HASH}\n\n{NOTE}",
    "a short hash": f"old 1\n{to_base64(bytes(31))}\n\n{NOTE}",
    "a hash that is no base64": f"old 1\n{HASH[:-1]}\n\n{NOTE}",
    "a hash with a space": f"old 1\n{HASH} \n\n{NOTE}",
    "carriage returns": f"old 0\n\n{NOTE}".replace("\n", "\r\n"),
    "a note that is no checkpoint": f"old 0\n\n{MINUTES}",
    "something behind the note": f"old 0\n\n{NOTE}\nmore",
    "too many bytes": f"old 0\n\n{'x' * MAX_REQUEST_BYTES}{NOTE}",
}


@pytest.mark.parametrize("body", NO_REQUESTS.values(), ids=NO_REQUESTS.keys())
def test_what_is_no_request_is_refused(body: str) -> None:
    with pytest.raises(MalformedRequest):
        parse_request(body.encode())


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"old 1\n" + tail))
def test_arbitrary_bytes_are_a_request_or_refused(body: bytes) -> None:
    try:
        assert bytes(parse_request(body)) == body
    except MalformedRequest:
        return


def test_every_change_of_one_bit_is_malformed_or_not_cosigned_for_another_text() -> None:
    body = bytes(asked(600, old=300))
    text = TREE.text(600).encode()
    for bit in range(0, len(body) * 8, 5):
        changed = bytearray(body)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            given = told(parse_request(bytes(changed)), cosigned(300))
        except MalformedRequest:
            continue
        assert given.status != HTTPStatus.OK or text in bytes(changed)


# --- Policy and state -----------------------------------------------------------------------------


def test_a_witness_signs_with_a_key_for_cosignatures() -> None:
    with pytest.raises(AnotherUse):
        policy_for([LOG.verifier_key], OTHER_LOG)


def test_a_log_is_known_by_keys_of_its_own() -> None:
    for keys in ((AUDITOR.verifier_key,), (OTHER_LOG.verifier_key,)):
        with pytest.raises(AnotherUse):
            WitnessPolicy({ORIGIN: keys}, PREFECTURE)
    with pytest.raises(AnotherUse):
        policy_for([AUDITOR.verifier_key], PREFECTURE)


def test_a_log_without_a_key_or_with_one_twice_is_refused() -> None:
    for keys in ((), (LOG.verifier_key, LOG.verifier_key)):
        with pytest.raises(AmbiguousKeys):
            WitnessPolicy({ORIGIN: keys}, PREFECTURE)


def test_what_is_stored_is_read_after_either_key_has_changed() -> None:
    stored = told(asked(300)).to_store
    assert stored is not None

    assert open_stored(stored, policy_for([NEXT_KEY.verifier_key], PREFECTURE), ORIGIN) == cosigned(300)
    new_witness = policy_for([LOG.verifier_key], AUDITOR)
    assert open_stored(stored, new_witness, ORIGIN) == cosigned(300, at=0)
    with pytest.raises(NoteRefused):
        open_stored(stored, policy_for([NEXT_KEY.verifier_key], AUDITOR), ORIGIN)


def test_the_state_of_another_log_is_refused() -> None:
    stored = told(asked(300)).to_store
    assert stored is not None

    with pytest.raises(NoteRefused):
        open_stored(stored, POLICY, OTHER_LOG.name)


def test_a_growing_tree_of_the_tests_is_one_of_the_specification() -> None:
    assert TREE.checkpoint(2).root == compact_range_of(0, [leaf_hash(b"0"), leaf_hash(b"1")]).root()
    assert consistency_proof(3, 7, TREE.hashes) == list(TREE.proof(3, 7))
