"""The files of a pack: broken ones, many mistakes at once, and that every finding names its line."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.rules.pack import BrokenPack, check, load, pack_directory
from sekisho.rules.pack_findings import Place, Source
from sekisho.rules.pack_source import read_sources
from tests.unit.rules.mistakes import Mistake, copy_of

# Ten mistakes of ten kinds in seven files.
TEN = (
    Mistake("body.toml", 'opens_at = "08:30"', 'opens_at = "half past eight"', "half past", "時刻ではありません", "not a time of day"),
    Mistake("body.toml", 'fictitious = false', 'fictitious = "no"', 'fictitious = "no"', "true か false", "true or false"),
    Mistake("clauses.toml", 'alias = "5-1-イ"\n', "#\n", 'id = "a5.i1.s2"', "項目「alias」", '"alias" is missing', above=1),
    Mistake("council.toml", "every = 6", "every = 5", "every = 5", "年度を等分できません", "do not divide"),
    Mistake("document.toml", "promulgated_on = 2020-03-26", "promulgated_on = 2001-03-26", "2001-03-26", "前の版 v5", "that of v5"),
    Mistake("duties-resident-affairs.toml", 'id = "backup"', 'id = "pledge" #', '"pledge" #', "にもあります", "another id"),
    Mistake("duties-resident-affairs.toml", 'clause = "a5.i1.s11"', 'clause = "a5.i1.s99"', "s99", "もしかして", "Did you mean"),
    Mistake("people.toml", 'reading = "そうむか"', 'reeding = "そうむか"', "reeding", "もしかして: reading", "Did you mean: reading"),
    Mistake("people.toml", 'kind = "chief"\nholders = ["vice_mayor"]', 'kind = "chief"\nholders = []', "holders = []", "誰も就けません", "nobody can"),
    Mistake("permissions.toml", 'by = ["keeper:head"]', 'by = ["the cat"]', "the cat", "権限の言葉「the cat」", 'permission word "the cat"'),
)  # fmt: skip

FILES = sorted(path.name for path in pack_directory("katsuragi").iterdir())


# --- many at once -------------------------------------------------------------------


def test_ten_different_mistakes_are_all_reported_with_file_and_line(tmp_path: Path) -> None:
    """十の間違いがあれば、十とも、ファイルと行を付けて一度に示す。"""
    directory = copy_of("katsuragi", tmp_path)
    for mistake in TEN:
        mistake.make_in(directory)

    pack, findings = check(directory)

    assert pack is None
    untold = [mistake for mistake in TEN if not any(mistake.is_told_by(each, directory) for each in findings)]
    assert untold == []
    assert [(each.file, each.line) for each in findings] == sorted(
        (each.file, each.line or 0) for each in findings
    )


def test_loading_a_broken_pack_raises_with_every_finding(tmp_path: Path) -> None:
    directory = copy_of("katsuragi", tmp_path)
    for mistake in TEN:
        mistake.make_in(directory)

    with pytest.raises(BrokenPack) as broken:
        load(directory)

    assert list(broken.value.findings) == check(directory)[1]
    assert len(str(broken.value).splitlines()) == len(broken.value.findings) >= len(TEN)


def test_a_finding_is_said_in_one_line_with_its_place(tmp_path: Path) -> None:
    """一つの指摘は一行で、場所、項目、理由の順に言う。"""
    directory = copy_of("katsuragi", tmp_path)
    mistake = TEN[0]
    mistake.make_in(directory)

    _pack, (finding,) = check(directory)

    place = f"body.toml:{mistake.line_in(directory)}: hours.opens_at: "
    assert finding.said_in("ja") == place + finding.ja
    assert finding.said_in("en") == place + finding.en
    assert finding.said_in("en-gb") == finding.said_in("en")


# --- files that cannot be read ------------------------------------------------------


def test_a_directory_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    """ないフォルダは、ないと言う。"""
    pack, findings = check(tmp_path / "nowhere")

    assert pack is None
    assert [(each.file, each.line) for each in findings] == [(str(tmp_path / "nowhere"), None)]
    assert "フォルダを開けません" in findings[0].ja
    assert "cannot be opened" in findings[0].en


def test_a_file_in_the_place_of_a_directory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "body.toml"
    path.write_text("", encoding="utf-8")

    assert len(check(path)[1]) == 1


def test_a_directory_without_toml_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("規程", encoding="utf-8")

    _pack, findings = check(tmp_path)

    assert ["一つもありません" in each.ja for each in findings] == [True]
    assert "no .toml file" in findings[0].en


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """開けないファイルは、名前を挙げて断る。"""
    directory = copy_of("katsuragi", tmp_path)
    (directory / "people.toml").unlink()
    (directory / "people.toml").mkdir()

    _pack, findings = check(directory)

    assert [(each.file, each.line) for each in findings] == [("people.toml", None)]
    assert "ファイルを開けません" in findings[0].ja
    assert "cannot be opened" in findings[0].en


def test_a_file_in_another_encoding_is_named_with_the_first_bad_line(tmp_path: Path) -> None:
    """UTF-8 でないファイルは、最初に読めない行を挙げて断る。"""
    directory = copy_of("katsuragi", tmp_path)
    text = '[body]\nid = "katsuragi"\nname.ja = "かつらぎ町"\n'
    (directory / "body.toml").write_bytes(text.encode("cp932"))

    _pack, findings = check(directory)

    assert [(each.file, each.line) for each in findings] == [("body.toml", 3)]
    assert "UTF-8" in findings[0].ja
    assert "UTF-8" in findings[0].en


def test_text_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    """TOML でない行は、行番号を挙げて断る。"""
    directory = copy_of("katsuragi", tmp_path)
    (directory / "body.toml").write_text("[body]\nid = “katsuragi”\n", encoding="utf-8")

    _pack, findings = check(directory)

    assert [(each.file, each.line) for each in findings] == [("body.toml", 2)]
    assert "TOML として読めません" in findings[0].ja
    assert "This is not TOML" in findings[0].en


def test_a_text_that_is_never_closed_is_named_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "body.toml").write_text('[body]\nid = """katsuragi\n', encoding="utf-8")

    _pack, findings = check(tmp_path)

    assert [(each.file, each.line) for each in findings] == [("body.toml", 3)]


