"""A checkpoint is believed when its own log has signed it, and a file of them is told apart exactly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.checkpoints import (
    AnotherOrigin,
    Checkpoint,
    MalformedCheckpoint,
    format_checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    split_notes,
)
from sekisho.archive.cosignatures import cosign
from sekisho.archive.hashing import EMPTY_ROOT
from sekisho.archive.notes import (
    Ed25519Signer,
    MalformedNote,
    NoKnownKey,
    Note,
    NoteRefused,
    WrongSignature,
    format_note,
    sign_note,
)
from tests.unit.archive.signers import CHECKPOINT, LOG, NEXT_KEY, ORIGIN, OTHER_LOG, PREFECTURE, private_key

TEXT = format_checkpoint(CHECKPOINT)
SIGNED = format_note(sign_checkpoint(CHECKPOINT, [LOG]))
_, SIZE, ROOT, _ = TEXT.split("\n")

checkpoints = st.builds(
    Checkpoint,
    origin=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Z"], exclude_characters="+"), min_size=1
    ),
    size=st.integers(1, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
    extensions=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), max_size=3
    ).map(tuple),
)


def test_a_checkpoint_is_three_lines() -> None:
    root = "SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I="

    assert format_checkpoint(CHECKPOINT) == f"{ORIGIN}\n1234567\n{root}\n"


def test_an_opened_checkpoint_names_the_keys_of_the_log_and_of_cosigners() -> None:
    note = sign_checkpoint(CHECKPOINT, [LOG, NEXT_KEY])
    note = replace(note, signatures=(cosign(TEXT, timestamp=1, signer=PREFECTURE), *note.signatures))
    keys = [signer.verifier_key for signer in (LOG, NEXT_KEY, OTHER_LOG, PREFECTURE)]

    opened = open_checkpoint(format_note(note), keys, ORIGIN)

    assert opened.checkpoint == CHECKPOINT
    assert opened.note == note
    assert opened.log_keys == (LOG.verifier_key, NEXT_KEY.verifier_key)
    assert opened.cosigner_keys == (PREFECTURE.verifier_key,)


NO_CHECKPOINTS = {
    "nothing": "",
    "no root": f"{ORIGIN}\n{SIZE}\n",
    "no newline at the end": TEXT[:-1],
    "a blank line at the end": f"{TEXT}\n",
    "a blank line before an extension": f"{TEXT}\nextension\n",
    "a control character in an extension": f"{TEXT}a\tb\n",
    "no origin": f"\n{SIZE}\n{ROOT}\n",
    "a space in the origin": f"a b\n{SIZE}\n{ROOT}\n",
    "a plus in the origin": f"a+b\n{SIZE}\n{ROOT}\n",
    "a leading zero": f"{ORIGIN}\n0{SIZE}\n{ROOT}\n",
    "a negative size": f"{ORIGIN}\n-1\n{ROOT}\n",
    "a size in full-width digits": f"{ORIGIN}\n１\n{ROOT}\n",
    "a size that is no number": f"{ORIGIN}\nmany\n{ROOT}\n",
    "an empty size": f"{ORIGIN}\n\n{ROOT}\n",
    "a size beyond 63 bits": f"{ORIGIN}\n{2**63}\n{ROOT}\n",
    "a space behind the size": f"{ORIGIN}\n{SIZE} \n{ROOT}\n",
    "a root of 31 bytes": f"{ORIGIN}\n{SIZE}\n{'A' * 40}AA==\n",
    "a root of 33 bytes": f"{ORIGIN}\n{SIZE}\n{'A' * 44}\n",
    "a root without padding": f"{ORIGIN}\n{SIZE}\n{ROOT[:-1]}\n",
    "a root with an unused bit set": f"{ORIGIN}\n{SIZE}\n{'A' * 42}B=\n",
    "an empty root": f"{ORIGIN}\n{SIZE}\n\n",
    "the empty tree under another root": f"{ORIGIN}\n0\n{ROOT}\n",
    "the text of a manifest": f"sekisho.archive/manifest/v1\n{ORIGIN}\n{SIZE}\n{ROOT}\n",
}


@pytest.mark.parametrize("what", NO_CHECKPOINTS)
def test_what_is_no_checkpoint_is_refused(what: str) -> None:
    with pytest.raises(MalformedCheckpoint):
        parse_checkpoint(NO_CHECKPOINTS[what])


@pytest.mark.parametrize("size", [-1, 2**63])
def test_a_tree_of_an_impossible_size_has_no_checkpoint(size: int) -> None:
    with pytest.raises(MalformedCheckpoint):
        replace(CHECKPOINT, size=size)


def test_a_signature_does_not_make_a_checkpoint_of_another_text() -> None:
    with pytest.raises(MalformedCheckpoint):
        open_checkpoint(format_note(sign_note("minutes of a meeting\n", [LOG])), [LOG.verifier_key], ORIGIN)


def test_the_empty_tree_has_a_checkpoint() -> None:
    assert parse_checkpoint(format_checkpoint(Checkpoint(ORIGIN, 0, EMPTY_ROOT))).size == 0


def test_the_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(AnotherOrigin):
        open_checkpoint(SIGNED, [LOG.verifier_key], OTHER_LOG.name)


def test_another_log_s_key_does_not_vouch_for_this_log() -> None:
    note = sign_note(TEXT, [OTHER_LOG])

    with pytest.raises(NoKnownKey, match=f"No known key of {ORIGIN}"):
        open_checkpoint(format_note(note), [LOG.verifier_key, OTHER_LOG.verifier_key], ORIGIN)


def test_a_cosigner_does_not_replace_the_log() -> None:
    cosigned = Note(TEXT, (cosign(TEXT, timestamp=1, signer=PREFECTURE),))

    with pytest.raises(NoKnownKey, match=f"No known key of {ORIGIN}"):
        open_checkpoint(format_note(cosigned), [LOG.verifier_key, PREFECTURE.verifier_key], ORIGIN)


def test_a_cosigner_under_the_name_of_the_log_does_not_replace_it_either() -> None:
    alike = replace(PREFECTURE, name=ORIGIN)
    cosigned = Note(TEXT, (cosign(TEXT, timestamp=1, signer=alike),))

    with pytest.raises(NoKnownKey):
        open_checkpoint(format_note(cosigned), [alike.verifier_key], ORIGIN)


def test_a_wrong_cosignature_of_a_known_cosigner_refuses_the_checkpoint() -> None:
    other = format_checkpoint(replace(CHECKPOINT, size=1))
    note = sign_checkpoint(CHECKPOINT, [LOG])
    note = replace(note, signatures=(*note.signatures, cosign(other, timestamp=1, signer=PREFECTURE)))

    with pytest.raises(WrongSignature):
        open_checkpoint(format_note(note), [LOG.verifier_key, PREFECTURE.verifier_key], ORIGIN)


def test_an_unsigned_checkpoint_is_refused() -> None:
    with pytest.raises(MalformedNote):
        open_checkpoint(TEXT.encode(), [LOG.verifier_key], ORIGIN)


def test_a_key_of_another_name_does_not_sign_a_checkpoint() -> None:
    with pytest.raises(AnotherOrigin):
        sign_checkpoint(CHECKPOINT, [LOG, OTHER_LOG])


@given(checkpoints)
def test_checkpoints_come_back(checkpoint: Checkpoint) -> None:
    signer = Ed25519Signer(checkpoint.origin, private_key("any"))
    note = sign_checkpoint(checkpoint, [signer])

    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint
    opened = open_checkpoint(format_note(note), [signer.verifier_key], checkpoint.origin)
    assert opened.checkpoint == checkpoint


def test_every_change_of_one_bit_of_a_signed_checkpoint_is_refused() -> None:
    for bit in range(len(SIGNED) * 8):
        changed = bytearray(SIGNED)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NoteRefused):
            open_checkpoint(bytes(changed), [LOG.verifier_key], ORIGIN)


# --- Files of several notes ---------------------------------------------------------------------------

FILE = [
    format_note(sign_checkpoint(replace(CHECKPOINT, size=size), signers))
    for size, signers in ((1, [LOG]), (2, [LOG, NEXT_KEY]), (3, [LOG]))
]


def test_a_file_of_notes_is_told_apart() -> None:
    assert split_notes(b"\n".join(FILE)) == (FILE, b"")


def test_an_empty_file_holds_no_notes() -> None:
    assert split_notes(b"") == ([], b"")


def test_wherever_a_file_is_cut_off_the_whole_notes_before_are_kept() -> None:
    data = b"\n".join(FILE)
    ends = [len(b"\n".join(FILE[:count])) for count in range(4)]
    behind_first_signature = ends[1] + 1 + FILE[1].index(b"\n", FILE[1].index("— ".encode())) + 1
    for length in range(len(data)):
        whole, rest = split_notes(data[:length])

        assert b"\n".join(whole) + rest == data[:length]
        if length == behind_first_signature:  # a note of one signature, as far as anybody can see
            assert (len(whole), rest) == (2, b"")
        else:
            assert whole == FILE[: sum(end <= length for end in ends[1:])]


NO_FILES = {
    "two blank lines between": FILE[0] + b"\n\n" + FILE[1],
    "no blank line between": FILE[0] + FILE[1],
    "a blank line before": b"\n" + FILE[0],
    "only a blank line": b"\n",
    "two blank lines behind": FILE[0] + b"\n\n",
    "a line that is no signature": FILE[0] + b"note\n",
    "a line that is no signature, and more": FILE[0] + b"note\n\n" + FILE[1],
    "no signature": TEXT.encode() + b"\nnext\n",
    "no text": FILE[0].split(b"\n\n")[1] + b"\n\n" + FILE[1],
    "two blank lines before the signature": FILE[0].replace(b"\n\n", b"\n\n\n"),
    "carriage returns": (FILE[0] + b"\n" + FILE[1]).replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("what", NO_FILES)
def test_a_file_of_anything_else_is_refused(what: str) -> None:
    with pytest.raises(MalformedCheckpoint):
        split_notes(NO_FILES[what])


def test_what_a_crash_left_in_the_last_line_is_kept_apart() -> None:
    assert split_notes(FILE[0] + bytes(4096)) == ([], FILE[0] + bytes(4096))
    assert split_notes(FILE[0] + b"\n" + bytes(4096)) == ([FILE[0]], b"\n" + bytes(4096))


@given(
    st.lists(
        st.sampled_from([b"\n", b"a", b"\n\n", "— ".encode(), b"a\n", "— a\n".encode(), *FILE]), max_size=12
    )
)
def test_nothing_is_lost_or_made_up_between_notes(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    try:
        whole, rest = split_notes(data)
    except MalformedCheckpoint:
        return
    assert b"\n".join(whole) + rest == data
    assert not rest or not whole or rest.startswith(b"\n")
    assert all(split_notes(note) == ([note], b"") for note in whole)
