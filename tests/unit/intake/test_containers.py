"""CEF and LEEF: as they should be written, as they are written, and with ill will."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.containers import Cef, Leef, cef, leef
from tests.patience import soon

DISCARDED = (
    "CEF:0|FORCEPOINT|Firewall|6.10.0|70019|Connection_Discarded|0|dvc=192.0.2.254 src=198.51.100.9 "
    "dst=192.0.2.20 proto=6 spt=40000 dpt=23 act=Discard rt=Jan 05 2031 10:00:00 cs1Label=RuleID cs1=12.1"
)
CLOSED = (
    "LEEF:1.0|FORCEPOINT|Firewall|6.10.0|Connection_Closed|devTimeFormat=MMM dd yyyy HH:mm:ss\t"
    "devTime=Jan 05 2031 10:00:00\tsrc=192.0.2.10\tdst=198.51.100.7\tusrName=corp\\ann\tsev=1"
)
HOSTILE_CHARACTERS = 200_000


def test_cef_is_a_header_of_seven_and_fields() -> None:
    assert cef(DISCARDED) == Cef(
        vendor="FORCEPOINT",
        product="Firewall",
        version="6.10.0",
        event="70019",
        name="Connection_Discarded",
        severity="0",
        fields={
            "dvc": "192.0.2.254",
            "src": "198.51.100.9",
            "dst": "192.0.2.20",
            "proto": "6",
            "spt": "40000",
            "dpt": "23",
            "act": "Discard",
            "rt": "Jan 05 2031 10:00:00",
            "cs1Label": "RuleID",
            "cs1": "12.1",
        },
    )


@pytest.mark.parametrize("before", ["", "<134>Jan  5 10:00:00 fw1 ", "<134>1 - - - - - - \ufeff", "CEF: "])
def test_cef_follows_any_header(before: str) -> None:
    assert cef(before + DISCARDED) == cef(DISCARDED)


def test_cef_with_a_blank_after_its_colon_is_cef() -> None:
    assert cef(DISCARDED.replace("CEF:0", "CEF: 0")) == cef(DISCARDED)


def test_a_label_gives_its_field_a_meaning() -> None:
    found = cef(DISCARDED)
    assert found is not None
    assert found.labelled("ruleid") == "12.1"
    assert found.labelled("rule") is None


def test_a_label_without_its_field_means_nothing() -> None:
    found = cef("CEF:0|v|p|1|2|n|3|cs1Label=Rule cs2Label=Rule cs2=second")
    assert found is not None
    assert found.labelled("rule") == "second"


@pytest.mark.parametrize(
    ("header", "vendor", "name"),
    [
        (r"CEF:0|a\|b|p|1|2|n|3|", "a|b", "n"),
        (r"CEF:0|a\\|p|1|2|n\|\|m|3|", "a\\", "n||m"),
        (r"CEF:1|a\b|p|1|2|遮断|Very-High|", "a\\b", "遮断"),
        ("CEF:0|||||||", "", ""),
    ],
)
def test_pipes_and_backslashes_are_escaped_in_the_header(header: str, vendor: str, name: str) -> None:
    found = cef(header)
    assert found is not None
    assert (found.vendor, found.name, found.fields) == (vendor, name, {})


@pytest.mark.parametrize(
    ("extension", "fields"),
    [
        (r"msg=a\=b c=d", {"msg": "a=b", "c": "d"}),
        (r"msg=a b\=c d=e", {"msg": "a b=c", "d": "e"}),
        (r"msg=one\ntwo\rthree", {"msg": "one\ntwo\rthree"}),
        (r"suser=corp\\nina act=x", {"suser": "corp\\nina", "act": "x"}),
        (r"suser=corp\ann", {"suser": "corp\\ann"}),
        ("msg=a|b|c", {"msg": "a|b|c"}),
        (
            "request=http://x.example/?a=1&b=2 act=Deny",
            {"request": "http://x.example/?a=1&b=2", "act": "Deny"},
        ),
        ("a= b=2", {"a": "", "b": "2"}),
        ("a=1  b=2\t", {"a": "1", "b": "2"}),
        ("a=1 a=2", {"a": "1"}),
        ("ad.policy[0]=規則 一 x-y=1", {"ad.policy[0]": "規則 一", "x-y": "1"}),
        ("lone words a=1", {"a": "1"}),
        ("=1 =2", {}),
        ("a=1\\", {"a": "1\\"}),
    ],
)
def test_a_value_ends_where_the_next_key_begins(extension: str, fields: dict[str, str]) -> None:
    found = cef("CEF:0|v|p|1|2|n|3|" + extension)
    assert found is not None
    assert found.fields == fields


def test_leef_is_a_header_of_five_and_fields() -> None:
    assert leef("<13>Jan  5 10:00:00 smc " + CLOSED) == Leef(
        vendor="FORCEPOINT",
        product="Firewall",
        version="6.10.0",
        event="Connection_Closed",
        fields={
            "devTimeFormat": "MMM dd yyyy HH:mm:ss",
            "devTime": "Jan 05 2031 10:00:00",
            "src": "192.0.2.10",
            "dst": "198.51.100.7",
            "usrName": "corp\\ann",
            "sev": "1",
        },
    )


def test_leef_has_its_severity_among_its_fields() -> None:
    found = leef(CLOSED)
    assert found is not None
    assert (found.name, found.severity) == ("Connection_Closed", "1")


@pytest.mark.parametrize("became", [" ", "#011", "  "])
def test_tabs_may_have_become_something_else_on_the_way(became: str) -> None:
    assert leef(CLOSED.replace("\t", became)) == leef(CLOSED)


@pytest.mark.parametrize(
    "rest",
    [
        "^|a=1^b=2 3^c=x=y",
        "0x5E|a=1^b=2 3^c=x=y",
        "x5e|a=1^b=2 3^c=x=y",
        "|a=1\tb=2 3\tc=x=y",
        "x09|a=1\tb=2 3\tc=x=y",
        r"\t|" + "a=1\tb=2 3\tc=x=y",
        "||a=1|b=2 3|c=x=y",
        "a=1\tb=2 3\tc=x=y",
        "¦|a=1¦b=2 3¦c=x=y",
        "^|a=1^b=2 3^c=x=y^a=9^lone^",
    ],
)
def test_leef_2_names_its_separator(rest: str) -> None:
    found = leef("LEEF:2.0|v|p|1|e|" + rest)
    assert found is not None
    assert found.fields == {"a": "1", "b": "2 3", "c": "x=y"}


@pytest.mark.parametrize("cut", range(0, 48, 3))
def test_a_header_that_is_cut_is_none(cut: int) -> None:
    assert cef(DISCARDED[:cut]) is None
    assert leef(CLOSED[:cut]) is None


@pytest.mark.parametrize(
    "said",
    [
        "XCEF:0|v|p|1|2|n|3|",
        "CEF:|v|p|1|2|n|3|",
        "CEF:0 v p",
        "cef:0|v|p|1|2|n|3|",
        "LEEF:x|",
        "",
        "LEEF:1.0|a|b",
    ],
)
def test_what_only_resembles_them_is_none(said: str) -> None:
    assert cef(said) is None
    assert leef(said) is None


@pytest.mark.parametrize(
    "piece",
    [
        "CEF:0|",
        "CEF:0|\\",
        " ",
        "a=",
        " a=b",
        "\\",
        "|",
        "LEEF:2.0|",
        "CEF:",
        "LEEF:1.0|a|b",
        "\t",
        "a",
        "\x00",
        "a b",
    ],
)
@pytest.mark.parametrize(
    "before", ["", "CEF:0|v|p|1|2|n|3|", "CEF:0|v", "LEEF:2.0|v|p|1|e|^|", "LEEF:1.0|v|p|1|e|"]
)
def test_a_long_line_is_read_soon(before: str, piece: str) -> None:
    said = before + piece * (HOSTILE_CHARACTERS // len(piece))
    with soon():
        cef(said)
        leef(said)


@given(st.text(), st.text(alphabet="|\\=^ \tanr[]0x\ud800"))
def test_whatever_it_is_it_does_no_harm(said: str, odd: str) -> None:
    for begun in ("CEF:0|v|p|1|2|n|3|", "CEF:0|", "LEEF:1.0|v|p|1|e|", "LEEF:2.0|v|p|1|e|", "LEEF:2.0|"):
        for rest in (said, odd, said + odd):
            cef(begun + rest)
            leef(begun + rest)


@given(st.dictionaries(st.from_regex(r"[A-Za-z0-9_.\[\]-]{1,9}", fullmatch=True), st.text()))
def test_what_is_escaped_by_the_rules_comes_back(fields: dict[str, str]) -> None:
    meant = {key: value.strip() for key, value in fields.items()}
    written = " ".join(
        f"{key}=" + value.replace("\\", "\\\\").replace("=", "\\=").replace("\n", "\\n").replace("\r", "\\r")
        for key, value in meant.items()
    )
    found = cef("CEF:0|v|p|1|2|n|3|" + written)
    assert found is not None
    assert found.fields == meant
