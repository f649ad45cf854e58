"""MikroTik RouterOS: packets of the firewall, log-ins, and lines that begin with topics (`system,info`).

What became of a packet is told by the prefix alone, which the administrator chooses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.addresses import address, amount, endpoint, protocol
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, Dialect, Facts, Line
from sekisho.intake.packets import verdict_of_prefix

_PACKET: Final = re.compile(
    r"in:([^,]{0,64}?) out:([^,]{0,64}+),(?: (?!proto )[^,]{0,128}+,)? (?:connection-state:\S{1,64}+ )?proto ([\w-]{1,24}+)(?: \(([^)]{0,64}+)\))?, "
    r"(\S{1,64}?)->([^\s,]{1,64}+)(?:,(?: NAT [^,]{1,192}+,)? (?:prio \S{1,16}+ )?len (\d{1,9}+))?"
)
_BEGIN: Final = ": in:"
_LOGIN: Final = re.compile(r"user (\S{1,128}+) logged (?:in|out) from (\S{1,64}+)(?: via (\S+))?")
_LOGIN_FAILED: Final = re.compile(r"login failure for user (.{0,128}?) from (\S{1,64}+)(?: via (\S+))?")
_UNKNOWN: Final = re.compile(r"\(unknown \d+\)|\(none\)")
_TOPICS: Final = frozenset(
    {
        *("account", "async", "backup", "bgp", "bridge", "caps", "certificate", "connect", "container"),
        *("critical", "ddns", "debug", "dhcp", "dns", "dot1x", "e-mail", "error", "event", "firewall", "gps"),
        *("gsm", "hotspot", "igmp-proxy", "info", "interface", "ipsec", "isdn", "kvm", "l2tp", "ldp", "lora"),
        *("lte", "manager", "mme", "mpls", "ntp", "ospf", "ovpn", "packet", "pim", "poe-out", "ppp", "pppoe"),
        *("pptp", "ptp", "queue", "radius", "radvd", "raw", "read", "rip", "route", "rsvp", "script"),
        *("sertcp", "simulator", "smb", "snmp", "ssh", "sstp", "state", "store", "stp", "system"),
        *("telephony", "tftp", "timer", "tr069", "update", "upnp", "ups", "vrrp", "warning", "watchdog"),
        *("web-proxy", "wireguard", "wireless", "write", "zerotier"),
    }
)
_TOPICS_IN_FRONT: Final = re.compile(r"([a-z][a-z0-9-]{1,16}+(?:,[a-z0-9-]{2,16}+){1,4}+) ")
_BEFORE_CHARACTERS: Final = 256
_WITH_PORTS: Final = frozenset({"tcp", "udp", "sctp"})


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it has neither `chain: in:… out:…, proto …` nor topics in front."""
    text = line.body
    begin = text.find(_BEGIN)
    if begin >= 0:
        found = _PACKET.match(text, begin + 2)
        if found is not None:
            return _packet(found, text[:begin])
    elif text.startswith("in:") and line.header.app is not None:  # the chain was taken for a tag
        found = _PACKET.match(text)
        if found is not None:
            return _packet(found, line.header.app)
    begun = _TOPICS_IN_FRONT.match(text)
    return _other(begun[1], text) if begun is not None and _are_topics(begun[1]) else None


DIALECT: Final = Dialect("mikrotik", "MikroTik RouterOS", read, ("in:", ","))


def _packet(found: re.Match[str], before: str) -> Facts:
    interface_in, interface_out, name, detail, source, destination, length = found.groups()
    prefix, chain = _prefix(before[-_BEFORE_CHARACTERS:])
    kind = protocol(name)
    source_address, source_port = _endpoint(source, kind)
    destination_address, destination_port = _endpoint(destination, kind) if length else (None, None)
    return Facts(
        verdict_of_prefix(prefix),
        None,  # device_at
        None,  # device
        source_address,
        source_port,
        destination_address,
        destination_port,
        kind,
        prefix or None,
        None,  # user
        amount(length),
        _interface(interface_in),
        _interface(interface_out),
        None,  # severity
        chain,
        detail if kind not in _WITH_PORTS else None,
        NO_DOUBT if length else CUT_SHORT,
    )


def _other(topics: str, text: str) -> Facts:
    message = text[len(topics) + 1 :]
    found = _LOGIN.match(message) or _LOGIN_FAILED.match(message)
    if found is None:
        return Facts(event=topics, message=message)
    return Facts(source_address=address(found[2]), user=found[1] or None, event=topics, message=message)


@lru_cache(maxsize=4096)
def _prefix(before: str) -> tuple[str, str]:
    """The prefix, and the chain after it; topics in front are off."""
    head, _, chain = before.rpartition(" ")
    first, _, rest = head.partition(" ")
    return (rest if _are_topics(first) else head).strip(" :"), chain


@lru_cache(maxsize=4096)
def _are_topics(word: str) -> bool:
    return "," in word and all(topic in _TOPICS for topic in word.split(","))


@lru_cache(maxsize=4096)
def _interface(text: str) -> str | None:
    return None if _UNKNOWN.match(text) else text.strip() or None


def _endpoint(text: str, kind: str | None) -> tuple[str | None, int | None]:
    """An end; of IPv6 without brackets nobody can say where the port begins."""
    if kind in _WITH_PORTS and text.count(":") > 1 and not text.startswith("["):
        return None, None
    return endpoint(text, ":")
