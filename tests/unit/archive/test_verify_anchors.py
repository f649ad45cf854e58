"""What witnesses and time stamps vouch for is told; a stamp over something else than the records is a fault."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from sekisho.archive.checkpoints import sign_checkpoint
from sekisho.archive.cosignature_files import add_cosignatures
from sekisho.archive.cosignatures import cosign
from sekisho.archive.findings import Finding, Weight
from sekisho.archive.manifest import empty_manifest
from sekisho.archive.notes import Signature, VerifierKey
from sekisho.archive.outbound import Answered
from sekisho.archive.records import Record
from sekisho.archive.schema import LogSchema
from sekisho.archive.timestamps import stamp_with
from sekisho.archive.verify import Options
from sekisho.archive.verify_anchors import check_timestamps, stamped_sizes_in, told_by_witnesses
from sekisho.archive.verify_archive import Report, verify_archive
from sekisho.archive.verify_folder import inventory
from sekisho.archive.witness import parse_request, policy_for
from sekisho.archive.witness_client import Witness, cosign_with
from sekisho.archive.witness_state import WitnessState
from sekisho.archive.writer import Writer, writing
from tests import machine
from tests.unit.archive.authority import URL, Authority
from tests.unit.archive.growing import Growing
from tests.unit.archive.signers import AUDITOR, LOG, ORIGIN, PREFECTURE

AT = 1_795_658_400
TREE, FORK = Growing(20), Growing(20, differs_at=3)


def cosigned(folder: Path, size: int, *, timestamp: int = AT) -> None:
    own = sign_checkpoint(TREE.checkpoint(size), [LOG])
    add_cosignatures(folder, size, own, [cosign(own.text, timestamp=timestamp, signer=PREFECTURE)])


def told(found: Sequence[Finding]) -> list[tuple[str, str, dict[str, str]]]:
    assert all(each.ja != each.en for each in found)
    return [(each.what, each.file, dict(each.detail)) for each in found]


# --- Witnesses ------------------------------------------------------------------------------------


def test_how_far_a_witness_vouches_is_told(tmp_path: Path) -> None:
    for size in (5, 7, 16):
        cosigned(tmp_path, size)

    found = list(told_by_witnesses(inventory(tmp_path), "operations", [PREFECTURE.verifier_key]))

    assert [(each.file, each.weight) for each in found] == [("cosignatures/16", Weight.NOTE)]
    assert "大きさ16まで" in found[0].ja
    assert "2026-11-26T02:00:00+00:00" in found[0].en


def test_a_witness_that_vouches_for_nothing_is_named(tmp_path: Path) -> None:
    cosigned(tmp_path, 5)

    found = told_by_witnesses(inventory(tmp_path), "operations", [AUDITOR.verifier_key])

    assert told(list(found)) == [("not_cosigned", "", {"witness": AUDITOR.name})]


def test_without_a_key_it_is_told_that_nothing_was_verified(tmp_path: Path) -> None:
    assert list(told_by_witnesses(inventory(tmp_path), "operations", [])) == []
    cosigned(tmp_path, 5)
    cosigned(tmp_path, 7)

    found = told_by_witnesses(inventory(tmp_path), "operations", [])

    assert told(list(found)) == [("cosigned_unverified", "", {"count": "2"})]


def test_a_line_that_a_witness_did_not_sign_vouches_for_nothing(tmp_path: Path) -> None:
    cosigned(tmp_path, 5)
    own = sign_checkpoint(TREE.checkpoint(7), [LOG])
    key = PREFECTURE.verifier_key
    add_cosignatures(tmp_path, 7, own, [Signature(key.name, key.key_id, bytes(72))])
    (tmp_path / "cosignatures/9").write_bytes(b"damaged")
    (tmp_path / "cosignatures/x").write_bytes(b"damaged")

    found = told_by_witnesses(inventory(tmp_path), "operations", [key])

    assert [each.file for each in found] == ["cosignatures/5"]


def test_a_time_that_no_calendar_has_is_told_as_a_number(tmp_path: Path) -> None:
    cosigned(tmp_path, 5, timestamp=2**62)

    (found,) = told_by_witnesses(inventory(tmp_path), "operations", [PREFECTURE.verifier_key])

    assert str(2**62) in found.en


# --- Time stamps ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        machine.missing("openssl, which makes the authority of these tests, is not there")
    return Authority(tmp_path_factory.mktemp("tsa") / "authority")


@pytest.fixture(scope="module")
def stamped(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with stamps of the sizes 5 and 16."""
    folder = tmp_path_factory.mktemp("log")
    (folder / "timestamps").mkdir()
    for size in (5, 16):
        (folder / f"timestamps/{size}.tsr").write_bytes(authority.stamp(TREE.text(size)))
    return folder


def checked(
    folder: Path, roots: Sequence[x509.Certificate], tree: Growing | None = TREE, *, size: int = 20
) -> list[tuple[str, str, dict[str, str]]]:
    def root_at(size: int) -> bytes | None:
        return tree.checkpoint(size).root if tree else None

    manifest = replace(empty_manifest(ORIGIN, datetime(2026, 11, 26, tzinfo=UTC)), size=size)
    return told(list(check_timestamps(inventory(folder), "operations", manifest, root_at, roots)))


def test_how_far_a_time_stamp_reaches_is_told(stamped: Path, authority: Authority) -> None:
    ((what, file, detail),) = checked(stamped, authority.roots)

    assert (what, file, detail["size"]) == ("timestamped", "timestamps/16.tsr", "16")
    assert detail["moment"].endswith("+00:00")


def test_a_stamp_over_other_records_is_a_fault(stamped: Path, authority: Authority) -> None:
    for roots in (authority.roots, ()):
        found = checked(stamped, roots, FORK)
        assert [(what, file) for what, file, _ in found] == [
            ("timestamp", "timestamps/5.tsr"),
            ("timestamp", "timestamps/16.tsr"),
        ]


