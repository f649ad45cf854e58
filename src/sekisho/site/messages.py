"""Message catalogues: .po is what people write and git keeps, .mo is what the program reads.

`python -m sekisho.site.messages` compiles what is out of date. gettext's own tools are not needed.
"""

from __future__ import annotations

from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parents[1]


def catalogues(root: Path = SOURCE) -> list[Path]:
    """The catalogues below `root`, as people write them."""
    return sorted(root.glob("**/LC_MESSAGES/*.po"))


def compile_catalogues(root: Path = SOURCE) -> list[Path]:
    """Compile each catalogue below `root` that is newer than its .mo. Returns the files written.

    Each is written beside its place and moved there, so after a crash the old one stands whole, and
    still counts as out of date.
    """
    return [_compile(po) for po in catalogues(root) if _is_stale(po)]


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> Path:
    mo, unfinished = po.with_suffix(".mo"), po.with_suffix(".mo.new")
    polib.pofile(str(po), encoding="utf-8").save_as_mofile(str(unfinished))
    return unfinished.replace(mo)


if __name__ == "__main__":
    compile_catalogues()
