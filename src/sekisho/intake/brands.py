"""Every dialect there is, in the order in which they are asked."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from sekisho.intake.dialects import (
    yamaha,
)
from sekisho.intake.facts import Dialect

# Brands first; a line of one may be written in a form that others use too.
SPECIFIC: Final[tuple[Dialect, ...]] = (yamaha.DIALECT,)
# Forms without a brand, and the last resort.
GENERIC: Final[tuple[Dialect, ...]] = ()
DIALECTS: Final[tuple[Dialect, ...]] = SPECIFIC + GENERIC
BY_BRAND: Final = MappingProxyType({dialect.brand: dialect for dialect in DIALECTS})
