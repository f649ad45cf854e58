"""Single values of `isolators.toml`. What gets into a command is spelled narrowly, here and nowhere else."""

from __future__ import annotations

import ipaddress
import re
import sys
from pathlib import Path
from typing import Final

from sekisho.isolation.nftables import Network
from sekisho.rules.model import Words
from sekisho.rules.pack_fields import Table

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_USER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_NAMESPACE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_INTERFACE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}")
_OTHERS: Final = 0o077
# What ssh's own reader of options would take apart in a path.
_IN_NO_PATH: Final = re.compile(r'["%\n]|\$\{')

NOT_SPELLED: Final = Words(
    "この項目に使えない文字があります。", "There are characters in it that this key cannot have."
)


class Values:
    """Reads values. Paths are relative to `folder`, in which the file stands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def name(self, table: Table, kind: str) -> str:
        """An id that is there once."""
        return self._spelled(table, "id", table.identifier(kind), _NAME)

    def plain_name(self, table: Table) -> str:
        """An id within its list."""
        return self._spelled(table, "id", table.text("id"), _NAME)

    def user(self, table: Table, key: str) -> str:
        """A name that an account can have."""
        return self._spelled(table, key, table.text(key), _USER)

    def namespace(self, table: Table, key: str) -> str:
        """The name of a network namespace."""
        return self._spelled(table, key, table.text(key), _NAMESPACE)

    def interfaces(self, table: Table, key: str) -> tuple[str, ...]:
        """Names of network interfaces."""
        return tuple(self._spelled(table, key, text, _INTERFACE) for text in dict.fromkeys(table.texts(key)))

    def address(self, table: Table, key: str) -> str:
        """An IP address or a host name."""
        text = table.text(key)
        try:
            return str(ipaddress.ip_address(text))
        except ValueError:
            return self._spelled(table, key, text, _HOST_NAME)

    def networks(self, table: Table, key: str) -> tuple[Network, ...]:
        """Networks, none of them the whole internet; what lies within another is left out."""
        found: list[Network] = []
        for text in table.texts(key):
            try:
                network = ipaddress.ip_network(text)
            except ValueError:
                table.report(
                    key,
                    f"「{text}」はネットワークではありません。192.0.2.0/24 の形で書いてください。",
                    f'"{text}" is no network. Write it as 192.0.2.0/24.',
                )
                continue
            if network.prefixlen == 0:
                table.report(
                    key,
                    f"「{text}」はすべてです。interfaces で書いてください。",
                    f'"{text}" is everything. Name interfaces instead.',
                )
            found.append(network)
        v4 = [network for network in found if isinstance(network, ipaddress.IPv4Network)]
        v6 = [network for network in found if isinstance(network, ipaddress.IPv6Network)]
        return (*ipaddress.collapse_addresses(v4), *ipaddress.collapse_addresses(v6))

    def file(self, table: Table, key: str, *, private: bool = False) -> Path:
        """A file that is there; a private one is nobody else's to read."""
        path = (self._folder / table.text(key)).resolve()
        if not path.is_file():
            table.report(key, f"ファイル {path} がありません。", f"There is no file {path}.")
        elif private and sys.platform != "win32" and path.stat().st_mode & _OTHERS:
            table.report(
                key,
                f"{path} をほかの者も読めます。chmod 600 としてください。",
                f"Others can read {path}. Do chmod 600.",
            )
        if _IN_NO_PATH.search(str(path)):
            table.report(key, NOT_SPELLED.ja, NOT_SPELLED.en)
        return path

    def optional_secret(self, table: Table, key: str) -> Path | None:
        """A private file, or None where the key is absent."""
        return self.file(table, key, private=True) if table.has(key) else None

    def command(self, table: Table, key: str) -> str:
        """One line for a device."""
        return self._line(table, key, table.text(key))

    def commands(self, table: Table, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """Lines for a device, in order."""
        lines = tuple(self._line(table, key, text) for text in table.texts(key))
        if needed and not lines:
            table.report(key, "命令がありません。書いてください。", "There are no commands. Write them.")
        return lines

    def pattern(self, table: Table, key: str) -> re.Pattern[str]:
        """A regular expression; lines count for ^ and $."""
        text = table.text(key)
        try:
            return re.compile(text, re.MULTILINE)
        except re.error as error:
            table.report(key, f"正規表現として読めません: {error}", f"This is no regular expression: {error}")
            return re.compile(re.escape(text))

    def _line(self, table: Table, key: str, text: str) -> str:
        if not text.isprintable():
            table.report(key, NOT_SPELLED.ja, NOT_SPELLED.en)
        return text

    def _spelled(self, table: Table, key: str, text: str, spelling: re.Pattern[str]) -> str:
        if text and not spelling.fullmatch(text):
            table.report(key, NOT_SPELLED.ja, NOT_SPELLED.en)
        return text