def test_two_unreadable_files_are_both_named(tmp_path: Path) -> None:
    directory = copy_of("katsuragi", tmp_path)
    (directory / "body.toml").write_text("= 1\n", encoding="utf-8")
    (directory / "people.toml").write_bytes(b"\xff")

    _pack, findings = check(directory)

    assert [each.file for each in findings] == ["body.toml", "people.toml"]


def test_an_empty_pack_lacks_its_body_its_document_and_its_hours(tmp_path: Path) -> None:
    """空の規則パックは、足りない表を全て挙げる。"""
    (tmp_path / "body.toml").write_text("# empty\n", encoding="utf-8")

    pack, findings = check(tmp_path)

    assert pack is None
    assert {each.en for each in findings} >= {
        "The table [body] is missing. Add it.",
        "The table [hours] is missing. Add it.",
        "There is no [[document]]. Add the regulation itself.",
    }
    assert {each.line for each in findings} == {None}


def test_a_byte_order_mark_and_windows_line_ends_are_taken_as_they_come(tmp_path: Path) -> None:
    """メモ帳で保存したファイルも、そのまま読む。"""
    directory = copy_of("katsuragi", tmp_path)
    for path in directory.iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8"))

    pack, findings = check(directory)

    assert findings == []
    assert pack == load(pack_directory("katsuragi"))


def test_tables_may_stand_in_any_file(tmp_path: Path) -> None:
    """表をどのファイルに分けるかは、町の自由である。"""
    whole = "\n".join(source.text for source in read_sources(pack_directory("katsuragi"))[0])
    (tmp_path / "all.toml").write_text(whole, encoding="utf-8")

    pack, findings = check(tmp_path)

    assert findings == []
    assert pack is not None
    assert pack.duties


@pytest.mark.parametrize(
    ("text", "line", "ja", "en"),
    [
        ("\n[bodies]\nx = 1\n", 2, "「bodies」という表はありません", 'no table "bodies"'),
        ("[system]\n", 1, "[[system]] の形", "Write it as [[system]]"),
        ("\n\n[[hours]]\n", 3, "[hours] の形", "Write it as [hours]"),
        ('duty = ["daily"]\n', 1, "[[duty]] の形", "Write it as [[duty]]"),
        ("[body]\n", 1, "body.toml の", "also in body.toml, line"),
    ],
)
def test_a_table_in_the_wrong_form_is_named(tmp_path: Path, text: str, line: int, ja: str, en: str) -> None:
    directory = copy_of("katsuragi", tmp_path)
    (directory / "extra.toml").write_text(text, encoding="utf-8")

    _pack, findings = check(directory)

    assert [(each.file, each.line) for each in findings] == [("extra.toml", line)]
    assert ja in findings[0].ja
    assert en in findings[0].en


