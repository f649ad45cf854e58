"""Both makers keep files and give them back as they were, name what is damaged, and keep so many generations."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from sekisho.archive import files
from sekisho.backups.makers import BackupDamaged, Maker, NoSuchGeneration, TargetUnfit
from sekisho.backups.manifest import kept_in
from sekisho.backups.plain import Plain
from sekisho.backups.restic import UNFINISHED, NoPassword, Restic
from sekisho.backups.running import differences, put_back
from sekisho.backups.targets import PASSWORD_FILE
from tests.backups.conftest import JAPANESE, PART, manifest_of, some_files

FIRST, SECOND, THIRD = "20261126-210000", "20261127-210000", "20261128-210000"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return some_files(tmp_path / "source")


@pytest.fixture(scope="module")
def kept_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each maker a folder with one generation, and a password; restic takes its time with each."""
    made = {}
    for name in ("plain", "restic"):
        folder = made[name] = tmp_path_factory.mktemp(name)
        source = some_files(folder / "source")
        if name == "plain":
            Plain(folder / "backups").keep(source, manifest_of(source, FIRST))
        elif shutil.which("restic"):
            Restic(folder / "backups", folder / "keys" / PASSWORD_FILE).keep(
                source, manifest_of(source, FIRST)
            )
    return made


@pytest.fixture
def kept(maker: Maker, kept_once: dict[str, Path], tmp_path: Path) -> Maker:
    """A maker with one generation."""
    shutil.copytree(kept_once[maker.name], tmp_path, dirs_exist_ok=True, ignore=lambda *_: ["source"])
    return maker


def test_what_was_kept_comes_back_byte_for_byte_with_its_name_and_mode(
    kept: Maker, source: Path, tmp_path: Path
) -> None:
    wanted = manifest_of(source, FIRST)

    put_back(kept, FIRST, tmp_path / "to")

    assert kept_in(tmp_path / "to") == wanted.files
    assert (tmp_path / "to" / JAPANESE).read_text(encoding="utf-8") == "管理方法\n"
    assert stat.S_IMODE((tmp_path / "to" / PART).stat().st_mode) == 0o400


def test_each_generation_comes_back_as_it_was_and_the_oldest_goes(
    kept: Maker, source: Path, tmp_path: Path
) -> None:
    (source / JAPANESE).write_text("管理方法 改訂\n", encoding="utf-8")
    (source / "空").unlink()
    kept.keep(source, manifest_of(source, SECOND))

    assert kept.generations() == [FIRST, SECOND]
    kept.put_back(FIRST, tmp_path / "first")
    assert (tmp_path / "first" / JAPANESE).read_text(encoding="utf-8") == "管理方法\n"
    assert (tmp_path / "first/空").exists()

    assert kept.forget(1) == [FIRST]
    assert list(kept.damages([SECOND])) == []
    kept.put_back(SECOND, tmp_path / "second")
    assert kept_in(tmp_path / "second") == manifest_of(source, SECOND).files
    with pytest.raises(NoSuchGeneration, match=SECOND):
        kept.manifest(FIRST)


def test_every_changed_file_of_the_backup_is_named(kept: Maker) -> None:
    """One bit of each file in turn; what is in the backup is named, and so is what it takes along."""
    chance = random.Random(2026)
    folder = Path(kept.folder)  # type: ignore[attr-defined]  # both makers have it

    unseen = [path for path in _files(folder) if not _names(kept, path, chance)]

    assert unseen == []


def test_every_file_of_the_backup_that_is_gone_is_missed(kept: Maker) -> None:
    folder = Path(kept.folder)  # type: ignore[attr-defined]  # both makers have it

    unmissed = []
    for path in _files(folder):
        data = path.read_bytes()
        path.unlink()
        if not _findings(kept):
            unmissed.append(path)
        path.write_bytes(data)

    # Of a generation that is gone as a whole only the record of runs knows (see `running.look`).
    assert [path for path in unmissed if path.parent.name not in {"generations", "snapshots"}] == []


