"""Every dialect is asked, and no line is claimed by two brands."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake import dialects
from sekisho.intake.brands import BY_BRAND, DIALECTS, GENERIC, SPECIFIC
from sekisho.intake.facts import Line
from sekisho.intake.headers import headed
from tests.unit.intake.dialects.lines import JST, RECEIVED_AT
from tests.unit.intake.samples import BRANDS, FORMS, SAMPLES

MODULES = sorted(module.name for module in iter_modules(dialects.__path__))


def test_every_dialect_in_the_folder_is_registered_once() -> None:
    assert sorted(dialect.brand for dialect in DIALECTS) == MODULES
    assert [BY_BRAND[name] for name in MODULES] == [
        import_module(f"{dialects.__name__}.{name}").DIALECT for name in MODULES
    ]


def test_every_dialect_has_a_sample() -> None:
    assert sorted({brand for brand, _sample in SAMPLES}) == MODULES


def test_every_dialect_names_its_devices() -> None:
    assert all(dialect.devices for dialect in DIALECTS)


@pytest.mark.parametrize(("brand", "sample"), BRANDS)
def test_a_line_of_a_brand_is_claimed_by_that_brand_alone(brand: str, sample: str) -> None:
    assert claimed(sample) == [brand]


@pytest.mark.parametrize(("brand", "sample"), FORMS)
def test_a_line_without_a_brand_is_claimed_by_no_brand(brand: str, sample: str) -> None:
    assert claimed(sample) == []
    asked = [dialect.brand for dialect in GENERIC if dialect.read(line(sample)) is not None]
    assert asked[:1] == [brand]


@given(
    st.sampled_from(SAMPLES),
    st.integers(0, 300),
    st.integers(0, 40),
    st.sampled_from(["", " ", "=", "|", "x"]),
)
def test_no_dialect_knows_a_line_without_its_evidence(
    sample: tuple[str, str], begin: int, length: int, put: str
) -> None:
    text = sample[1]
    for damaged in (text, text[:begin] + put + text[begin + length :]):
        knowing = [dialect for dialect in DIALECTS if dialect.read(line(damaged)) is not None]
        assert all(any(each in damaged for each in dialect.evidence) for dialect in knowing)


def claimed(sample: str) -> list[str]:
    return [dialect.brand for dialect in SPECIFIC if dialect.read(line(sample)) is not None]


def line(sample: str) -> Line:
    header, body = headed(sample, received_at=RECEIVED_AT, offset_minutes=JST)
    return Line(sample, body, header, RECEIVED_AT, JST)
