"""住民 (仮名): who belongs to which household, by codes and not by persons' numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Field, Kind, must
from sekisho.intake.tables.values import code


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """One resident under a pseudonym."""

    line: int
    subject: str
    family_name: str | None = None
    household: str | None = None
    district: str | None = None
    category: str | None = None


KIND: Final = Kind(
    "residents",
    Words("住民(仮名)", "Residents, pseudonymised"),
    (
        must("subject", "対象", code),
        Field("family_name", "姓", required=True),
        Field("household", "世帯", code, required=True),
        Field("district", "町丁"),
        Field("category", "区分"),
    ),
    ResidentRow,
)
