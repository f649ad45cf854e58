"""All ledgers of Sekisho, in the order in which they are listed."""

from __future__ import annotations

from sekisho.ledgers import registry as ledgers
from sekisho.offices import registry as offices

LEDGERS = (*ledgers.LEDGERS, *offices.LEDGERS)
