"""An authority made with openssl stamps the checkpoints of a real log, over HTTP or by files carried to and fro."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from sekisho.archive.newest import NothingSigned
from sekisho.archive.outbound import Answered, NoAnswer
from sekisho.archive.reading import reader_of
from sekisho.archive.records import Record
from sekisho.archive.schema import LogSchema
from sekisho.archive.timestamps import (
    AuthorityAway,
    ExtraMissing,
    NoRoots,
    NotOurRequest,
    NotStamped,
    RequestExists,
    Stamped,
    TimestampRefused,
    WrongTimestamp,
    digest_in,
    read_roots,
    stamp_path,
    stamp_with,
    stamped_sizes,
    take_answer,
    verify_answer,
    write_request,
)
from sekisho.archive.writer import Writer, writing
from tests import machine
from tests.unit.archive.authority import URL, Authority
from tests.unit.archive.signers import LOG, ORIGIN

KEYS = (LOG.verifier_key,)
TEXT = f"{ORIGIN}\n1\n{'A' * 43}=\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        machine.missing("openssl, which makes the authority of these tests, is not there")
    return Authority(tmp_path_factory.mktemp("tsa") / "authority")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "stranger")


@pytest.fixture(scope="module")
def chained(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """It sends the certificates of both CAs above it along, as real ones do."""
    return Authority(tmp_path_factory.mktemp("tsa") / "chained", chain=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "operations"


@pytest.fixture
def log(folder: Path) -> Iterator[Writer]:
    with writing(folder, LogSchema(ORIGIN), signers=[LOG]) as writer:
        seal(writer)
        yield writer


def seal(log: Writer) -> None:
    log.append([Record("counter", b"one more")] * 3)
    log.seal()


def text_of(folder: Path) -> str:
    note = reader_of(folder).checkpoint_note().decode()
    return note.rpartition("\n\n")[0] + "\n"


def stamping(
    folder: Path, log: Writer, authority: Authority, ask: Callable[..., Answered] | None = None
) -> Stamped:
    return stamp_with(
        folder, URL, keys=KEYS, roots=authority.roots, then=log.name_files_beside, ask=ask or authority
    )


# --- Stamped --------------------------------------------------------------------------------------


def test_the_newest_checkpoint_is_stamped_and_named_by_the_manifest(
    folder: Path, log: Writer, authority: Authority
) -> None:
    done = stamping(folder, log, authority)

    assert (done.size, done.asked, stamped_sizes(folder)) == (4, True, [4])
    assert abs(done.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert "timestamps/4.tsr" in reader_of(folder).manifest.files


def test_a_stored_stamp_is_verified_without_a_network(
    folder: Path, log: Writer, authority: Authority
) -> None:
    done = stamping(folder, log, authority)
    answer, text = done.path.read_bytes(), text_of(folder)

    assert verify_answer(answer, text, authority.roots) == done.at
    assert digest_in(answer) == sha256(text.encode()).digest()


def test_openssl_verifies_what_is_stored(folder: Path, log: Writer, authority: Authority) -> None:
    done = stamping(folder, log, authority)
    text = folder.parent / "text"
    text.write_text(text_of(folder), encoding="utf-8")

    authority.openssl("ts", "-verify", "-in", str(done.path), "-data", str(text), "-CAfile", "ca.pem")


def test_what_was_stamped_before_is_not_stamped_again(
    folder: Path, log: Writer, authority: Authority
) -> None:
    first = stamping(folder, log, authority)
    asked = authority.asked

    assert stamping(folder, log, authority) == replace(first, asked=False)
    assert authority.asked == asked
    seal(log)
    assert stamping(folder, log, authority).size == 7


def test_over_http_it_is_stamped_too(folder: Path, log: Writer, authority: Authority) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/tsa"
        done = stamp_with(folder, url, keys=KEYS, roots=authority.roots, then=log.name_files_beside)
        thread.join()

    assert done.size == 4


def test_a_request_is_carried_out_and_its_answer_back(
    folder: Path, log: Writer, authority: Authority, tmp_path: Path
) -> None:
    carried = tmp_path / "request.tsq"
    assert write_request(folder, carried, keys=KEYS) == 4
    seal(log)
    answer = authority.answer(carried.read_bytes())

    done = take_answer(
        folder, carried.read_bytes(), answer, keys=KEYS, roots=authority.roots, then=log.name_files_beside
    )

    assert (done.size, done.asked, done.path) == (4, True, stamp_path(folder, 4))


def test_a_request_under_way_is_not_overwritten(folder: Path, log: Writer, tmp_path: Path) -> None:
    write_request(folder, tmp_path / "request.tsq", keys=KEYS)

    with pytest.raises(RequestExists):
        write_request(folder, tmp_path / "request.tsq", keys=KEYS)


# --- Refused --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answer(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A stamp over TEXT."""
    return authority.stamp(TEXT)


def test_a_stamp_over_another_text_is_refused(answer: bytes, authority: Authority) -> None:
    verify_answer(answer, TEXT, authority.roots)
    with pytest.raises(WrongTimestamp):
        verify_answer(answer, TEXT.replace("\n1\n", "\n2\n"), authority.roots)


def test_a_changed_stamp_is_refused_or_says_the_same(answer: bytes, authority: Authority) -> None:
    at = verify_answer(answer, TEXT, authority.roots)
    agreed = 0
    for bit in range(0, len(answer) * 8, 11):
        changed = bytearray(answer)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            assert verify_answer(bytes(changed), TEXT, authority.roots) == at
        except (WrongTimestamp, NotStamped):
            continue
        agreed += 1  # a few bits outside the signed part, as the number of a version, which nobody reads
    assert agreed < 20


