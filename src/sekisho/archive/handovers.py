"""How one signing key of an archive hands over to the next (archive format, section 10).

A handover names both keys and is signed by both, so whoever trusts one of them may trust the other: who has
an old key comes to the new ones, and who has a new key to the old ones, without asking anybody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final

from sekisho.archive.keys import HANDOVER, HeldKey, OutsideBase
from sekisho.archive.notes import (
    ED25519,
    NoKnownKey,
    NoteRefused,
    VerifierKey,
    format_note,
    is_name,
    parse_note,
    sign_note,
    verifier_key,
    verify_note,
)
from sekisho.archive.schema import SHORT_NAME
from sekisho.archive.text_encodings import from_base64, from_decimal, to_base64

FIRST_LINE: Final = "sekisho.archive/handover/v1"
HASH_BYTES: Final = 32

_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"
_HEAD_LINES: Final = 6
_NOWHERE: Final = -1  # where a key ends that signed nothing of a log


class HandoverRefused(ValueError):
    """The base of every reason not to follow handovers."""


class MalformedHandover(HandoverRefused):
    """This is no handover in the one form it can have, signed by both keys."""


class BrokenChain(HandoverRefused):
    """Each handover may be right, and they do not follow from each other; the text says where."""


class KeyOutsideChain(HandoverRefused):
    """Of the trusted keys one belongs to the archive and no handover leads to it: one is missing, or forged."""


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a log (short name) had come: size and root (32 bytes) of its newest checkpoint."""

    log: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Handover:
    """Number, from 1, in its archive; public keys of 32 bytes; moment in UTC in whole seconds; logs by name.

    Raises MalformedHandover.
    """

    base: str
    number: int
    old_key: bytes
    new_key: bytes
    at: datetime
    reached: tuple[Reached, ...]

    def __post_init__(self) -> None:
        if not is_name(self.base) or self.number < 1:
            raise MalformedHandover(f"There is no handover {self.number} of {self.base!r}.")
        if self.at.tzinfo is not UTC or self.at.microsecond:
            raise MalformedHandover(f"{self.at} is no moment in UTC in whole seconds.")
        if self.old_key == self.new_key:
            raise MalformedHandover("A key does not hand over to itself.")
        for each in self.reached:
            if not SHORT_NAME.match(each.log) or each.size < 0 or len(each.root) != HASH_BYTES:
                raise MalformedHandover(f"{each} is no checkpoint of a log.")
        if any(before.log >= after.log for before, after in pairwise(self.reached)):
            raise MalformedHandover("The logs are not there once each, by name.")

    @property
    def text(self) -> str:
        """What both keys sign."""
        head = (
            FIRST_LINE,
            self.base,
            self.number,
            to_base64(self.old_key),
            to_base64(self.new_key),
            self.at.strftime(_MOMENT),
        )
        logs = (f"{each.log} {each.size} {to_base64(each.root)}" for each in self.reached)
        return "".join(f"{line}\n" for line in (*head, *logs))


@dataclass(frozen=True, slots=True)
class Spans:
    """Which key of an archive is good for which checkpoints. Make it with `key_chain`.

    `public_keys` from the first to the present one; `ends` says for each handover how far the logs had come.
    `loose`: nothing says which key followed which (see `keys_without_chain`), so each counts at every size.
    """

    base: str
    public_keys: tuple[bytes, ...]
    ends: tuple[dict[str, int], ...]
    loose: bool = False

    def keys(self, log: str) -> tuple[VerifierKey, ...]:
        """All keys under the log's origin, the first one first: by them it is seen who signed."""
        return tuple(self._key(log, public_key) for public_key in self.public_keys)

    def key_for(self, log: str, size: int) -> VerifierKey:
        """The key that signed when the log came to this size: at the size of a handover, the old key."""
        return self._key(log, self.public_keys[bisect_left(self._ends(log), size)])

    def is_good(self, key: VerifierKey, log: str, size: int) -> bool:
        """Whether a signature of `key` counts at this size. At the size of a handover both keys' do.

        The new key may have to sign there too, where the log has not grown since and its files were packed anew.
        """
        if self.loose or key not in self.keys(log):
            return key in self.keys(log)
        place = self.public_keys.index(key.public_key)
        ends = self._ends(log)
        return (place == 0 or ends[place - 1] <= size) and (place == len(ends) or size <= ends[place])

    def _ends(self, log: str) -> list[int]:
        return [end.get(log, _NOWHERE) for end in self.ends]

    def _key(self, log: str, public_key: bytes) -> VerifierKey:
        return _known_key(f"{self.base}/{log}", public_key)


@lru_cache(1024)
def _known_key(name: str, public_key: bytes) -> VerifierKey:
    """Made once: that a public key is sound is dear to find out, and a verifier asks at each checkpoint."""
    return verifier_key(name, ED25519, public_key)


def make_handover(
    old: HeldKey, new: HeldKey, *, number: int, at: datetime, reached: Sequence[Reached]
) -> bytes:
    """The signed note with which `old` hands over to `new`; `reached` has each log of the archive, in any order.

    Raises MalformedHandover; OutsideBase where the new key is for another archive.
    """
    if new.base != old.base:
        raise OutsideBase(f"The new key is for {new.base}, not for {old.base}.")
    handover = Handover(
        base=old.base,
        number=number,
        old_key=old.public_key,
        new_key=new.public_key,
        at=at.astimezone(UTC).replace(microsecond=0),
        reached=tuple(sorted(reached, key=lambda each: each.log)),
    )
    name = f"{old.base}/{HANDOVER}"
    return format_note(sign_note(handover.text, [old.signer(name), new.signer(name)]))


