"""Every dialect there is, in the order in which they are asked."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import Final

from sekisho.intake.dialects import (
    alaxala,
    allied_telesis,
    barracuda,
    cef,
    century_nxr,
    check_point,
    cisco_asa,
    cisco_ios,
    clavister,
    forcepoint,
    fortigate,
    fujitsu_sir,
    generic,
    json_lines,
    juniper,
    key_value,
    leef,
    mikrotik,
    nec_ix,
    netfilter,
    palo_alto,
    pfsense,
    seil,
    sonicwall,
    sophos,
    stormshield,
    watchguard,
    yamaha,
)
from sekisho.intake.facts import Dialect

# By evidence of their own, the frequent ones first. Netfilter comes last: other brands write as it does, and more.
SPECIFIC: Final[tuple[Dialect, ...]] = (
    fortigate.DIALECT,
    yamaha.DIALECT,
    palo_alto.DIALECT,
    cisco_asa.DIALECT,
    cisco_ios.DIALECT,
    juniper.DIALECT,
    check_point.DIALECT,
    sonicwall.DIALECT,
    watchguard.DIALECT,
    sophos.DIALECT,
    stormshield.DIALECT,
    barracuda.DIALECT,
    clavister.DIALECT,
    forcepoint.DIALECT,
    seil.DIALECT,
    nec_ix.DIALECT,
    fujitsu_sir.DIALECT,
    alaxala.DIALECT,
    allied_telesis.DIALECT,
    century_nxr.DIALECT,
    pfsense.DIALECT,
    mikrotik.DIALECT,
    netfilter.DIALECT,
)
# Forms that any brand may use, and the last resort.
GENERIC: Final[tuple[Dialect, ...]] = (
    cef.DIALECT,
    leef.DIALECT,
    json_lines.DIALECT,
    key_value.DIALECT,
    generic.DIALECT,
)
DIALECTS: Final[tuple[Dialect, ...]] = SPECIFIC + GENERIC
BY_BRAND: Final = MappingProxyType({dialect.brand: dialect for dialect in DIALECTS})
# What to look for in a line, and who is asked where it stands there: in one loop, for it runs for every such line.
Sought = tuple[tuple[str, Dialect], ...]
SOUGHT: Final[Sought] = tuple((evidence, dialect) for dialect in DIALECTS for evidence in dialect.evidence)
_SIGNS: Final = "_", "F", "=", "g", "%", ","  # that much evidence has, and many lines have not


def sought_in(text: str) -> Sought:
    """Of `SOUGHT` what may stand in the text by its signs: one sign is found much sooner than several words."""
    return _by_signs(("_" in text, "F" in text, "=" in text, "g" in text, "%" in text, "," in text))


@lru_cache(maxsize=64)
def _by_signs(has: tuple[bool, ...]) -> Sought:
    lacking = [sign for sign, is_there in zip(_SIGNS, has, strict=True) if not is_there]
    return tuple(each for each in SOUGHT if not any(sign in each[0] for sign in lacking))
