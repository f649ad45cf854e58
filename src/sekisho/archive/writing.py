"""Writing to a log of an archive with the keys in a folder, in the span that the handovers give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sekisho.archive.begun import remember_begun
from sekisho.archive.handovers import key_chain
from sekisho.archive.key_rotation import key_in_force
from sekisho.archive.keys import load_sealing_keys
from sekisho.archive.notes import ED25519, verifier_key
from sekisho.archive.schema import LogSchema
from sekisho.archive.writer import Writer, writing


@contextmanager
def writing_with_keys(
    archive: Path,
    schema: LogSchema,
    *,
    handovers: Sequence[bytes],
    keys: Path,
    clock: Callable[[], int],
    begin: bool,
) -> Iterator[Writer]:
    """As `Archive.writing`, which says what is raised; `archive` is its directory."""
    signing = key_in_force(keys, handovers, archive=archive)
    own = verifier_key(schema.origin, ED25519, signing.public_key)
    log = archive / schema.name
    with writing(
        log,
        schema,
        signers=[signing.signer(schema.origin)],
        keys=key_chain(handovers, [own]).keys(schema.name),
        sealing_keys=load_sealing_keys(keys, archive=archive),
        clock=clock,
        begin=begin,
    ) as writer:
        remember_begun(keys, log)
        yield writer
