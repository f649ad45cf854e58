"""The files under `secrets/`: the keys of a local month and of a fiscal year (archive format, section 4).

A month has a salt key in the clear, for whoever verifies, and a data key for its boxes, wrapped under the
town's sealing key. A fiscal year has a token key, wrapped alike. Pure: files in, values out.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Final, TypeVar

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from sekisho.archive.notes import is_name
from sekisho.archive.text_encodings import NotCanonical, from_base64, to_base64

KEY_BYTES: Final = 32
VERSION: Final = 1

_WRAPPED_BYTES: Final = KEY_BYTES + 8  # RFC 3394 adds one block of 8
_KEK: Final = re.compile(r"[0-9a-f]{8}")
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_YEAR: Final = re.compile(r"fy[0-9]{4}")


class BadSecrets(ValueError):
    """This is no month's and no year's file in the one form it can have; the text says why."""


class KeyLost(Exception):
    """The sealing key under which the key was wrapped is not among those given."""

    def __init__(self, kek: str, given: Mapping[str, bytes]) -> None:
        known = ", ".join(sorted(given)) or "none"
        super().__init__(f"The sealing key {kek} is needed; given: {known}.")
        self.kek = kek


class DamagedKey(Exception):
    """The wrapped key does not unwrap under the sealing key that it names."""


class Shredded(Exception):
    """The key was destroyed, on purpose: what it sealed cannot be opened by anybody."""

    def __init__(self, what: str, on: date) -> None:
        super().__init__(f"The key of {what} was shredded on {on}.")
        self.on = on


class NothingSealed(Exception):
    """There never was a key: the log seals nothing."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key of 32 bytes under a sealing key (AES key wrap, RFC 3394). `kek` is the sealing key's id."""

    kek: str
    wrapped: bytes

    def __post_init__(self) -> None:
        if not _KEK.fullmatch(self.kek):
            raise BadSecrets(f"{self.kek!r} is not the id of a sealing key")
        if len(self.wrapped) != _WRAPPED_BYTES:
            raise BadSecrets(f"a wrapped key has {_WRAPPED_BYTES} bytes, not {len(self.wrapped)}")


@dataclass(frozen=True, slots=True)
class MonthKeys:
    """The keys of a log for one local month, as `2026-11`. Raises BadSecrets.

    Without `data_key` the log seals nothing, or the key was shredded: then `shredded_on` is set.
    """

    month: str
    origin: str
    salt_key: bytes = field(repr=False)
    data_key: Wrapped | None = None
    shredded_on: date | None = None

    def __post_init__(self) -> None:
        if not _MONTH.fullmatch(self.month):
            raise BadSecrets(f"{self.month!r} is no month")
        if len(self.salt_key) != KEY_BYTES:
            raise BadSecrets(f"a salt key has {KEY_BYTES} bytes, not {len(self.salt_key)}")
        _require_sound(self.origin, self.data_key, self.shredded_on)

    @property
    def name(self) -> str:
        """Of the file under `secrets/`."""
        return self.month

    @property
    def sealed_key(self) -> Wrapped | None:
        """The key that goes when the month is shredded."""
        return self.data_key


@dataclass(frozen=True, slots=True)
class YearKeys:
    """The token key of a log for one fiscal year, as `fy2026`. Raises BadSecrets."""

    year: str
    origin: str
    token_key: Wrapped | None = None
    shredded_on: date | None = None

    def __post_init__(self) -> None:
        if not _YEAR.fullmatch(self.year):
            raise BadSecrets(f"{self.year!r} is no fiscal year")
        _require_sound(self.origin, self.token_key, self.shredded_on)

    @property
    def name(self) -> str:
        """Of the file under `secrets/`."""
        return self.year

    @property
    def sealed_key(self) -> Wrapped | None:
        """The key that goes when the year is shredded."""
        return self.token_key


Keys = TypeVar("Keys", MonthKeys, YearKeys)


def new_month_keys(month: str, origin: str, sealing_key: bytes | None) -> MonthKeys:
    """Fresh keys from the system's source of randomness; without a sealing key for a log that seals nothing."""
    return MonthKeys(month, origin, secrets.token_bytes(KEY_BYTES), _fresh(sealing_key))


def new_year_keys(year: str, origin: str, sealing_key: bytes | None) -> YearKeys:
    """As `new_month_keys`."""
    return YearKeys(year, origin, _fresh(sealing_key))


def unwrapped(keys: MonthKeys | YearKeys, sealing_keys: Mapping[str, bytes]) -> bytes:
    """The data key of the month or the token key of the year, 32 bytes; sealing keys are given by their id.

    Raises Shredded, NothingSealed, KeyLost, DamagedKey.
    """
    if keys.shredded_on is not None:
        raise Shredded(f"{keys.origin} {keys.name}", keys.shredded_on)
    if keys.sealed_key is None:
        raise NothingSealed(f"{keys.origin} has no key for {keys.name}: it seals nothing.")
    return unwrap(keys.sealed_key, sealing_keys)


def rewrap(keys: Keys, sealing_keys: Mapping[str, bytes], new_sealing_key: bytes) -> Keys:
    """The same keys under a new sealing key; what they sealed stays as it is. Raises KeyLost, DamagedKey.

    Keys that are shredded, or never were, stay as they are.
    """
    if keys.sealed_key is None:
        return keys
    return _with(keys, wrap(unwrap(keys.sealed_key, sealing_keys), new_sealing_key))


