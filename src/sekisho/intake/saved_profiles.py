"""The mapping profiles that the town saved, each a file `<name>.toml` in the folder `profiles` of its data."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Final

from sekisho.archive import files
from sekisho.intake.tables.profiles import (
    PROFILE_BYTES_MAX,
    BadProfile,
    Profile,
    built_in_names,
    parse_profile,
    profile_text,
)

FOLDER: Final = "profiles"
NAME_MAX: Final = 40
_SUFFIX: Final = ".toml"


class UnfitName(ValueError):
    """A profile cannot be called that."""


def fit_name(said: str) -> str:
    """The name in its one form: letters, figures and `_`, up to NAME_MAX, not beginning with a figure.

    Raises UnfitName; also for the names of the built-in profiles.
    """
    name = unicodedata.normalize("NFKC", said).strip()
    if len(name) > NAME_MAX or not name.isidentifier() or name.lower() in built_in_names():
        raise UnfitName(name)
    return name


def save(folder: Path, profile: Profile) -> Profile:
    """Keep a profile under its name, or with a number behind it where that is taken. Durable when this returns.

    Nothing is overwritten. Returns it with the name it got. Raises UnfitName, files.Locked, OSError.
    """
    wanted = fit_name(profile.name)
    files.make_directory(folder)
    with files.lock(folder / ".lock"):
        taken = {path.name.casefold() for path in folder.iterdir()}
        name, number = wanted, 1
        while f"{name}{_SUFFIX}".casefold() in taken:
            number += 1
            name = f"{wanted}_{number}"
        kept = replace(profile, name=name)
        files.put(folder / f"{name}{_SUFFIX}", profile_text(kept).encode())
    return kept


def saved(folder: Path) -> dict[str, Profile]:
    """The saved profiles by name; those that cannot be used are passed over."""
    if not folder.is_dir():
        return {}
    found = {}
    for path in sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stem):
        try:
            found[path.stem] = _read(path)
        except (BadProfile, OSError):
            continue
    return found


def _read(path: Path) -> Profile:
    """The profile in a file, under the name of the file: by that it is chosen."""
    return replace(parse_profile(path.read_bytes()[:PROFILE_BYTES_MAX], name=path.stem), name=path.stem)
