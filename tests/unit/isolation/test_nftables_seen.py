"""What a gateway shows is read narrowly: only exactly our table is the cut in place."""

from __future__ import annotations

import ipaddress

import pytest

from sekisho.isolation.commands import Host, Unreachable
from sekisho.isolation.model import Barrier
from sekisho.isolation.nftables import Nftables, Side
from sekisho.rules.model import Words

CUT = Nftables(
    "cs",
    Host("gateway", namespace="x"),
    Side((ipaddress.ip_network("10.91.1.0/24"),)),
    Side(interfaces=("far",)),
)
OURS = """table inet sekisho_cut_cs {
	chain cut {
		type filter hook forward priority -310; policy accept;
		ip saddr 10.91.1.0/24 oifname "far" counter packets 12 bytes 720 drop
		iifname "far" ip daddr 10.91.1.0/24 counter packets 0 bytes 0 drop
	}
}
"""
TOWNS = """table inet town {
	chain forward {
		type filter hook forward priority 0; policy accept;
	}
}
"""
FLOWTABLE = """table inet fast {
	flowtable ft {
		hook ingress priority 0
		devices = { near, far }
	}
}
"""


@pytest.mark.parametrize(
    ("shown", "barrier"),
    [
        (OURS, Barrier.IN_PLACE),
        (TOWNS + OURS + TOWNS, Barrier.IN_PLACE),
        ("", Barrier.ABSENT),
        (TOWNS, Barrier.ABSENT),
        (OURS.replace("cut_cs", "cut_cs2"), Barrier.ABSENT),
        (OURS.replace("	chain cut {", "	flags dormant\n\n	chain cut {"), Barrier.PARTIAL),
        (OURS.replace("-310", "310"), Barrier.PARTIAL),
        (OURS.replace("hook forward", "hook input"), Barrier.PARTIAL),
        (OURS.replace(" drop", " accept", 1), Barrier.PARTIAL),
        (OURS.replace("10.91.1.0/24 oif", "10.91.1.0/25 oif"), Barrier.PARTIAL),
        (
            OURS.replace('		iifname "far" ip daddr 10.91.1.0/24 counter packets 0 bytes 0 drop\n', ""),
            Barrier.PARTIAL,
        ),
        (OURS + FLOWTABLE, Barrier.PARTIAL),
    ],
)
def test_only_our_whole_table_is_in_place(
    shown: str, barrier: Barrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def must(self: Host, *words: str) -> str:
        return shown

    monkeypatch.setattr(Host, "must", must)

    assert CUT.look().barrier is barrier


def test_a_gateway_that_cannot_be_asked_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def must(self: Host, *words: str) -> str:
        raise Unreachable(Words("届かない", "out of reach"))

    monkeypatch.setattr(Host, "must", must)

    look = CUT.look()
    assert look.barrier is Barrier.UNREADABLE
    assert "out of reach" in look.facts[0].en
