"""A real log is cosigned by a real witness as it grows; a fork, an older copy and a witness that lies are refused."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sekisho.archive import files
from sekisho.archive.checkpoints import open_checkpoint
from sekisho.archive.cosignature_files import OtherCheckpoint, add_cosignatures, cosigned_sizes, merged
from sekisho.archive.cosignatures import cosign
from sekisho.archive.manifest import Manifest
from sekisho.archive.newest import NothingSigned
from sekisho.archive.notes import (
    AnotherUse,
    Ed25519Signer,
    NoKnownKey,
    Note,
    Signature,
    format_signature,
    parse_note,
)
from sekisho.archive.outbound import Answered, NoAnswer, NotAnAddress
from sekisho.archive.reading import reader_of
from sekisho.archive.records import Record
from sekisho.archive.schema import LogSchema
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.witness import parse_request, policy_for
from sekisho.archive.witness_client import (
    BadCosignature,
    CosignRefused,
    NotWitnessed,
    OtherHistory,
    Witness,
    WitnessAway,
    Witnessed,
    WitnessSawMore,
    cosign_with,
    cosign_with_all,
)
from sekisho.archive.witness_config import WitnessConfig
from sekisho.archive.witness_server import WitnessServer, serving
from sekisho.archive.witness_state import WitnessState
from sekisho.archive.writer import Writer, writing
from tests import foreign
from tests.unit.archive.signers import AUDITOR, LOG, NEXT_KEY, ORIGIN, OTHER_LOG, PREFECTURE

AT = 1_795_658_400
KEYS = (LOG.verifier_key,)
URL = "http://witness.example/towns"
PREFECTURAL = Witness(URL, PREFECTURE.verifier_key)


class Local:
    """A witness in this process: what would come over HTTP, without it."""

    def __init__(self, folder: Path, signer: Ed25519Signer = PREFECTURE) -> None:
        self.state = WitnessState(folder, policy_for([*KEYS, OTHER_LOG.verifier_key], signer))
        self.asked: list[int] = []
        files.make_directory(folder)

    def __call__(self, url: str, body: bytes, content_type: str) -> Answered:
        assert url == f"{URL}/add-checkpoint"
        request = parse_request(body)
        self.asked.append(request.old)
        said = self.state.add(request, now=AT + len(self.asked))
        return Answered(said.status, said.content_type.partition(";")[0], said.body)


@pytest.fixture
def witness(tmp_path: Path) -> Local:
    return Local(tmp_path / "witness")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "operations"


@pytest.fixture
def log(folder: Path) -> Iterator[Writer]:
    with writing(folder, LogSchema(ORIGIN), signers=[LOG]) as writer:
        yield writer


def grow(log: Writer, size: int, what: str = "record") -> None:
    """One record is the log's declaration."""
    added = size - (log.size or 1)
    log.append([Record("counter", b"%s %d" % (what.encode(), number)) for number in range(added)])
    log.seal()


def asking(folder: Path, log: Writer, ask: Local, witness: Witness = PREFECTURAL) -> Witnessed:
    return cosign_with(folder, witness, keys=KEYS, then=log.name_files_beside, ask=ask)


def manifest_of(folder: Path) -> Manifest:
    return reader_of(folder).manifest


# --- Cosigned -------------------------------------------------------------------------------------


def test_a_log_is_cosigned_at_every_size_as_it_grows(folder: Path, log: Writer, witness: Local) -> None:
    for size in (2, 200, 256, 300, 513, 1024, 1100):
        grow(log, size)
        done = asking(folder, log, witness)

        assert (done.size, done.asked) == (size, True)
        opened = open_checkpoint(done.path.read_bytes(), [*KEYS, PREFECTURE.verifier_key], ORIGIN)
        assert opened.cosigner_keys == (PREFECTURE.verifier_key,)
        assert opened.note.signatures[0].name == ORIGIN
        assert (opened.checkpoint.size, opened.checkpoint.root) == (size, manifest_of(folder).root)
    assert witness.asked == [0, 2, 200, 256, 300, 513, 1024]
    assert cosigned_sizes(folder) == [2, 200, 256, 300, 513, 1024, 1100]


def test_a_cosigned_checkpoint_is_named_by_the_manifest(folder: Path, log: Writer, witness: Local) -> None:
    grow(log, 300)
    done = asking(folder, log, witness)

    listed = manifest_of(folder).files["cosignatures/300"]
    assert listed.size == len(done.path.read_bytes())


def test_a_checkpoint_that_was_cosigned_is_not_sent_again(folder: Path, log: Writer, witness: Local) -> None:
    grow(log, 300)
    first = asking(folder, log, witness)

    assert asking(folder, log, witness) == replace(first, asked=False)
    assert witness.asked == [0]


def test_the_size_that_a_witness_knows_is_learnt_from_it(folder: Path, log: Writer, witness: Local) -> None:
    grow(log, 300)
    asking(folder, log, witness)
    shutil.rmtree(folder / "cosignatures")
    grow(log, 700)

    assert asking(folder, log, witness).size == 700
    assert witness.asked == [0, 0, 300]


