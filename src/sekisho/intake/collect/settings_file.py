"""The configuration as it is read: everything that is wrong is found, not only the first."""

from __future__ import annotations

import ipaddress
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from sekisho.intake.collect.framing import Framing
from sekisho.intake.collect.settings import (
    DEFAULT_LISTENERS,
    RECEIVE_BUFFER_BYTES,
    SOURCE_NAME_MAX,
    BadSettings,
    Finding,
    Limits,
    Listener,
    Network,
    Settings,
    Source,
)
from sekisho.intake.moments import JST_MINUTES

TRANSPORTS: Final = ("udp", "tcp", "tls")
MESSAGE_BYTES_MAX: Final = 65_535  # what one record of the archive holds (C2SP tlog-tiles: a 16-bit length)
MESSAGE_BYTES_MIN: Final = 480  # what every receiver takes (RFC 5424, 6.1)
PAGE: Final = 4_096
GIB: Final = 2**30
_PORTS: Final = 65_536
_ANY: Final = range(1, 2**31)
_BOUNDS: Final = {
    "message_bytes": range(MESSAGE_BYTES_MIN, MESSAGE_BYTES_MAX + 1),
    "connections": _ANY,
    "connections_a_peer": _ANY,
    "idle_seconds": _ANY,
    "handshake_seconds": _ANY,
}
_OFFSET_MAX: Final = 14 * 60

_TOP: Final = {"unknown", "limits", "listeners", "sources"}
_OF_LISTENER: Final = {field.name for field in fields(Listener)}
_OF_LIMITS: Final = set(_BOUNDS)
_OF_SOURCE: Final = {"name", "networks", "zone", "brand", "comment"}
_ONLY_TLS: Final = {"certificate", "key", "client_ca", "name_from_certificate"}

Said = Mapping[str, Any]  # Any: TOML


def load_settings(path: Path, *, brands: frozenset[str] | None = None) -> Settings:
    """The configuration in the file; the default where there is none. Raises BadSettings, OSError.

    `brands` are the dialects that can be fixed; None: any name is taken.
    """
    if not path.exists():
        return Settings()
    reader = _Reader(path, brands)
    settings = reader.settings()
    if reader.findings or settings is None:
        raise BadSettings(reader.findings)
    return settings


