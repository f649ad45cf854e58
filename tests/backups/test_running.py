"""A backup of a small town: what is in it, what it refuses, and what a restore test finds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from sekisho.archive import files
from sekisho.archiving.agreement import disagreements
from sekisho.archiving.drain import drain
from sekisho.archiving.refusals import ArchiveAway
from sekisho.backups import snapshot
from sekisho.backups.drill import Drill, drill, public_keys
from sekisho.backups.makers import Maker, NoSuchGeneration, TargetUnfit
from sekisho.backups.manifest import Manifest
from sekisho.backups.plain import Plain
from sekisho.backups.running import Keeping, NotEmptyDirectory, Taken, look, newest, put_back, take
from sekisho.backups.runs import AlreadyRunning, Kind, Run, RunsBroken, add, alone, runs
from sekisho.backups.snapshot import FOLDER, Source, Unreadable
from sekisho.backups.targets import NoTarget, OtherMaker, existing_at, maker_at, target_of
from sekisho.intake.collect.spool_files import Places
from sekisho.kernel.documents import attach
from sekisho.kernel.models import JournalEvent
from sekisho.offices.persons import PERSONS
from sekisho.site.commands.up import begin_archive
from tests.archiving.journals import enter_person
from tests.backups.conftest import JAPANESE, manifest_of, some_files
from tests.cast import Town, at

pytestmark = pytest.mark.django_db(transaction=True)
KEEPING = Keeping(place="庁舎2階の耐火金庫")


@pytest.fixture
def town(folders: Path) -> Town:
    """The cast, in a town whose journal is sealed but for the last act, with some files besides."""
    begin_archive()
    cast = Town()
    drain()
    enter_person(cast, "10001")
    (folders / "data" / "書類").mkdir()
    (folders / "data" / JAPANESE).write_text("管理方法\n", encoding="utf-8")
    (folders / "data" / "collect.toml").write_text("# 受信\n", encoding="utf-8")
    (folders / "data" / "secret.key").write_text("secret\n")
    return cast


@pytest.fixture
def plain(folders: Path) -> Plain:
    return Plain(folders / "backups")


def taken(maker: Maker, folders: Path, *, keep: int = 9) -> Taken:
    return take(lambda: maker, folders / "backups", keep=keep, keeping=KEEPING)


def drilled(maker: Maker, folders: Path) -> Drill:
    keys = public_keys([folders / "keys" / "public.txt"])
    return drill(maker, folders / "backups", newest(maker, folders / "backups"), keys, work=folders)


def manifest(maker: Maker) -> Manifest:
    return maker.manifest(maker.generations()[-1])


def paths(maker: Maker) -> set[str]:
    return {file.path for file in manifest(maker).files}


# --- what is in it ---------------------------------------------------------------------------------


def test_a_backup_can_be_restored_verified_and_counted(town: Town, maker: Maker, folders: Path) -> None:
    run = taken(maker, folders).run

    found = drilled(maker, folders)

    assert [step.well for step in found.steps] == [True] * 5, found.why
    assert (run.files, run.rows) == (len(manifest(maker).files), found.rows)
    assert [each.kind for each in runs()] == [Kind.BACKUP, Kind.RESTORE_TEST]
    assert runs()[-1].manifest == run.manifest
    assert not list(folders.glob("sekisho-restore-*"))
    assert not (folders / "data" / FOLDER).exists()


def test_it_holds_database_archive_and_files_but_neither_keys_nor_secrets(
    town: Town, plain: Plain, folders: Path
) -> None:
    for name in ("static/x.css", "uploads/x", "backup-staging/old"):
        (folders / "data" / name).parent.mkdir(exist_ok=True)
        (folders / "data" / name).write_bytes(b"x")

    taken(plain, folders)

    found = paths(plain)
    assert {"sekisho.sqlite3", JAPANESE, "collect.toml", "archive/journal/manifest"} <= found
    assert not [name for name in found if name.split("/")[0] in {"static", "uploads", FOLDER, "secret.key"}]
    assert not [name for name in found if "key" in name or name.endswith(("lock", "-wal", "-shm"))]


def test_acts_that_come_in_while_it_runs_are_not_in_it_and_it_still_agrees(
    town: Town, plain: Plain, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = JournalEvent.objects.count()
    rest = snapshot._rest

    def meanwhile(source: Source, folder: Path) -> None:
        enter_person(town, "20001", 5)
        drain()
        rest(source, folder)

    monkeypatch.setattr(snapshot, "_rest", meanwhile)
    taken(plain, folders)

    assert manifest(plain).state.journal_number == before
    assert drilled(plain, folders).well


def test_what_was_not_sealed_yet_is_sealed_after_it_was_put_back(
    town: Town, plain: Plain, folders: Path, settings: Settings
) -> None:
    taken(plain, folders)
    put_back(plain, newest(plain, folders), folders / "to")
    settings.SEKISHO_ARCHIVE = folders / "to" / "archive"

    assert drain() == 1
    assert disagreements() == []


def test_a_database_older_than_the_archive_is_found_out(
    town: Town, plain: Plain, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order that must not be: the archive is ahead of the database."""
    enter_person(town, "20001", 5)
    archive = snapshot._archive

    def after_a_seal(source: Path, to: Path) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(files, "lock", _no_lock)
            enter_person(town, "20002", 6)
            drain()
        archive(source, to)

    monkeypatch.setattr(snapshot, "_archive", after_a_seal)
    taken(plain, folders)

    assert "封印された記録" in drilled(plain, folders).why


