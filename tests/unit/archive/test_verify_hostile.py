"""What somebody puts into an archive to keep a verifier waiting, to make it fall over, or to be passed over.

It never raises, never waits, and never calls whole what is not.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.manifest import format_manifest, listed, parse_manifest
from sekisho.archive.notes import MAX_NOTE_BYTES, Note, format_note, parse_note
from sekisho.archive.tail import Frame, Payload, frame_bytes
from sekisho.archive.verify import Options
from sekisho.archive.verify_archive import Report
from sekisho.archive.verify_folder import inventory
from tests.unit.archive.forging import BEGIN, RECEIVED, declared, line, stated
from tests.unit.archive.harms import FIRST, LAST
from tests.unit.archive.scenes import NETWORKS, OWN, Scene, build, in_short, places, within

KINDS_OF_FILES = (
    "operations/manifest",
    f"operations/parts/{FIRST}.parquet",
    f"operations/parts/{LAST}.parquet",
    f"operations/marks/{FIRST}.marks",
    "operations/tile/1/000.p/2",
    "operations/checkpoints/2026-04",
    "operations/secrets/2026-04",
    "operations/secrets/fy2026",
    f"operations/tail/{672:020}",
    "operations/aside/*",
    "network/manifest",
)
Hostility = Callable[[Scene], Report]
HOSTILITIES: list[Hostility] = []


def hostile(what: Hostility) -> Hostility:
    """One thing that somebody may do."""
    HOSTILITIES.append(what)
    return what


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scene") / "archive"
    build(folder)
    return folder


@pytest.fixture
def scene(built: Path, tmp_path: Path) -> Scene:
    (tmp_path / "empty").mkdir()
    return Scene(shutil.copytree(built, tmp_path / "archive"), tmp_path / "empty")


def of_kind(scene: Scene, name: str) -> Path:
    (path,) = scene.archive.glob(name)
    return path


# --- What is no file -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS_OF_FILES)
@pytest.mark.parametrize("what", ["pipe", "device", "link to it", "link to nothing", "directory", "empty"])
def test_something_else_stands_in_place_of_a_file(name: str, what: str, scene: Scene) -> None:
    path = of_kind(scene, name)
    content = path.read_bytes()
    path.unlink()
    match what:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/zero")
        case "link to it":
            (scene.empty / "it").write_bytes(content)
            path.symlink_to(scene.empty / "it")
        case "link to nothing":
            path.symlink_to(scene.empty / "nothing")
        case "directory":
            path.mkdir()
        case "empty":
            path.write_bytes(b"")

    report = scene.verified(keys=[OWN, NETWORKS])

    log, _, file = path.relative_to(scene.archive).as_posix().partition("/")
    if what in {"empty", "directory"} and file.startswith("tail"):
        assert report.whole  # as if nobody had written to it: no signature protects it yet
        return
    assert not report.whole
    assert any(each.log in {log, ""} and (each.file in {file, log}) for each in report.faults), in_short(
        report.faults
    )


@pytest.mark.parametrize("place", ["", "handovers/", "operations/", "operations/parts/", "operations/tail/"])
def test_a_pipe_beside_the_files_is_named(place: str, scene: Scene) -> None:
    (scene.archive / place).mkdir(exist_ok=True)
    os.mkfifo(scene.archive / place / "pipe")

    report = scene.verified(keys=[OWN, NETWORKS])

    assert [each.what for each in report.faults] == ["irregular"]


@pytest.mark.parametrize("name", ["parts", "marks", "checkpoints", "secrets", "tile"])
def test_a_folder_that_is_missing(name: str, scene: Scene) -> None:
    shutil.rmtree(scene.log / name)

    report = scene.verified(keys=[OWN, NETWORKS])

    assert any(each.startswith(f"operations {name}/") for each in places(report, "missing_file"))


@pytest.mark.parametrize("name", ["operations", "operations/parts", "handovers", ""])
def test_a_folder_that_may_not_be_listed(name: str, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    (scene.archive / name).mkdir(exist_ok=True)
    closed = scene.archive / name
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refusing)

    report = scene.verified(keys=[OWN, NETWORKS])

    assert not report.whole
    assert "Permission denied" in " ".join(each.en for each in report.faults)


def test_a_file_that_may_not_be_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = os.open

    def refusing(path: Path, *more: int) -> int:
        if Path(path).name.endswith(".marks"):
            raise PermissionError(13, "Permission denied", str(path))
        return open_(path, *more)

    monkeypatch.setattr("os.open", refusing)

    assert f"operations marks/{FIRST}.marks" in places(scene.verified(), "unreadable")


def test_no_directory_at_all(scene: Scene, tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere", scene.archive / "network/manifest"):
        report = Archive(place).verify([OWN], Options(jobs=1))

        assert not report.whole
        assert "nothing" in {each.what for each in report.faults}


# --- Files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS_OF_FILES)
def test_a_file_that_holds_something_else_is_found(name: str, scene: Scene) -> None:
    chance = random.Random(name)
    path = of_kind(scene, name)
    path.chmod(0o600)
    content = path.read_bytes()
    others = [
        chance.randbytes(len(content)),
        content[: len(content) // 2],
        content + content,
        content + b"\0",
        b"\0" * len(content),
        content[::-1],
    ]
    for other in others:
        path.write_bytes(other)

        report = scene.verified(keys=[OWN, NETWORKS])

        assert not report.whole, other[:20]
        json.dumps(report.as_data())


def _unsigned(scene: Scene, **more: object) -> Report:
    """The manifest with what it must not say, under the signature that it had."""
    note = parse_note((scene.log / "manifest").read_bytes())
    manifest = replace(parse_manifest(note.text), **more)  # type: ignore[arg-type]  # members of a manifest
    text = format_manifest(manifest)
    (scene.log / "manifest").write_bytes(format_note(Note(text, note.signatures)))
    return scene.verified()


@hostile
def a_manifest_of_a_tree_beyond_all_memory(scene: Scene) -> Report:
    return _unsigned(scene, size=2**62)


@hostile
def a_manifest_beyond_all_numbers(scene: Scene) -> Report:
    return _unsigned(scene, size=10**19 - 1)


@hostile
def a_manifest_whose_first_record_is_far_away(scene: Scene) -> Report:
    return _unsigned(scene, size=2**62, first=2**61)


@hostile
def a_manifest_with_parts_at_the_end_of_all_numbers(scene: Scene) -> Report:
    name = f"parts/{10**20 - 2:020}-{10**20 - 1:020}.parquet"
    shutil.copy(scene.log / f"parts/{LAST}.parquet", scene.log / name)
    return _unsigned(scene, files={**scene.manifest.files, name: listed((scene.log / name).read_bytes())})


@hostile
def a_part_far_behind_the_others(scene: Scene) -> Report:
    name = f"parts/{2**62:020}-{2**62 + 30:020}.parquet"
    shutil.copy(scene.log / f"parts/{LAST}.parquet", scene.log / name)
    files = {**scene.manifest.files, name: listed((scene.log / name).read_bytes())}
    return _unsigned(scene, files=files, size=2**62 + 30)


@hostile
def a_manifest_longer_than_any(scene: Scene) -> Report:
    return scene.edit("manifest", lambda data: data + b"x" * MAX_NOTE_BYTES).verified()


@hostile
def a_manifest_that_says_it_was_sealed_in_a_thousand_years(scene: Scene) -> Report:
    return _unsigned(scene, sealed_at=scene.manifest.sealed_at.replace(year=3026))


@hostile
def a_part_of_another_log(scene: Scene) -> Report:
    (other,) = (scene.archive / "network/parts").iterdir()
    return scene.edit(f"parts/{LAST}.parquet", lambda _data: other.read_bytes()).verified()


@hostile
def a_log_under_another_name(scene: Scene) -> Report:
    shutil.copytree(scene.log, scene.archive / "journal")
    return scene.verified()


@hostile
def another_log_in_place_of_this_one(scene: Scene) -> Report:
    shutil.rmtree(scene.log)
    shutil.copytree(scene.archive / "network", scene.log)
    return scene.verified(keys=[OWN, NETWORKS])


@hostile
def checkpoints_of_a_month_gone_with_their_line_in_the_manifest(scene: Scene) -> Report:
    scene.remove("checkpoints/2026-04")
    name = "checkpoints/2026-04"
    return _unsigned(scene, files={each: it for each, it in scene.manifest.files.items() if each != name})


@hostile
def a_handover_gone(scene: Scene) -> Report:
    scene.forgery().part(BEGIN).hand_over(3).part([line(3)]).sign()
    shutil.rmtree(scene.empty / "handovers")
    return scene.forged()


@hostile
def a_name_to_write_on_a_terminal_with(scene: Scene) -> Report:
    (scene.log / "parts" / "\x1b[2J\nall is well").write_bytes(b"")
    return scene.verified()


@hostile
def a_name_that_is_no_text(scene: Scene) -> Report:
    Path(os.fsdecode(os.fsencode(scene.log) + b"/parts/\xff\xfe")).write_bytes(b"")
    return scene.verified()


@hostile
def a_tail_of_nothing_but_beginnings(scene: Scene) -> Report:
    return scene.edit(f"tail/{672:020}", lambda _data: b"SKF1\0\x7f\xff\xff" * 2**20).verified()


@hostile
def a_frame_of_more_records_than_there_are_numbers(scene: Scene) -> Report:
    frame = Frame(672, RECEIVED + 90 * 86_400_000_000, 2**32 - 1, Payload.LINES, 1, "cs", b"x\n")
    return scene.edit(f"tail/{672:020}", lambda _data: frame_bytes(frame)).verified()


# --- Parts -----------------------------------------------------------------------------------------


def _rewritten(scene: Scene, change: Callable[[pa.Table], pa.Table], **how: object) -> Report:
    """A part that the town's manifest names as it is now."""
    path = scene.log / f"parts/{LAST}.parquet"
    table = pq.read_table(path)
    path.unlink()
    pq.write_table(change(table), path, **how)
    return scene.sign_as_it_is().verified()


