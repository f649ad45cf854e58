"""The columns of each kind of file, for `sekisho import KIND --help`: from the same declaration that reads them."""

from __future__ import annotations

from rich.cells import cell_len

from sekisho.cli.words import said
from sekisho.intake.tables.forms import form_of
from sekisho.intake.tables.kinds import Field
from sekisho.intake.tables.profiles import built_in
from sekisho.intake.tables.registry import KINDS


def columns(kind: str) -> str:
    """A line a column: what it is called, whether it has to be there, and how its cells are written."""
    profile = built_in(kind)
    rows = [
        (
            "・".join(map(str, profile.columns.get(field.name, (field.label,)))),
            field.name,
            _must(field),
            said(*form_of(field)),
        )
        for field in KINDS[kind].fields
    ]
    widths = [max(cell_len(row[place]) for row in rows) for place in range(3)]
    lines = [
        "  ".join(
            (
                *(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=False)),
                row[-1],
            )
        )
        for row in rows
    ]
    head = said(
        "ファイルの列(順は問わず、見出しは左の名前のどちらでも)。ほかの並びや見出しには--profile:",
        "Columns of the file, in any order, headed by either name on the left; --profile for any other layout:",
    )
    return "\n".join((head, *(f"  {line}" for line in lines)))


def _must(field: Field) -> str:
    if field.needed:
        return said("必須・空欄不可", "required, always filled")
    return said("必須", "required") if field.required else said("任意", "optional")
