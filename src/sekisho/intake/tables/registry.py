"""All kinds of tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sekisho.intake.tables import (
    counter,
    credentials,
    jobs,
    leave,
    openings,
    operation_rows,
    residents,
    staff,
    terminals,
    transfers,
)
from sekisho.intake.tables.kinds import Kind

KINDS: Final[Mapping[str, Kind]] = {
    module.KIND.name: module.KIND
    for module in (
        operation_rows,
        staff,
        credentials,
        terminals,
        leave,
        counter,
        residents,
        openings,
        jobs,
        transfers,
    )
}