def test_a_damaged_backup_is_refused_by_name_and_nothing_is_put_back(kept: Maker, tmp_path: Path) -> None:
    largest = max(_files(Path(kept.folder)), key=lambda path: path.stat().st_size)  # type: ignore[attr-defined]  # as above
    _flip(largest, largest.stat().st_size // 2, 1)

    with pytest.raises(BackupDamaged) as refused:
        put_back(kept, FIRST, tmp_path / "to")

    assert any(PART in str(damage) for damage in refused.value.damages)
    assert FIRST in str(refused.value.damages[-1])
    assert not (tmp_path / "to").exists()


def test_a_target_that_is_read_only_is_refused_in_one_sentence(
    maker: Maker, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "backups").write_bytes(b"a file in the place of the folder")

    with pytest.raises(TargetUnfit) as refused:
        maker.keep(source, manifest_of(source, FIRST))

    assert str(tmp_path / "backups") in refused.value.sentence
    assert "\n" not in refused.value.sentence


# --- the plain archive -----------------------------------------------------------------------------


def test_a_disk_that_is_full_leaves_the_older_generation_whole(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = Plain(tmp_path / "backups")
    maker.keep(source, manifest_of(source, FIRST))
    (source / "sekisho.sqlite3").write_bytes(os.urandom(100_000))
    with monkeypatch.context() as patch:
        patch.setattr(files, "write", _full)
        with pytest.raises(TargetUnfit, match="No space left"):
            maker.keep(source, manifest_of(source, SECOND))

    assert maker.generations() == [FIRST]
    assert list(maker.damages([FIRST])) == []
    maker.keep(source, manifest_of(source, SECOND))
    assert list(maker.damages([FIRST, SECOND])) == []


@pytest.mark.parametrize("step", range(1, 14))
def test_a_crash_at_any_step_leaves_the_generations_that_counted(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Every rename and every removal is a step; the next run goes on and takes away what was left."""
    maker = Plain(tmp_path / "backups")
    for generation in (FIRST, SECOND):
        (source / "sekisho.sqlite3").write_bytes(generation.encode() * 5000)
        maker.keep(source, manifest_of(source, generation))
    (source / "sekisho.sqlite3").write_bytes(b"third" * 5000)
    (source / "新しい").write_bytes(b"new")
    with monkeypatch.context() as patch:
        patch.setattr(files, "os", _Dying(step))
        try:
            maker.keep(source, manifest_of(source, THIRD))
            maker.forget(1)
        except _Killed:
            pass

    there = maker.generations()
    assert list(maker.damages(there)) == []
    assert there in ([FIRST, SECOND], [FIRST, SECOND, THIRD], [SECOND, THIRD], [THIRD])
    if THIRD not in there:
        maker.keep(source, manifest_of(source, THIRD))
    maker.forget(1)
    assert maker.generations() == [THIRD]
    assert len(list((tmp_path / "backups/objects").glob("*/*"))) == 5
    assert put_back(maker, THIRD, tmp_path / "to").generation == THIRD


def test_damage_is_not_taken_over_by_the_next_generation(source: Path, tmp_path: Path) -> None:
    maker = Plain(tmp_path / "backups")
    maker.keep(source, manifest_of(source, FIRST))
    largest = max(_files(tmp_path / "backups/objects"), key=lambda path: path.stat().st_size)
    _flip(largest, 50, 4)

    maker.keep(source, manifest_of(source, SECOND))

    assert list(maker.damages([FIRST, SECOND])) == []


def test_what_did_not_change_takes_no_room_again(source: Path, tmp_path: Path) -> None:
    maker = Plain(tmp_path / "backups")
    maker.keep(source, manifest_of(source, FIRST))
    before = len(list((tmp_path / "backups/objects").glob("*/*")))

    maker.keep(source, manifest_of(source, SECOND))

    assert len(list((tmp_path / "backups/objects").glob("*/*"))) == before


def test_while_a_manifest_is_damaged_nothing_is_let_go_of(source: Path, tmp_path: Path) -> None:
    maker = Plain(tmp_path / "backups")
    maker.keep(source, manifest_of(source, FIRST))
    maker.keep(source, manifest_of(source, SECOND))
    _flip(next((tmp_path / "backups/generations").glob(f"{FIRST}*")), 20, 1)

    assert maker.forget(1) == []
    assert list(maker.damages([SECOND])) == []


def test_a_manifest_that_leads_out_of_the_directory_is_none(tmp_path: Path, source: Path) -> None:
    maker = Plain(tmp_path / "backups")
    maker.keep(source, manifest_of(source, FIRST))
    [path] = (tmp_path / "backups/generations").iterdir()
    data = path.read_bytes().replace("空".encode(), b"../../x")
    path.unlink()
    digest = hashlib.sha256(data).hexdigest()
    (path.parent / f"{FIRST}.{digest}.json").write_bytes(data)

    with pytest.raises(BackupDamaged):
        put_back(maker, FIRST, tmp_path / "to")


# --- restic ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("maker", ["restic"], indirect=True)
def test_the_password_is_made_once_and_for_its_owner_only(kept: Restic) -> None:
    before = kept.password.read_bytes()

    assert len(before) > 40
    assert stat.S_IMODE(kept.password.stat().st_mode) == 0o600
    kept.password.chmod(0o644)
    with pytest.raises(NoPassword):
        kept.generations()


@pytest.mark.parametrize("maker", ["restic"], indirect=True)
def test_without_the_password_it_is_said_where_it_should_be(kept: Restic) -> None:
    kept.password.unlink()

    with pytest.raises(NoPassword, match=r"backup\.password"):
        kept.generations()


@pytest.mark.parametrize("maker", ["restic"], indirect=True)
def test_a_snapshot_of_which_restic_could_not_read_all_does_not_count(
    kept: Restic, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = kept._run

    def without_the_end(*words: str, **more: Any) -> bytes | None:
        if words[0] == "tag":
            raise TargetUnfit("killed")
        return run(*words, **more)

    with monkeypatch.context() as patch:
        patch.setattr(kept, "_run", without_the_end)
        with pytest.raises(TargetUnfit):
            kept.keep(source, manifest_of(source, SECOND))
    assert kept.generations() == [FIRST]

    kept.keep(source, manifest_of(source, THIRD))

    assert kept.generations() == [FIRST, THIRD]
    assert kept._snapshots(UNFINISHED) == {}


def test_differences_name_what_is_too_much_too(source: Path) -> None:
    manifest = manifest_of(source)
    (source / "余分").write_bytes(b"")

    assert [damage.path for damage in differences(manifest, source)] == ["余分"]


class _Killed(BaseException):
    """The process is gone."""


class _Dying:
    """`os`, of which the process does not live to see the n-th rename or removal."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __getattr__(self, name: str) -> object:
        if name in {"rename", "unlink"}:
            self.left -= 1
            if self.left < 0:
                raise _Killed
        return getattr(os, name)


def _full(_descriptor: int, _data: object) -> None:
    raise OSError(28, "No space left on device")


def _files(folder: Path) -> Iterator[Path]:
    """The files of a backup; a lock is empty and says nothing."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def _names(maker: Maker, path: Path, chance: random.Random) -> bool:
    """Whether one changed bit is found, and by a name that leads to this file."""
    data = path.read_bytes()
    _flip(path, chance.randrange(len(data)), 1 << chance.randrange(8))
    found = _findings(maker)
    path.chmod(0o600)
    path.write_bytes(data)
    return bool(found)


def _findings(maker: Maker) -> list[str]:
    """The first finding; it is enough."""
    try:
        return [str(damage) for damage in islice(maker.damages([FIRST]), 1)]
    except (TargetUnfit, NoSuchGeneration) as refusal:
        return [refusal.sentence]


def _flip(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= bit
    path.chmod(0o600)
    path.write_bytes(data)