def test_two_witnesses_stand_below_one_checkpoint(
    folder: Path, log: Writer, witness: Local, tmp_path: Path
) -> None:
    auditor = Local(tmp_path / "auditor", AUDITOR)
    grow(log, 300)
    asking(folder, log, witness)
    done = asking(folder, log, auditor, Witness(URL, AUDITOR.verifier_key))

    names = [line.name for line in parse_note(done.path.read_bytes()).signatures]
    assert names == [ORIGIN, PREFECTURE.name, AUDITOR.name]


def test_a_verifier_of_strangers_accepts_the_cosigned_checkpoint(
    folder: Path, log: Writer, witness: Local
) -> None:
    theirs = foreign.aics_tlog()
    grow(log, 300)
    done = asking(folder, log, witness)

    result = theirs.verify_checkpoint(
        theirs.parse_note(done.path.read_bytes()),
        theirs.parse_vkey(str(LOG.verifier_key)),
        [theirs.parse_vkey(str(PREFECTURE.verifier_key))],
        quorum=1,
        expected_origin=ORIGIN,
    )

    assert (result.ok, result.error, result.size) == (True, None, 300)
    assert result.timestamps == {PREFECTURE.name: done.timestamp}


def test_over_http_a_real_witness_cosigns_what_grows(folder: Path, log: Writer, tmp_path: Path) -> None:
    with http_witness(tmp_path) as server:
        witness = Witness(f"{server.url}/", server.state.policy.signer.verifier_key)
        for size in (257, 700):
            grow(log, size)
            done = cosign_with(folder, witness, keys=KEYS, then=log.name_files_beside)
            assert (done.size, done.asked) == (size, True)


def test_a_checkpoint_that_no_manifest_names_yet_waits(folder: Path, log: Writer, witness: Local) -> None:
    grow(log, 300)
    before = (folder / "manifest").read_bytes()
    grow(log, 700)
    (folder / "manifest").write_bytes(before)

    assert asking_only(folder, witness).size == 300


def asking_only(folder: Path, ask: Local) -> Witnessed:
    return cosign_with(folder, PREFECTURAL, keys=KEYS, then=lambda: None, ask=ask)


# --- Refused --------------------------------------------------------------------------------------


@pytest.fixture
def fork(tmp_path: Path) -> Iterator[tuple[Path, Writer]]:
    """Another history under the same key."""
    other = tmp_path / "fork" / "operations"
    with writing(other, LogSchema(ORIGIN), signers=[LOG]) as writer:
        yield other, writer


@pytest.mark.parametrize("size", [300, 700])
def test_another_history_is_not_cosigned(
    folder: Path, log: Writer, witness: Local, fork: tuple[Path, Writer], size: int
) -> None:
    grow(log, 300)
    asking(folder, log, witness)
    other, writer = fork
    grow(writer, size, "forged")

    with pytest.raises(OtherHistory):
        asking(other, writer, witness)
    assert not (other / "cosignatures").exists()


def test_an_older_copy_of_a_log_is_told_that_more_was_seen(
    folder: Path, log: Writer, witness: Local, tmp_path: Path
) -> None:
    grow(log, 300)
    older = shutil.copytree(folder, tmp_path / "older" / "operations")
    grow(log, 700)
    asking(folder, log, witness)

    with pytest.raises(WitnessSawMore):
        asking_only(older, witness)


def test_a_log_whose_records_were_changed_is_not_sent(folder: Path, log: Writer, witness: Local) -> None:
    grow(log, 300)
    asking(folder, log, witness)
    grow(log, 700)
    tile = folder / "tile/1/000.p/2"
    tile.write_bytes(tile.read_bytes()[::-1])

    with pytest.raises(EvidenceBroken):
        asking(folder, log, witness)
    assert witness.asked == [0]


def test_a_log_that_sealed_nothing_has_nothing_to_show(folder: Path, log: Writer, witness: Local) -> None:
    with pytest.raises(NothingSigned):
        asking(folder, log, witness)


def test_a_log_that_its_keys_did_not_sign_is_not_sent(folder: Path, log: Writer, witness: Local) -> None:
    grow(log, 300)

    with pytest.raises(NoKnownKey):
        cosign_with(folder, PREFECTURAL, keys=[NEXT_KEY.verifier_key], then=lambda: None, ask=witness)


def test_a_witness_that_is_away_is_no_fault_of_the_others(folder: Path, log: Writer, witness: Local) -> None:
    def ask(url: str, body: bytes, content_type: str) -> Answered:
        if url.startswith("http://away"):
            raise NoAnswer("away")
        return witness(url, body, content_type)

    grow(log, 300)
    away = Witness("http://away.example", AUDITOR.verifier_key)
    results = cosign_with_all(folder, [away, PREFECTURAL], keys=KEYS, then=log.name_files_beside, ask=ask)

    assert [type(each) for each in results] == [WitnessAway, Witnessed]


