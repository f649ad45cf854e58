"""Mapping profiles: how one system writes a kind of table. Real export layouts are not public, so each is data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Kind
from sekisho.intake.tables.profile_checks import Fault, checked
from sekisho.intake.tables.registry import KINDS

PLACE: Final = "profiles"
PROFILE_BYTES_MAX: Final = 1 << 20


class BadProfile(Exception):
    """A profile that cannot be used; `faults` lists everything that is wrong."""

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(f"{name}: " + "; ".join(f"{fault.where}: {fault.words.en}" for fault in faults))


class NoSuchProfile(Exception):
    """There is neither a built-in profile nor a file of that name."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a file is written.

    `columns` names for each canonical field the labels of its column, or its number from 1 where there is no header.
    Without `delimiter` the columns have fixed `widths`, in bytes of the encoding or in characters. `codes` gives
    for a field what its codes mean, `constants` what a field always is. It is valid in [valid_from, valid_until).
    `title_lines` lines stand before the header, or before the first row; None: the header is looked for among the first
    rows. The last `total_lines` lines are totals.
    """

    name: str
    kind: Kind
    title: Words
    columns: Mapping[str, tuple[str | int, ...]]
    delimiter: str | None = ","
    widths: tuple[int, ...] = ()
    widths_in_bytes: bool = True
    encoding: str = "auto"
    header: bool = True
    title_lines: int | None = None
    total_lines: int = 0
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None


@cache
def built_in(name: str) -> Profile:
    """The built-in profile of that name. Raises NoSuchProfile."""
    place = files("sekisho.intake").joinpath(PLACE, f"{name}.toml")
    if not (name.isidentifier() and place.is_file()):
        raise NoSuchProfile(name)
    return parse_profile(place.read_bytes(), name=name)


def profile_at(said: str, *, folder: Path | None = None) -> Profile:
    """A profile by its name, built in or in `folder`, or the one in a file. Raises NoSuchProfile, BadProfile, OSError."""
    if said in built_in_names():
        return built_in(said)
    own = folder / f"{said}.toml" if folder is not None and said.isidentifier() else None
    path = own if own is not None and _is_file(own) else Path(said)
    if not _is_file(path):
        raise NoSuchProfile(said)
    return parse_profile(path.read_bytes()[:PROFILE_BYTES_MAX], name=path.stem)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; what cannot be the name of one names none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def built_in_names() -> tuple[str, ...]:
    """The names of the built-in profiles."""
    folder = files("sekisho.intake").joinpath(PLACE)
    return tuple(
        sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml"))
    )


def parse_profile(data: bytes, *, name: str) -> Profile:
    """The profile in a TOML text; `name` where it names itself not. Raises BadProfile with everything that is wrong."""
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = Fault("TOML", Words(f"TOMLとして読めません({error})。", f"It is no TOML: {error}."))
        raise BadProfile(name, (fault,)) from error
    if faults := checked(said, KINDS):
        raise BadProfile(name, faults)
    kind = KINDS[said["kind"]]
    title = said.get("title", {})
    return Profile(
        name=said.get("name", name),
        kind=kind,
        title=Words(title.get("ja", kind.title.ja), title.get("en", kind.title.en)),
        columns={
            name_: tuple(column) if isinstance(column, list) else (column,)
            for name_, column in said["columns"].items()
        },
        delimiter=None if "widths" in said else said.get("delimiter", ","),
        widths=tuple(said.get("widths", ())),
        widths_in_bytes=said.get("widths_in", "bytes") == "bytes",
        encoding=said.get("encoding", "auto"),
        header=said.get("header", True),
        title_lines=said.get("title_lines"),
        total_lines=said.get("total_lines", 0),
        codes=said.get("codes", {}),
        constants=said.get("constants", {}),
        valid_from=said.get("valid_from"),
        valid_until=said.get("valid_until"),
    )


def profile_text(profile: Profile) -> str:
    """The TOML text of a profile."""
    lines = [f"kind = {_quoted(profile.kind.name)}", f"name = {_quoted(profile.name)}"]
    lines += [f"title = {{ ja = {_quoted(profile.title.ja)}, en = {_quoted(profile.title.en)} }}"]
    if profile.delimiter is None:
        lines += [f"widths = {list(profile.widths)}"]
        lines += [] if profile.widths_in_bytes else ['widths_in = "characters"']
    else:
        lines.append(f"delimiter = {_quoted(profile.delimiter)}")
    lines += [f"encoding = {_quoted(profile.encoding)}", f"header = {str(profile.header).lower()}"]
    if profile.title_lines is not None:
        lines.append(f"title_lines = {profile.title_lines}")
    if profile.total_lines:
        lines.append(f"total_lines = {profile.total_lines}")
    for name in ("valid_from", "valid_until"):
        if (on := getattr(profile, name)) is not None:
            lines.append(f"{name} = {on.isoformat()}")
    lines += ["", "[columns]"]
    lines += [f"{name} = [{', '.join(map(_quoted, columns))}]" for name, columns in profile.columns.items()]
    for name, codes in profile.codes.items():
        lines += ["", f"[codes.{name}]", *(f"{_quoted(a)} = {_quoted(b)}" for a, b in codes.items())]
    if profile.constants:
        lines += ["", "[constants]", *(f"{a} = {_quoted(b)}" for a, b in profile.constants.items())]
    return "\n".join(lines) + "\n"


def _quoted(value: str | int) -> str:
    """A basic string of TOML."""
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(each if each >= " " and each != "\x7f" else f"\\u{ord(each):04x}" for each in escaped)
        + '"'
    )
