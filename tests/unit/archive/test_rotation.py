"""A new signing key takes over in every log; whoever has an old one goes on verifying; what was interrupted is finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive import files, rotation
from sekisho.archive.archive import Archive
from sekisho.archive.files import Locked
from sekisho.archive.handovers import BrokenChain, key_chain, make_handover, parse_handover
from sekisho.archive.key_rotation import NEXT_SIGNING_FILE, HandedOver, next_signing_key
from sekisho.archive.keys import PUBLIC_FILE, SigningKey, load_signing_key, make_keys, read_public_keys
from sekisho.archive.manifest import open_manifest
from sekisho.archive.notes import VerifierKey
from sekisho.archive.proving import check_proof
from sekisho.archive.rotation import rotate
from sekisho.archive.verify import Options
from tests.unit.archive.logs import BASE, NETWORK, OPERATIONS, Clock, operations

AT = datetime(2026, 4, 1, tzinfo=UTC)
QUICK = Options(jobs=1)


class Town:
    """An archive of two logs, and the folder of its keys."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.keys, self.clock = Archive(folder / "archive"), folder / "keys", Clock()
        make_keys(self.keys, BASE, ["network", "operations"], at=AT)
        self.old = read_public_keys(self.keys / PUBLIC_FILE)
        self.write(3)

    def write(self, count: int) -> int:
        """Append to both logs and seal. Returns the size of the operations."""
        with self.archive.writing(NETWORK, keys=self.keys, clock=self.clock) as log:
            log.append([])
            log.state({"statement": "remark"})
            log.seal()
        with self.archive.writing(OPERATIONS, keys=self.keys, clock=self.clock) as log:
            log.append(operations(count))
            return log.seal()

    def rotate(self) -> tuple[VerifierKey, ...]:
        rotate(self.archive, self.keys, clock=self.clock)
        return read_public_keys(self.keys / PUBLIC_FILE)

    def is_whole(self, trusted: tuple[VerifierKey, ...]) -> bool:
        report = self.archive.verify(trusted, QUICK)
        assert [(each.log, each.file, each.en) for each in report.faults] == []
        return report.whole

    def signers(self, log: str) -> list[bytes]:
        """Whose signature stands under the manifest."""
        spans = key_chain(self.archive.handovers(), self.old)
        data = (self.archive.folder / log / "manifest").read_bytes()
        return [key.public_key for key in open_manifest(data, spans.keys(log), f"{BASE}/{log}")[1]]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture
def crash_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str], None]:
    def arrange(place: object, name: str) -> None:
        def gone(*_given: object, **_named: object) -> None:
            raise Crash

        monkeypatch.setattr(place, name, gone)

    return arrange


def test_whoever_has_the_old_or_the_new_public_keys_verifies_everything(town: Town) -> None:
    new = town.rotate()
    town.write(4)

    assert town.is_whole(town.old)
    assert town.is_whole(new)
    assert {key.public_key for key in new}.isdisjoint({key.public_key for key in town.old})


def test_every_manifest_is_signed_by_the_new_key_at_once(town: Town) -> None:
    new = town.rotate()

    assert town.signers("operations") == town.signers("network") == [new[0].public_key]


def test_the_handover_says_how_far_each_log_had_come(town: Town) -> None:
    size = town.archive.log("operations").manifest.size

    town.rotate()

    (handover,) = map(parse_handover, town.archive.handovers())
    assert [(each.log, each.size) for each in handover.reached] == [("network", 2), ("operations", size)]
    assert handover.reached[1].root == town.archive.log("operations").manifest.root


def test_the_old_private_key_is_gone_afterwards(town: Town) -> None:
    before = load_signing_key(town.keys, archive=town.archive.folder).public_key

    town.rotate()

    assert load_signing_key(town.keys, archive=town.archive.folder).public_key != before
    assert not (town.keys / NEXT_SIGNING_FILE).exists()


def test_three_changes_without_a_record_between_them_are_followed(town: Town) -> None:
    keys = [town.rotate() for _ in range(3)]
    town.write(1)

    assert len(town.archive.handovers()) == 3
    assert all(town.is_whole(trusted) for trusted in [town.old, *keys])


def test_old_proofs_verify_with_any_key_of_the_chain(town: Town) -> None:
    proofs = [town.archive.prove("operations", 1)]
    for _ in range(3):
        town.rotate()
        proofs.append(town.archive.prove("operations", 2))
        town.write(2)
        proofs.append(town.archive.prove("operations", 3))
    trusted = [town.old, read_public_keys(town.keys / PUBLIC_FILE)]

    proven = [check_proof(p, key_chain(town.archive.handovers(), keys)) for p in proofs for keys in trusted]

    assert len(proven) == 14


def test_what_waits_in_the_tail_is_sealed_by_the_new_key(town: Town) -> None:
    with town.archive.writing(OPERATIONS, keys=town.keys, clock=town.clock) as log:
        log.append(operations(5))

    new = town.rotate()
    with town.archive.writing(OPERATIONS, keys=town.keys, clock=town.clock) as log:
        log.seal()

    assert town.archive.log("operations").manifest.size == 9
    assert town.signers("operations") == [new[0].public_key]
    assert town.is_whole(town.old)


def test_while_somebody_writes_nothing_is_changed(town: Town) -> None:
    with town.archive.writing(NETWORK, keys=town.keys, clock=town.clock), pytest.raises(Locked):
        town.rotate()

    assert town.archive.handovers() == []
    assert not (town.keys / NEXT_SIGNING_FILE).exists()


