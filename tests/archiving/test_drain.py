"""What was committed is sealed: once, whole, in order; and where it cannot be, that is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from sekisho.archive.archive import Archive
from sekisho.archive.files import lock
from sekisho.archive.keys import read_public_keys
from sekisho.archiving.drain import LOGS, begin_once, drain, is_begun, make_keys_once
from sekisho.archiving.journal_log import batch_name, form_of, journal_schema, record_of
from sekisho.archiving.refusals import (
    ArchiveAway,
    ArchiveBroken,
    ArchiveBusy,
    ArchiveSick,
    JournalDisagrees,
    KeysUnfit,
    refusing,
)
from sekisho.archiving.sealed import log_folder, waiting, window
from sekisho.kernel.models import JournalEvent
from tests.archiving.journals import cut_off, enter_person, sealed, sealed_numbers, tampered, verified
from tests.cast import Town


def numbers_in_the_database() -> list[int]:
    return list(JournalEvent.objects.order_by("number").values_list("number", flat=True))


def append_without_seal(*numbers: int) -> None:
    """What a pass leaves behind that is killed after its append."""
    schema = journal_schema(settings.SEKISHO_ARCHIVE_BASE)
    events = JournalEvent.objects.filter(number__in=numbers).order_by("number")
    with Archive(settings.SEKISHO_ARCHIVE).writing(schema, keys=settings.SEKISHO_KEYS) as log:
        log.append([record_of(event) for event in events], batch=batch_name(numbers[0]))


def test_every_event_is_sealed_in_order(town: Town) -> None:
    taken = drain()

    assert taken == JournalEvent.objects.count()
    assert sealed_numbers() == numbers_in_the_database()
    assert waiting() == 0
    assert verified().whole


def test_what_is_sealed_is_the_whole_event(town: Town) -> None:
    event = enter_person(town, "10001")
    drain()

    said = sealed()[-1]

    assert said["number"] == event.number
    assert said["person_name"] == town.general.name
    assert said["recorded_at"] == "2026-04-10T09:00:00+09:00"
    assert '"reading":"しんにん とおこ"' in said["body"]
    assert set(said) == {field.attname for field in JournalEvent._meta.concrete_fields}


def test_an_event_has_one_form_before_and_after_it_is_read_from_the_database(town: Town) -> None:
    event = enter_person(town, "10001")

    assert form_of(event) == form_of(JournalEvent.objects.get(number=event.number))


def test_a_second_pass_takes_only_what_is_new(town: Town) -> None:
    drain()
    enter_person(town, "10001")

    assert drain() == 1
    assert sealed_numbers() == numbers_in_the_database()


def test_without_anything_new_no_checkpoint_is_made(town: Town) -> None:
    drain()
    before = window()

    assert drain() == 0
    assert window() == before


@pytest.mark.parametrize("came_through", [1, 5])
def test_a_pass_that_was_killed_between_append_and_seal_doubles_nothing(
    town: Town, came_through: int
) -> None:
    drain()
    events = [enter_person(town, f"1000{place}", place).number for place in range(5)]
    append_without_seal(*events[:came_through])

    drain()

    assert sealed_numbers() == numbers_in_the_database()
    assert verified().whole


def test_the_very_first_pass_may_be_killed_too(town: Town) -> None:
    append_without_seal(1, 2, 3)

    drain()

    assert sealed_numbers() == numbers_in_the_database()


def test_an_event_longer_than_an_entry_is_sealed(town: Town) -> None:
    tampered("UPDATE kernel_journalevent SET body = %s WHERE number = 1", '{"text":"' + "長" * 40_000 + '"}')

    drain()

    assert sealed()[0]["body"] == JournalEvent.objects.get(number=1).body
    assert verified().whole


def test_a_database_put_back_to_an_earlier_day_is_not_sealed_on_top(town: Town) -> None:
    enter_person(town, "10001")
    drain()
    size = sealed_size()
    cut_off()

    assert waiting() == -1
    with pytest.raises(JournalDisagrees):
        drain()
    assert sealed_size() == size


def test_numbers_taken_anew_after_a_restore_are_noticed(town: Town) -> None:
    enter_person(town, "10001")
    drain()
    cut_off()
    tampered(
        "INSERT INTO kernel_journalevent SELECT number + 1, recorded_at, verb, subject, line_number, clause, person,"
        " person_name, post, capacity, acts_for, basis, body FROM kernel_journalevent"
        " WHERE number = (SELECT MAX(number) FROM kernel_journalevent)"
    )

    with pytest.raises(JournalDisagrees):
        drain()


def test_without_keys_nothing_is_written_and_the_reason_is_said(town: Town, folders: Path) -> None:
    (folders / "keys" / "signing.key").unlink()

    with pytest.raises(KeysUnfit, match=r"鍵が.*にありません"):
        drain()
    assert sealed_size() == 0


def test_keys_that_others_can_read_are_not_used(town: Town, folders: Path) -> None:
    (folders / "keys" / "signing.key").chmod(0o644)

    with pytest.raises(KeysUnfit, match="ほかの利用者の手が届きます"):
        drain()


def test_who_may_not_read_the_keys_is_told_to_be_somebody_else() -> None:
    with pytest.raises(ArchiveSick, match=r"/keys/signing\.keyを読み書きする権限がありません"), refusing():
        raise PermissionError(13, "Permission denied", "/keys/signing.key")


def test_keys_of_another_archive_are_not_used(town: Town, settings: Settings) -> None:
    settings.SEKISHO_ARCHIVE_BASE = "village.example/sekisho"

    with pytest.raises(KeysUnfit, match="別のアーカイブ"):
        drain()


def test_a_log_that_is_not_there_is_not_begun_anew(town: Town, folders: Path) -> None:
    drain()
    log_folder().rename(folders / "unmounted")

    with pytest.raises(ArchiveAway):
        drain()
    assert not is_begun()


def test_two_processes_do_not_write_at_once(town: Town) -> None:
    with lock(log_folder() / "lock"), pytest.raises(ArchiveBusy):
        drain()


def test_a_log_that_contradicts_its_signature_is_not_written_to(town: Town) -> None:
    drain()
    manifest = log_folder() / "manifest"
    manifest.write_bytes(manifest.read_bytes().replace(b"first 0", b"first 1"))

    with pytest.raises(ArchiveBroken):
        drain()


def test_a_new_installation_gets_keys_for_all_logs_and_a_log(db: None, folders: Path) -> None:
    assert make_keys_once()
    begin_once()

    names = [key.name for key in read_public_keys(folders / "keys" / "public.txt")]
    assert names == [f"town.example/sekisho/{name}" for name in (*LOGS, "handover")]
    assert is_begun()
    assert not make_keys_once()


def test_keys_are_not_made_anew_where_they_are_lost(town: Town, folders: Path) -> None:
    drain()
    for key in (folders / "keys").iterdir():
        key.unlink()

    assert not make_keys_once()
    assert list((folders / "keys").iterdir()) == []


def test_keys_inside_the_data_are_not_made(db: None, settings: Settings) -> None:
    settings.SEKISHO_KEYS = settings.DATA / "keys"

    with pytest.raises(KeysUnfit, match="データの中"):
        make_keys_once()
    assert not settings.SEKISHO_KEYS.exists()


def test_a_town_with_records_begins_its_archive_when_somebody_says_so(town: Town, folders: Path) -> None:
    log_folder().rename(folders / "unmounted")

    begin_once()
    assert not is_begun()
    assert drain(begin=True) == JournalEvent.objects.count()


def sealed_size() -> int:
    now = window()
    assert now is not None
    return now.size