def test_nobody_listening_is_a_witness_that_is_away(folder: Path, log: Writer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    grow(log, 300)

    with pytest.raises(WitnessAway):
        cosign_with(
            folder, Witness(f"http://127.0.0.1:{port}", PREFECTURE.verifier_key), keys=KEYS, then=lambda: None
        )


@pytest.mark.parametrize(("known", "status"), [(OTHER_LOG, "404"), (NEXT_KEY, "403")])
def test_a_witness_that_does_not_know_the_log_says_so(
    folder: Path, log: Writer, tmp_path: Path, known: Ed25519Signer, status: str
) -> None:
    grow(log, 300)
    with http_witness(tmp_path, known) as server:
        witness = Witness(server.url, server.state.policy.signer.verifier_key)
        with pytest.raises(NotWitnessed, match=status):
            cosign_with(folder, witness, keys=KEYS, then=lambda: None)


OTHER_LINE = format_signature(cosign(f"{ORIGIN}\n1\n{'A' * 43}=\n", timestamp=AT, signer=PREFECTURE)).encode()
BAD_ANSWERS: dict[str, tuple[Answered, type[CosignRefused]]] = {
    "nothing": (Answered(200, "text/plain", b""), BadCosignature),
    "another text": (Answered(200, "text/plain", OTHER_LINE), BadCosignature),
    "no line": (Answered(200, "text/plain", b"thank you\n"), BadCosignature),
    "no text": (Answered(200, "text/plain", b"\xff\xfe\n"), BadCosignature),
    "a size of another type": (Answered(409, "text/plain", b"5\n"), NotWitnessed),
    "a size that is none": (Answered(409, "text/x.tlog.size", b"-5\n"), NotWitnessed),
    "a size beyond the log": (Answered(409, "text/x.tlog.size", b"301\n"), WitnessSawMore),
    "the size that was named": (Answered(409, "text/x.tlog.size", b"0\n"), OtherHistory),
    "moved": (Answered(301, "text/html", b"over there"), NotWitnessed),
    "broken": (Answered(500, "text/plain", b"sorry"), WitnessAway),
    "busy": (Answered(429, "", b""), WitnessAway),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_what_a_witness_should_not_answer_is_refused(folder: Path, log: Writer, name: str) -> None:
    answered, refusal = BAD_ANSWERS[name]
    grow(log, 300)

    with pytest.raises(refusal):
        cosign_with(folder, PREFECTURAL, keys=KEYS, then=log.name_files_beside, ask=lambda *_: answered)
    assert not (folder / "cosignatures").exists()


def test_a_cosignature_of_another_key_is_no_answer(folder: Path, log: Writer, tmp_path: Path) -> None:
    grow(log, 300)

    with pytest.raises(BadCosignature):
        asking(folder, log, Local(tmp_path / "auditor", AUDITOR))


def test_a_witness_that_names_another_size_each_time_is_given_up(folder: Path, log: Writer) -> None:
    sizes = iter((b"7\n", b"8\n", b"9\n"))
    grow(log, 300)

    with pytest.raises(WitnessAway):
        cosign_with(
            folder, PREFECTURAL, keys=KEYS, then=lambda: None,
            ask=lambda *_: Answered(409, "text/x.tlog.size", next(sizes)),
        )  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x",
        "file:///etc/passwd",
        "http:///x",
        "http://me@x/",
        "http://x:99999/",
        "http://[::1",
        "http://x/ y",
        "x",
        "",
    ],
)
def test_only_http_addresses_are_called(url: str) -> None:
    with pytest.raises(NotAnAddress):
        Witness(url, PREFECTURE.verifier_key)


def test_a_witness_is_known_by_a_key_that_cosigns() -> None:
    with pytest.raises(AnotherUse):
        Witness(URL, LOG.verifier_key)


# --- Files ----------------------------------------------------------------------------------------


def lines(*names: str) -> tuple[Signature, ...]:
    return tuple(Signature(name, b"1234", b"x") for name in names)


def test_the_log_stands_first_and_a_key_that_signs_anew_keeps_its_place() -> None:
    own = Note("text\n", lines("log"))
    cosigned = Note("text\n", (*lines("a", "log", "b"),))
    again = Signature("a", b"1234", b"later")

    found = merged(own, cosigned, [again, *lines("c")])

    assert found.signatures == (*lines("log"), again, *lines("b", "c"))


def test_cosignatures_of_another_checkpoint_of_that_size_are_not_mixed(
    folder: Path, log: Writer, witness: Local
) -> None:
    grow(log, 300)
    own = parse_note(asking(folder, log, witness).path.read_bytes())

    with pytest.raises(OtherCheckpoint):
        add_cosignatures(folder, 300, replace(own, text=own.text.replace("300", "301")), lines("a"))


@contextmanager
def http_witness(tmp_path: Path, *known: Ed25519Signer) -> Iterator[WitnessServer]:
    """A witness on a free port; knows the log unless others are named."""
    signers: Sequence[Ed25519Signer] = known or (LOG,)
    config = WitnessConfig(
        host="127.0.0.1",
        port=0,
        state=tmp_path / "http",
        key=tmp_path / "witness.key",
        name="witness.example",
        logs=tuple(signer.verifier_key for signer in signers),
    )
    with serving(config) as server:
        yield server
