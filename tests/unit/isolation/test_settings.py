"""The file that says what can cut: all that is wrong in it is told at once, with its line, in both languages."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from sekisho.isolation.by_hand import ByHand
from sekisho.isolation.model import Way
from sekisho.isolation.network_device import NetworkDevice
from sekisho.isolation.nftables import Nftables, Side
from sekisho.isolation.settings import BadSettings, isolators_of

DOCUMENT = Path(__file__).parents[3] / "docs" / "isolation.md"


def example() -> str:
    """The example of the documentation, as it stands there."""
    section = DOCUMENT.read_text(encoding="utf-8").split("## `isolators.toml`")[1].split("\n## ")[0]
    return "\n".join(line[4:] for line in section.splitlines() if line.startswith("    ") or not line)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data directory, with every file that the example names."""
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "data-keys").mkdir()
    for name in ("gateway", "probe", "switch"):
        (tmp_path / "data-keys" / name).touch(mode=0o600)
    for name in ("gateway", "terminal", "switch"):
        (data / f"{name}.known_hosts").touch()
    return data


def findings(folder: Path, text: str) -> list[tuple[int | None, str]]:
    (folder / "isolators.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as refused:
        isolators_of(folder / "isolators.toml", folder / "isolation")
    assert all(finding.ja and finding.en for finding in refused.value.findings)
    return [(finding.line, finding.where) for finding in refused.value.findings]


def test_the_example_of_the_documentation_is_right(folder: Path) -> None:
    (folder / "isolators.toml").write_text(example(), encoding="utf-8")

    found = isolators_of(folder / "isolators.toml", folder / "isolation")

    assert [type(each.mechanism) for each in found.values()] == [Nftables, NetworkDevice, ByHand]
    assert not (folder / "isolation").exists()


def test_without_a_file_there_is_nothing(folder: Path) -> None:
    assert isolators_of(folder / "isolators.toml", folder / "isolation") == {}


def test_a_file_that_is_no_toml_is_told_with_its_line(folder: Path) -> None:
    assert findings(folder, "[[host]]\nid = gateway\n") == [(2, "")]


@pytest.mark.parametrize(
    ("right", "wrong", "where"),
    [
        ('far.interfaces = ["eth1"]', 'far.interfaces = ["eth1\\" accept"]', "far.interfaces"),
        ('"192.0.2.0/24"', '"192.0.2.0/24; reboot"', "near.networks"),
        ('"192.0.2.0/24"', '"0.0.0.0/0"', "near.networks"),
        ('gateway = "gateway"', 'gateway = "gatewai"', "gateway"),
        ('address = "192.0.2.1"', 'address = "-oProxyCommand=x"', "address"),
        ('user = "root"', 'user = "root -x"', "user"),
        ('id = "cs-gateway"', 'id = "CS"', "id"),
        ('id = "cs-port"', 'id = "cs-gateway"', "id"),
        ('kind = "tcp"', 'kind = "udp"', "kind"),
        ('from = "counter-terminal"', 'from = "gateway"', "probe"),
        ('"shutdown"]', '"shutdown\\nreload"]', "cut"),
        ("cut = 'Gi1/0/24 .* disabled'", "cut = '('", "cut"),
        ("cut = 'Gi1/0/24 .* disabled'", "cut = 'Gi1/0/24 .* connected'", "cut"),
        ('known_hosts = "switch.known_hosts"', 'known_hosts = "nowhere"', "known_hosts"),
        ('who = "管財情報課"', 'whose = "管財情報課"', "whose"),
        ("near.networks", "near.nets", "near.nets"),
        ('type = "cisco_ios"', "", "type"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(folder: Path, right: str, wrong: str, where: str) -> None:
    assert right in example()
    text = example().replace(right, wrong, 1)

    found = findings(folder, text)

    lines = [number for number, line in enumerate(text.splitlines(), start=1) if wrong and wrong in line]
    told = [line for line, name in found if name.endswith(where)]
    assert told, found
    assert where in ("probe", "type") or set(told) & set(lines)


def test_everything_wrong_is_told_at_once(folder: Path) -> None:
    text = (
        example()
        .replace('"192.0.2.0/24"', '"x"')
        .replace('user = "root"', 'user = "!"')
        .replace('"tcp"', '"udp"')
    )

    assert len(findings(folder, text)) >= 3


def test_a_key_that_others_can_read_is_told(folder: Path) -> None:
    (folder.parent / "data-keys" / "switch").chmod(0o644)

    assert any(where.endswith("password_file") for _line, where in findings(folder, example()))


@pytest.mark.parametrize("kind", ["nftables", "network-device"])
def test_what_nobody_tries_cannot_be_set_up(folder: Path, kind: str) -> None:
    head, tail = example().split(f'kind = "{kind}"')
    begin = tail.index("[[isolator.probe]]")
    end = tail.index("[[isolator]]")

    assert any(
        where.endswith("probe")
        for _line, where in findings(folder, f'{head}kind = "{kind}"{tail[:begin]}{tail[end:]}')
    )


def test_the_rule_names_both_directions_and_both_families(folder: Path) -> None:
    near = Side((ipaddress.ip_network("192.0.2.0/24"), ipaddress.ip_network("2001:db8::/64")))
    far = Side((ipaddress.ip_network("198.51.100.7"),), ("eth1",))
    (folder / "isolators.toml").write_text(example(), encoding="utf-8")
    mechanism = isolators_of(folder / "isolators.toml", folder / "isolation")["cs-gateway"].mechanism
    assert isinstance(mechanism, Nftables)

    assert Nftables("x", mechanism.gateway, near, far).rules() == (
        "ip saddr 192.0.2.0/24 ip daddr 198.51.100.7",
        'ip saddr 192.0.2.0/24 oifname "eth1"',
        'ip6 saddr 2001:db8::/64 oifname "eth1"',
        "ip saddr 198.51.100.7 ip daddr 192.0.2.0/24",
        'iifname "eth1" ip daddr 192.0.2.0/24',
        'iifname "eth1" ip6 daddr 2001:db8::/64',
    )
    assert [step.id for step in mechanism.steps(Way.RESTORE)] == ["removal"]