def parse_handover(data: bytes) -> Handover:
    """The handover, signed by the two keys that it names. Raises MalformedHandover.

    That says nothing of whether these keys are to be trusted: see `key_chain`.
    """
    try:
        note = parse_note(data)
        handover = _handover(note.text)
        if handover.text != note.text:
            raise MalformedHandover("The handover says the same in another form, or more.")
        name = f"{handover.base}/{HANDOVER}"
        keys = [verifier_key(name, ED25519, key) for key in (handover.old_key, handover.new_key)]
        signed = verify_note(note, keys)
    except (NoteRefused, ValueError) as reason:
        if isinstance(reason, MalformedHandover):
            raise
        raise MalformedHandover(f"This is no handover: {reason}") from reason
    if len(signed) != len(keys):
        raise MalformedHandover("The old and the new key have to sign, and one has not.")
    return handover


def key_chain(handovers: Sequence[bytes], trusted: Sequence[VerifierKey]) -> Spans:
    """Which key is good for what: from all handovers of an archive in order, and keys that the caller trusts.

    Any key of the chain will do, under the name of any log or of the handovers; keys of other archives are
    passed over. Raises MalformedHandover, BrokenChain, KeyOutsideChain; NoKnownKey where none is of the chain.
    """
    chain = [parse_handover(data) for data in handovers]
    _require_chain(chain)
    own = _of_archive(chain, trusted)
    if chain:
        public_keys = (chain[0].old_key, *(handover.new_key for handover in chain))
    else:
        public_keys = tuple(dict.fromkeys(key.public_key for key in own))[:1]
    outside = [key for key in own if key.public_key not in public_keys]
    if len(outside) == len(own):
        raise NoKnownKey("None of the trusted keys is one of this archive's.")
    if outside:
        raise KeyOutsideChain(f"No handover leads to the trusted key {outside[0]}.")
    ends = tuple({each.log: each.size for each in handover.reached} for handover in chain)
    return Spans(_base_of(own[0]), public_keys, ends)


def keys_without_chain(handovers: Sequence[bytes], trusted: Sequence[VerifierKey]) -> Spans:
    """What a verifier can go by where `key_chain` refuses: the trusted keys, and each that hands over to or from one.

    Only for finding more that is wrong, never for finding that nothing is. Raises NoKnownKey where the trusted keys
    are of no archive, or of several.
    """
    own = [key for key in trusted if key.algorithm == ED25519]
    if len(bases := {_base_of(key) for key in own}) != 1:
        raise NoKnownKey("The trusted keys are not those of one archive.")
    (base,) = bases
    links = [(each.old_key, each.new_key) for each in _readable(handovers) if each.base == base]
    known = dict.fromkeys(key.public_key for key in own)
    for _step in links:
        known |= dict.fromkeys(key for link in links if known.keys() & set(link) for key in link)
    return Spans(base, tuple(known), ({},) * (len(known) - 1), loose=True)


def _readable(handovers: Sequence[bytes]) -> Iterator[Handover]:
    for data in handovers:
        with suppress(MalformedHandover):
            yield parse_handover(data)


def _of_archive(chain: Sequence[Handover], trusted: Sequence[VerifierKey]) -> list[VerifierKey]:
    own = [key for key in trusted if key.algorithm == ED25519]
    if chain:
        return [key for key in own if _base_of(key) == chain[0].base]
    if len({_base_of(key) for key in own}) > 1:
        raise KeyOutsideChain(
            "The trusted keys are of several archives, and no handover says of which this is."
        )
    return own


def _require_chain(chain: Sequence[Handover]) -> None:
    for number, handover in enumerate(chain, start=1):
        if handover.number != number:
            raise BrokenChain(f"In place of handover {number} stands number {handover.number}.")
    for before, after in pairwise(chain):
        where = f"Between the handovers {before.number} and {after.number}"
        if after.base != before.base:
            raise BrokenChain(f"{where} the base changes from {before.base} to {after.base}.")
        if after.old_key != before.new_key:
            raise BrokenChain(f"{where} the key changes without a handover.")
        _require_growth(where, before, after)
    public_keys = [handover.old_key for handover in chain] + [handover.new_key for handover in chain[-1:]]
    if len(set(public_keys)) != len(public_keys):
        raise BrokenChain("A key that had handed over comes back.")


def _require_growth(where: str, before: Handover, after: Handover) -> None:
    then = {each.log: each for each in after.reached}
    for each in before.reached:
        later = then.get(each.log)
        if later is None or later.size < each.size:
            raise BrokenChain(f"{where} the log {each.log} shrinks.")
        if later.size == each.size and later.root != each.root:
            raise BrokenChain(f"{where} the log {each.log} changes its root at the size {each.size}.")


def _handover(text: str) -> Handover:
    """Raises ValueError."""
    first, *rest = text.removesuffix("\n").split("\n")
    if first != FIRST_LINE or len(rest) < _HEAD_LINES - 1:
        raise MalformedHandover("This is no handover of version 1.")
    base, number, old_key, new_key, at, *logs = rest
    return Handover(
        base=base,
        number=from_decimal(number),
        old_key=from_base64(old_key),
        new_key=from_base64(new_key),
        at=datetime.strptime(at, _MOMENT).replace(tzinfo=UTC),
        reached=tuple(map(_reached, logs)),
    )


def _reached(line: str) -> Reached:
    parts = line.split(" ")
    if len(parts) != len(Reached.__slots__):
        raise MalformedHandover(f"{line!r} is no checkpoint of a log.")
    return Reached(parts[0], from_decimal(parts[1]), from_base64(parts[2]))


def _base_of(key: VerifierKey) -> str:
    return key.name.rpartition("/")[0]