def test_where_a_log_is_missing_nothing_is_handed_over(town: Town) -> None:
    town.rotate()
    (town.archive.folder / "network").rename(town.archive.folder.parent / "network")

    with pytest.raises(BrokenChain, match="network shrinks"):
        town.rotate()

    assert len(town.archive.handovers()) == 1


def test_a_log_of_which_nothing_is_sealed_yet_is_handed_over_too(tmp_path: Path) -> None:
    archive, keys = Archive(tmp_path / "archive"), tmp_path / "keys"
    make_keys(keys, BASE, ["operations"], at=AT)
    with archive.writing(OPERATIONS, keys=keys, clock=Clock()) as log:
        log.append(operations(2))

    rotate(archive, keys, clock=Clock())
    with archive.writing(OPERATIONS, keys=keys, clock=Clock()) as log:
        log.seal()

    assert archive.verify(read_public_keys(keys / PUBLIC_FILE), QUICK).whole
    assert parse_handover(archive.handovers()[0]).reached[0].size == 0


@pytest.mark.parametrize(
    ("place", "name", "handed_over"),
    [
        (rotation, "make_handover", False),
        (files, "rename", True),
        (rotation, "take_over", True),
    ],
    ids=["before the handover", "before the new name", "before the new key is put in place"],
)
def test_what_was_interrupted_is_written_to_verified_and_finished(
    town: Town,
    crash_at: Callable[[object, str], None],
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    handed_over: bool,
) -> None:
    with monkeypatch.context():
        crash_at(place, name)
        with pytest.raises(Crash):
            town.rotate()
    monkeypatch.undo()

    assert len(town.archive.handovers()) == handed_over
    assert town.is_whole(town.old)
    town.write(2)  # the key that signs now is the one that the handovers say
    assert town.is_whole(town.old)

    new = town.rotate()
    town.write(1)

    assert len(town.archive.handovers()) == 1
    assert town.is_whole(town.old)
    assert town.is_whole(new)


def test_where_the_public_keys_were_not_written_the_change_is_finished_and_no_other_begun(town: Town) -> None:
    town.rotate()
    (town.keys / PUBLIC_FILE).write_text("".join(f"{key}\n" for key in town.old))

    new = town.rotate()

    assert len(town.archive.handovers()) == 1
    assert new[0].public_key not in {key.public_key for key in town.old}


def test_the_beginning_of_a_handover_that_a_crash_left_behind_is_passed_over(town: Town) -> None:
    (town.archive.folder / "handovers").mkdir()
    (town.archive.folder / "handovers" / "0001.new").write_bytes(b"sekisho.arch")

    town.write(1)
    town.rotate()

    assert town.is_whole(town.old)


def flipped(data: bytes) -> bytes:
    return data[:40] + bytes([data[40] ^ 1]) + data[41:]


def junk(_data: bytes) -> bytes:
    return b"\x00" * 300


def foreign(_data: bytes) -> bytes:
    """A sound handover of the same base, between two keys that nobody trusts."""
    old, new = (SigningKey(BASE, Ed25519PrivateKey.generate()) for _each in range(2))
    return make_handover(old, new, number=1, at=AT, reached=[])


@pytest.mark.parametrize("harm", [flipped, junk, foreign])
@pytest.mark.parametrize("rotations", [0, 1, 2])
def test_a_handover_that_is_broken_is_a_fault_in_its_file_and_hides_no_other(
    town: Town, harm: Callable[[bytes], bytes], rotations: int
) -> None:
    trusted = [town.rotate() for _each in range(rotations)][-1:] or [town.old]
    town.write(2)
    file = town.archive.folder / "handovers" / "0001"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(harm(file.read_bytes() if file.exists() else bytes(99)))
    (town.archive.folder / "operations" / "strange").write_bytes(b"of nobody")

    report = town.archive.verify(trusted[0], QUICK)

    assert (report.judged, report.whole, report.exit_code) == (True, False, 1)
    places = {(each.log, each.file) for each in report.faults}
    assert {("", "handovers"), ("", "handovers/0001")} & places
    assert ("operations", "strange") in places
    assert ("operations", "manifest") not in places
    assert [log.looked == log.size > 0 for log in report.logs] == [True, True]


def test_with_the_keys_of_another_archive_nothing_is_judged(town: Town) -> None:
    town.rotate()
    stranger = SigningKey(BASE, Ed25519PrivateKey.generate()).signer(f"{BASE}/operations").verifier_key

    report = town.archive.verify([stranger], QUICK)

    assert (report.judged, report.exit_code) == (False, 3)
    assert "unknown_key" in {each.what for each in report.faults}


def test_the_beginning_of_a_next_key_is_replaced(town: Town) -> None:
    path = town.keys / NEXT_SIGNING_FILE
    path.touch(0o600)
    path.write_bytes(b'{"base"')

    town.rotate()

    assert town.is_whole(town.old)


def test_with_a_key_that_has_handed_over_nothing_is_signed(town: Town) -> None:
    old = (town.keys / "signing.key").read_bytes()
    town.rotate()
    (town.keys / "signing.key").write_bytes(old)

    with (
        pytest.raises(HandedOver),
        town.archive.writing(OPERATIONS, keys=town.keys, clock=town.clock),
    ):
        pass


def test_a_next_key_alone_changes_nothing(town: Town) -> None:
    next_signing_key(town.keys, archive=town.archive.folder, at=AT)

    town.write(1)

    assert town.signers("operations") == [town.old[0].public_key]