def shred(keys: Keys, on: date) -> Keys:
    """The keys without the one that opens. Raises Shredded where it is gone already, NothingSealed.

    A copy of the old file, in a backup or in what the disk has not overwritten, opens as long as its sealing key
    exists: it is the end of that one which shreds for good (docs/key-procedures.md).
    """
    if keys.shredded_on is not None:
        raise Shredded(f"{keys.origin} {keys.name}", keys.shredded_on)
    if keys.sealed_key is None:
        raise NothingSealed(f"{keys.origin} has no key for {keys.name}: it seals nothing.")
    return replace(_with(keys, None), shredded_on=on)


def kek_id(sealing_key: bytes) -> str:
    """The id of a sealing key, 8 hexadecimal digits: it names the key and gives nothing of it away."""
    return sha256(b"sekisho.archive/kek/v1" + sealing_key).hexdigest()[:8]


def wrap(key: bytes, sealing_key: bytes) -> Wrapped:
    """`key`, 32 bytes, under the sealing key, 32 bytes (RFC 3394 section 2.2.1)."""
    return Wrapped(kek_id(sealing_key), aes_key_wrap(sealing_key, key))


def unwrap(wrapped: Wrapped, sealing_keys: Mapping[str, bytes]) -> bytes:
    """The key that was wrapped (RFC 3394 section 2.2.2). Raises KeyLost, DamagedKey."""
    sealing_key = sealing_keys.get(wrapped.kek)
    if sealing_key is None:
        raise KeyLost(wrapped.kek, sealing_keys)
    try:
        return aes_key_unwrap(sealing_key, wrapped.wrapped)
    except InvalidUnwrap:
        raise DamagedKey(f"The wrapped key does not unwrap under the sealing key {wrapped.kek}.") from None


def format_month_keys(keys: MonthKeys) -> bytes:
    """The month's file: one line of JSON, keys sorted, with its newline."""
    said = _common(keys.origin, keys.shredded_on)
    said |= {"month": keys.month, "salt_key": to_base64(keys.salt_key), "data_key": _said(keys.data_key)}
    return _line(said)


def format_year_keys(keys: YearKeys) -> bytes:
    """The fiscal year's file, as `format_month_keys`."""
    said = _common(keys.origin, keys.shredded_on)
    return _line(said | {"year": keys.year, "token_key": _said(keys.token_key)})


def parse_month_keys(data: bytes) -> MonthKeys:
    """The keys whose file `data` is, to the byte. Raises BadSecrets."""
    said = _members(data)
    keys = MonthKeys(
        month=_text(said, "month"),
        origin=_text(said, "origin"),
        salt_key=_bytes(said, "salt_key"),
        data_key=_wrapped(said, "data_key"),
        shredded_on=_day(said, "shredded_on"),
    )
    _require_form(data, format_month_keys(keys))
    return keys


def parse_year_keys(data: bytes) -> YearKeys:
    """The keys whose file `data` is, to the byte. Raises BadSecrets."""
    said = _members(data)
    keys = YearKeys(
        year=_text(said, "year"),
        origin=_text(said, "origin"),
        token_key=_wrapped(said, "token_key"),
        shredded_on=_day(said, "shredded_on"),
    )
    _require_form(data, format_year_keys(keys))
    return keys


def _fresh(sealing_key: bytes | None) -> Wrapped | None:
    return None if sealing_key is None else wrap(secrets.token_bytes(KEY_BYTES), sealing_key)


def _with(keys: Keys, wrapped: Wrapped | None) -> Keys:
    if isinstance(keys, MonthKeys):
        return replace(keys, data_key=wrapped)
    return replace(keys, token_key=wrapped)


def _require_sound(origin: str, wrapped: Wrapped | None, shredded_on: date | None) -> None:
    if not is_name(origin):
        raise BadSecrets(f"{origin!r} is no origin")
    if wrapped is not None and shredded_on is not None:
        raise BadSecrets("a key that was shredded is still there")


def _require_form(data: bytes, canonical: bytes) -> None:
    """Unknown and repeated members, another order, spaces: one set of keys has one file."""
    if data != canonical:
        raise BadSecrets("the file says the same in another form, or more")


def _common(origin: str, shredded_on: date | None) -> dict[str, object]:
    common: dict[str, object] = {"origin": origin, "version": VERSION}
    if shredded_on is not None:
        common["shredded_on"] = shredded_on.isoformat()
    return common


def _line(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _said(wrapped: Wrapped | None) -> dict[str, str] | None:
    return None if wrapped is None else {"kek": wrapped.kek, "wrapped": to_base64(wrapped.wrapped)}


def _members(data: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadSecrets("the file is no JSON") from error
    if not isinstance(said, dict) or said.get("version") != VERSION:
        raise BadSecrets(f"the file is no JSON object of version {VERSION}")
    return said


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise BadSecrets(f"{name} is no text")
    return value


def _bytes(said: Mapping[str, object], name: str) -> bytes:
    try:
        return from_base64(_text(said, name))
    except NotCanonical as error:
        raise BadSecrets(f"{name} is no base64") from error


def _wrapped(said: Mapping[str, object], name: str) -> Wrapped | None:
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadSecrets(f"{name} is no wrapped key")
    return Wrapped(_text(value, "kek"), _bytes(value, "wrapped"))


def _day(said: Mapping[str, object], name: str) -> date | None:
    if name not in said:
        return None
    try:
        return date.fromisoformat(_text(said, name))
    except ValueError as error:
        raise BadSecrets(f"{name} is no day") from error