def test_without_roots_what_was_stamped_is_compared_and_the_rest_told(stamped: Path) -> None:
    assert checked(stamped, ()) == [("timestamp_no_root", "", {"count": "2"})]


def test_a_stamp_of_another_authority_is_a_fault(stamped: Path, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")

    assert [what for what, _, _ in checked(stamped, stranger.roots)] == ["timestamp", "timestamp"]


def test_where_a_root_cannot_be_computed_nothing_is_compared(stamped: Path, authority: Authority) -> None:
    assert checked(stamped, authority.roots, None) == [("timestamp_unseen", "", {"count": "2"})]


def test_without_the_extra_it_is_told_that_nothing_was_verified(
    stamped: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)

    assert checked(stamped, authority.roots) == [("timestamp_no_extra", "", {"count": "2"})]


def test_a_stamp_of_more_than_is_here_is_a_fault(stamped: Path, authority: Authority) -> None:
    found = checked(stamped, authority.roots, size=15)

    assert [(what, detail["size"]) for what, _, detail in found] == [
        ("timestamp", "16"),
        ("timestamped", "5"),
    ]


def test_a_damaged_stamp_is_a_fault_and_the_others_are_told(
    stamped: Path, authority: Authority, tmp_path: Path
) -> None:
    folder = shutil.copytree(stamped, tmp_path / "log")
    (folder / "timestamps/16.tsr").write_bytes(b"")

    assert [(what, file) for what, file, _ in checked(folder, authority.roots)] == [
        ("timestamp", "timestamps/16.tsr"),
        ("timestamped", "timestamps/5.tsr"),
    ]


def test_files_of_other_names_are_no_stamps(stamped: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(stamped, tmp_path / "log")
    for name in ("05.tsr", "7", "x.tsr", "-1.tsr", "9.tsr.new"):
        (folder / "timestamps" / name).write_bytes(b"")
    os.mkfifo(folder / "timestamps/8.tsr")

    assert stamped_sizes_in(inventory(folder)) == [5, 16]


def test_a_log_without_stamps_has_nothing_to_tell(tmp_path: Path, authority: Authority) -> None:
    assert checked(tmp_path, authority.roots) == []


# --- In an archive --------------------------------------------------------------------------------

SIZES = (300, 700)
WITNESS = Witness("http://witness.example", PREFECTURE.verifier_key)


@dataclass(frozen=True)
class Town:
    """An archive of one log, and its writer, at work."""

    archive: Path
    writer: Writer

    @property
    def log(self) -> Path:
        return self.archive / "operations"

    def grow(self, size: int, what: bytes) -> None:
        self.writer.append([Record("counter", what)] * (size - (self.writer.size or 1)))
        self.writer.seal()

    def found(self, *trusted: VerifierKey, roots: Sequence[x509.Certificate] = ()) -> Report:
        return verify_archive(
            self.archive, [LOG.verifier_key, *trusted], Options(jobs=1, tsa_roots=tuple(roots))
        )


def town(archive: Path) -> AbstractContextManager[Writer]:
    return writing(archive / "operations", LogSchema(ORIGIN), signers=[LOG])


@pytest.fixture
def anchored(tmp_path: Path, authority: Authority) -> Iterator[Town]:
    """Cosigned at 300 and 700, stamped at 300."""
    state = WitnessState(tmp_path, policy_for([LOG.verifier_key], PREFECTURE))

    def ask(url: str, body: bytes, content_type: str) -> Answered:
        said = state.add(parse_request(body), now=AT)
        return Answered(said.status, said.content_type, said.body)

    with town(tmp_path / "archive") as writer:
        it = Town(tmp_path / "archive", writer)
        for size in SIZES:
            it.grow(size, b"as it was")
            cosign_with(it.log, WITNESS, keys=[LOG.verifier_key], then=writer.name_files_beside, ask=ask)
            if size == SIZES[0]:
                stamp_with(
                    it.log, URL, keys=[LOG.verifier_key], roots=authority.roots, then=writer.name_files_beside,
                    ask=authority,
                )  # fmt: skip
        it.grow(800, b"as it was")
        yield it


def test_an_anchored_archive_is_whole_and_says_how_far(anchored: Town, authority: Authority) -> None:
    report = anchored.found(PREFECTURE.verifier_key, roots=authority.roots)

    assert report.whole
    told = {each.what: dict(each.detail) for each in report.every}
    assert told["cosigned"]["size"] == "700"
    assert told["timestamped"]["size"] == "300"


def test_an_archive_without_the_keys_of_its_anchors_is_whole_and_says_so(anchored: Town) -> None:
    report = anchored.found()

    assert report.whole
    assert {"cosigned_unverified", "timestamp_no_root"} <= {each.what for each in report.every}


def test_another_history_under_the_town_s_own_key_is_found_out(
    anchored: Town, authority: Authority, tmp_path: Path
) -> None:
    with town(tmp_path / "rewritten") as writer:
        rewritten = Town(tmp_path / "rewritten", writer)
        rewritten.grow(800, b"as we would like it")
        assert rewritten.found(PREFECTURE.verifier_key, roots=authority.roots).whole
        for folder in ("cosignatures", "timestamps"):
            shutil.copytree(anchored.log / folder, rewritten.log / folder)
        writer.name_files_beside()

        report = rewritten.found(PREFECTURE.verifier_key, roots=authority.roots)

    assert [(each.what, each.file) for each in report.faults] == [
        ("cosignature", "cosignatures/300"),
        ("cosignature", "cosignatures/700"),
        ("timestamp", "timestamps/300.tsr"),
    ]
