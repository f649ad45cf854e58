"""The vault of a log: salts for whoever verifies, boxes and tokens for whoever has the sealing key."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.incoming import batch_of_incoming
from sekisho.archive.month_keys import KeyLost, parse_month_keys
from sekisho.archive.salts import salts
from sekisho.archive.schema import microseconds
from sekisho.archive.sealing import DamagedBox
from sekisho.archive.vault import SaltKeyMissing, Vault, months_of
from tests.unit.archive.logs import BEGIN, NETWORK, OPERATIONS, SEALING_KEYS, operations

APRIL = microseconds(BEGIN)
MAY = OPERATIONS.month_ends("2026-04")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path, OPERATIONS.origin, SEALING_KEYS)
    for moment in (APRIL, MAY):
        for path, data in list(vault.missing(OPERATIONS, moment)):
            vault.put(path, data)
    return vault


def test_the_keys_of_a_month_and_a_year_are_made_once(vault: Vault, tmp_path: Path) -> None:
    assert sorted(path.name for path in (tmp_path / "secrets").iterdir()) == ["2026-04", "2026-05", "fy2026"]
    assert list(vault.missing(OPERATIONS, MAY - 1)) == []


def test_a_log_that_seals_nothing_has_salts_only(tmp_path: Path) -> None:
    vault = Vault(tmp_path, NETWORK.origin, SEALING_KEYS)

    (made,) = vault.missing(NETWORK, APRIL)

    assert made[0] == "secrets/2026-04"
    assert parse_month_keys(made[1]).data_key is None


def test_each_record_takes_the_salt_of_its_own_month(vault: Vault) -> None:
    moments = np.array([APRIL, MAY - 1, MAY, MAY - 5, MAY + 9], np.int64)

    found = vault.salts(OPERATIONS, 100, moments)

    april, may = (vault.month(m).salt_key for m in ("2026-04", "2026-05"))
    keys = [april, april, may, april, may]
    assert found == b"".join(salts(key, 100 + n, 101 + n) for n, key in enumerate(keys))


@given(st.lists(st.integers(APRIL - 10**14, APRIL + 10**14), max_size=30))
def test_runs_of_months_tile_the_records(moments: list[int]) -> None:
    runs = list(months_of(OPERATIONS, np.array(moments, np.int64)))

    assert [place for _month, begin, end in runs for place in range(begin, end)] == list(range(len(moments)))
    assert all(
        OPERATIONS.month(moment) == month for month, begin, end in runs for moment in moments[begin:end]
    )


def test_without_the_month_s_file_nothing_is_verified(vault: Vault) -> None:
    with pytest.raises(SaltKeyMissing):
        vault.salts(OPERATIONS, 0, np.array([MAY + 40 * 86_400_000_000], np.int64))


def test_personal_fields_leave_the_open_columns(vault: Vault) -> None:
    batch = vault.sealed(OPERATIONS, batch_of_incoming(operations(3), OPERATIONS), 50, APRIL)

    assert batch.column("raw").null_count == 3
    assert "subject" not in batch.schema.names
    boxes = list(zip(range(50, 53), batch.column("sealed").to_pylist(), strict=True))
    opened = vault.open(OPERATIONS, "2026-04", boxes)
    assert [each.values for each in opened] == [
        ("00000000000", "氏名=髙﨑"),
        ("00000000001", None),
        ("00000000002", None),
    ]
    assert opened[1].raw == b"00:00,U001,00000000001"
    assert batch.column("subject_token").to_pylist()[2] == vault.token("subject", "fy2026", "00000000002")


def test_a_box_opens_in_its_own_place_only(vault: Vault) -> None:
    batch = vault.sealed(OPERATIONS, batch_of_incoming(operations(1), OPERATIONS), 50, APRIL)
    (box,) = batch.column("sealed").to_pylist()

    for month, position in (("2026-04", 51), ("2026-05", 50)):
        with pytest.raises(DamagedBox):
            vault.open(OPERATIONS, month, [(position, box)])


def test_whoever_lacks_the_sealing_key_reads_nothing(vault: Vault, tmp_path: Path) -> None:
    stranger = Vault(tmp_path, OPERATIONS.origin)

    assert stranger.salts(OPERATIONS, 0, np.array([APRIL], np.int64))
    with pytest.raises(KeyLost):
        stranger.token("subject", "fy2026", "1")
    with pytest.raises(KeyLost):
        stranger.open(OPERATIONS, "2026-04", [(0, b"x")])


def test_a_year_without_records_has_no_token(vault: Vault) -> None:
    assert vault.token("subject", "fy1999", "1") is None
    assert vault.years() == ["fy2026"]