class _Reader:
    """Reads one file and gathers what is wrong in it."""

    def __init__(self, path: Path, brands: frozenset[str] | None) -> None:
        self.findings: list[Finding] = []
        self._path = path
        self._brands = brands

    def settings(self) -> Settings | None:
        try:
            said = tomllib.loads(self._path.read_text(encoding="utf-8"))
        except ValueError as error:
            self._wrong("", f"TOMLとして読めません。{error}", f"This is no TOML: {error}")
            return None
        self._strange(said, _TOP, "")
        unknown = said.get("unknown", "take")
        if unknown not in ("take", "refuse"):
            self._wrong("unknown", "takeかrefuseです。", "Say take or refuse.")
        listeners = [self._listener(each, key) for key, each in self._tables(said, "listeners")]
        sources = [self._source(each, key) for key, each in self._tables(said, "sources")]
        limits = self._limits(said.get("limits", {}))
        self._twice([source.name for source in sources], "sources.name")
        self._twice([str(network) for source in sources for network in source.networks], "sources.networks")
        self._twice(
            [f"{'udp' if x.transport == 'udp' else 'tcp'} {x.host} {x.port}" for x in listeners if x.port],
            "listeners",
        )
        return Settings(tuple(listeners) or DEFAULT_LISTENERS, limits, tuple(sources), unknown == "take")

    def _listener(self, said: Said, at: str) -> Listener:
        self._strange(said, _OF_LISTENER, at)
        transport = self._one_of(said, "transport", TRANSPORTS, at, default=None)
        for key in sorted(_ONLY_TLS & said.keys()) if transport != "tls" else ():
            self._wrong(f"{at}.{key}", "tlsだけのものです。", "Only a listener of tls has this.")
        host = self._text(said, "host", at, default="127.0.0.1")
        try:
            ipaddress.ip_address(host)
        except ValueError:
            self._wrong(f"{at}.host", "IPアドレスです。", "This is an IP address.")
        certificate, private, client_ca = (
            self._file(said, name, at) for name in ("certificate", "key", "client_ca")
        )
        if transport == "tls" and certificate is None:
            self._wrong(f"{at}.certificate", "tlsには証明書が要ります。", "tls needs a certificate.")
        by_name = said.get("name_from_certificate", False)
        if not isinstance(by_name, bool) or (by_name and client_ca is None):
            self._wrong(
                f"{at}.name_from_certificate",
                "client_caと共に、trueかfalseです。",
                "true or false, and only with client_ca.",
            )
        return Listener(
            transport=transport,
            host=host,
            port=self._number(said, "port", at, range(_PORTS)),
            framing=Framing(self._one_of(said, "framing", tuple(Framing), at, default=Framing.AUTO)),
            receive_buffer_bytes=self._number(
                said, "receive_buffer_bytes", at, range(PAGE, GIB + 1), default=RECEIVE_BUFFER_BYTES
            ),
            certificate=certificate,
            key=private or certificate,
            client_ca=client_ca,
            name_from_certificate=by_name is True,
        )

    def _limits(self, said: object) -> Limits:
        if not isinstance(said, dict):
            self._wrong("limits", "表です。", "This is a table.")
            return Limits()
        self._strange(said, _OF_LIMITS, "limits")
        default = Limits()
        numbers = {
            name: self._number(said, name, "limits", bounds, default=getattr(default, name))
            for name, bounds in _BOUNDS.items()
        }
        return Limits(**numbers)

    def _source(self, said: Said, at: str) -> Source:
        self._strange(said, _OF_SOURCE, at)
        name = self._text(said, "name", at, default="")
        if not 0 < len(name) <= SOURCE_NAME_MAX or not name.isprintable():
            self._wrong(
                f"{at}.name",
                f"1から{SOURCE_NAME_MAX}文字の名前です。",
                f"A name of 1 to {SOURCE_NAME_MAX} characters.",
            )
        brand = said.get("brand")
        if brand is not None and (
            not isinstance(brand, str) or (self._brands is not None and brand not in self._brands)
        ):
            known = ", ".join(sorted(self._brands or ()))
            self._wrong(
                f"{at}.brand",
                f"その機種は知りません。次のどれかです: {known}。",
                f"No such brand is known. It is one of: {known}.",
            )
            brand = None
        return Source(
            name,
            self._networks(said, at),
            self._zone(said, at),
            brand,
            self._text(said, "comment", at, default=""),
        )

    def _networks(self, said: Said, at: str) -> tuple[Network, ...]:
        networks: list[Network] = []
        given = said.get("networks", [])
        for each in given if isinstance(given, list) else [given]:
            try:
                networks.append(ipaddress.ip_network(each if isinstance(each, str) else ""))
            except ValueError:
                self._wrong(
                    f"{at}.networks",
                    f"{each!r}はネットワークではありません。",
                    f"{each!r} is no network as 192.0.2.0/24.",
                )
        return tuple(networks)

    def _zone(self, said: Said, at: str) -> int:
        zone = said.get("zone", "JST")
        if zone == "JST":
            return JST_MINUTES
        if isinstance(zone, int) and not isinstance(zone, bool) and abs(zone) <= _OFFSET_MAX:
            return zone
        self._wrong(f"{at}.zone", "JSTか、UTCとの差の分です。", "JST, or minutes east of Greenwich.")
        return JST_MINUTES

    def _tables(self, said: Said, key: str) -> Iterator[tuple[str, Said]]:
        tables = said.get(key, [])
        if not isinstance(tables, list):
            self._wrong(key, "[[…]]の表の並びです。", "These are tables, as [[…]].")
            return
        for number, table in enumerate(tables, start=1):
            if isinstance(table, dict):
                yield f"{key}[{number}]", table
            else:
                self._wrong(f"{key}[{number}]", "表です。", "This is a table.")

    def _one_of(self, said: Said, key: str, words: tuple[str, ...], at: str, *, default: str | None) -> str:
        value = said.get(key, default)
        if value in words:
            return str(value)
        self._wrong(f"{at}.{key}", f"{'、'.join(words)}のどれかです。", f"One of {', '.join(words)}.")
        return words[0]

    def _text(self, said: Said, key: str, at: str, *, default: str) -> str:
        value = said.get(key, default)
        if isinstance(value, str):
            return value
        self._wrong(f"{at}.{key}", "文字列です。", "This is a text.")
        return default

    def _number(self, said: Said, key: str, at: str, bounds: range, *, default: int | None = None) -> int:
        value = said.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value in bounds:
            return value
        least, most = bounds[0], bounds[-1]
        self._wrong(
            f"{at}.{key}", f"{least}から{most}までの整数です。", f"A whole number from {least} to {most}."
        )
        return least if default is None else default

    def _file(self, said: Said, key: str, at: str) -> Path | None:
        if key not in said:
            return None
        path = self._path.parent / self._text(said, key, at, default="")
        if not path.is_file():
            self._wrong(f"{at}.{key}", f"ファイル{path}がありません。", f"There is no file {path}.")
        return path

    def _twice(self, given: list[str], key: str) -> None:
        for value in [value for value, times in Counter(given).items() if times > 1]:
            self._wrong(key, f"{value}が二度あります。", f"{value} is there twice.")

    def _strange(self, said: Said, known: set[str], at: str) -> None:
        for key in sorted(said.keys() - known):
            self._wrong(f"{at}.{key}".lstrip("."), "知らない項目です。", "Nothing of that name is known.")

    def _wrong(self, key: str, ja: str, en: str) -> None:
        self.findings.append(Finding(str(self._path), key, ja, en))