@hostile
def a_part_without_rows(scene: Scene) -> Report:
    return _rewritten(scene, lambda table: table.slice(0, 0))


@hostile
def a_part_with_a_row_group_more(scene: Scene) -> Report:
    return _rewritten(scene, lambda table: pa.concat_tables([table, table]), row_group_size=30)


@hostile
def a_part_with_an_empty_row_group_at_its_end(scene: Scene) -> Report:
    path = scene.log / f"parts/{LAST}.parquet"
    table = pq.read_table(path)
    path.unlink()
    with pq.ParquetWriter(path, table.schema) as writer:
        writer.write_table(pa.concat_tables([table, table]))
        writer.write_table(table.slice(0, 0))
    return scene.sign_as_it_is().verified()


@hostile
def a_part_with_a_row_group_beyond_all_measure(scene: Scene) -> Report:
    return _rewritten(scene, lambda table: pa.concat_tables([table] * 5_000), row_group_size=150_000)


@hostile
def a_part_without_metadata(scene: Scene) -> Report:
    return _rewritten(scene, lambda table: table.replace_schema_metadata(None))


@hostile
def a_part_of_a_declaration_that_is_no_number(scene: Scene) -> Report:
    return _rewritten(scene, lambda table: table.replace_schema_metadata({"sekisho.schema": "x"}))


