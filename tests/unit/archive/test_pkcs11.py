"""A key in a token signs as one in a file does, and never leaves it. The token is SoftHSM."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pkcs11 import Attribute, unload

from sekisho.archive.handovers import key_chain, make_handover
from sekisho.archive.keys import KeyMissing, KeysExist, OutsideBase, SigningKey, public_keys
from sekisho.archive.notes import sign_note, verify_note
from sekisho.archive.pkcs11 import ExtraMissing, TokenRefused, make_token_key, open_token_key
from tests.machine import missing
from tests.unit.archive.signers import private_key

BASE = "katsuragi.example/sekisho"
ORIGIN = f"{BASE}/operations"
TOKEN, LABEL, PIN = "town", "signing", "1234"
LIBRARIES = ("/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/lib/pkcs11", "/usr/local/lib/softhsm")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token of its own with one key pair; SoftHSM reads where it is when it is loaded."""
    found = [path for folder in LIBRARIES if (path := Path(folder, "libsofthsm2.so")).exists()]
    tool = shutil.which("softhsm2-util")
    if not found or tool is None:
        missing("SoftHSM")
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        subprocess.run(
            [tool, "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "567890"],
            check=True,
            capture_output=True,
        )
        make_token_key(found[0], token=TOKEN, label=LABEL, pin=PIN)
        yield found[0]
        unload(str(found[0]))


def test_what_the_token_signs_anybody_verifies(library: Path) -> None:
    with open_token_key(library, token=TOKEN, label=LABEL, pin=PIN, base=BASE) as key:
        note = sign_note("text\n", [key.signer(ORIGIN)])
        keys = public_keys(key, ["operations"])

    assert verify_note(note, keys.logs) == keys.logs


def test_a_key_in_a_file_hands_over_to_one_in_a_token(library: Path) -> None:
    old = SigningKey(BASE, private_key("old"))
    with open_token_key(library, token=TOKEN, label=LABEL, pin=PIN, base=BASE) as new:
        note = make_handover(old, new, number=1, at=datetime(2027, 4, 1, tzinfo=UTC), reached=[])
        (trusted, *_) = public_keys(old, ["operations"]).logs

        assert key_chain([note], [trusted]).key_for("operations", 1).public_key == new.public_key


def test_the_private_key_cannot_leave_the_token(library: Path) -> None:
    with open_token_key(library, token=TOKEN, label=LABEL, pin=PIN, base=BASE) as key:
        assert key.private_key[Attribute.SENSITIVE]
        assert not key.private_key[Attribute.EXTRACTABLE]


def test_a_key_with_that_label_is_not_made_twice(library: Path) -> None:
    with pytest.raises(KeysExist, match=LABEL):
        make_token_key(library, token=TOKEN, label=LABEL, pin=PIN)


def test_a_key_that_is_not_in_the_token_is_missing(library: Path) -> None:
    with (
        pytest.raises(KeyMissing, match="another"),
        open_token_key(library, token=TOKEN, label="another", pin=PIN, base=BASE),
    ):
        pass


@pytest.mark.parametrize(("token", "pin"), [("another", PIN), (TOKEN, "0000")])
def test_another_token_or_pin_is_refused(library: Path, token: str, pin: str) -> None:
    with (
        pytest.raises(TokenRefused),
        open_token_key(library, token=token, label=LABEL, pin=pin, base=BASE),
    ):
        pass


def test_a_token_signs_for_no_other_archive(library: Path) -> None:
    with (
        open_token_key(library, token=TOKEN, label=LABEL, pin=PIN, base=BASE) as key,
        pytest.raises(OutsideBase),
    ):
        key.signer("stranger.example/operations")


def test_a_library_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TokenRefused):
        make_token_key(tmp_path / "none.so", token=TOKEN, label=LABEL, pin=PIN)


def test_without_the_extra_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)

    with pytest.raises(ExtraMissing, match="`hsm`"):
        make_token_key(tmp_path / "any.so", token=TOKEN, label=LABEL, pin=PIN)


def test_the_archive_does_without_the_extra_until_a_token_is_opened() -> None:
    code = "import sys; sys.modules['pkcs11'] = None; import sekisho.archive.pkcs11"

    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"PYTHONPATH": "src"})
