"""What all sockets of one collector share: the spool, the tally, one buffer, and who may send."""

from __future__ import annotations

import ipaddress
import time
from functools import lru_cache
from selectors import BaseSelector
from typing import Final, Protocol

from sekisho.intake.collect.open_spool import OpenSpool
from sekisho.intake.collect.settings import Settings
from sekisho.intake.collect.tally import Tally

READ_BYTES: Final = 256 * 1024  # what one sender gets of a turn
BUFFER_BYTES: Final = 2 * READ_BYTES  # and an incomplete message before it
KNOWN_PEERS_MAX: Final = 10_000


class Ready(Protocol):
    """What is registered with the selector."""

    def ready(self) -> None:
        """The socket can be read (or written, for who asked)."""


class Desk:
    """One receiver's. `buffer` holds what was read last, by whomever, until it is written: one thread."""

    def __init__(self, settings: Settings, spool: OpenSpool, selector: BaseSelector) -> None:
        self.settings = settings
        self.spool = spool
        self.selector = selector
        self.tally = Tally()
        self.buffer = bytearray(BUFFER_BYTES)
        self.view = memoryview(self.buffer)
        self.again: list[Ready] = []  # who has more to read that the system does not know of
        self._known: dict[str, bool] = {}

    def is_allowed(self, peer: str) -> bool:
        """Whether messages of that address are taken."""
        known = self._known.get(peer)
        if known is None:
            if len(self._known) >= KNOWN_PEERS_MAX:
                self._known.clear()
            known = self._known[peer] = self.settings.source_of(peer) is not None
        return known


def now() -> int:
    """The system's clock, microseconds since 1970."""
    return time.time_ns() // 1000


@lru_cache(maxsize=KNOWN_PEERS_MAX)
def canonical(host: str) -> str:
    """The address of a peer as the system gives it, without scope; IPv4 also where it came to an IPv6 socket."""
    address = ipaddress.ip_address(host.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
