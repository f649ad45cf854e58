"""What a collector is told: where to listen, whom to know, what to bear. TOML, in `<data>/collect.toml`:

unknown = "take"                 # or "refuse": what comes from an address that no source names

[limits]
message_bytes = 65000
connections = 1000

[[listeners]]
transport = "tls"                # "udp", "tcp", "tls"
host = "0.0.0.0"
port = 6514
certificate = "collect.pem"      # relative to this file, as are `key` and `client_ca`
key = "collect.key"
client_ca = "clients.pem"        # then a peer without a certificate by these is turned away

[[sources]]
name = "fw-main"
networks = ["192.0.2.1", "2001:db8::/64"]
zone = "JST"                     # or minutes east of Greenwich, for times that name no zone
brand = "fortigate"              # the dialect is fixed; without, it is recognised
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sekisho.intake.collect.framing import Framing
from sekisho.intake.moments import JST_MINUTES

FILE: Final = "collect.toml"
DEFAULT_PORT: Final = 5514
SOURCE_NAME_MAX: Final = 60  # characters, as the ledger 通信履歴簿 holds them
RECEIVE_BUFFER_BYTES: Final = 8 * 2**20

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in a configuration: which key, and why, Japanese and English."""

    file: str
    key: str
    ja: str
    en: str


class BadSettings(ValueError):
    """The configuration cannot be followed; `findings` says all that is wrong."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{f.file}: {f.key}: {f.en}" for f in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Listener:
    """One port. `host` is an IP address; port 0 means any free one."""

    transport: str
    host: str
    port: int
    framing: Framing = Framing.AUTO
    receive_buffer_bytes: int = RECEIVE_BUFFER_BYTES
    certificate: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None
    name_from_certificate: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What peers may take. A message above `message_bytes` is refused and counted."""

    message_bytes: int = 65_000
    connections: int = 1_000
    connections_a_peer: int = 100
    idle_seconds: int = 3_600
    handshake_seconds: int = 10


@dataclass(frozen=True, slots=True)
class Source:
    """Who a peer is. `offset_minutes` is the zone of times that name none; `brand` a dialect, None: recognised."""

    name: str
    networks: tuple[Network, ...] = ()
    offset_minutes: int = JST_MINUTES
    brand: str | None = None
    comment: str = ""


DEFAULT_LISTENERS: Final = (
    Listener("udp", "127.0.0.1", DEFAULT_PORT),
    Listener("tcp", "127.0.0.1", DEFAULT_PORT),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it. Without a file: UDP and TCP on 127.0.0.1:5514, every peer is taken and named by its address."""

    listeners: tuple[Listener, ...] = DEFAULT_LISTENERS
    limits: Limits = field(default_factory=Limits)
    sources: tuple[Source, ...] = ()
    takes_unknown: bool = True

    def source_of(self, peer: str, name: str = "") -> Source | None:
        """The source that a peer is: by the name in its certificate, else by the narrowest network around its address.

        None: unknown, and unknown ones are refused.
        """
        if name:
            named = next((source for source in self.sources if source.name == name), None)
            return named or Source(name)
        address = ipaddress.ip_address(peer)
        around = [
            (network.prefixlen, place)
            for place, source in enumerate(self.sources)
            for network in source.networks
            if address in network
        ]
        if around:
            return self.sources[max(around)[1]]
        return Source(peer) if self.takes_unknown else None
