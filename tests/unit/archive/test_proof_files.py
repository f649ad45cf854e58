"""A proof file is read exactly as it is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive import proof_files
from sekisho.archive.checkpoints import format_checkpoint, open_checkpoint, sign_checkpoint
from sekisho.archive.notes import format_note, sign_note
from sekisho.archive.proof_files import MalformedProofFile, ProofFile, format_proof_file, parse_proof_file
from tests.unit.archive.signers import CHECKPOINT, LOG, ORIGIN

CHECKPOINT_NOTE = format_note(sign_checkpoint(CHECKPOINT, [LOG]))
PROOF = (bytes(32), b"\xff" * 32)
FIRST, INDEX = "c2sp.org/tlog-proof@v1\n", "index 42\n"
HASHES = f"{'A' * 43}=\n{'/' * 42}8=\n"
HEAD = FIRST + INDEX + HASHES
NOTE = CHECKPOINT_NOTE.decode()


def test_a_proof_file_is_lines_of_text() -> None:
    assert format_proof_file(ProofFile(None, 42, PROOF, CHECKPOINT_NOTE)) == f"{HEAD}\n{NOTE}".encode()


def test_something_extra_stands_in_the_second_line() -> None:
    written = format_proof_file(ProofFile(b"extra", 42, (), CHECKPOINT_NOTE))

    assert written == f"{FIRST}extra ZXh0cmE=\n{INDEX}\n{NOTE}".encode()
    assert parse_proof_file(written).extra == b"extra"


def test_the_checkpoint_stays_verbatim_and_can_be_opened() -> None:
    read = parse_proof_file(f"{HEAD}\n{NOTE}".encode())

    assert open_checkpoint(read.checkpoint, [LOG.verifier_key], ORIGIN).checkpoint == CHECKPOINT


NO_PROOF_FILES = {
    "nothing": "",
    "no checkpoint": HEAD,
    "no checkpoint behind the blank line": f"{HEAD}\n",
    "no blank line": HEAD + NOTE,
    "two blank lines": f"{HEAD}\n\n{NOTE}",
    "a blank line before": f"\n{HEAD}\n{NOTE}",
    "another version": f"{HEAD}\n{NOTE}".replace("@v1", "@v2"),
    "no first line": f"{INDEX}{HASHES}\n{NOTE}",
    "a space behind the first line": f"{HEAD}\n{NOTE}".replace("v1\n", "v1 \n"),
    "carriage returns": f"{HEAD}\n{NOTE}".replace("\n", "\r\n"),
    "carriage returns above the checkpoint": f"{HEAD}".replace("\n", "\r\n") + f"\n{NOTE}",
    "no index": f"{FIRST}{HASHES}\n{NOTE}",
    "an empty index": f"{FIRST}index \n{HASHES}\n{NOTE}",
    "a leading zero": f"{FIRST}index 042\n{HASHES}\n{NOTE}",
    "a negative index": f"{FIRST}index -1\n{HASHES}\n{NOTE}",
    "an index beyond 63 bits": f"{FIRST}index {2**63}\n{HASHES}\n{NOTE}",
    "a word in capitals": f"{FIRST}Index 42\n{HASHES}\n{NOTE}",
    "two spaces before the index": f"{FIRST}index  42\n{HASHES}\n{NOTE}",
    "two indexes": f"{FIRST}{INDEX}{INDEX}{HASHES}\n{NOTE}",
    "the index behind the proof": f"{FIRST}{HASHES}{INDEX}\n{NOTE}",
    "extra behind the index": f"{FIRST}{INDEX}extra QQ==\n{HASHES}\n{NOTE}",
    "extra twice": f"{FIRST}extra QQ==\nextra QQ==\n{INDEX}{HASHES}\n{NOTE}",
    "extra that is empty": f"{FIRST}extra \n{INDEX}{HASHES}\n{NOTE}",
    "extra without base64": f"{FIRST}extra\n{INDEX}{HASHES}\n{NOTE}",
    "extra without padding": f"{FIRST}extra QQ\n{INDEX}{HASHES}\n{NOTE}",
    "extra with an unused bit set": f"{FIRST}extra QR==\n{INDEX}{HASHES}\n{NOTE}",
    "a hash of 31 bytes": f"{FIRST}{INDEX}{'A' * 40}AA==\n\n{NOTE}",
    "a hash of 33 bytes": f"{FIRST}{INDEX}{'A' * 44}\n\n{NOTE}",
    "a hash without padding": f"{FIRST}{INDEX}{'A' * 43}\n\n{NOTE}",
    "a hash with an unused bit set": f"{FIRST}{INDEX}{'A' * 42}B=\n\n{NOTE}",
    "a space behind a hash": f"{FIRST}{INDEX}{'A' * 43}= \n\n{NOTE}",
    "64 hashes": f"{FIRST}{INDEX}{('A' * 43 + '=' + chr(10)) * 64}\n{NOTE}",
    "a letter that is not ASCII": f"{FIRST}{INDEX}町\n\n{NOTE}",
    "an unsigned checkpoint": f"{HEAD}\n{format_checkpoint(CHECKPOINT)}",
    "a signed note that is no checkpoint": f"{HEAD}\n{format_note(sign_note('minutes' + chr(10), [LOG])).decode()}",
    "something behind the checkpoint": f"{HEAD}\n{NOTE}\n",
}


@pytest.mark.parametrize("what", NO_PROOF_FILES)
def test_what_is_no_proof_file_is_refused(what: str) -> None:
    with pytest.raises(MalformedProofFile):
        parse_proof_file(NO_PROOF_FILES[what].encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(MalformedProofFile):
        parse_proof_file(b"\xff" + f"{HEAD}\n{NOTE}".encode())


@pytest.mark.parametrize(
    ("extra", "index", "proof", "checkpoint"),
    [
        (b"", 42, PROOF, CHECKPOINT_NOTE),
        (None, -1, PROOF, CHECKPOINT_NOTE),
        (None, 2**63, PROOF, CHECKPOINT_NOTE),
        (None, 42, (bytes(31),), CHECKPOINT_NOTE),
        (None, 42, (bytes(32),) * 64, CHECKPOINT_NOTE),
        (None, 42, PROOF, b""),
    ],
    ids=["empty extra", "index -1", "index 2^63", "hash of 31 bytes", "64 hashes", "no checkpoint"],
)
def test_what_cannot_be_written_cannot_be_made(
    extra: bytes | None, index: int, proof: tuple[bytes, ...], checkpoint: bytes
) -> None:
    with pytest.raises(MalformedProofFile):
        ProofFile(extra, index, proof, checkpoint)


def test_the_size_of_a_proof_file_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = f"{HEAD}\n{NOTE}".encode()
    monkeypatch.setattr(proof_files, "MAX_PROOF_FILE_BYTES", len(data))
    read = parse_proof_file(data)

    with pytest.raises(MalformedProofFile, match="at most"):
        parse_proof_file(data + b"\n")
    with pytest.raises(MalformedProofFile, match="at most"):
        format_proof_file(replace(read, index=100))


@given(
    extra=st.none() | st.binary(min_size=1),
    index=st.integers(0, 2**63 - 1),
    proof=st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple),
)
def test_proof_files_come_back(extra: bytes | None, index: int, proof: tuple[bytes, ...]) -> None:
    proof_file = ProofFile(extra, index, proof, CHECKPOINT_NOTE)

    assert parse_proof_file(format_proof_file(proof_file)) == proof_file


@given(st.lists(st.sampled_from([*f"{HEAD}\n{NOTE}".splitlines(True), "extra QQ==\n", "\n"]), max_size=12))
def test_whatever_is_read_as_a_proof_file_is_written_the_same(lines: list[str]) -> None:
    data = "".join(lines).encode()
    try:
        read = parse_proof_file(data)
    except MalformedProofFile:
        return
    assert format_proof_file(read) == data
