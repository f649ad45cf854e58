"""A manifest says which files a log has, in one form, under the log's signature."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.checkpoints import Checkpoint, MalformedCheckpoint, open_checkpoint, sign_checkpoint
from sekisho.archive.manifest import (
    MalformedManifest,
    Manifest,
    format_manifest,
    listed,
    open_manifest,
    parse_manifest,
    sign_manifest,
)
from sekisho.archive.notes import NoKnownKey, WrongSignature, format_note
from tests.unit.archive.signers import LOG, NEXT_KEY, ORIGIN, OTHER_LOG

MANIFEST = Manifest(
    ORIGIN,
    1000,
    bytes(range(32)),
    datetime(2026, 11, 26, 1, 2, 3, 4, tzinfo=UTC),
    256,
    {"checkpoints/2026-11": listed(b"x"), "parts/a.parquet": listed(b"")},
)
KEY = LOG.verifier_key
paths = st.from_regex(r"[a-z0-9_]{1,8}(/[a-z0-9_.-]{1,9})?", fullmatch=True).filter(
    lambda path: not {".", ".."} & set(path.split("/"))
)


@given(
    st.dictionaries(paths, st.binary(max_size=9).map(listed), max_size=5),
    st.integers(0, 2**63 - 1),
    st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- by `timezones`
)
def test_it_is_read_as_it_was_written(files: dict[str, object], size: int, sealed_at: datetime) -> None:
    manifest = replace(MANIFEST, files=files, size=size, sealed_at=sealed_at)  # type: ignore[arg-type]  # they are

    assert parse_manifest(format_manifest(manifest)) == manifest


def test_it_opens_with_the_log_s_own_key_only() -> None:
    data = sign_manifest(MANIFEST, [LOG])

    assert open_manifest(data, [KEY], ORIGIN) == (MANIFEST, (KEY,))
    for stranger in (NEXT_KEY, OTHER_LOG):
        with pytest.raises(NoKnownKey):
            open_manifest(data, [stranger.verifier_key], ORIGIN)


@given(st.data())
def test_every_one_bit_change_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    whole = sign_manifest(MANIFEST, [LOG])
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    harmed = bytearray(whole)
    harmed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(ValueError):  # noqa: PT011 -- whatever is refused: every refusal is one
        open_manifest(bytes(harmed), [KEY], ORIGIN)


def test_the_manifest_of_another_log_is_refused() -> None:
    data = sign_manifest(replace(MANIFEST, origin=OTHER_LOG.name), [LOG])

    with pytest.raises(MalformedManifest, match="not of"):
        open_manifest(data, [KEY], ORIGIN)


def test_a_manifest_and_a_checkpoint_are_never_taken_for_each_other() -> None:
    with pytest.raises((MalformedCheckpoint, NoKnownKey, ValueError)):
        open_checkpoint(sign_manifest(MANIFEST, [LOG]), [KEY], ORIGIN)
    checkpoint = format_note(sign_checkpoint(Checkpoint(ORIGIN, 5, bytes(32)), [LOG]))
    with pytest.raises(MalformedManifest):
        open_manifest(checkpoint, [KEY], ORIGIN)


def test_a_changed_text_does_not_fit_its_signature() -> None:
    data = sign_manifest(MANIFEST, [LOG]).replace(b"first 256", b"first 512")

    with pytest.raises(WrongSignature):
        open_manifest(data, [KEY], ORIGIN)


GOOD = format_manifest(MANIFEST)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("manifest/v1", "manifest/v2"),
        ("\n1000\n", "\n01000\n"),
        ("\n1000\n", "\n-1\n"),
        ("\n1000\n", "\n" + "9" * 30 + "\n"),
        ("2026-11-26T01:02:03.000004Z", "2026-11-26"),
        ("first 256", "first"),
        ("file 0", "file 00"),
        ("parts/a.parquet", "../a.parquet"),
        ("parts/a.parquet", "parts//a"),
        ("parts/a.parquet", "/parts/a"),
        ("parts/a.parquet", "checkpoints/2026-11"),
        ("parts/a.parquet", "a"),
        ("AAEC", "AAED AAEC"),
    ],
)
def test_another_form_is_refused(old: str, new: str) -> None:
    assert old in GOOD

    with pytest.raises(MalformedManifest):
        parse_manifest(GOOD.replace(old, new))


@pytest.mark.parametrize(
    "text", ["", "x", GOOD[:-1], GOOD + "\n", GOOD + "file\n", GOOD.replace("\n", "\r\n")]
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(MalformedManifest):
        parse_manifest(text)
