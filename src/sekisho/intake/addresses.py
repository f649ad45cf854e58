"""Addresses, ports and protocols as devices write them, in one form."""

from __future__ import annotations

import socket
from functools import lru_cache
from typing import Final

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


def address(text: str) -> str | None:
    """An IPv4 or IPv6 address in its canonical form (RFC 5952), without brackets and zone. None for anything else."""
    return _address(text) if len(text) <= ADDRESS_CHARACTERS else None


def port(text: str | None) -> int | None:
    """A port, 0 included. None for anything else."""
    return _port(text) if text and len(text) <= PORT_DIGITS else None


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
        split = address(before), port(after)
        if None not in split:
            return split
    whole = address(text)
    if whole is not None:
        return whole, None
    return (address(before), port(after)) if found else (None, None)


def protocol(text: str | None) -> str | None:
    """A protocol by its lower-case name, or by its number where we know no name."""
    return _protocol(text) if text and len(text) <= PROTOCOL_CHARACTERS else None


def amount(text: str | None) -> int | None:
    """A number of bytes, packets and the like; None where it is none, or more than 63 bits hold."""
    return _amount(text) if text and len(text) <= AMOUNT_DIGITS else None


def total(*parts: str | None) -> int | None:
    """The sum of what is said; None where nothing is."""
    known = None
    for part in parts:
        number = amount(part)
        if number is not None:
            known = number if known is None else known + number
    return known


@lru_cache(maxsize=65_536)
def _address(text: str) -> str | None:
    bare = text.strip("[]").partition("%")[0]
    try:
        if ":" in bare:
            return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, bare))
        return socket.inet_ntop(socket.AF_INET, socket.inet_pton(socket.AF_INET, bare))
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=65_536)
def _port(text: str) -> int | None:
    if not (text.isascii() and text.isdigit()):
        return None
    number = int(text)
    return number if number < PORTS else None


@lru_cache(maxsize=4096)
def _protocol(text: str) -> str | None:
    lower = text.strip().lower()
    return _NAMES.get(lower, lower) or None


@lru_cache(maxsize=65_536)
def _amount(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
