"""The town's keys, which stand outside the data directory (archive format, sections 4 and 10).

A folder holds `signing.key` (it vouches for the logs), `sealing.key` (it opens what is personal), older sealing
keys as `sealing-<id>.key`, and `public.txt` for everybody who verifies.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive import files
from sekisho.archive.month_keys import KEY_BYTES, kek_id
from sekisho.archive.notes import (
    ED25519,
    AmbiguousKeys,
    Ed25519Signer,
    KeyRefused,
    MalformedKey,
    Signer,
    VerifierKey,
    is_name,
    parse_verifier_key,
    verifier_key,
)
from sekisho.archive.schema import SHORT_NAME, TAKEN_LOGS
from sekisho.archive.text_encodings import NotCanonical, from_base64, to_base64

SIGNING_FILE: Final = "signing.key"
SEALING_FILE: Final = "sealing.key"
PUBLIC_FILE: Final = "public.txt"
HANDOVER: Final = "handover"

SIGNING_USE: Final = "sekisho.archive/signing-key/v1"
SEALING_USE: Final = "sekisho.archive/sealing-key/v1"
_MEMBERS: Final = {"base", "created_at", "key", "use"}
_EVERYBODY: Final = 0o644
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"
_FILE_BYTES_MAX: Final = 4096
_OLDER_SEALING: Final = re.compile(r"sealing-.*\.key")
_BASE: Final = re.compile(r"[^\s/:?#@+\\]+(?::[0-9]{1,5})?(?:/(?!\.{1,2}(?:/|$))[^\s/:?#@+\\]+)*")
"""A URL without its scheme: host, port or none, path; nothing that a reader could take for a part of another kind."""


class KeysExist(KeyRefused):
    """There are keys already, and keys are never overwritten."""

    def __init__(self, what: Path | str) -> None:
        super().__init__(f"{what} is there already; keys are never overwritten.")


class KeyMissing(KeyRefused):
    """Where the key should be there is none."""


class KeyExposed(KeyRefused):
    """Others than the owner may read the file of a private key, or change it."""

    def __init__(self, path: Path, mode: int) -> None:
        super().__init__(f"{path} has the mode {mode:04o}: others can get at the key. It must be 0600.")


class KeyFolderOpen(KeyExposed):
    """Others than the owner may put files into the folder of a private key: another key under its name, say."""

    def __init__(self, folder: Path, mode: int) -> None:
        KeyRefused.__init__(
            self, f"{folder} has the mode {mode:04o}: others can put other keys there. It must be 0700."
        )


class KeyInsideArchive(KeyRefused):
    """A private key lies in the archive that it protects, and would go where the archive goes."""

    def __init__(self, path: Path, archive: Path) -> None:
        super().__init__(f"{path} lies inside the archive {archive}. Keys are kept elsewhere.")


class BadKeyFile(KeyRefused):
    """The file is no key of the kind that is looked for."""


class BadBase(MalformedKey):
    """What an archive is to be called is no URL without its scheme, as `town.example/sekisho`."""

    def __init__(self, base: str) -> None:
        super().__init__(f"{base!r} is no base of an archive.")


class OutsideBase(KeyRefused):
    """A key is asked to sign for another archive than its own."""


class HeldKey(Protocol):
    """The private key of an archive, wherever it is held: in a file, in a token."""

    @property
    def base(self) -> str:
        """Of the archive, as `katsuragi.example/sekisho`."""

    @property
    def public_key(self) -> bytes:
        """32 bytes (RFC 8032)."""

    def signer(self, name: str) -> Signer:
        """Who signs under that name: base, slash, and a log or `handover`. Raises OutsideBase."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key from a file."""

    base: str
    private_key: Ed25519PrivateKey = field(repr=False)

    @property
    def public_key(self) -> bytes:
        """32 bytes (RFC 8032)."""
        return self.private_key.public_key().public_bytes_raw()

    def signer(self, name: str) -> Signer:
        """Who signs under that name. Raises OutsideBase."""
        require_of_base(self.base, name)
        return Ed25519Signer(name, self.private_key)


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What is handed out: one key a log, under its origin, and the one that signs handovers."""

    logs: tuple[VerifierKey, ...]
    handover: VerifierKey

    def __str__(self) -> str:
        """The text of `public.txt`, one line a key."""
        return "".join(f"{key}\n" for key in (*self.logs, self.handover))


def make_keys(folder: Path, base: str, logs: Sequence[str], *, at: datetime | None = None) -> PublicKeys:
    """Make both private keys and `public.txt` in `folder`; `logs` are short names, `at` is now.

    A folder that is not there is made for its owner alone. Raises KeysExist, KeyFolderOpen; a KeyRefused for names
    that cannot be. If we crash between, the folder has keys without `public.txt`. Nothing was signed or sealed with them
    yet: they may be removed.
    """
    if not _BASE.fullmatch(base):
        raise BadBase(base)
    private_key, sealing_key = Ed25519PrivateKey.generate(), secrets.token_bytes(KEY_BYTES)
    public = public_keys(SigningKey(base, private_key), logs)
    paths = [folder / name for name in (SEALING_FILE, SIGNING_FILE, PUBLIC_FILE)]
    for path in paths:
        if path.exists():
            raise KeysExist(path)
    at = at or datetime.now(UTC)
    files.make_directory(folder)
    _require_private(folder)
    write_private(paths[0], SEALING_USE, base, sealing_key, at)
    write_private(paths[1], SIGNING_USE, base, private_key.private_bytes_raw(), at)
    write_public_keys(paths[2], public)
    return public


def public_keys(key: HeldKey, logs: Sequence[str]) -> PublicKeys:
    """The keys to hand out for these logs (short names). Raises a KeyRefused for names that cannot be."""
    for log in logs:
        if not SHORT_NAME.match(log):
            raise MalformedKey(f"{log!r} is no short name of a log.")
        if log in TAKEN_LOGS:
            raise MalformedKey(f"The name {log!r} is taken; no log can have it.")
    if not is_name(key.base):
        raise BadBase(key.base)
    of = [verifier_key(f"{key.base}/{name}", ED25519, key.public_key) for name in (*logs, HANDOVER)]
    return PublicKeys(tuple(_distinct(of[:-1])), of[-1])


def write_public_keys(path: Path, keys: PublicKeys) -> None:
    """Let everybody read what they verify by; another file that stood there is replaced."""
    files.put(path, str(keys).encode())
    path.chmod(_EVERYBODY)


def read_public_keys(path: Path) -> tuple[VerifierKey, ...]:
    """The keys of such a file, at least one. Raises a KeyRefused; AmbiguousKeys where one is there twice."""
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise MalformedKey(f"{path} is not UTF-8.") from None
    return tuple(_distinct([parse_verifier_key(line) for line in lines]))


def load_signing_key(path: Path, *, archive: Path) -> SigningKey:
    """The private key in the file, or in the folder's `signing.key`.

    Raises KeyMissing, KeyExposed, KeyInsideArchive, BadKeyFile.
    """
    base, seed = read_private(path / SIGNING_FILE if path.is_dir() else path, SIGNING_USE, archive)
    return SigningKey(base, Ed25519PrivateKey.from_private_bytes(seed))


def load_sealing_key(folder: Path, *, archive: Path) -> bytes:
    """The present sealing key, 32 bytes: what is new is wrapped under it. Raises as `load_signing_key`."""
    return read_private(folder / SEALING_FILE, SEALING_USE, archive)[1]


def load_sealing_keys(folder: Path, *, archive: Path) -> dict[str, bytes]:
    """All sealing keys by their id: older ones, and `sealing.key`, the present one, as the last.

    Raises as `load_signing_key`.
    """
    try:
        names = sorted(
            path.name for path in folder.iterdir()
        )  # a glob takes a folder it may not list for empty
    except FileNotFoundError:
        names = []
    older = [folder / name for name in names if _OLDER_SEALING.fullmatch(name)]
    found: dict[str, bytes] = {}
    for path in [*older, *(folder / name for name in names if name == SEALING_FILE)]:
        _, key = read_private(path, SEALING_USE, archive)
        kek = kek_id(key)
        if path.name not in {SEALING_FILE, older_sealing_file(kek)}:
            raise BadKeyFile(f"{path} holds the sealing key {kek}: name and key do not belong together.")
        if found.pop(kek, key) != key:
            raise BadKeyFile(f"{path} is another sealing key with the id {kek}.")
        found[kek] = key
    if not found:
        raise KeyMissing(f"There is no sealing key in {folder}.")
    return found


def older_sealing_file(kek: str) -> str:
    """The name of the file of a sealing key that is not the present one."""
    return f"sealing-{kek}.key"


def require_of_base(base: str, name: str) -> None:
    """Raises OutsideBase unless the name is of that archive."""
    if name.rpartition("/")[0] != base:
        raise OutsideBase(f"The key is for {base}, not for {name}.")


def write_private(path: Path, use: str, base: str, key: bytes, at: datetime) -> None:
    """A new file with a key of 32 bytes for SIGNING_USE or SEALING_USE, mode 0600. Raises KeysExist.

    If we crash before the return, the file may hold a beginning, which no reader takes for a key.
    """
    said = {
        "base": base,
        "created_at": at.astimezone(UTC).strftime(_MOMENT),
        "key": to_base64(key),
        "use": use,
    }
    try:
        descriptor = files.create(path)
    except FileExistsError:
        raise KeysExist(path) from None
    try:
        files.write(descriptor, json.dumps(said, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        files.sync(descriptor)
    finally:
        files.close(descriptor)


def read_private(path: Path, use: str, archive: Path) -> tuple[str, bytes]:
    """Base and key of such a file. Raises as `load_signing_key`."""
    if path.resolve().is_relative_to(archive.resolve()):
        raise KeyInsideArchive(path, archive)
    try:
        for folder in {path.parent, path.resolve().parent}:  # where the name is looked up, and where it leads
            _require_private(folder)
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            # Elsewhere than on POSIX the mode says nothing about who may read.
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise KeyExposed(path, mode)
            data = file.read(_FILE_BYTES_MAX)
    except FileNotFoundError:
        raise KeyMissing(f"There is no key at {path}.") from None
    try:
        said = json.loads(data)
    except ValueError:
        said = None
    if (
        not isinstance(said, dict)
        or set(said) != _MEMBERS
        or not all(isinstance(v, str) for v in said.values())
    ):
        raise BadKeyFile(f"{path} is no file of a key.")
    if said["use"] != use:
        raise BadKeyFile(f"{path} is a key for {said['use']}, not for {use}.")
    with suppress(NotCanonical):
        key = from_base64(said["key"])
        if len(key) == KEY_BYTES and is_name(said["base"]):
            return said["base"], key
    raise BadKeyFile(f"{path} holds no key of {KEY_BYTES} bytes for an archive.")


def _require_private(folder: Path) -> None:
    """Raises KeyFolderOpen. Elsewhere than on POSIX the mode says nothing."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    if os.name == "posix" and mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise KeyFolderOpen(folder, mode)


def _distinct(keys: Iterable[VerifierKey]) -> Iterable[VerifierKey]:
    seen: set[VerifierKey] = set()
    for key in keys:
        if key in seen:
            raise AmbiguousKeys(f"{key} is there twice.")
        seen.add(key)
        yield key
