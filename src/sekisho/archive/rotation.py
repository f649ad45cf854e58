"""A new signing key takes over in all logs of an archive (archive format, section 10).

The order, and what holds if we crash after each step:

1. the new key, durable beside the old one: nothing has changed; the next try takes the same key.
2. the handover, signed by both, durable in the archive, while nobody writes to any log: from here on the new key
   signs, and the old one signs nothing any more, whether or not this was finished (`key_in_force`).
3. every log's manifest, signed anew: one after another, old and new signatures both count at that size.
4. the new key under its final name, and the public keys: until then both private keys are in the folder.

To do it again finishes what was begun; only what was finished is followed by a further change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sekisho.archive import files
from sekisho.archive.archive import Archive
from sekisho.archive.clock import now_by_system
from sekisho.archive.handovers import Reached, key_chain, make_handover, parse_handover
from sekisho.archive.key_rotation import key_in_force, next_signing_key, take_over
from sekisho.archive.keys import (
    HANDOVER,
    PUBLIC_FILE,
    PublicKeys,
    SigningKey,
    load_signing_key,
    read_public_keys,
)
from sekisho.archive.notes import ED25519, KeyRefused, verifier_key
from sekisho.archive.reading import HANDOVERS
from sekisho.archive.schema import at
from sekisho.archive.upkeep import writing_all


def rotate(archive: Archive, keys: Path, *, clock: Callable[[], int] = now_by_system) -> PublicKeys:
    """Let a new key take over, or finish a change that was interrupted. Returns the public keys to hand out.

    `keys` is the folder of the town's keys; its old private key is gone afterwards. Raises Locked where somebody
    writes to a log, as `Archive.writing`, and BrokenChain where a log of an earlier handover is missing: then
    nothing has changed.
    """
    if not _is_begun(archive, keys):
        _hand_over(archive, keys, clock)
    with writing_all(archive, keys=keys, clock=clock) as writers:
        for writer in writers.values():
            writer.sign_anew()
    return take_over(keys, archive.logs, archive=archive.folder)


def _is_begun(archive: Archive, keys: Path) -> bool:
    """Whether there is a handover whose key has not taken over to the end."""
    handovers = archive.handovers()
    if not handovers:
        return False
    in_force = key_in_force(keys, handovers, archive=archive.folder)
    present = load_signing_key(keys, archive=archive.folder)
    return in_force.public_key != present.public_key or not _is_handed_out(in_force, keys)


def _is_handed_out(key: SigningKey, keys: Path) -> bool:
    try:
        return any(each.public_key == key.public_key for each in read_public_keys(keys / PUBLIC_FILE))
    except (OSError, KeyRefused):
        return False


def _hand_over(archive: Archive, keys: Path, clock: Callable[[], int]) -> None:
    moment = at(clock())
    with writing_all(archive, keys=keys, clock=clock) as writers:
        handovers = archive.handovers()
        old = key_in_force(keys, handovers, archive=archive.folder)
        new = next_signing_key(keys, archive=archive.folder, at=moment)
        reached = [Reached(name, each.manifest.size, each.manifest.root) for name, each in writers.items()]
        number = len(handovers) + 1
        handover = make_handover(old, new, number=number, at=moment, reached=reached)
        _require_chain([*handovers, handover], old)
        files.make_directory(archive.folder / HANDOVERS, inside=archive.folder)
        files.put(archive.folder / HANDOVERS / f"{number:04d}", handover)


def _require_chain(handovers: Sequence[bytes], old: SigningKey) -> None:
    """Raises where a verifier would not follow: that must come out before it is durable."""
    name = f"{parse_handover(handovers[-1]).base}/{HANDOVER}"
    key_chain(handovers, [verifier_key(name, ED25519, old.public_key)])
