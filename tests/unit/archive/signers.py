"""The keys of the archive's tests: a log of the town, its next key, another log, and two cosigners."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.notes import COSIGNATURE, Ed25519Signer

ORIGIN = "katsuragi.example/sekisho/operations"


def private_key(of: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(of.encode()).digest())


LOG = Ed25519Signer(ORIGIN, private_key("log"))
NEXT_KEY = Ed25519Signer(ORIGIN, private_key("next key"))
OTHER_LOG = Ed25519Signer("katsuragi.example/sekisho/network", private_key("log"))
PREFECTURE = Ed25519Signer("witness.example/県", private_key("prefecture"), COSIGNATURE)
AUDITOR = Ed25519Signer("auditor.example", private_key("auditor"), COSIGNATURE)

CHECKPOINT = Checkpoint(ORIGIN, 1_234_567, sha256(b"root").digest())
