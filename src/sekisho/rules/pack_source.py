"""Reading the files of a rule pack: which there are, and whether they are TOML at all."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from sekisho.rules.pack_findings import Finding, Source

_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


def read_sources(directory: Path) -> tuple[list[Source], list[Finding]]:
    """Every *.toml directly in `directory`, by name, and what could not be read."""
    try:
        paths = sorted(path for path in directory.iterdir() if path.suffix == ".toml")
    except OSError as error:
        return [], [
            _about(
                directory,
                f"規則パックのフォルダを開けません({error.strerror})。場所と名前を確かめてください。",
                f"The rule pack's directory cannot be opened ({error.strerror}). Check its place and its name.",
            )
        ]
    if not paths:
        return [], [
            _about(
                directory,
                "このフォルダには .toml のファイルが一つもありません。規則パックのフォルダを指定してください。",
                "This directory holds no .toml file. Name the directory of a rule pack.",
            )
        ]
    read = [read_source(path) for path in paths]
    return (
        [source for source in read if isinstance(source, Source)],
        [finding for finding in read if isinstance(finding, Finding)],
    )


def _about(directory: Path, ja: str, en: str) -> Finding:
    return Finding(str(directory), None, "", ja, en)


def read_source(path: Path) -> Source | Finding:
    """One file of TOML, or why it cannot be read."""
    try:
        # utf-8-sig: editors on town machines put a byte order mark in front
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        return Source(path.name, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        return Finding(
            path.name,
            error.object[: error.start].count(b"\n") + 1,
            "",
            "UTF-8 の文字として読めません。文字コードを UTF-8 にして保存し直してください。",
            "This is not UTF-8 text. Save the file again with the encoding UTF-8.",
        )
    except OSError as error:
        return Finding(
            path.name,
            None,
            "",
            f"ファイルを開けません({error.strerror})。読み取りの権限を確かめてください。",
            f"The file cannot be opened ({error.strerror}). Check that it may be read.",
        )
    except tomllib.TOMLDecodeError as error:
        return _not_toml(path.name, text, str(error))


def _not_toml(name: str, text: str, message: str) -> Finding:
    position = _POSITION.search(message)
    line = int(position[1]) if position else text.count("\n") + 1
    return Finding(
        name,
        line,
        "",
        "TOML として読めません。この行の引用符・等号・角括弧を確かめてください"
        f"(全角の空白や引用符は使えません)。読み取りの報告: {message}",
        "This is not TOML. Check the quotation marks, equals signs and brackets of this line "
        f"(full-width ones do not count). The reader says: {message}",
    )
