"""How a witness is set up: its configuration in TOML and the file of its private key.

listen = "0.0.0.0:8470"
state = "state"                      # a directory; this and `key` are relative to this file
key = "witness.key"
name = "witness.pref.example/towns"  # under which it cosigns, for ever
prefix = ""                          # of the URL path
logs = ["katsuragi.example/sekisho/operations+33c6cb69+AQ…"]
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive import files
from sekisho.archive.keys import read_private, write_private
from sekisho.archive.notes import (
    COSIGNATURE,
    Ed25519Signer,
    KeyRefused,
    MalformedKey,
    VerifierKey,
    is_name,
    parse_verifier_key,
)

WITNESS_USE: Final = "sekisho.archive/witness-key/v1"

_MEMBERS: Final = {"listen", "state", "key", "name", "prefix", "logs"}
_LISTEN: Final = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^:\[\]\s]+)):([0-9]{1,5})")
_PREFIX: Final = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
_PORT_MAX: Final = 65_535


class BadWitnessConfig(ValueError):
    """The configuration cannot be followed; the text says why."""


@dataclass(frozen=True, slots=True)
class WitnessConfig:
    """Where a witness listens, what it keeps and whom it knows. Port 0: any free one."""

    host: str
    port: int
    state: Path
    key: Path
    name: str
    logs: tuple[VerifierKey, ...]
    prefix: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.port <= _PORT_MAX:
            raise BadWitnessConfig(f"There is no port {self.port}.")
        if not is_name(self.name):
            raise BadWitnessConfig(f"{self.name!r} cannot be the name of a witness.")
        if not _PREFIX.fullmatch(self.prefix):
            raise BadWitnessConfig(f"{self.prefix!r} is no prefix as /towns, or nothing.")
        if not self.logs:
            raise BadWitnessConfig("A witness without a log has nothing to cosign.")


def load_config(path: Path) -> WitnessConfig:
    """The configuration in the file. Raises BadWitnessConfig, OSError."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as reason:
        raise BadWitnessConfig(f"{path} is no TOML: {reason}") from reason
    if strange := said.keys() - _MEMBERS:
        raise BadWitnessConfig(f"{path} says something unknown: {min(strange)}.")
    listen = _LISTEN.fullmatch(_text(said, "listen"))
    if listen is None:
        raise BadWitnessConfig("listen is an address and a port, as 127.0.0.1:8470 or [::1]:8470.")
    return WitnessConfig(
        host=listen[1] or listen[2],
        port=int(listen[3]),
        state=path.parent / _text(said, "state"),
        key=path.parent / _text(said, "key"),
        name=_text(said, "name"),
        logs=_logs(said),
        prefix=_text(said, "prefix", ""),
    )


def make_witness_key(path: Path, name: str, *, at: datetime | None = None) -> Ed25519Signer:
    """A new private key in a file of mode 0600; `at` is now. Raises KeysExist, MalformedKey.

    If we crash before the return, the file may hold a beginning, which no reader takes for a key.
    """
    if not is_name(name):
        raise MalformedKey(f"{name!r} cannot be the name of a key.")
    private_key = Ed25519PrivateKey.generate()
    files.make_directory(path.parent)
    write_private(path, WITNESS_USE, name, private_key.private_bytes_raw(), at or datetime.now(UTC))
    return Ed25519Signer(name, private_key, COSIGNATURE)


def load_witness_key(path: Path, *, state: Path) -> Ed25519Signer:
    """The key in the file; it lies outside the state directory.

    Raises KeyMissing, KeyExposed, KeyInsideArchive, BadKeyFile.
    """
    name, seed = read_private(path, WITNESS_USE, state)
    return Ed25519Signer(name, Ed25519PrivateKey.from_private_bytes(seed), COSIGNATURE)


def _logs(said: dict[str, Any]) -> tuple[VerifierKey, ...]:  # Any: TOML
    lines = said.get("logs")
    if not isinstance(lines, list):
        raise BadWitnessConfig("logs is a list of verifier keys.")
    found = []
    for line in lines:
        try:
            found.append(parse_verifier_key(str(line)))
        except KeyRefused as reason:
            raise BadWitnessConfig(f"logs: {reason}") from reason
    return tuple(found)


def _text(said: dict[str, Any], name: str, default: str | None = None) -> str:  # Any: TOML
    value = said.get(name, default)
    if not isinstance(value, str):
        raise BadWitnessConfig(f"{name} is missing, or no text.")
    return value
