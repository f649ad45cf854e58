"""What a message of a firewall says, in one form for all brands."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple


class Action(StrEnum):
    """What became of the packet or the session."""

    ALLOW = "allow"
    DENY = "deny"
    OTHER = "other"


class Doubt(StrEnum):
    """What a reading had to assume, or could not know. Nothing is assumed in silence."""

    CLOCK_NOT_SET = "clock_not_set"  # the device itself says that its clock cannot be trusted
    ZONE_ASSUMED = "zone_assumed"  # the time has no zone: that of the source was taken
    YEAR_ASSUMED = "year_assumed"  # the time has no year: the one nearest to the receipt was taken
    DIRECTION_UNKNOWN = "direction_unknown"  # which end began is not said: first and second as they stand
    CUT_SHORT = "cut_short"  # the message ends in the middle of what it was saying
    GUESSED = "guessed"  # no grammar fitted: found by looking for addresses and words


NO_DOUBT: Final[frozenset[Doubt]] = frozenset()
ZONE_ASSUMED: Final = frozenset({Doubt.ZONE_ASSUMED})  # made once: a member of an enumeration is slow to hash
CUT_SHORT: Final = frozenset({Doubt.CUT_SHORT})


class Header(NamedTuple):
    """What stands before the body: RFC 5424, RFC 3164, or what resembles them. None: not said.

    `at` is the innermost stamp (that of the device), microseconds since 1970; `offset_minutes` the zone it names.
    `structured` is the structured data of RFC 5424 as it stands, without "-".
    """

    priority: int | None = None
    at: int | None = None
    offset_minutes: int | None = None
    host: str | None = None
    app: str | None = None
    process: str | None = None
    message_id: str | None = None
    structured: str = ""
    doubts: frozenset[Doubt] = NO_DOUBT

    @property
    def severity(self) -> int | None:
        """0 (emergency) to 7 (debug), by the priority."""
        return None if self.priority is None else self.priority & 7


class Line(NamedTuple):
    """One message as a dialect gets it.

    `text` is all of it, decoded without loss; `body` is what follows the header and its tag. `offset_minutes` is
    the zone of the source, for times that name none; `received_at` microseconds since 1970.
    """

    text: str
    body: str
    header: Header
    received_at: int
    offset_minutes: int


class Facts(NamedTuple):
    """What the message says. None: not said, or not to be understood; never guessed without a doubt that says so.

    `device_at` is left None where only the header has a time: whoever reads fills it in from there, and `severity`
    and `device` likewise. Addresses are canonical text, protocols lower-case names (numbers where they have no
    name), `bytes` counts both directions. `event` is the brand's own name or number for the kind of message.

    What is made of every line is made by position, in this order: names would take as long again as a fifth of the
    reading. mypy tells most of what could be confused, the tests of each dialect the rest.
    """

    action: Action = Action.OTHER
    device_at: int | None = None
    device: str | None = None
    source_address: str | None = None
    source_port: int | None = None
    destination_address: str | None = None
    destination_port: int | None = None
    protocol: str | None = None
    rule: str | None = None
    user: str | None = None
    bytes: int | None = None
    interface_in: str | None = None
    interface_out: str | None = None
    severity: int | None = None
    event: str | None = None
    message: str | None = None
    doubts: frozenset[Doubt] = NO_DOUBT


class Dialect(NamedTuple):
    """A brand's way to write. `read` gives None where the line is not the brand's; it never raises.

    One of `evidence` at least stands in the text of every line of the brand: without any, `read` need not be asked,
    which is much of the time that a line without a known brand takes. By itself it proves nothing.
    """

    brand: str
    devices: str
    read: Callable[[Line], Facts | None]
    evidence: tuple[str, ...] = ("",)  # an empty one is in every text
