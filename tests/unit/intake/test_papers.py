"""The town's own papers: kept exactly as they came, encrypted, and what happens to what is damaged."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive.month_keys import KeyLost, kek_id
from sekisho.intake import papers as kept
from sekisho.intake.papers import AlreadyKept, DamagedPaper, Paper, keep, open_paper, papers, reseal, rows_of
from sekisho.intake.tables.profiles import built_in, profile_text
from tests.unit.intake.tables.samples import csv

OLD, NEW = b"o" * 32, b"n" * 32
KEYS = {kek_id(OLD): OLD}
BOTH = {**KEYS, kek_id(NEW): NEW}
LABELS = ("端末", "設置場所", "所属", "使用開始", "使用終了")
NOW = 1_790_000_000_000_000


def terminals(*names: str, place: str = "1番窓口 髙﨑①") -> bytes:
    rows = [(name, place, "住民福祉課", "2026-04-01", "") for name in names]
    return csv(LABELS, *rows).encode("cp932")


def taken(
    folder: Path, data: bytes, *, kind: str = "terminals", keys: dict[str, bytes] = KEYS, now: int = NOW
) -> Paper:
    answer = again(folder, data, kind=kind, keys=keys, now=now)
    assert isinstance(answer, Paper)
    return answer


def again(
    folder: Path, data: bytes, *, kind: str = "terminals", keys: dict[str, bytes] = KEYS, now: int = NOW
) -> Paper | AlreadyKept:
    return keep(
        folder,
        keys,
        kind,
        data,
        file_name=f"{kind}.csv",
        profile_text=profile_text(built_in(kind)),
        profile_name=kind,
        now=now,
    )


def test_a_file_is_kept_as_it_came_and_nobody_reads_it_on_the_disk(tmp_path: Path) -> None:
    data = terminals("T1", "T2")

    paper = taken(tmp_path, data)

    assert (paper.number, paper.kind, paper.rows, paper.refused, paper.stored) == (1, "terminals", 2, 0, 2)
    assert paper.digest == hashlib.sha256(data).hexdigest()
    assert papers(tmp_path) == [paper]
    assert open_paper(tmp_path, KEYS, paper) == data
    assert not any("T1".encode("cp932") in path.read_bytes() for path in tmp_path.iterdir())
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_the_bytes_they_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("papers")

    paper = taken(folder, data)

    assert open_paper(folder, KEYS, paper) == data
    assert 0 <= paper.refused <= paper.rows


def test_the_same_file_twice_is_known_and_kept_once(tmp_path: Path) -> None:
    first = taken(tmp_path, terminals("T1"))

    assert again(tmp_path, terminals("T1"), now=NOW + 1) == AlreadyKept(first)
    assert again(tmp_path, terminals("T1"), kind="openings") == AlreadyKept(first)
    assert papers(tmp_path) == [first]


def test_rows_come_in_the_order_of_the_papers_each_with_when_it_became_known(tmp_path: Path) -> None:
    taken(tmp_path, terminals("T2"), now=NOW)
    taken(
        tmp_path,
        csv(("日付", "開始", "終了", "種別"), ("2026-10-01", "9:00", "26:00", "延長")).encode(),
        kind="openings",
    )
    taken(tmp_path, terminals("T1", "T3"), now=NOW + 7)

    found = list(rows_of(tmp_path, KEYS, "terminals"))

    assert [(row.value.terminal_id, row.known_at) for row in found] == [
        ("T2", NOW),
        ("T1", NOW + 7),
        ("T3", NOW + 7),
    ]
    assert found[0].value.place == "1番窓口 髙﨑①"
    assert found[0].value.used_from == date(2026, 4, 1)


def test_a_row_that_cannot_be_read_is_counted_and_not_given(tmp_path: Path) -> None:
    data = csv(LABELS, ("T1", "x", "y", "いつか", ""), ("T2", "x", "y", "2026-04-01", "")).encode("cp932")

    paper = taken(tmp_path, data)

    assert (paper.rows, paper.refused) == (2, 1)
    assert [row.value.terminal_id for row in rows_of(tmp_path, KEYS, "terminals")] == ["T2"]


def test_after_a_change_of_keys_old_and_new_papers_open(tmp_path: Path) -> None:
    old = taken(tmp_path, terminals("T1"))
    new = taken(tmp_path, terminals("T2"), keys=BOTH)

    assert (old.key, new.key) == (kek_id(OLD), kek_id(NEW))
    assert open_paper(tmp_path, BOTH, old) == terminals("T1")
    with pytest.raises(KeyLost):
        open_paper(tmp_path, {kek_id(NEW): NEW}, old)


def test_papers_are_sealed_anew_so_that_an_old_key_can_be_destroyed(tmp_path: Path) -> None:
    old = taken(tmp_path, terminals("T1"))
    taken(tmp_path, terminals("T2"), keys=BOTH)
    index = (tmp_path / "000001.json").read_bytes()

    assert (reseal(tmp_path, BOTH), reseal(tmp_path, BOTH)) == (1, 0)

    assert open_paper(tmp_path, {kek_id(NEW): NEW}, old) == terminals("T1")
    assert (tmp_path / "000001.json").read_bytes() == index
    assert reseal(tmp_path / "none", BOTH) == 0


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def reword(path: Path) -> None:
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**said, "taken_at": said["taken_at"] - 1}), encoding="utf-8")


@pytest.mark.parametrize(
    ("which", "harm"),
    [
        ("*.sealed", flip),
        ("*.sealed", Path.unlink),
        ("000001.json", reword),
        ("*.sealed", lambda p: p.write_bytes(b"")),
    ],
)
def test_a_damaged_paper_is_refused_with_a_sentence(
    tmp_path: Path, which: str, harm: Callable[[Path], None]
) -> None:
    taken(tmp_path, terminals("T1"))
    harm(next(tmp_path.glob(which)))

    with pytest.raises(DamagedPaper) as refused:
        list(rows_of(tmp_path, KEYS, "terminals"))

    assert "控えから戻してください。" in refused.value.words.ja


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"number": 1}'])
def test_an_index_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    taken(tmp_path, terminals("T1"))
    (tmp_path / "000001.json").write_text(text)

    with pytest.raises(DamagedPaper):
        papers(tmp_path)


def test_a_paper_that_is_missing_in_between_is_noticed(tmp_path: Path) -> None:
    taken(tmp_path, terminals("T1"))
    taken(tmp_path, terminals("T2"))
    (tmp_path / "000001.json").unlink()

    with pytest.raises(DamagedPaper):
        papers(tmp_path)


class Cut(Exception):
    """The power goes."""


@pytest.mark.parametrize("renames", [0, 1])
def test_a_crash_before_the_index_leaves_nothing_that_counts_and_the_file_can_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    done = 0
    rename = os.rename

    def until_then(old: Path, new: Path) -> None:
        nonlocal done
        if done == renames:
            raise Cut
        done += 1
        rename(old, new)

    monkeypatch.setattr("sekisho.archive.files.os.rename", until_then)
    with pytest.raises(Cut):
        taken(tmp_path, terminals("T1"))
    monkeypatch.undo()

    assert papers(tmp_path) == []
    paper = taken(tmp_path, terminals("T1"))
    assert open_paper(tmp_path, KEYS, paper) == terminals("T1")


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert papers(tmp_path / kept.FOLDER) == []
    assert list(rows_of(tmp_path / kept.FOLDER, KEYS, "staff")) == []
