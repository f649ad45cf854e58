"""The text of a municipal rule, read into a tree.

`read_file` and `read` give a `Reading`: the tree, the versions that the text names, and a list
of doubts. Nothing is lost (`source` gives the input back), nothing is renumbered, and whatever
was guessed is in the doubts.
"""

from __future__ import annotations

from sekisho.rules.text.doubts import Code
from sekisho.rules.text.json_form import as_json
from sekisho.rules.text.printing import OutlineRow, as_text, outline
from sekisho.rules.text.read import read, read_file
from sekisho.rules.text.refusals import Unreadable
from sekisho.rules.text.tree import Doubt, Kind, Line, Node, Reading, Version, source, walk

__all__ = [
    "Code",
    "Doubt",
    "Kind",
    "Line",
    "Node",
    "OutlineRow",
    "Reading",
    "Unreadable",
    "Version",
    "as_json",
    "as_text",
    "outline",
    "read",
    "read_file",
    "source",
    "walk",
]
