"""The pieces of a header, and what only looks like one: hosts, tags, priorities in words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.addresses import address

PRIORITY: Final = r"0|1(?:[0-8]\d?+|9[01]?+)?+|[2-9]\d?+"  # 0 to 191, no leading zero (RFC 5424, 6.2.1)
FIELD: Final = r'[^\s="\[{%][^\s="]{0,254}+'
TAG: Final = r"[A-Za-z][\w./-]{0,63}+"
_NAME: Final = r"[!#-<>-\\^-~]++"
# RFC 5424, 6.3; a "]" that should have been escaped is let pass. First as devices write it, which takes half the time.
STRUCTURED: Final = (
    rf'-|(?:\[{_NAME}(?: {_NAME}="[^"\\]*+")*+\])++(?!\[)'
    r'|(?:\[[^\s=\]"]++(?: ++[^\s=\]"]++="[^"\\]*+(?:\\[\s\S][^"\\]*+)*+")*+ *+\])++'
)
_FACILITY_NAMES: Final = (
    *("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp"),
    *("ntp", "audit", "alert", "clock"),
    *(f"local{number}" for number in range(8)),
)
_LEVELS: Final = (  # by severity, 0 to 7
    ("emerg", "emergency", "panic"),
    ("alert",),
    ("crit", "critical"),
    ("err", "error"),
    ("warn", "warning"),
    ("notice",),
    ("info", "informational"),
    ("debug",),
)
_FACILITIES: Final = {name: number for number, name in enumerate(_FACILITY_NAMES)}
_SEVERITIES: Final = {name: severity for severity, names in enumerate(_LEVELS) for name in names}
_IN_WORDS: Final = re.compile(r"([A-Za-z]{3,8}\d?)\.([A-Za-z]{3,13})[ \t]++")
ZONE_NAMES: Final = (  # that stand before Cisco's colon; all but three have several meanings, or change in summer
    *("JST", "UTC", "GMT", "KST", "CST", "IST", "BST", "EST", "EDT", "CDT", "MST", "MDT", "PST", "PDT"),
    *("HST", "CET", "CEST", "WET", "EET", "EEST", "MSK", "AEST", "AEDT", "HKT", "SGT"),
)
BEGINS_STAMP: Final = (  # narrow enough to be cheap; what follows is looked at by who takes the stamp
    r"(?:[A-Za-z]{3} {1,2}\d|\d{4}(?:[-/.: ]\d| [A-Za-z]{3} )|\d\d:\d\d:\d\d|\d{1,3}[ywdh]\d"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )"
)
_HOST: Final = re.compile(r"[^\W_][\w.-]*+\Z")
_NO_HOST: Final = re.compile(
    r"(?:\d+|acl|allow(?:ed)?|deny|denied|block(?:ed)?|drop(?:ped)?|reject(?:ed)?|pass(?:ed)?|permit(?:ted)?"
    r"|accept(?:ed)?|security|notice|info|warning|error|member\d*|login|logout|last|same|message"
    rf"|(?:{'|'.join(_FACILITY_NAMES)})\.(?:{'|'.join(_SEVERITIES)}))\Z",
    re.IGNORECASE,
)
# What begins the body although a colon follows: an interface of Yamaha's, an event of NEC's, a verdict, a format.
_NO_TAG: Final = re.compile(
    r"(?:LAN|PP|TUNNEL|WAN|BRIDGE|VLAN|ONU|LOOPBACK|NULL)\d"
    r"|(?:[A-Z]{2,5}\.\d{3}|(?:Local)?(?:Allow|Block|Deny|Drop|Remove|Detect|Fail|Scan|ARP)|CEF|LEEF|Firewall)\Z"
)


@lru_cache(maxsize=65_536)
def is_host(word: str) -> bool:
    """Whether the word may be a host: a name or an address, no number, verdict, level or priority."""
    if _HOST.match(word) is not None:
        return _NO_HOST.match(word) is None and word not in ZONE_NAMES
    return ":" in word and address(word) is not None


@lru_cache(maxsize=65_536)
def is_tag(word: str) -> bool:
    """Whether the word before a colon is the name of a program and not already the message."""
    return _NO_TAG.match(word) is None


def in_words(text: str, place: int) -> tuple[int, int] | None:
    """The priority of `local0.info` at this place, and where what follows it begins."""
    found = _IN_WORDS.match(text, place)
    if found is None:
        return None
    facility, severity = _FACILITIES.get(found[1].lower()), _SEVERITIES.get(found[2].lower())
    return None if facility is None or severity is None else (facility * 8 + severity, found.end())
