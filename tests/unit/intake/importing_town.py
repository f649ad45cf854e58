"""A town that takes files of operations in: its keys, its archive, a fixed clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sekisho.archive.archive import Archive
from sekisho.archive.keys import load_sealing_keys, make_keys
from sekisho.archive.writer import Writer
from sekisho.intake.importing import Foreseen, Taken, foreseen, take_in
from sekisho.intake.operations import judged, operations_schema
from sekisho.intake.tables.findings import Weight
from sekisho.intake.tables.profiles import Profile, built_in
from tests.unit.intake.tables.samples import moment

BASE = "town.example/sekisho"
PROFILE = built_in("operations")
NOW = moment("2031-04-01T09:00+09:00")


class Town:
    """A town with keys and an archive."""

    def __init__(self, folder: Path) -> None:
        self.keys = folder / "keys"
        self.archive = Archive(folder / "archive")
        make_keys(self.keys, BASE, ["operations"])
        self.acknowledged: list[int] = []

    @contextmanager
    def writing(self, *, now: int = NOW) -> Iterator[Writer]:
        with self.archive.writing(operations_schema(BASE), keys=self.keys, clock=lambda: now) as log:
            yield log

    def imports(
        self, data: bytes, *, partial: bool = False, now: int = NOW, profile: Profile = PROFILE
    ) -> Taken:
        with self.writing(now=now) as log:
            taken = take_in(
                self.archive,
                log,
                judged(data, profile),
                partial=partial,
                acknowledge=self.acknowledged.append,
                sealing_keys=self.sealing_keys(),
            )
        assert taken.row_count == taken.stored + taken.refused + taken.already
        assert min(taken.stored, taken.refused, taken.already) >= 0
        return taken

    def sealing_keys(self) -> Mapping[str, bytes]:
        return load_sealing_keys(self.keys, archive=self.archive.folder)

    def looks(self, data: bytes) -> Foreseen:
        return foreseen(self.archive, judged(data, PROFILE), now=NOW, sealing_keys=self.sealing_keys())

    def ask(self, sql: str) -> list[Mapping[str, object]]:
        found: list[Mapping[str, object]] = self.archive.ask(sql).read_all().to_pylist()
        return found

    def opened(self, positions: list[int], field: str) -> list[object]:
        seen = self.archive.open_fields(
            "operations",
            positions,
            [field],
            by="関所",
            reason="試験",
            sealing_keys=self.sealing_keys(),
            tell=lambda *_said: None,
        )
        return [each.fields[field] for each in seen]


def told(taken: Taken | Foreseen, column: str | None) -> list[str]:
    """What is told of a column, in English."""
    return [each.words.en for each in taken.findings if each.column == column and each.weight is Weight.TOLD]
