"""A packet as the kernel of Linux logs it (`IN=… OUT=… SRC=… DST=… PROTO=…`): shared by the brands built on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, amount, port, protocol
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, Action, Facts, Header

_BEGIN: Final = re.compile(r"IN=([^\s=]{0,64}+) OUT=([^\s=]{0,64}+)(?= )")
_ENDS: Final = re.compile(r"SRC=(\S{1,64}+) DST=(\S{1,64}+) (?:LEN=(\d++) )?")
_KIND: Final = re.compile(r"PROTO=(\S{1,64}+)(?: SPT=(\d++) DPT=(\d++)| TYPE=(\d++)(?: CODE=(\d++))?)?")
_KEYS: Final = re.compile(r"(?<!\S)(SRC|DST|LEN|PROTO|SPT|DPT|TYPE|CODE)=(\S{0,64}+)(?!\S)")
_UPTIME: Final = re.compile(r"\s*\[\s*\d+\.\d+\]\s*")
_DENIED: Final = re.compile(
    r"(?<![A-Za-z])(?:drop(?:ped)?|reject(?:ed)?|den(?:y|ied)|block(?:ed)?|discard(?:ed)?)(?![A-Za-z])"
    r"|拒否|遮断|廃棄|破棄",
    re.IGNORECASE,
)
_ALLOWED: Final = re.compile(
    r"(?<![A-Za-z])(?:accept(?:ed)?|allow(?:ed)?|pass(?:ed)?|permit(?:ted)?)(?![A-Za-z])|通過|許可|透過",
    re.IGNORECASE,
)
# Two brands that write as the kernel does can be told from it, so that each line belongs to one of the three only.
ALLIEDWARE_PLUS: Final = re.compile(r"Firewall(?: rule ([^\s:]{1,32}+))?: ?(\w{1,32}+)\Z")
_CENTURY: Final = re.compile(
    r"(?:FutureNet[-_ ]?)?(?:NXR|VXR|WXR|XR)(?:[-_ /]?\d{2,4}[\w/-]{0,8}|[-_]\w{1,16})?\Z", re.IGNORECASE
)
_WITH_PORTS: Final = frozenset({"tcp", "udp", "sctp", "udplite", "dccp"})
_PREFIX_CHARACTERS: Final = 256  # the kernel allows 128 bytes; before it may stand what a relay wrote


class Prefix(NamedTuple):
    """What the words before `IN=` say. Nothing else in the line tells what became of the packet."""

    action: Action
    rule: str | None = None
    event: str | None = None
    message: str | None = None


def packet(text: str, header: Header, meaning: Callable[[str], Prefix | None]) -> Facts | None:
    """The packet in a line whose header is off. None where it shows no `IN=… OUT=… SRC=…`.

    `meaning` reads the prefix as its brand does; None: it is not the brand's. `bytes` is the length of this one
    packet. Nothing in brackets counts (there an ICMP error shows the packet it is about), nor a second LEN or ID. An
    address that ends with the line, where the kernel would have written more, may lack its end: it is left out, with
    `CUT_SHORT`.
    """
    begin = _BEGIN.search(text)
    if begin is None:
        return None
    prefix = meaning(_prefix(text[: begin.start()], header))
    if prefix is None:
        return None
    return _usual(text, begin, prefix) or _by_key(text[begin.end() :], begin, prefix)


@lru_cache(maxsize=4096)
def verdict_of_prefix(prefix: str) -> Action:
    """What a prefix says in words; they may be parts of names, as in `IN_public_DROP`. `FORWARD` is only a chain."""
    if _DENIED.search(prefix):
        return Action.DENY
    return Action.ALLOW if _ALLOWED.search(prefix) else Action.OTHER


@lru_cache(maxsize=4096)
def is_century(word: str | None) -> bool:
    """Whether a program or a host is named as Century's routers are."""
    return word is not None and _CENTURY.match(word) is not None


def _usual(text: str, begin: re.Match[str], prefix: Prefix) -> Facts | None:
    """A packet whose keys stand in the kernel's own order. None where they do not, or end too early."""
    ends = _ENDS.match(text, text.find("SRC=", begin.end()))
    bracket = text.find("[", begin.end())
    kind = ends and _KIND.match(text, text.find("PROTO=", ends.end(), bracket if bracket >= 0 else len(text)))
    if not ends or not kind or (kind.end() == len(text) and kind[3] is None):
        return None
    source, destination, length = ends.groups()
    name, source_port, destination_port, icmp_type, icmp_code = kind.groups()
    named = protocol(name)
    if destination_port is None and named in _WITH_PORTS:
        return None
    return Facts(
        prefix.action,
        None,  # device_at
        None,  # device
        address(source),
        port(source_port),
        address(destination),
        port(destination_port),
        named,
        prefix.rule,
        None,  # user
        amount(length),
        begin[1] or None,
        begin[2] or None,
        None,  # severity
        prefix.event,
        prefix.message if icmp_type is None else prefix.message or _icmp(icmp_type, icmp_code),
        NO_DOUBT,
    )


def _by_key(text: str, begin: re.Match[str], prefix: Prefix) -> Facts | None:
    """The keys in whatever order, as far as the line goes."""
    outer = text.partition("[")[0]
    found = dict(reversed(_KEYS.findall(outer)))
    if "SRC" not in found:
        return None
    is_cut = _is_cut(outer, found)
    return Facts(
        prefix.action,
        None,  # device_at
        None,  # device
        address(found.get("SRC", "")),
        port(found.get("SPT")),
        address(found.get("DST", "")),
        port(found.get("DPT")),
        protocol(found.get("PROTO")),
        prefix.rule,
        None,  # user
        amount(found.get("LEN")),
        begin[1] or None,
        begin[2] or None,
        None,  # severity
        prefix.event,
        prefix.message or (_icmp(found["TYPE"], found.get("CODE")) if "TYPE" in found else None),
        CUT_SHORT if is_cut else NO_DOUBT,
    )


def _is_cut(outer: str, found: dict[str, str]) -> bool:
    """Whether the line ends before the packet does; a value at its end is then taken out of `found`.

    Protocols without a name are numbers and may end the line, and so may the protocol of a fragment.
    """
    key, _, value = outer.rsplit(None, 1)[-1].partition("=")
    is_whole = key == "PROTO" and (value.isdigit() or "FRAG:" in outer)
    is_loose = key in {"SRC", "DST", "SPT", "PROTO"} and not is_whole
    if is_loose:
        found.pop(key, None)
    return is_loose or "PROTO" not in found or ("SPT" in found and "DPT" not in found)


def _icmp(icmp_type: str, icmp_code: str | None) -> str:
    return f"type {icmp_type}" if icmp_code is None else f"type {icmp_type} code {icmp_code}"


def _prefix(before: str, header: Header) -> str:
    """What the administrator wrote; the time since the start is off. A tag that is no program's is the prefix."""
    prefix = before[-_PREFIX_CHARACTERS:].rpartition("kernel:")[2]
    uptime = _UPTIME.match(prefix)
    if uptime is not None:
        prefix = prefix[uptime.end() :]
    prefix = prefix.strip()
    if not prefix and header.app is not None and header.app != "kernel" and header.process is None:
        return header.app
    return prefix
