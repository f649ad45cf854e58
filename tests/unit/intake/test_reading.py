"""From bytes to a reading."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.intake import reading
from sekisho.intake.brands import DIALECTS, SOUGHT
from sekisho.intake.facts import Action, Dialect, Doubt, Facts, Line
from sekisho.intake.reading import Reading, read
from tests.unit.intake.dialects.lines import JST, RECEIVED_AT, moment
from tests.unit.intake.samples import SAMPLES

REJECTED = "LAN2 Rejected at IN(101099) filter: TCP 198.51.100.9:40000 > 192.0.2.20:23"


@pytest.fixture(autouse=True)
def no_dialect_fails(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    """What a dialect raises ends in the log, where a test would not see it."""
    yield
    if "fails" not in request.node.name:
        assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def reads(said: str | bytes, *, brand: str | None = None, hint: str | None = None) -> Reading:
    raw = said if isinstance(said, bytes) else said.encode()
    return read(raw, received_at=RECEIVED_AT, offset_minutes=JST, brand=brand, hint=hint)


def facts_of(said: str | bytes) -> Facts:
    facts = reads(said).facts
    assert facts is not None
    return facts


@pytest.mark.parametrize(("brand", "sample"), SAMPLES)
def test_each_sample_is_read_as_its_brand(brand: str, sample: str) -> None:
    assert reads(sample).brand == brand


@pytest.mark.parametrize(("brand", "sample"), SAMPLES)
def test_a_hint_of_any_brand_changes_nothing(brand: str, sample: str) -> None:
    expected = reads(sample)
    assert [reads(sample, hint=dialect.brand) for dialect in DIALECTS] == [expected] * len(DIALECTS)


@pytest.mark.parametrize(("brand", "sample"), SAMPLES)
def test_a_brand_that_is_fixed_is_the_only_one_asked(brand: str, sample: str) -> None:
    assert reads(sample, brand=brand) == reads(sample)
    other = "yamaha" if brand != "yamaha" else "seil"
    assert reads(sample, brand=other) == Reading(None, None, sample)


def test_what_only_the_header_says_is_filled_in() -> None:
    facts = facts_of(f"<134>Jan  5 10:00:00 rtx1 {REJECTED}")
    assert (facts.device_at, facts.device, facts.severity) == (
        moment("2031-01-05T10:00:00+09:00"),
        "rtx1",
        6,
    )
    assert facts.doubts == {Doubt.YEAR_ASSUMED, Doubt.ZONE_ASSUMED}


def test_the_time_in_the_message_goes_before_that_of_the_header_and_needs_no_doubts_of_it() -> None:
    said = (
        'date=2031-01-05 time=10:00:00 devname="fw1" devid="FGT00X0000000001" '
        'eventtime=1925341200000000000 tz="+0900" logid="0000000013" type="traffic" subtype="forward" '
        'srcip=192.0.2.10 dstip=198.51.100.7 proto=6 action="close"'
    )
    facts = facts_of(f"<189>Jan  5 10:00:07 relay {said}")
    assert facts.device_at == moment("2031-01-05T10:00:00+09:00")
    assert Doubt.YEAR_ASSUMED not in facts.doubts


def test_a_clock_that_was_never_set_is_told() -> None:
    assert (
        Doubt.CLOCK_NOT_SET
        in facts_of(
            "<190>77: rt1: *Mar  1 00:00:05.123: %SEC-6-IPACCESSLOGP: "
            "list 101 denied tcp 198.51.100.9(40000) -> 192.0.2.20(23), 1 packet"
        ).doubts
    )


def test_without_a_header_nothing_is_filled_in() -> None:
    facts = facts_of(REJECTED)
    assert (facts.device_at, facts.device, facts.severity, facts.doubts) == (None, None, None, frozenset())


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
def test_a_rule_with_a_japanese_name_is_read_in_any_encoding(encoding: str) -> None:
    said = f"<4>Jan  5 10:00:00 gw kernel: 庁内から拒否 IN=eth0 OUT= {PACKET}"
    facts = facts_of(said.encode(encoding))
    assert (facts.action, facts.rule) == (Action.DENY, "庁内から拒否")


PACKET = "SRC=198.51.100.9 DST=192.0.2.20 LEN=60 TTL=51 PROTO=TCP SPT=40000 DPT=23 "


def test_a_guess_counts_only_with_two_addresses() -> None:
    assert reads("<134>Jan  5 10:00:00 fw1 packet denied tcp 198.51.100.9:40000") == Reading(
        None, None, "<134>Jan  5 10:00:00 fw1 packet denied tcp 198.51.100.9:40000"
    )


def test_an_unknown_line_stays_unknown() -> None:
    assert reads("<13>Jan  5 10:00:00 host1 cron[7]: nightly job ended") == Reading(
        None, None, "<13>Jan  5 10:00:00 host1 cron[7]: nightly job ended"
    )


def test_a_hint_that_no_longer_exists_is_passed_over() -> None:
    assert reads(REJECTED, hint="abolished").brand == "yamaha"


def test_a_brand_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        reads(REJECTED, brand="abolished")


def test_a_dialect_that_fails_is_told_and_passed_over(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(line: Line) -> Facts | None:
        raise IndexError(line.text)

    sought = (("", Dialect("failing", "none", failing)), *SOUGHT)
    monkeypatch.setattr(reading, "sought_in", lambda _text: sought)
    assert reads(REJECTED).brand == "yamaha"
    assert "failing" in caplog.text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 100_000,
        b"\xff" * 100_000,
        b"<134>" * 20_000,
        b" " * 200_000,
        b'"' * 100_000,
        b"{" * 100_000,
        b"[" * 100_000,
        b"a=" * 100_000,
        b"CEF:0|" * 20_000,
        b"%ASA-6-302013: " * 10_000,
        b"192.0.2.1 " * 20_000,
        b":" * 100_000,
    ],
    ids=lambda raw: repr(raw[:20]),
)
def test_ill_will_does_no_harm(raw: bytes) -> None:
    reads(raw)


@given(st.binary())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_bytes_there_is_a_reading(raw: bytes) -> None:
    assert isinstance(reads(raw), Reading)


@given(st.sampled_from(SAMPLES), st.integers(0, 300), st.integers(0, 40), st.binary(max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_line_that_was_damaged_is_read_as_far_as_it_goes(
    sample: tuple[str, str], begin: int, length: int, put: bytes
) -> None:
    raw = sample[1].encode()
    damaged = reads(raw[:begin] + put + raw[begin + length :])
    assert (damaged.brand is None) == (damaged.facts is None)


def test_of_a_very_long_message_the_start_is_read_and_said_so() -> None:
    start = "LAN2 Rejected at IN(101099) filter: TCP 198.51.100.9:40000 > 192.0.2.20:23 "
    raw = b"<134>" + start.encode() + "長い話 ".encode() * 10_000

    facts = read(raw, received_at=0, offset_minutes=540).facts

    assert facts is not None
    assert (facts.destination_port, Doubt.CUT_SHORT in facts.doubts) == (23, True)