def test_an_answer_with_its_chain_in_no_order_is_kept_as_it_came_and_openssl_agrees(
    folder: Path, log: Writer, chained: Authority
) -> None:
    done = stamping(folder, log, chained)

    kept = done.path.read_bytes()
    assert kept == (chained.folder / "answer.tsr").read_bytes()
    assert verify_answer(kept, text_of(folder), chained.roots) == done.at
    chained.openssl(
        "ts", "-verify", "-in", "answer.tsr", "-queryfile", "query.tsq", "-CAfile", "ca.pem",
        "-untrusted", "chain.pem",
    )  # fmt: skip


def test_a_chain_to_another_root_is_refused(chained: Authority, stranger: Authority) -> None:
    answer = chained.stamp(TEXT)

    verify_answer(answer, TEXT, chained.roots)
    with pytest.raises(WrongTimestamp):
        verify_answer(answer, TEXT, stranger.roots)
    with pytest.raises(WrongTimestamp):
        verify_answer(answer, TEXT.replace("\n1\n", "\n2\n"), chained.roots)


@pytest.mark.filterwarnings(
    "ignore::cryptography.utils.CryptographyDeprecationWarning"
)  # a changed serial number
def test_a_changed_answer_with_a_chain_is_refused_or_says_the_same(chained: Authority) -> None:
    answer = chained.stamp(TEXT)
    at = verify_answer(answer, TEXT, chained.roots)
    for bit in range(0, len(answer) * 8, 83):
        changed = bytearray(answer)
        changed[bit // 8] ^= 1 << bit % 8
        with suppress(WrongTimestamp, NotStamped):
            assert verify_answer(bytes(changed), TEXT, chained.roots) == at


@pytest.mark.parametrize("cut", [0, 1, 9, 100, -1])
def test_a_stamp_cut_short_is_refused(answer: bytes, authority: Authority, cut: int) -> None:
    with pytest.raises(WrongTimestamp):
        verify_answer(answer[:cut], TEXT, authority.roots)
    with pytest.raises(WrongTimestamp):
        digest_in(answer[:cut])


def test_a_stamp_of_an_authority_that_is_not_trusted_is_refused(
    answer: bytes, authority: Authority, stranger: Authority
) -> None:
    with pytest.raises(WrongTimestamp):
        verify_answer(answer, TEXT, stranger.roots)
    verify_answer(answer, TEXT, [*stranger.roots, *authority.roots])
    with pytest.raises(NoRoots):
        verify_answer(answer, TEXT, [])


def test_an_answer_to_another_request_is_refused(
    folder: Path, log: Writer, authority: Authority, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        write_request(folder, tmp_path / name, keys=KEYS)
    answer = authority.answer((tmp_path / "first").read_bytes())

    with pytest.raises(WrongTimestamp, match="Nonce"):
        take_answer(
            folder,
            (tmp_path / "second").read_bytes(),
            answer,
            keys=KEYS,
            roots=authority.roots,
            then=lambda: None,
        )
    assert stamped_sizes(folder) == []


def test_a_request_over_something_else_is_not_ours(
    folder: Path, log: Writer, authority: Authority, answer: bytes
) -> None:
    for request in ((authority.folder / "text.tsq").read_bytes(), b"nothing", b""):
        with pytest.raises(NotOurRequest):
            take_answer(folder, request, answer, keys=KEYS, roots=authority.roots, then=lambda: None)


def test_an_authority_that_refuses_says_why(folder: Path, log: Writer, authority: Authority) -> None:
    def refusing(url: str, body: bytes, content_type: str) -> Answered:
        (authority.folder / "text").write_text(TEXT, encoding="utf-8")
        authority.openssl("ts", "-query", "-data", "text", "-sha1", "-out", "sha1.tsq")
        return authority(url, (authority.folder / "sha1.tsq").read_bytes(), content_type)

    with pytest.raises(NotStamped, match="digest algorithm"):
        stamping(folder, log, authority, refusing)


BAD_ANSWERS = {
    "broken": (Answered(503, "", b""), AuthorityAway),
    "moved": (Answered(302, "text/html", b""), NotStamped),
    "a page": (Answered(200, "text/html", b"<p>sign in</p>"), NotStamped),
    "nothing": (Answered(200, "application/timestamp-reply", b""), WrongTimestamp),
    "noise": (Answered(200, "application/timestamp-reply", bytes(100)), WrongTimestamp),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_what_is_no_time_stamp_is_refused_and_not_kept(
    folder: Path, log: Writer, authority: Authority, name: str
) -> None:
    answered, refusal = BAD_ANSWERS[name]

    with pytest.raises(refusal):
        stamping(folder, log, authority, lambda *_: answered)
    assert stamped_sizes(folder) == []


def test_an_authority_that_is_away_is_told_from_one_that_refuses(
    folder: Path, log: Writer, authority: Authority
) -> None:
    def away(url: str, body: bytes, content_type: str) -> Answered:
        raise NoAnswer("away")

    with pytest.raises(AuthorityAway):
        stamping(folder, log, authority, away)


def test_a_log_that_sealed_nothing_has_nothing_to_stamp(tmp_path: Path, authority: Authority) -> None:
    other = tmp_path / "other"
    with writing(other, LogSchema(ORIGIN), signers=[LOG]) as writer, pytest.raises(NothingSigned):
        stamping(other, writer, authority)


def test_without_the_extra_it_is_named(
    folder: Path, log: Writer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)

    with pytest.raises(ExtraMissing, match="timestamp"):
        stamping(folder, log, authority)
    with pytest.raises(ExtraMissing):
        write_request(folder, folder.parent / "request.tsq", keys=KEYS)
    assert issubclass(ExtraMissing, TimestampRefused)


def test_roots_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_text("no certificate")

    with pytest.raises(NoRoots):
        read_roots(tmp_path / "roots.pem")
