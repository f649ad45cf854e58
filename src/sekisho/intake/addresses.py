"""Addresses, ports and protocols as devices write them, in one form."""

from __future__ import annotations

import socket
from typing import Final

from sekisho.intake.remembered import remembered

PORTS: Final = 65_536
PORT_DIGITS: Final = 5
AMOUNT_DIGITS: Final = 18  # what 63 bits always hold
ADDRESS_CHARACTERS: Final = 96  # an IPv6 address with brackets and the name of its zone is shorter
ENDPOINT_CHARACTERS: Final = 128
PROTOCOL_CHARACTERS: Final = 64
_NAMES: Final = {
    "1": "icmp",
    "2": "igmp",
    "4": "ipip",
    "6": "tcp",
    "17": "udp",
    "41": "ipv6",
    "47": "gre",
    "50": "esp",
    "51": "ah",
    "58": "icmp6",
    "88": "eigrp",
    "89": "ospf",
    "103": "pim",
    "112": "vrrp",
    "132": "sctp",
    "icmpv6": "icmp6",
    "ipv6-icmp": "icmp6",
    "ipv6-icmpv6": "icmp6",
}


# What is remembered is short: whoever sends long nonsense must not fill the memory with it.


@remembered(65_536, ADDRESS_CHARACTERS)
def address(text: str) -> str | None:
    """An IPv4 or IPv6 address in its canonical form (RFC 5952), without brackets and zone. None for anything else."""
    if len(text) > ADDRESS_CHARACTERS:
        return None
    bare = text.strip("[]").partition("%")[0]
    try:
        if ":" in bare:
            return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, bare))
        return socket.inet_ntop(socket.AF_INET, socket.inet_pton(socket.AF_INET, bare))
    except (OSError, ValueError):
        return None


@remembered(65_536, PORT_DIGITS)
def port(text: str | None) -> int | None:
    """A port, 0 included. None for anything else."""
    if not text or len(text) > PORT_DIGITS or not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number < PORTS else None


def endpoint(text: str, separator: str) -> tuple[str | None, int | None]:
    """Address and port, written with `separator` (one of `: / , . #`) between them, or an address alone.

    `192.0.2.1:80`, `[2001:db8::1]:80`, `2001:db8::1.80`, `2001:db8::1/80`. With ":" an IPv6 address needs brackets.
    """
    if len(text) > ENDPOINT_CHARACTERS:
        return None, None
    before, found, after = text.rpartition(separator)
    # Nearly all have a port. Of their pairs there are too many to remember, and to ask first for an address alone
    # would be to fail at each.
    if found and (separator != ":" or ":" not in before or before.endswith("]")):
        known, number = address(before), port(after)
        if known is not None and number is not None:
            return known, number
    whole = address(text)
    if whole is not None:
        return whole, None
    return (address(before), port(after)) if found else (None, None)


@remembered(4096, PROTOCOL_CHARACTERS)
def protocol(text: str | None) -> str | None:
    """A protocol by its lower-case name, or by its number where we know no name."""
    if not text or len(text) > PROTOCOL_CHARACTERS:
        return None
    lower = text.strip().lower()
    return _NAMES.get(lower, lower) or None


@remembered(65_536, AMOUNT_DIGITS)
def amount(text: str | None) -> int | None:
    """A number of bytes, packets and the like; None where it is none, or more than 63 bits hold."""
    is_number = text and len(text) <= AMOUNT_DIGITS and text.isascii() and text.isdigit()
    return int(text) if text and is_number else None


def total(*parts: str | None) -> int | None:
    """The sum of what is said; None where nothing is."""
    known = None
    for part in parts:
        number = amount(part)
        if number is not None:
            known = number if known is None else known + number
    return known
