"""Lines of totals behind the last row, as 合計 312件: counted out where the profile says so, told where it does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from sekisho.intake.tables.encodings import loosely
from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.margins import is_mostly_filled, is_row, is_total, passed_over
from sekisho.intake.tables.rows import RowReader
from sekisho.intake.tables.splitting import Rows

TOTALS_LOOKED_AT: Final = 5
_COUNT: Final = re.compile(
    r"(?:件数|合計|総計)\W*(\d[\d,]{0,20})(?:件|\Z)|(?<!\d)(?<!\d,)(\d[\d,]{0,20})\s{0,9}件"
)
_FILLING: Final = ' ,;|"\t\r\n'


def totals_of(rows: Rows, first: int, reader: RowReader) -> tuple[Rows, list[Finding]]:
    """The rows without the lines of totals that the profile says, and what is told of these; rows begin at `first`."""
    lines = reader.profile.total_lines
    if not lines:
        return rows, list(_unsaid(rows, first, reader))
    stop = max(first, len(rows) - lines)
    totals = range(stop, len(rows))
    findings = list(passed_over(rows, totals, reader, _data_at_end))
    refused = {finding.line for finding in findings}
    for place in totals:
        line = int(rows.lines[place])
        text = loosely(rows.raw(place), reader.encoding)[0]
        if line not in refused:
            is_faulty_row = is_mostly_filled(text, reader) and not is_total(text)
            findings.append(_looks_like_data(line) if is_faulty_row else _passed_over(line))
        findings += _miscounted(text, line, stop - first)
    return rows.upto(stop), findings


def _unsaid(rows: Rows, first: int, reader: RowReader) -> Iterator[Finding]:
    """What helps where the last rows are totals, and the profile says nothing of them: they are refused as rows."""
    for place in range(max(first, len(rows) - TOTALS_LOOKED_AT), len(rows)):
        raw, line = rows.raw(place), int(rows.lines[place])
        if is_total(loosely(raw, reader.encoding)[0]) and not is_row(reader, raw, line):
            words = Words(
                f"合計の行のようです。データでなければ、プロファイルにtotal_lines = {len(rows) - place}と書いてください。",
                f"It looks like a line of totals. If it is no data, write total_lines = {len(rows) - place} into the "
                "profile.",
            )
            yield Finding(line, None, words, Weight.TOLD)
            return


def _miscounted(text: str, line: int, count: int) -> Iterator[Finding]:
    """A total that names another number of rows than there are."""
    found = _COUNT.search(unicodedata.normalize("NFKC", text).rstrip(_FILLING))
    said = (found[1] or found[2]).replace(",", "") if found else ""
    if said.isdigit() and int(said) != count:
        words = Words(
            f"合計の行には{int(said):,}とありますが、データの行は{count:,}です。途中で切れていないか確かめてください。",
            f"The line of totals says {int(said):,}, but there are {count:,} rows of data. See whether the file is whole.",
        )
        yield Finding(line, None, words, Weight.TOLD)


def _passed_over(line: int) -> Finding:
    words = Words("合計の行とみなし、取り込みません。", "Taken for a line of totals and not taken in.")
    return Finding(line, None, words, Weight.TOLD)


def _data_at_end(line: int) -> Finding:
    words = Words(
        "プロファイルでは合計の行ですが、データとして読めます。合計の行のないファイルなら、total_linesのないプロファイルを使ってください。",
        "By the profile it is a line of totals, but it reads as a row of data. If the file has none, use a profile "
        "without total_lines.",
    )
    return Finding(line, None, words, Weight.FILE)


def _looks_like_data(line: int) -> Finding:
    words = Words(
        "プロファイルでは合計の行ですが、データの行のようです。ファイルか、プロファイルのtotal_linesを確かめてください。",
        "By the profile it is a line of totals, but it looks like a row of data. Look at the file, or at total_lines "
        "in the profile.",
    )
    return Finding(line, None, words, Weight.FILE)
