"""What boxes share makes them smaller, and tells nothing of anybody."""

from __future__ import annotations

from random import Random

from sekisho.archive.sealing import DICTIONARY_BYTES, Dictionary, Opened, open_box, seal
from sekisho.intake.dictionary import invented, operations_dictionary
from tests.unit.intake.tables.samples import row

KEY = bytes(range(32))
ORIGIN = "town.example/sekisho/operations"
VALUES = ("氏名カナ=ｾｷｼｮ", "10000000001")
RAW = ",".join(row()).encode("cp932")


def box(dictionary: Dictionary | None) -> bytes:
    return seal(VALUES, RAW, data_key=KEY, origin=ORIGIN, schema=1, position=7, dictionary=dictionary)


def test_a_box_of_an_operation_is_a_third_shorter_with_it() -> None:
    shared = Dictionary(1, operations_dictionary())

    assert len(box(shared)) * 3 < len(box(None)) * 2
    assert open_box(
        box(shared), data_key=KEY, origin=ORIGIN, schema=1, position=7, dictionaries={1: shared}
    ) == Opened(VALUES, RAW)


def test_it_has_the_usual_size_and_is_the_same_each_time() -> None:
    made = operations_dictionary()
    operations_dictionary.cache_clear()

    assert len(made) == DICTIONARY_BYTES
    assert operations_dictionary() == made


def test_no_invented_code_is_one_that_somebody_has() -> None:
    random = Random(1)
    subjects = [invented(random, number)[1] for number in range(500)]

    assert all(subject is None or subject.startswith("9990") for subject in subjects)
