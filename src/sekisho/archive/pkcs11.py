"""The signing key in a token that never gives it away: PKCS#11 v3.0, CKM_EDDSA over Ed25519.

The extra `hsm` (python-pkcs11) is asked for when a token is opened, not before: an archive whose key lies in a
file does without it. A session belongs to one thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from sekisho.archive.ed25519 import PUBLIC_KEY_BYTES
from sekisho.archive.keys import KeyMissing, KeysExist, require_of_base
from sekisho.archive.notes import ED25519, KeyRefused, Signer, VerifierKey, verifier_key

if TYPE_CHECKING:
    from pkcs11 import Session

Handle = Any  # python-pkcs11 puts the class of a key in a token together when it finds it

_CURVE: Final = b"\x13\x0cedwards25519"  # EC_PARAMS: PrintableString of the curve's name (v3.0 section 2.3.3)
_OCTET_STRING: Final = b"\x04\x20"  # some tokens give the public key in DER, some bare


class ExtraMissing(KeyRefused):
    """The package that speaks PKCS#11 is not installed."""

    def __init__(self) -> None:
        super().__init__("A key in a token needs python-pkcs11: install Sekisho with its extra `hsm`.")


class TokenRefused(KeyRefused):
    """The token, its library or the PIN does not do what is asked of it."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A private key in an open token (a `HeldKey`)."""

    base: str
    public_key: bytes
    private_key: Handle = field(repr=False)

    def signer(self, name: str) -> Signer:
        """Who signs under that name. Raises OutsideBase."""
        require_of_base(self.base, name)
        return TokenSigner(verifier_key(name, ED25519, self.public_key), self.private_key)


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """A key in a token, under the name it signs with."""

    verifier_key: VerifierKey
    private_key: Handle = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """64 bytes. Raises TokenRefused."""
        with _refusals():
            signature: bytes = self.private_key.sign(message, mechanism=_pkcs11().Mechanism.EDDSA)
        return signature


@contextmanager
def open_token_key(library: Path, *, token: str, label: str, pin: str, base: str) -> Iterator[TokenKey]:
    """The key pair with that label, as long as the block runs; `library` is the token maker's PKCS#11 module.

    Raises ExtraMissing, TokenRefused; KeyMissing where the token has not exactly one such pair.
    """
    with _session(library, token=token, pin=pin, rw=False) as session:
        public, private = _pair(session, label)
        yield TokenKey(base, _point(public), private)


def make_token_key(library: Path, *, token: str, label: str, pin: str) -> bytes:
    """Let the token make a key pair that cannot leave it; the public key, 32 bytes.

    Raises ExtraMissing, TokenRefused; KeysExist where the token has a key with that label.
    """
    pkcs11 = _pkcs11()
    with _session(library, token=token, pin=pin, rw=True) as session, _refusals():
        if any(session.get_objects({pkcs11.Attribute.LABEL: label})):
            raise KeysExist(f"{label} in the token {token}")
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC_EDWARDS, {pkcs11.Attribute.EC_PARAMS: _CURVE}, local=True
        )
        public, _ = parameters.generate_keypair(
            mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, label=label
        )
        return _point(public)


@contextmanager
def _session(library: Path, *, token: str, pin: str, rw: bool) -> Iterator[Session]:
    with _refusals():
        session = _pkcs11().lib(str(library)).get_token(token_label=token).open(rw=rw, user_pin=pin)
    try:
        yield session
    finally:
        session.close()


def _pair(session: Session, label: str) -> tuple[Handle, Handle]:
    pkcs11 = _pkcs11()
    with _refusals():
        found = [
            list(session.get_objects({pkcs11.Attribute.CLASS: kind, pkcs11.Attribute.LABEL: label}))
            for kind in (pkcs11.ObjectClass.PUBLIC_KEY, pkcs11.ObjectClass.PRIVATE_KEY)
        ]
    if [len(keys) for keys in found] != [1, 1]:
        raise KeyMissing(f"The token has not exactly one key pair called {label}.")
    return found[0][0], found[1][0]


def _point(public: Handle) -> bytes:
    with _refusals():
        point: bytes = public[_pkcs11().Attribute.EC_POINT]
    bare = (
        point[len(_OCTET_STRING) :]
        if point.startswith(_OCTET_STRING) and len(point) > PUBLIC_KEY_BYTES
        else point
    )
    if len(bare) != PUBLIC_KEY_BYTES:
        raise TokenRefused(f"The token's public key has {len(bare)} bytes: it is not of Ed25519.")
    return bare


@contextmanager
def _refusals() -> Iterator[None]:
    """What the token's maker says, as one of ours."""
    pkcs11 = _pkcs11()
    try:
        yield
    except (pkcs11.PKCS11Error, RuntimeError) as error:  # RuntimeError: the library cannot be loaded
        said = str(error) or type(error).__name__
        raise TokenRefused(f"The token refuses: {said}.") from error


def _pkcs11() -> ModuleType:
    try:
        return import_module("pkcs11")
    except ModuleNotFoundError as error:
        raise ExtraMissing from error