def test_messages_that_wait_in_the_spool_are_in_it_with_their_counts(
    town: Town, plain: Plain, folders: Path
) -> None:
    places = Places(folders / "data" / "collect")
    for path in (places.spool / ("0" * 20), places.spool / f"{7:020d}.open", places.counts, places.live):
        files.make_directory(path.parent)
        path.write_bytes(b"frames")

    taken(plain, folders)

    spool = {name for name in paths(plain) if name.startswith("collect/")}
    assert spool == {f"collect/spool/{'0' * 20}", f"collect/spool/{7:020d}.open", "collect/counts.json"}


def test_a_spool_file_that_is_closed_meanwhile_is_in_it_once(
    town: Town, plain: Plain, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Places(folders / "data" / "collect").spool
    files.make_directory(spool)
    path = spool / f"{7:020d}.open"
    path.write_bytes(b"frames")
    taking = snapshot._take_file

    def closing_first(one: Path, to: Path, *, link: bool = False) -> None:
        if path.exists():
            path.rename(spool / f"{7:020d}")
        taking(one, to, link=link)

    monkeypatch.setattr(snapshot, "_take_file", closing_first)
    taken(plain, folders)

    assert [name for name in paths(plain) if "spool" in name] == [f"collect/spool/{7:020d}"]


def test_an_archive_on_another_disk_is_copied_into_its_place(
    town: Town, plain: Plain, folders: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folders / "data" / "archive").rename(folders / "elsewhere")
    settings.SEKISHO_ARCHIVE = folders / "elsewhere"
    monkeypatch.setattr(snapshot, "_linked", lambda *_paths: False)

    taken(plain, folders)

    assert drilled(plain, folders).well
    assert "archive/journal/manifest" in paths(plain)


# --- what it refuses -------------------------------------------------------------------------------


def test_a_target_among_the_data_or_the_keys_is_refused(folders: Path) -> None:
    for name in ("data", "data/backups", "data/archive/x", "keys", "keys/x"):
        with pytest.raises(TargetUnfit, match="中です"):
            target_of(folders / name)


def test_without_a_target_it_is_said_how_to_name_one(settings: Settings) -> None:
    settings.SEKISHO_BACKUPS = None

    with pytest.raises(NoTarget, match="SEKISHO_BACKUPS"):
        target_of(None)


def test_a_folder_with_other_things_is_refused(folders: Path) -> None:
    some_files(folders / "backups")

    with pytest.raises(OtherMaker, match="空のフォルダ"):
        maker_at(folders / "backups")


def test_a_target_goes_on_with_the_maker_that_it_has(town: Town, plain: Plain, folders: Path) -> None:
    taken(plain, folders)

    assert existing_at(folders / "backups").name == "plain"
    assert maker_at(folders / "backups", "auto").name == "plain"
    with pytest.raises(OtherMaker, match="plain"):
        maker_at(folders / "backups", "restic")


def test_a_disk_that_is_not_mounted_is_noticed_and_the_failure_is_on_record(
    town: Town, plain: Plain, folders: Path
) -> None:
    taken(plain, folders)
    shutil.rmtree(folders / "backups")

    with pytest.raises(TargetUnfit, match="接続"):
        taken(plain, folders)

    assert "接続" in runs()[-1].why
    assert not (folders / "backups").exists()


def test_a_run_that_cannot_even_begin_is_on_record(town: Town, plain: Plain, folders: Path) -> None:
    with pytest.raises(TargetUnfit, match="接続"):
        take(lambda: plain, folders / "外したディスク" / "backups", keep=3, keeping=KEEPING)
    some_files(folders / "backups")
    with pytest.raises(OtherMaker):
        take(lambda: maker_at(folders / "backups"), folders / "backups", keep=3, keeping=KEEPING)

    assert [run.well for run in runs()] == [False, False]


def test_a_test_of_a_generation_that_is_not_there_is_no_failed_test(
    town: Town, plain: Plain, folders: Path
) -> None:
    taken(plain, folders)

    with pytest.raises(NoSuchGeneration):
        drill(plain, folders / "backups", "19990101-000000", [], work=folders)

    assert [run.kind for run in runs()] == [Kind.BACKUP]


def test_nothing_is_put_back_where_something_is(town: Town, plain: Plain, folders: Path) -> None:
    taken(plain, folders)
    (folders / "to").mkdir()
    (folders / "to" / "x").write_bytes(b"")

    with pytest.raises(NotEmptyDirectory, match="空のフォルダではありません"):
        put_back(plain, newest(plain, folders), folders / "to")


def test_an_archive_that_is_not_mounted_is_not_left_out(town: Town, plain: Plain, folders: Path) -> None:
    (folders / "data" / "archive").rename(folders / "unmounted")

    with pytest.raises(ArchiveAway):
        taken(plain, folders)

    assert plain.generations() == []


def test_what_is_no_file_is_refused_by_name(town: Town, plain: Plain, folders: Path) -> None:
    (folders / "data" / "外").symlink_to(folders)

    with pytest.raises(Unreadable, match="外"):
        taken(plain, folders)


def test_two_backups_do_not_run_at_once(town: Town, plain: Plain, folders: Path) -> None:
    with alone(), pytest.raises(AlreadyRunning):
        taken(plain, folders)


# --- what is found out -----------------------------------------------------------------------------


def test_a_restore_test_of_a_damaged_backup_names_the_file_and_is_not_well(
    town: Town, plain: Plain, folders: Path
) -> None:
    taken(plain, folders)
    for path in (folders / "backups/objects").glob("*/*"):
        path.write_bytes(path.read_bytes()[:-1])

    found = drilled(plain, folders)

    assert not found.well
    assert "が、採取したときと違います" in found.why
    assert (runs()[-1].kind, runs()[-1].well) == (Kind.RESTORE_TEST, False)


def test_a_restore_test_misses_a_document_that_an_entry_names(
    town: Town, plain: Plain, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = town.general.enters(
        PERSONS, at("2026-04-10"), staff_number="30001", name="新任 十子", reading="しんにん とおこ"
    )
    content = b"%PDF-1.7\n"
    attach(PERSONS, person, name="辞令の写し.pdf", data=content, act=town.general.act(at("2026-04-10")))
    taken(plain, folders)
    assert drilled(plain, folders).well

    next((folders / "data" / "documents").glob("*/*")).unlink()
    taken(plain, folders)

    assert "辞令の写し.pdf" in drilled(plain, folders).why


def test_check_names_every_damaged_file_of_every_generation(town: Town, plain: Plain, folders: Path) -> None:
    first = taken(plain, folders).run.generation
    second = taken(plain, folders).run.generation
    [file] = [file for file in manifest(plain).files if file.path == JAPANESE]
    [path] = (folders / "backups/objects").glob(f"*/{file.sha256}.*")
    path.unlink()

    found = look(plain, folders / "backups")

    assert [(each.generation, each.path) for each in found.damages] == [(first, JAPANESE), (second, JAPANESE)]


def test_check_misses_the_newest_generation_where_it_is_gone(town: Town, plain: Plain, folders: Path) -> None:
    taken(plain, folders)
    second = taken(plain, folders).run.generation
    next((folders / "backups/generations").glob(f"{second}*")).unlink()

    assert [each.generation for each in look(plain, folders / "backups").damages] == [second]


def test_check_finds_a_backup_that_was_exchanged_as_a_whole(town: Town, plain: Plain, folders: Path) -> None:
    """Whole in itself, but not the one of which this installation has the digest."""
    generation = taken(plain, folders).run.generation
    shutil.rmtree(folders / "backups")
    other = some_files(folders / "other")
    plain.keep(other, manifest_of(other, generation))

    assert [each.generation for each in look(plain, folders / "backups").damages] == [generation]


def test_the_old_generations_go(town: Town, plain: Plain, folders: Path) -> None:
    names = [taken(plain, folders, keep=2).run.generation for _time in range(3)]

    assert plain.generations() == names[1:]
    assert look(plain, folders / "backups").damages == ()


# --- the record of runs ----------------------------------------------------------------------------


def test_a_line_of_the_record_that_was_altered_or_is_gone_is_found(
    town: Town, plain: Plain, folders: Path
) -> None:
    taken(plain, folders)
    taken(plain, folders)
    path = folders / "data/backups/runs.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)

    path.write_text("".join(lines[1:]), encoding="utf-8")
    with pytest.raises(RunsBroken):
        runs()
    path.write_text(lines[0].replace("plain", "other") + lines[1], encoding="utf-8")
    with pytest.raises(RunsBroken):
        add(Run(Kind.BACKUP, "", "", "", "", ""))


@contextmanager
def _no_lock(_path: Path) -> Iterator[None]:
    yield
