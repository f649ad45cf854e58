"""A verifier key is read exactly, and refused where nothing could be verified by it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.notes import (
    COSIGNATURE,
    ED25519,
    Ed25519Signer,
    KeyRefused,
    MalformedKey,
    UnsoundKey,
    UnsupportedAlgorithm,
    key_id_of,
    parse_verifier_key,
    verifier_key,
)
from sekisho.archive.text_encodings import to_base64
from tests.unit.archive.signers import LOG, PREFECTURE, private_key

KEY = LOG.verifier_key
TEXT = str(KEY)
NAME, ID, BASE64 = TEXT.split("+", 2)
SUM_GOLANG_ORG = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


def test_a_key_with_a_plus_in_its_base64_is_read() -> None:
    key = parse_verifier_key(SUM_GOLANG_ORG)

    assert (key.name, key.key_id.hex(), key.algorithm) == ("sum.golang.org", "033de0ae", ED25519)
    assert str(key) == SUM_GOLANG_ORG


def test_a_cosigner_s_key_is_read() -> None:
    key = parse_verifier_key(str(PREFECTURE.verifier_key))

    assert (key.name, key.algorithm) == ("witness.example/県", COSIGNATURE)


def test_one_key_has_another_id_under_another_name_or_for_another_use() -> None:
    ids = {
        key_id_of(name, algorithm, KEY.public_key)
        for name in ("a", "b")
        for algorithm in (ED25519, COSIGNATURE)
    }

    assert len(ids) == 4


NO_KEYS = {
    "nothing": "",
    "a name": NAME,
    "no key": f"{NAME}+{ID}",
    "an empty key": f"{NAME}+{ID}+",
    "no name": f"+{ID}+{BASE64}",
    "a space in the name": f"a b+{ID}+{BASE64}",
    "an ideographic space in the name": f"町\u3000村+{ID}+{BASE64}",
    "a control character in the name": f"a\x01b+{ID}+{BASE64}",
    "a plus in the name": f"a+b+{ID}+{BASE64}",
    "an id of 7 digits": f"{NAME}+{ID[1:]}+{BASE64}",
    "an id of 9 digits": f"{NAME}+0{ID}+{BASE64}",
    "an id in capitals": f"{NAME}+{ID.upper()}+{BASE64}",
    "an id that is not hexadecimal": f"{NAME}+{'g' * 8}+{BASE64}",
    "an id in full-width digits": f"{NAME}+{'１' * 8}+{BASE64}",
    "the id of another name": f"x{NAME}+{ID}+{BASE64}",
    "the id of another key": f"{NAME}+{ID[::-1]}+{BASE64}",
    "a newline behind": f"{TEXT}\n",
    "a space before": f" {TEXT}",
    "padding where none belongs": f"{TEXT}=",
    "base64 for addresses": f"{NAME}+{ID}+-_==",
    "a private key": f"PRIVATE+KEY+{TEXT}",
}


@pytest.mark.parametrize("what", NO_KEYS)
def test_what_is_no_verifier_key_is_refused(what: str) -> None:
    assert NO_KEYS[what] != TEXT

    with pytest.raises(MalformedKey):
        parse_verifier_key(NO_KEYS[what])


@pytest.mark.parametrize("algorithm", [0x00, 0x02, 0x03, 0x05, 0x06, 0xFF])
def test_a_key_for_other_signatures_is_refused_as_such(algorithm: int) -> None:
    key_id = key_id_of(NAME, algorithm, KEY.public_key).hex()

    with pytest.raises(UnsupportedAlgorithm, match=f"0x{algorithm:02x}"):
        parse_verifier_key(f"{NAME}+{key_id}+{to_base64(bytes([algorithm]) + KEY.public_key)}")


@pytest.mark.parametrize(
    "public_key", [b"", KEY.public_key[:-1], KEY.public_key + b"\0", bytes(32), b"\xff" * 32]
)
@pytest.mark.parametrize("algorithm", [ED25519, COSIGNATURE])
def test_a_key_that_proves_nothing_is_refused(algorithm: int, public_key: bytes) -> None:
    key_id = key_id_of(NAME, algorithm, public_key).hex()

    with pytest.raises(UnsoundKey):
        parse_verifier_key(f"{NAME}+{key_id}+{to_base64(bytes([algorithm]) + public_key)}")


def test_a_malformed_key_cannot_be_made_by_hand_either() -> None:
    with pytest.raises(MalformedKey):
        replace(KEY, key_id=bytes(4))
    with pytest.raises(MalformedKey):
        verifier_key("half a pair \ud800", ED25519, KEY.public_key)
    with pytest.raises(MalformedKey):
        replace(KEY, name="half\ud800")


@given(
    name=st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1),
    of=st.text("ab", max_size=5),
    algorithm=st.sampled_from([ED25519, COSIGNATURE]),
)
def test_keys_come_back(name: str, of: str, algorithm: int) -> None:
    key = Ed25519Signer(name, private_key(of), algorithm).verifier_key

    assert parse_verifier_key(str(key)) == key


def test_every_change_of_one_bit_of_a_key_is_refused() -> None:
    data = TEXT.encode()
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((KeyRefused, UnicodeDecodeError)):
            parse_verifier_key(changed.decode())
