"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[
    bool, typer.Option("--json", help="Print JSON for a machine to read. / 機械で読むJSONで印字する。")
]
# Where it cannot be read, the command itself says what to do: hence `readable=False`.
Folder = Annotated[
    Path | None,
    typer.Option(
        "--archive",
        metavar="DIR",
        readable=False,
        help="The archive; default: SEKISHO_ARCHIVE. / アーカイブ。省けばSEKISHO_ARCHIVE。",
    ),
]
