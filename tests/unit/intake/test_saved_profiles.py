"""Profiles that the town saved: by which names, never overwritten, found again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sekisho.intake.saved_profiles import UnfitName, save, saved
from sekisho.intake.tables.profiles import NoSuchProfile, built_in, profile_at

STAFF = built_in("staff")


def test_a_second_one_of_the_same_name_gets_a_number(tmp_path: Path) -> None:
    names = [save(tmp_path, replace(STAFF, name="人事台帳")).name for _time in range(3)]

    assert names == ["人事台帳", "人事台帳_2", "人事台帳_3"]
    assert list(saved(tmp_path)) == sorted(names)
    assert profile_at("人事台帳_2", folder=tmp_path).columns == STAFF.columns


@pytest.mark.parametrize(
    "name",
    ["", " ", "../../x", "a/b", "a\\b", "a.b", "a\0b", "x" * 500, "-x", "staff", "Staff", ".", "a\nb"],
)
def test_a_name_that_could_be_a_path_or_is_taken_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnfitName):
        save(tmp_path / "profiles", replace(STAFF, name=name))
    assert not (tmp_path / "profiles").exists()


@pytest.mark.parametrize("name", ["nowhere", "../profiles/x", "x" * 500, "a\0b", ""])
def test_what_is_not_there_is_not_found(tmp_path: Path, name: str) -> None:
    save(tmp_path / "profiles", replace(STAFF, name="x"))

    with pytest.raises(NoSuchProfile):
        profile_at(name, folder=tmp_path / "profiles")


def test_a_built_in_one_is_found_and_a_broken_one_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("kind = 1")

    assert profile_at("staff", folder=tmp_path) == STAFF
    assert saved(tmp_path) == {}
