"""A Linux gateway: one table of our own drops what is forwarded between the two sides, before any other rule is asked.

Only what the gateway forwards: not what it sends or receives itself, so that nobody cuts off the way to the gateway.
It drops and does not refuse, for a refusal would look like an answer to whoever tries the connection.
"""

from __future__ import annotations

import ipaddress
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from sekisho.isolation.commands import Host
from sekisho.isolation.model import Barrier, Look, Step, StepFailed, Way
from sekisho.rules.model import Words

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

FAMILY: Final = "inet"
CHAIN: Final = "cut"
CONNTRACK: Final = "conntrack"
HOOK: Final = "type filter hook forward priority -310; policy accept;"  # raw, the earliest by custom, is -300
_COUNTER: Final = re.compile(r"counter packets (\d+) bytes \d+ drop$")
_FLOWTABLE: Final = re.compile(r"^\tflowtable ", re.MULTILINE)

NOTES: Final = (
    Words(
        "ゲートウェイが中継する通信だけを止めます。ゲートウェイ自身の通信、ほかの経路は止まりません。",
        "Only what the gateway forwards is stopped: not its own traffic, and no other path.",
    ),
    Words(
        "ゲートウェイを再起動するか、全規則を消す(flush ruleset)と、この規則は消えます。「確かめる」で分かります。",
        "When the gateway restarts, or all rules are flushed, this one is gone. Verify shows it.",
    ),
    Words(
        "確立済みの通信は一つも通らなくなりますが、何も送らずに待っている両端には分かりません。つなぎ直す前に、"
        "端末とサーバの接続を閉じてください。",
        "Established connections pass nothing any more, but two ends that only wait do not notice. "
        "Before reconnecting, close them at the terminal and the server.",
    ),
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the cut: networks, and the gateway's interfaces towards it. A packet belongs to it by either."""

    networks: tuple[Network, ...] = ()
    interfaces: tuple[str, ...] = ()

    def matches(self, direction: str) -> Iterator[tuple[int, str]]:
        """What a packet that comes from ("s") or goes to ("d") this side matches, with its IP version (0: any)."""
        for network in self.networks:
            one = network.num_addresses == 1
            protocol = "ip" if isinstance(network, ipaddress.IPv4Network) else "ip6"
            yield (
                network.version,
                f"{protocol} {direction}addr {network.network_address if one else network}",
            )
        for interface in self.interfaces:
            yield 0, f'{"i" if direction == "s" else "o"}ifname "{interface}"'


@dataclass(frozen=True, slots=True)
class Nftables:
    """The two sides, and the gateway between them. `name` is the isolator's."""

    name: str
    gateway: Host
    near: Side
    far: Side

    @property
    def table(self) -> str:
        """The name of our table; nothing else on the gateway bears it."""
        return f"sekisho_cut_{self.name}"

    @property
    def notes(self) -> tuple[Words, ...]:
        """What the cut does not reach."""
        return NOTES

    def rules(self) -> tuple[str, ...]:
        """What a packet must match to be dropped, in both directions, as nft prints it."""
        return tuple(
            f"{source} {target}"
            for one, other in ((self.near, self.far), (self.far, self.near))
            for (version, source), (version_there, target) in product(one.matches("s"), other.matches("d"))
            if version == version_there or 0 in (version, version_there)
        )

    def steps(self, way: Way) -> tuple[Step, ...]:
        """Cut: the rule, then the established connections. Restore: our table goes, and nothing else."""
        if way is Way.RESTORE:
            return (self._removal(),)
        return (self._rule(), self._established()) if self._flows() else (self._rule(),)

    def look(self) -> Look:
        """Whether our table stands on the gateway exactly as it should."""
        try:
            # -t leaves the contents of sets out, which may be long.
            ruleset = self.gateway.must("nft", "-n", "-t", "list", "ruleset")
        except StepFailed as failure:
            return Look(Barrier.UNREADABLE, (failure.words,))
        return self._read(ruleset)

    def script(self) -> str:
        """The transaction that puts our table in place, whatever stood there under its name before."""
        lines = "\n".join(f"\t\t{rule} counter drop" for rule in self.rules())
        return f"{self._nothing_there()}\ntable {FAMILY} {self.table} {{\n\tchain {CHAIN} {{\n\t\t{HOOK}\n{lines}\n\t}}\n}}"

    def _nothing_there(self) -> str:
        return f"add table {FAMILY} {self.table}\ndelete table {FAMILY} {self.table}"

    def _rule(self) -> Step:
        return self._nft(
            "rule",
            Words(
                "両側の間の中継を止める規則を置く",
                "Put the rule in place that stops forwarding between the sides",
            ),
            self.script(),
        )

    def _removal(self) -> Step:
        return self._nft(
            "removal",
            Words("関所が置いた規則だけを消す", "Remove the rule that Sekisho put there, and nothing else"),
            self._nothing_there(),
        )

    def _nft(self, step: str, words: Words, script: str) -> Step:
        """One transaction. The script is an argument, not standard input: a line that breaks in the middle would hand
        nft a shorter script, and the first two lines alone take the cut away."""

        def do() -> Words:
            self.gateway.must("nft", script)
            return Words("規則を入れ替えました。", "The rules were exchanged.")

        return Step(
            step,
            self._here(words),
            (shlex.join(self.gateway.there("nft", script)),),
            Words(
                "nft は全部を一度に行うか、何もしません。送った命令は、こちらが落ちても終わりまで進みます。",
                "nft does all of it or nothing. What was sent goes on to its end though we are gone.",
            ),
            do,
        )

    def _flows(self) -> tuple[tuple[str, ...], ...]:
        """The commands that make the gateway forget what passes between the networks of the two sides."""
        return tuple(
            (CONNTRACK, "-D", "-s", str(source), "-d", str(target))
            for one, other in product(self.near.networks, self.far.networks)
            if one.version == other.version
            for source, target in ((one, other), (other, one))
        )

    def _established(self) -> Step:
        commands = self._flows()

        def do() -> Words:
            # Whether conntrack is there or not: what is established passes the rule no more. This only lets the
            # gateway forget it, so that a flow that bypasses the rules (a flowtable) comes back under them.
            codes = {self.gateway.run(*command).code for command in commands}
            return Words(
                f"確立済みの通信を忘れさせました(conntrackの終了コード {sorted(codes)}。なくても規則が止めます)。",
                f"Established connections were forgotten (exit codes of conntrack {sorted(codes)}; "
                "without it the rule stops them all the same).",
            )

        return Step(
            "established",
            self._here(
                Words(
                    "確立済みの通信をゲートウェイに忘れさせる",
                    "Let the gateway forget established connections",
                )
            ),
            tuple(shlex.join(self.gateway.there(*command)) for command in commands),
            Words(
                "規則は既にあり、確立済みの通信も止まっています。",
                "The rule is in place and stops what was established.",
            ),
            do,
        )

    def _here(self, words: Words) -> Words:
        return Words(f"{self.gateway.place}: {words.ja}", f"{self.gateway.place}: {words.en}")

    def _read(self, ruleset: str) -> Look:
        block = re.search(
            rf"^table {FAMILY} {re.escape(self.table)} \{{\n(.*?)^\}}", ruleset, re.MULTILINE | re.DOTALL
        )
        if block is None:
            absent = Words(
                f"{self.gateway.id}に規則{self.table}はありません。",
                f"There is no rule {self.table} on {self.gateway.id}.",
            )
            return Look(Barrier.ABSENT, (absent,))
        lines = [line.strip() for line in block[1].splitlines() if line.strip()]
        dropped = sum(int(found[1]) for line in lines if (found := _COUNTER.search(line)))
        stands = [_COUNTER.sub("counter drop", line) for line in lines]
        wanted = [f"chain {CHAIN} {{", HOOK, *(f"{rule} counter drop" for rule in self.rules()), "}"]
        if stands != wanted:
            other = Words(
                f"{self.gateway.id}の規則{self.table}は、あるべき姿と違います。",
                f"The rule {self.table} on {self.gateway.id} is not as it should be.",
            )
            return Look(Barrier.PARTIAL, (other,))
        if _FLOWTABLE.search(ruleset):
            around = Words(
                f"{self.gateway.id}に規則はありますが、フローテーブルがあり、確立済みの通信が規則を通らないことがあります。",
                f"The rule stands on {self.gateway.id}, but a flowtable may carry established connections past it.",
            )
            return Look(Barrier.PARTIAL, (around,))
        stood = Words(
            f"{self.gateway.id}に規則{self.table}があり、これまでに{dropped}個のパケットを止めました。",
            f"The rule {self.table} stands on {self.gateway.id} and has dropped {dropped} packets so far.",
        )
        return Look(Barrier.IN_PLACE, (stood,))
