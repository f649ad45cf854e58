"""How to verify: what is given from outside, and how much is looked at. Imports nothing that verifying needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from sekisho.archive.checkpoints import Checkpoint
    from sekisho.archive.short_form import ShortForm

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to verify. `sample`: so many row groups instead of all; `deep`: roll-ups are counted anew, too; `jobs`:
    worker processes.

    `given` are checkpoints from elsewhere. `tsa_roots` are the root certificates of the time-stamping authorities
    that are trusted.
    """

    given: tuple[Checkpoint | ShortForm, ...] = ()
    sample: int | None = None
    deep: bool = False
    seed: int = 0
    jobs: int = 2
    progress: Progress | None = None
    tsa_roots: tuple[Certificate, ...] = ()
