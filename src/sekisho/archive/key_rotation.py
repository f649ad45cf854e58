"""New keys in place of old ones, in the folder of the town's keys; what an interrupted try left is taken up again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive import files
from sekisho.archive.handovers import parse_handover
from sekisho.archive.keys import (
    PUBLIC_FILE,
    SEALING_FILE,
    SEALING_USE,
    SIGNING_FILE,
    SIGNING_USE,
    BadKeyFile,
    KeyMissing,
    PublicKeys,
    SigningKey,
    load_sealing_key,
    load_signing_key,
    older_sealing_file,
    public_keys,
    read_private,
    write_private,
    write_public_keys,
)
from sekisho.archive.month_keys import KEY_BYTES, kek_id
from sekisho.archive.notes import KeyRefused

NEXT_SIGNING_FILE: Final = "signing.next.key"
NEXT_SEALING_FILE: Final = "sealing.next.key"


class HandedOver(KeyRefused):
    """The key in the folder has handed over to one that is not there: nothing can be signed with what is there."""


def key_in_force(folder: Path, handovers: Sequence[bytes], *, archive: Path) -> SigningKey:
    """The key that signs, by the handovers of the archive in order: a change may not have come to its end.

    Raises as `load_signing_key`; MalformedHandover; HandedOver.
    """
    present = load_signing_key(folder, archive=archive)
    if not handovers:
        return present
    newest = parse_handover(handovers[-1]).new_key
    if present.public_key == newest:
        return present
    if (folder / NEXT_SIGNING_FILE).exists():
        following = load_signing_key(folder / NEXT_SIGNING_FILE, archive=archive)
        if following.public_key == newest:
            return following
    raise HandedOver(f"The key in {folder} has handed over, and the key that took over is not there.")


def next_signing_key(folder: Path, *, archive: Path, at: datetime) -> SigningKey:
    """The key that is to take over, durable as `signing.next.key`; the present one stays in force.

    Raises as `load_signing_key`.
    """
    path = folder / NEXT_SIGNING_FILE
    present = load_signing_key(folder, archive=archive)
    _drop_torn(path, SIGNING_USE, archive)
    if not path.exists():
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        write_private(path, SIGNING_USE, present.base, seed, at)
    return load_signing_key(path, archive=archive)


def take_over(folder: Path, logs: Sequence[str], *, archive: Path) -> PublicKeys:
    """Put the next signing key in force and hand out its public keys for these logs (short names).

    Call it once the handover is durable in the archive. If we crash before the new name, `signing.key` is
    the key that has handed over, and no writer may sign with it; before the public keys, they are the old ones.
    Calling it again mends both. The old private key is then gone from the folder.
    """
    path = folder / NEXT_SIGNING_FILE
    if path.exists():
        load_signing_key(path, archive=archive)
        files.rename(path, folder / SIGNING_FILE)
    public = public_keys(load_signing_key(folder, archive=archive), logs)
    write_public_keys(folder / PUBLIC_FILE, public)
    return public


def rotate_sealing_key(folder: Path, *, archive: Path, at: datetime) -> bytes:
    """A new sealing key as `sealing.key`, returned; the old one stands beside it under its id.

    Afterwards every file under `secrets/` is wrapped anew (`rewrap`); until then the old key is needed. If we
    crash between, both keys are in the folder. Raises as `load_signing_key`.
    """
    base, present = read_private(folder / SEALING_FILE, SEALING_USE, archive)
    path = folder / NEXT_SEALING_FILE
    _drop_torn(path, SEALING_USE, archive)
    if not path.exists():
        write_private(path, SEALING_USE, base, secrets.token_bytes(KEY_BYTES), at)
    read_private(path, SEALING_USE, archive)
    files.put(folder / older_sealing_file(kek_id(present)), (folder / SEALING_FILE).read_bytes())
    files.rename(path, folder / SEALING_FILE)
    return load_sealing_key(folder, archive=archive)


def _drop_torn(path: Path, use: str, archive: Path) -> None:
    """A crash can leave the beginning of a next key behind, with which nothing was signed or sealed yet."""
    with suppress(KeyMissing):
        try:
            read_private(path, use, archive)
        except BadKeyFile:
            files.remove(path)
            files.sync_directory(path.parent)
