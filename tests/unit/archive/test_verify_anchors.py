"""What witnesses and time stamps vouch for is told; a stamp over something else than the records is a fault."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography import x509

from sekisho.archive.checkpoints import sign_checkpoint
from sekisho.archive.cosignature_files import add_cosignatures
from sekisho.archive.cosignatures import cosign
from sekisho.archive.findings import Finding, Weight
from sekisho.archive.notes import Signature
from sekisho.archive.verify_anchors import check_timestamps, stamped_sizes_in, told_by_witnesses
from sekisho.archive.verify_folder import inventory
from tests import machine
from tests.unit.archive.authority import Authority
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
    folder: Path, roots: Sequence[x509.Certificate], tree: Growing | None = TREE
) -> list[tuple[str, str, dict[str, str]]]:
    def root_at(size: int) -> bytes | None:
        return tree.checkpoint(size).root if tree else None

    return told(list(check_timestamps(inventory(folder), "operations", ORIGIN, root_at, roots)))


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
