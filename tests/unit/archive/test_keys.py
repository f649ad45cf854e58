"""The town's keys: made once, kept to their owner, outside the archive; and their public side for everybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sekisho.archive.key_rotation import (
    NEXT_SEALING_FILE,
    NEXT_SIGNING_FILE,
    next_signing_key,
    rotate_sealing_key,
    take_over,
)
from sekisho.archive.keys import (
    PUBLIC_FILE,
    SEALING_FILE,
    SIGNING_FILE,
    BadKeyFile,
    KeyExposed,
    KeyFolderOpen,
    KeyInsideArchive,
    KeyMissing,
    KeysExist,
    OutsideBase,
    load_sealing_key,
    load_sealing_keys,
    load_signing_key,
    make_keys,
    older_sealing_file,
    read_public_keys,
)
from sekisho.archive.month_keys import kek_id
from sekisho.archive.notes import AmbiguousKeys, KeyRefused, MalformedKey, sign_note, verify_note
from sekisho.archive.schema import TAKEN_LOGS

BASE = "katsuragi.example/sekisho"
LOGS = ("operations", "network")
FOUNDED_AT = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "keys"
    make_keys(made, BASE, LOGS, at=FOUNDED_AT)
    return made


def altered(path: Path, **members: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | members))


def test_the_keys_that_are_made_are_the_keys_that_are_read(tmp_path: Path, archive: Path) -> None:
    made = make_keys(tmp_path / "keys", BASE, LOGS)

    key = load_signing_key(tmp_path / "keys", archive=archive)

    assert [key.signer(f"{BASE}/{log}").verifier_key for log in LOGS] == list(made.logs)
    assert read_public_keys(tmp_path / "keys" / PUBLIC_FILE) == (*made.logs, made.handover)
    assert made.handover.name == f"{BASE}/handover"


def test_what_the_private_key_signs_the_public_file_verifies(folder: Path, archive: Path) -> None:
    note = sign_note("text\n", [load_signing_key(folder, archive=archive).signer(f"{BASE}/operations")])

    (key,) = verify_note(note, read_public_keys(folder / PUBLIC_FILE))

    assert key.name == f"{BASE}/operations"


def test_a_key_says_for_which_archive_it_is_and_since_when(folder: Path) -> None:
    said = json.loads((folder / SIGNING_FILE).read_text())

    assert (said["base"], said["created_at"]) == (BASE, "2026-11-26T05:00:00Z")


def test_private_keys_are_for_their_owner_and_the_public_ones_for_everybody(folder: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}

    assert modes == {SIGNING_FILE: 0o600, SEALING_FILE: 0o600, PUBLIC_FILE: 0o644}


@pytest.mark.parametrize("name", [SIGNING_FILE, SEALING_FILE, PUBLIC_FILE])
def test_keys_are_never_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("ours")

    with pytest.raises(KeysExist, match=name):
        make_keys(tmp_path, BASE, LOGS)

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {name: "ours"}


@pytest.mark.parametrize(
    ("base", "logs"),
    [
        ("", ["operations"]),
        ("a b", ["operations"]),
        ("a+b", ["operations"]),
        (BASE, ["Operations"]),
        (BASE, ["a/b"]),
        *((BASE, [taken]) for taken in TAKEN_LOGS),
        ("https://town.example", ["operations"]),
        ("https:town.example", ["operations"]),
        ("town.example/", ["operations"]),
        ("/town.example", ["operations"]),
        ("town.example//sekisho", ["operations"]),
        ("town.example/../sekisho", ["operations"]),
        ("town.example/sekisho?x", ["operations"]),
        ("town.example/sekisho#x", ["operations"]),
        ("clerk@town.example/sekisho", ["operations"]),
        (BASE, ["operations", "operations"]),
    ],
)
def test_names_that_cannot_be_make_no_keys(tmp_path: Path, base: str, logs: list[str]) -> None:
    with pytest.raises(KeyRefused):
        make_keys(tmp_path / "keys", base, logs)

    assert not (tmp_path / "keys").exists()


def test_a_signing_key_is_found_by_its_file_too(folder: Path, archive: Path) -> None:
    by_file = load_signing_key(folder / SIGNING_FILE, archive=archive)

    assert by_file.public_key == load_signing_key(folder, archive=archive).public_key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o677])
def test_a_private_key_that_others_can_get_at_is_refused(folder: Path, archive: Path, mode: int) -> None:
    for path in (folder / SIGNING_FILE, folder / SEALING_FILE):
        path.chmod(mode)

    with pytest.raises(KeyExposed, match=f"{mode:04o}"):
        load_signing_key(folder, archive=archive)
    with pytest.raises(KeyExposed):
        load_sealing_keys(folder, archive=archive)


@pytest.mark.parametrize(
    "base", ["town.example", "town.example:8470/a/b", "桂木町.example/関所", "localhost/x.y"]
)
def test_a_base_is_a_url_without_its_scheme(tmp_path: Path, base: str) -> None:
    assert make_keys(tmp_path / "keys", base, LOGS).handover.name == f"{base}/handover"


def test_a_folder_of_keys_is_made_for_its_owner_alone(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o720, 0o777, 0o702, 0o1777])
def test_a_folder_that_others_can_put_keys_into_is_refused(tmp_path: Path, archive: Path, mode: int) -> None:
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(mode)

    with pytest.raises(KeyFolderOpen, match=f"{mode:04o}"):
        make_keys(open_to_all, BASE, LOGS)
    assert not list(open_to_all.iterdir())

    open_to_all.chmod(0o755)
    make_keys(open_to_all, BASE, LOGS)
    open_to_all.chmod(mode)

    with pytest.raises(KeyFolderOpen):
        load_signing_key(open_to_all, archive=archive)
    with pytest.raises(KeyFolderOpen):
        load_sealing_keys(open_to_all, archive=archive)


def test_a_link_does_not_hide_that_others_can_put_keys_into_the_folder(
    tmp_path: Path, folder: Path, archive: Path
) -> None:
    private = tmp_path / "private"
    private.mkdir(0o700)
    (private / SIGNING_FILE).symlink_to(folder / SIGNING_FILE)
    folder.chmod(0o777)

    with pytest.raises(KeyFolderOpen):
        load_signing_key(private, archive=archive)


def test_a_private_key_inside_the_archive_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(KeyInsideArchive):
        load_signing_key(folder, archive=tmp_path)
    with pytest.raises(KeyInsideArchive):
        load_sealing_keys(folder, archive=folder)


def test_a_link_from_outside_does_not_hide_a_key_inside_the_archive(tmp_path: Path, folder: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    folder.rename(archive / "keys")
    (tmp_path / "elsewhere").symlink_to(archive / "keys")

    with pytest.raises(KeyInsideArchive):
        load_signing_key(tmp_path / "elsewhere", archive=archive)


def test_no_key_is_said_to_be_missing(tmp_path: Path, archive: Path) -> None:
    with pytest.raises(KeyMissing):
        load_signing_key(tmp_path, archive=archive)
    with pytest.raises(KeyMissing):
        load_sealing_key(tmp_path, archive=archive)
    with pytest.raises(KeyMissing):
        load_sealing_keys(tmp_path, archive=archive)


@pytest.mark.parametrize(
    "members",
    [
        {"key": "AAAA"},
        {"key": "no base64"},
        {"key": 5},
        {"use": "sekisho.archive/sealing-key/v1"},
        {"base": "a b"},
        {"more": ""},
    ],
)
def test_a_file_that_is_no_signing_key_is_refused(
    folder: Path, archive: Path, members: dict[str, object]
) -> None:
    altered(folder / SIGNING_FILE, **members)

    with pytest.raises(BadKeyFile):
        load_signing_key(folder, archive=archive)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"null"])
def test_a_file_cut_short_is_no_key(folder: Path, archive: Path, content: bytes) -> None:
    (folder / SIGNING_FILE).write_bytes(content)

    with pytest.raises(BadKeyFile):
        load_signing_key(folder, archive=archive)


def test_a_sealing_key_does_not_sign(folder: Path, archive: Path) -> None:
    with pytest.raises(BadKeyFile, match="sealing-key"):
        load_signing_key(folder / SEALING_FILE, archive=archive)


@pytest.mark.parametrize(
    "name", ["stranger.example/operations", BASE, f"{BASE}/operations/more", f"{BASE}2/operations"]
)
def test_a_key_signs_for_no_other_archive(folder: Path, archive: Path, name: str) -> None:
    with pytest.raises(OutsideBase):
        load_signing_key(folder, archive=archive).signer(name)


def test_no_private_key_shows_in_what_is_printed(folder: Path, archive: Path) -> None:
    assert "private" not in repr(load_signing_key(folder, archive=archive))


def test_older_sealing_keys_stand_beside_the_present_one_which_is_the_last(
    folder: Path, archive: Path
) -> None:
    first = load_sealing_key(folder, archive=archive)
    second = rotate_sealing_key(folder, archive=archive, at=FOUNDED_AT)
    third = rotate_sealing_key(folder, archive=archive, at=FOUNDED_AT)

    keys = load_sealing_keys(folder, archive=archive)

    assert keys == {kek_id(key): key for key in (first, second, third)}
    assert list(keys.values())[-1] == third == load_sealing_key(folder, archive=archive)


@pytest.mark.parametrize("name", ["sealing-00000000.key", "sealing-old.key"])
def test_an_older_sealing_key_has_its_id_for_a_name(folder: Path, archive: Path, name: str) -> None:
    (folder / SEALING_FILE).rename(folder / name)

    with pytest.raises(BadKeyFile, match="do not belong together"):
        load_sealing_keys(folder, archive=archive)


def test_an_interrupted_rotation_of_the_sealing_key_is_taken_up_again(folder: Path, archive: Path) -> None:
    first = load_sealing_key(folder, archive=archive)
    rotate_sealing_key(folder, archive=archive, at=FOUNDED_AT)
    # As a crash before the last rename leaves it: the new key waits, the old one is there twice.
    (folder / SEALING_FILE).rename(folder / NEXT_SEALING_FILE)
    (folder / SEALING_FILE).write_bytes((folder / older_sealing_file(kek_id(first))).read_bytes())
    (folder / SEALING_FILE).chmod(0o600)
    assert list(load_sealing_keys(folder, archive=archive).values()) == [first]
    waiting = json.loads((folder / NEXT_SEALING_FILE).read_text())["key"]

    rotate_sealing_key(folder, archive=archive, at=FOUNDED_AT)

    assert json.loads((folder / SEALING_FILE).read_text())["key"] == waiting


def test_the_next_signing_key_waits_until_it_takes_over(folder: Path, archive: Path) -> None:
    present = load_signing_key(folder, archive=archive)

    waiting = next_signing_key(folder, archive=archive, at=FOUNDED_AT)

    assert load_signing_key(folder, archive=archive).public_key == present.public_key != waiting.public_key
    assert next_signing_key(folder, archive=archive, at=FOUNDED_AT).public_key == waiting.public_key


def test_after_the_key_has_taken_over_it_signs_and_its_public_keys_are_handed_out(
    folder: Path, archive: Path
) -> None:
    waiting = next_signing_key(folder, archive=archive, at=FOUNDED_AT)

    public = take_over(folder, LOGS, archive=archive)

    assert load_signing_key(folder, archive=archive).public_key == waiting.public_key
    assert read_public_keys(folder / PUBLIC_FILE) == (*public.logs, public.handover)
    assert public.handover.public_key == waiting.public_key
    assert not (folder / NEXT_SIGNING_FILE).exists()
    assert take_over(folder, LOGS, archive=archive) == public


def test_a_public_key_that_is_there_twice_is_refused(folder: Path) -> None:
    path = folder / PUBLIC_FILE
    path.write_text(path.read_text() + path.read_text().splitlines()[0] + "\n")

    with pytest.raises(AmbiguousKeys):
        read_public_keys(path)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\n", b"no key\n"])
def test_a_file_that_holds_no_public_keys_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / PUBLIC_FILE).write_bytes(content)

    with pytest.raises(MalformedKey):
        read_public_keys(tmp_path / PUBLIC_FILE)


def test_an_empty_line_among_the_public_keys_is_not_passed_over(folder: Path) -> None:
    path = folder / PUBLIC_FILE
    path.write_text(path.read_text().replace("\n", "\n\n"))

    with pytest.raises(MalformedKey):
        read_public_keys(path)


def test_public_keys_survive_an_editor_that_ends_lines_otherwise(folder: Path) -> None:
    path = folder / PUBLIC_FILE
    keys = read_public_keys(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert read_public_keys(path) == keys


def test_keys_that_were_lost_between_two_commands_are_not_made_anew_unseen(
    folder: Path, archive: Path
) -> None:
    (folder / SIGNING_FILE).unlink()

    with pytest.raises(KeysExist):
        make_keys(folder, BASE, LOGS)
