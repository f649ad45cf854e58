"""The clock of the system, as the archive counts."""

from __future__ import annotations

import time


def now_by_system() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000