@hostile
def a_part_without_the_envelope(scene: Scene) -> Report:
    return _rewritten(scene, lambda table: table.drop_columns(["kind", "position"]))


@hostile
def a_part_with_its_columns_in_structures(scene: Scene) -> Report:
    def change(table: pa.Table) -> pa.Table:
        nested = pa.StructArray.from_arrays([table.column("kind").combine_chunks()], names=["kind"])
        return table.set_column(table.schema.get_field_index("kind"), "kind", nested)

    return _rewritten(scene, change)


@hostile
def a_part_with_all_columns_twice(scene: Scene) -> Report:
    def change(table: pa.Table) -> pa.Table:
        return pa.table(
            [*table.columns, *table.columns], names=table.schema.names * 2
        ).replace_schema_metadata(table.schema.metadata)

    return _rewritten(scene, change)


@hostile
def a_part_whose_dictionary_is_no_utf_8(scene: Scene) -> Report:
    def change(table: pa.Table) -> pa.Table:
        values = pa.array([b"\xff\xfe"] * table.num_rows, pa.binary())
        texts = pa.Array.from_buffers(pa.string(), table.num_rows, values.buffers())
        return table.set_column(table.schema.get_field_index("operator_id"), "operator_id", texts)

    return _rewritten(scene, change, use_dictionary=True)


@hostile
def a_source_that_is_no_utf_8(scene: Scene) -> Report:
    def change(table: pa.Table) -> pa.Table:
        values = pa.array([b"\xff\xfe"] * table.num_rows, pa.binary())
        texts = pa.Array.from_buffers(pa.string(), table.num_rows, values.buffers())
        return table.set_column(table.schema.get_field_index("source"), "source", texts)

    return _rewritten(scene, change, use_dictionary=True)