# --- lines: TOML's own reader gives none --------------------------------------------

KEYS = st.from_regex(r"[a-z][a-z0-9_-]{0,5}", fullmatch=True)
VALUES = st.sampled_from(
    [
        "1",
        "true",
        "2022-12-06",
        '"a = b"',
        "'[not.a.header]'",
        '"# no comment"  # a comment = 2',
        "[1, 2]",
        '[\n    "x = 1",\n    # [[inner]]\n    "]",\n]',
        '"""\n[[looks.like]]\na = 1\n"""',
        "{ a = 1, b = { c = 2 } }",
    ]
)
TABLES = st.lists(
    st.tuples(st.sampled_from(["[[duty]]", "[[duty.step]]"]), st.dictionaries(KEYS, VALUES, max_size=4)),
    max_size=6,
)


@given(TABLES, st.integers(min_value=0, max_value=2))
def test_the_line_of_every_key_is_found(tables: list[tuple[str, dict[str, str]]], blank: int) -> None:
    """どの項目の行番号も、複数行の値やコメントに惑わされずに分かる。"""
    lines = ["# head", "[[duty]]"]
    wanted: dict[tuple[str | int, ...], int] = {("duty", 0): 2}
    duty, step = 0, -1
    for header, values in tables:
        lines += [""] * blank
        duty, step = (duty + 1, -1) if header == "[[duty]]" else (duty, step + 1)
        path: tuple[str | int, ...] = ("duty", duty) if header == "[[duty]]" else ("duty", duty, "step", step)
        lines.append(header)
        wanted[path] = len(lines)
        for key, value in values.items():
            if key != "step":
                wanted[*path, key] = len(lines) + 1
                lines += f"{key} = {value}".split("\n")
    source = Source("x.toml", "\n".join(lines), {})

    assert {path: Place(source, path).line for path in wanted} == wanted


def test_a_key_that_is_not_there_lies_where_its_table_begins() -> None:
    source = Source("x.toml", "\n[[duty]]\nid = 'a'\n\n[[duty]]\nid = 'b'\n", {})

    assert Place(source, ("duty", 1, "clause")).line == 5


def test_dotted_and_quoted_keys_have_lines_too() -> None:
    source = Source("x.toml", '[a."b c"]\ntitle.ja = "い"\ntitle.en = "i"\n', {})

    assert Place(source, ("a", "b c", "title", "en")).line == 3


# --- whatever is done to a pack -----------------------------------------------------

JUNK = st.sampled_from(
    ["", "1", "true", "-1", '""', '"x"', "[]", "[[]]", "{}", "1979-05-27", "[1]", '["x"]', "nan"]
)


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_whatever_a_line_is_turned_into_the_loader_answers(data: st.DataObject) -> None:
    """どの行がどう壊れても、読み込みは止まらず、場所の分かる指摘を返す。"""
    file = data.draw(st.sampled_from(FILES))
    with tempfile.TemporaryDirectory() as parent:
        directory = copy_of("katsuragi", Path(parent))
        lines = (directory / file).read_text(encoding="utf-8").splitlines()
        number = data.draw(st.integers(min_value=0, max_value=len(lines) - 1))
        key, equals, _value = lines[number].partition("=")
        lines[number] = (
            f"{key}{equals} {data.draw(JUNK)}" if equals else data.draw(st.sampled_from(["", "[x]", "]"]))
        )
        (directory / file).write_text("\n".join(lines), encoding="utf-8")

        pack, findings = check(directory)

    assert (pack is None) == bool(findings)
    for finding in findings:
        assert finding.line is not None if finding.file in FILES else finding.file == "katsuragi"
        assert finding.ja.strip()
        assert finding.en.strip()


def test_a_pack_loads_the_same_wherever_it_lies(tmp_path: Path) -> None:
    moved = shutil.copytree(pack_directory("hokushin"), tmp_path / "elsewhere")

    assert load(moved) == load(pack_directory("hokushin"))
