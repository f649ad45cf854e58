"""The collector's configuration: what it says, and everything that is wrong in it."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from sekisho.intake.collect.framing import Framing
from sekisho.intake.collect.settings import (
    DEFAULT_LISTENERS,
    BadSettings,
    Limits,
    Listener,
    Settings,
    Source,
)
from sekisho.intake.collect.settings_file import load_settings

WHOLE = """
unknown = "refuse"

[limits]
message_bytes = 8192
idle_seconds = 600

[[listeners]]
transport = "udp"
host = "0.0.0.0"
port = 514
receive_buffer_bytes = 1048576

[[listeners]]
transport = "tls"
port = 6514
framing = "octets"
certificate = "server.pem"
client_ca = "ca.pem"
name_from_certificate = true

[[sources]]
name = "fw-main"
networks = ["192.0.2.1", "2001:db8::/64"]
zone = 0
brand = "fortigate"
comment = "本庁舎"

[[sources]]
name = "branch"
networks = ["192.0.2.0/24"]
"""


def written(folder: Path, text: str) -> Path:
    for name in ("server.pem", "ca.pem"):
        (folder / name).touch()
    path = folder / "collect.toml"
    path.write_text(text, encoding="utf-8")
    return path


def wrong(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadSettings) as refusal:
        load_settings(written(folder, text), brands=frozenset({"fortigate"}))
    assert all(finding.ja and finding.en and finding.file for finding in refusal.value.findings)
    return [finding.key for finding in refusal.value.findings]


def test_without_a_file_it_listens_on_this_machine_alone(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "collect.toml")

    assert settings == Settings()
    assert [(x.transport, x.host, x.port) for x in settings.listeners] == [
        ("udp", "127.0.0.1", 5514),
        ("tcp", "127.0.0.1", 5514),
    ]


def test_a_whole_configuration_is_read(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, WHOLE), brands=frozenset({"fortigate"}))

    udp, tls = settings.listeners
    assert udp == Listener("udp", "0.0.0.0", 514, receive_buffer_bytes=1_048_576)
    assert (tls.framing, tls.certificate, tls.key) == (Framing.OCTETS, *[tmp_path / "server.pem"] * 2)
    assert settings.limits == Limits(message_bytes=8_192, idle_seconds=600)
    assert settings.sources[0] == Source(
        "fw-main",
        (ipaddress.ip_network("192.0.2.1"), ipaddress.ip_network("2001:db8::/64")),
        0,
        "fortigate",
        "本庁舎",
    )
    assert settings.sources[1].offset_minutes == 540


def test_the_narrowest_network_names_the_source(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, WHOLE))

    named = {
        peer: settings.source_of(peer) for peer in ("192.0.2.1", "192.0.2.2", "2001:db8::9", "198.51.100.1")
    }
    assert {peer: source and source.name for peer, source in named.items()} == {
        "192.0.2.1": "fw-main",
        "192.0.2.2": "branch",
        "2001:db8::9": "fw-main",
        "198.51.100.1": None,
    }


def test_an_unknown_peer_is_named_by_its_address() -> None:
    assert Settings().source_of("198.51.100.1") == Source("198.51.100.1")


def test_the_name_in_a_certificate_goes_before_the_address(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, WHOLE))

    assert settings.source_of("198.51.100.1", "fw-main") == settings.sources[0]
    assert settings.source_of("192.0.2.1", "other.example") == Source("other.example")


def test_everything_that_is_wrong_is_found(tmp_path: Path) -> None:
    keys = wrong(
        tmp_path,
        """
        unknown = "perhaps"
        speed = 9
        [limits]
        message_bytes = 100000
        connections = 0
        colour = 1
        [[listeners]]
        transport = "relp"
        host = "localhost"
        port = 65536
        [[listeners]]
        transport = "tls"
        port = true
        certificate = "gone.pem"
        name_from_certificate = true
        [[listeners]]
        transport = "tcp"
        port = 514
        framing = "crlf"
        key = "server.pem"
        [[listeners]]
        transport = "tcp"
        port = 514
        [[sources]]
        name = ""
        networks = ["192.0.2.1/24", 7]
        zone = "Asia/Tokyo"
        brand = "abacus"
        [[sources]]
        name = "twice"
        networks = ["192.0.2.9"]
        [[sources]]
        name = "twice"
        networks = ["192.0.2.9"]
        """,
    )

    assert keys == [
        "speed",
        "unknown",
        "listeners[1].transport",
        "listeners[1].host",
        "listeners[1].port",
        "listeners[2].certificate",
        "listeners[2].name_from_certificate",
        "listeners[2].port",
        "listeners[3].key",
        "listeners[3].framing",
        "sources[1].name",
        "sources[1].brand",
        "sources[1].networks",
        "sources[1].networks",
        "sources[1].zone",
        "limits.colour",
        "limits.message_bytes",
        "limits.connections",
        "sources.name",
        "sources.networks",
        "listeners",
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[limits", ""),
        ("limits = 1", "limits"),
        ("listeners = 1", "listeners"),
        ("sources = [1]", "sources[1]"),
        ('[[listeners]]\ntransport = "tls"\nport = 1', "listeners[1].certificate"),
        ('[[listeners]]\ntransport = "udp"', "listeners[1].port"),
        ('[[sources]]\nname = "a"\ncomment = 1', "sources[1].comment"),
        ('[[sources]]\nname = "a"\nzone = 10000', "sources[1].zone"),
    ],
)
def test_what_has_another_shape_is_named(tmp_path: Path, text: str, key: str) -> None:
    assert wrong(tmp_path, text) == [key]


def test_limits_alone_keep_the_default_listeners(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, "[limits]\nconnections = 5"))

    assert (settings.listeners, settings.limits.connections) == (DEFAULT_LISTENERS, 5)