@hostile
def a_part_whose_shapes_are_none(scene: Scene) -> Report:
    def change(table: pa.Table) -> pa.Table:
        return table.replace_schema_metadata({**(table.schema.metadata or {}), b"sekisho.shapes": b"[[1]]"})

    return _rewritten(scene, change)


# --- Statements ------------------------------------------------------------------------------------

SAID: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "deeper than a stack": b'{"a":' + b"[" * 100_000,
    "a number without end": b'{"statement":' + b"9" * 10_000 + b"}",
    "no UTF-8": b'{"statement":"\xff"}',
    "a declaration of nothing": b'{"statement":"schema"}',
    "a declaration with numbers for names": b'{"statement":"schema","number":1,"origin":7,"columns":3}',
    "a disposal of nothing": b'{"statement":"disposal"}',
    "a disposal that carries a number": b'{"statement":"disposal","first":0,"end":1,"carried":5}',
    "a disposal that carries nonsense": b'{"statement":"disposal","end":1,"carried":[5,null,{"statement":[]}]}',
    "a promise of numbers": b'{"statement":"promise","source":1,"since":"x","weekdays":[null],"except":[]}',
    "a promise from the beginning": (
        b'{"statement":"promise","source":"cs","since":"1900-01-01","weekdays":[0],"except":[],"until":null}'
    ),
    "something set aside that is no name": b'{"statement":"aside","file":5,"bytes":"x","sha256":null}',
    "a clock of texts": b'{"statement":"clock","before":"x","after":[]}',
}


@pytest.mark.parametrize("name", SAID)
def test_the_archive_states_what_nobody_expected(name: str, scene: Scene) -> None:
    scene.forgery().part([*BEGIN, {**stated({}), "raw": SAID[name]}]).sign()

    report = scene.forged()

    assert not report.whole
    json.dumps(report.as_data())


def test_a_declaration_in_place_of_the_first_one(scene: Scene) -> None:
    scene.forgery().part(BEGIN).part([stated(declared(1, year_begins=1))]).sign()

    assert places(scene.forged(), "statement") == ["operations #3"]


# --- All of it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("hostility", HOSTILITIES, ids=[each.__name__ for each in HOSTILITIES])
def test_it_is_not_called_whole(hostility: Hostility, scene: Scene) -> None:
    report = hostility(scene)

    assert not report.whole
    assert report.judged
    data = json.dumps(report.as_data(), ensure_ascii=False).encode()
    assert b"\x1b" not in data
    for each in report.every:
        assert (each.where + each.ja + each.en).isprintable()


def test_what_is_listed_is_listed_once_and_nothing_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c").write_bytes(b"1")
    (tmp_path / "a/loop").symlink_to(tmp_path)

    there = inventory(tmp_path)

    assert (list(there.files), there.odd, there.closed) == (["a/b/c"], ("a/loop",), {})
    with pytest.raises(FileNotFoundError):
        there.read("a/loop/a/b/c", at_most=10)
    with pytest.raises(OSError, match="more than 0 bytes"):
        there.read("a/b/c", at_most=0)


def test_a_pipe_that_takes_the_place_of_a_listed_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    there = inventory(tmp_path)
    (tmp_path / "a").unlink()
    os.mkfifo(tmp_path / "a")

    with within(10), pytest.raises(OSError, match="no regular file"):
        there.read("a", at_most=10)
    assert stat.S_ISFIFO((tmp_path / "a").lstat().st_mode)


def test_a_thousand_row_groups_take_no_thousand_times_as_long(scene: Scene) -> None:
    rows = [stated(declared()), *(line(number) for number in range(999))]
    forgery = scene.forgery().part(rows)
    (path,) = (forgery.log / "parts").iterdir()
    table = pq.read_table(path)
    pq.write_table(table, path, row_group_size=1)
    forgery.sign()

    with within(20):
        report = scene.forged()

    assert report.whole, in_short(report.faults)


def test_a_part_with_thousands_of_columns_is_soon_refused(scene: Scene) -> None:
    def change(table: pa.Table) -> pa.Table:
        one = table.column("position")
        names = [*table.schema.names, *(f"c{number}" for number in range(5_000))]
        return pa.table([*table.columns, *[one] * 5_000], names=names).replace_schema_metadata(
            table.schema.metadata
        )

    with within(20):
        report = _rewritten(scene, change)

    assert places(report, "columns") == [f"operations parts/{LAST}.parquet"]
