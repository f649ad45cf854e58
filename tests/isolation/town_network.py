"""A terminal, a gateway and a CS host as network namespaces of this machine, joined by veth pairs; and traffic on them.

terminal 10.91.1.2 ── 10.91.1.1 gateway 10.91.2.1 ── 10.91.2.2 CS (a TCP server)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests import machine

PORT: Final = 8080
# Rules that were there before, which nobody may touch: they let everything through and keep track of it.
TOWN_RULES: Final = """
table inet town {
    chain forward {
        type filter hook forward priority -400; policy accept;
        ct state established,related counter accept
        counter accept
    }
}
table ip town_nat {
    chain post {
        type nat hook postrouting priority 100; policy accept;
    }
}
"""
# Sends a tick on each connection every 50 ms; on each line of standard input, tells how many bytes came in.
SERVER: Final = """
import socket, sys, threading, time
seen = 0
def talk(there):
    global seen
    threading.Thread(target=tick, args=(there,), daemon=True).start()
    while piece := there.recv(4096):
        seen += len(piece)
def tick(there):
    while True:
        there.sendall(b"t"); time.sleep(0.05)
def serve():
    with socket.create_server(("0.0.0.0", PORT)) as door:
        print("ready", flush=True)
        while True:
            threading.Thread(target=talk, args=(door.accept()[0],), daemon=True).start()
threading.Thread(target=serve, daemon=True).start()
for _line in sys.stdin:
    print(seen, flush=True)
""".replace("PORT", str(PORT))
# Holds one connection open and sends a byte every 50 ms; on each line, tells how many ticks have come.
CLIENT: Final = """
import socket, sys, threading, time
there = socket.create_connection(("10.91.2.2", PORT), timeout=5); there.settimeout(None)
ticks = 0
def listen():
    global ticks
    while piece := there.recv(4096):
        ticks += len(piece)
def speak():
    while True:
        there.sendall(b"x"); time.sleep(0.05)
for work in (listen, speak):
    threading.Thread(target=work, daemon=True).start()
print("ready", flush=True)
for _line in sys.stdin:
    print(ticks, flush=True)
""".replace("PORT", str(PORT))


def run(*words: str, given: str | None = None) -> str:
    done = subprocess.run(words, input=given, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
    return done.stdout


@dataclass(frozen=True, slots=True)
class Talker:
    """A process in a namespace that answers every line with a number."""

    process: subprocess.Popen[str]

    def ask(self) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@dataclass(frozen=True, slots=True)
class TownNetwork:
    """The three namespaces, and the server that runs on the CS host."""

    terminal: str
    gateway: str
    cs: str
    server: Talker

    def gateway_rules(self) -> str:
        """Every rule of the gateway, without what the counters say."""
        return run("ip", "netns", "exec", self.gateway, "nft", "-s", "list", "ruleset")

    def on_gateway(self, *words: str) -> str:
        return run("ip", "netns", "exec", self.gateway, *words)

    def connects(self) -> bool:
        """Whether a new connection from the terminal to the CS host comes about within half a second."""
        attempt = f"import socket; socket.create_connection(('10.91.2.2', {PORT}), timeout=0.5)"
        words = ("ip", "netns", "exec", self.terminal, sys.executable, "-I", "-S", "-c", attempt)
        return subprocess.run(words, capture_output=True, timeout=20, check=False).returncode == 0

    @contextmanager
    def long_lived(self) -> Iterator[Callable[[], bool]]:
        """An established connection from the terminal. The value says whether anything passes on it, either way."""
        with talker(self.terminal, CLIENT) as client:

            def passes() -> bool:
                before = client.ask(), self.server.ask()
                time.sleep(0.5)
                return any(
                    now > then for now, then in zip((client.ask(), self.server.ask()), before, strict=True)
                )

            yield passes


@contextmanager
def talker(namespace: str, code: str) -> Iterator[Talker]:
    words = ("ip", "netns", "exec", namespace, sys.executable, "-I", "-S", "-c", code)
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield Talker(process)
        finally:
            process.kill()


@contextmanager
def town_network() -> Iterator[TownNetwork]:
    """Built, with traffic flowing; gone afterwards. Says so where this machine cannot have it."""
    if sys.platform != "linux" or os.geteuid() != 0:
        machine.missing("network namespaces need root on Linux")
    for program, package in (("ip", "iproute2"), ("nft", "nftables")):
        if shutil.which(program) is None:
            machine.missing(f"no {program} on this machine (Debian: apt-get install {package})")
    terminal, gateway, cs = (f"sekisho-{os.getpid()}-{name}" for name in ("terminal", "gateway", "cs"))
    with ExitStack() as afterwards:
        for namespace in (terminal, gateway, cs):
            made = subprocess.run(
                ("ip", "netns", "add", namespace), capture_output=True, text=True, check=False
            )
            if made.returncode:
                machine.missing(f"no network namespaces: {made.stderr.strip()}")
            afterwards.callback(run, "ip", "netns", "del", namespace)
        join(gateway, "near", "10.91.1.1/24", terminal, "10.91.1.2/24")
        join(gateway, "far", "10.91.2.1/24", cs, "10.91.2.2/24")
        run("ip", "-n", terminal, "route", "add", "default", "via", "10.91.1.1")
        run("ip", "-n", cs, "route", "add", "default", "via", "10.91.2.1")
        run("ip", "netns", "exec", gateway, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
        run("ip", "netns", "exec", gateway, "nft", "-f", "-", given=TOWN_RULES)
        server = afterwards.enter_context(talker(cs, SERVER))
        yield TownNetwork(terminal, gateway, cs, server)


def join(gateway: str, interface: str, address: str, other: str, other_address: str) -> None:
    run(*f"ip -n {gateway} link add {interface} type veth peer name eth0 netns {other}".split())
    run("ip", "-n", gateway, "addr", "add", address, "dev", interface)
    run("ip", "-n", other, "addr", "add", other_address, "dev", "eth0")
    for namespace, name in ((gateway, interface), (other, "eth0"), (gateway, "lo"), (other, "lo")):
        run("ip", "-n", namespace, "link", "set", name, "up")


@contextmanager
def ssh_into(network: TownNetwork, folder: Path) -> Iterator[str]:
    """A real sshd in the gateway's namespace, reached by a veth of its own. Yields its address."""
    sshd = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else None)
    if sshd is None or shutil.which("ssh") is None:
        machine.missing("no sshd on this machine (Debian: apt-get install openssh-server openssh-client)")
    number = os.getpid() % 250
    address, interface = f"10.92.{number}.2", f"sek{os.getpid() % 10**9}"
    for key in ("host", "client"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key))
    shutil.copy(folder / "client.pub", folder / "authorized")
    known = (folder / "host.pub").read_text().split()[:2]
    (folder / "known_hosts").write_text(f"[{address}]:2222 {' '.join(known)}\n")
    (folder / "sshd.conf").write_text(
        f'Port 2222\nListenAddress {address}\nHostKey "{folder}/host"\n'
        f'AuthorizedKeysFile "{folder}/authorized"\n'
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPidFile none\nUseDNS no\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    run(*f"ip link add {interface} type veth peer name admin netns {network.gateway}".split())
    try:
        run("ip", "addr", "add", f"10.92.{number}.1/30", "dev", interface)
        run("ip", "link", "set", interface, "up")
        run("ip", "-n", network.gateway, "addr", "add", f"{address}/30", "dev", "admin")
        run("ip", "-n", network.gateway, "link", "set", "admin", "up")
        words = ("ip", "netns", "exec", network.gateway, sshd, "-D", "-e", "-f", str(folder / "sshd.conf"))
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as server:
            try:
                assert server.stderr is not None
                assert "listening" in (said := server.stderr.readline()), said
                yield address
            finally:
                server.kill()
    finally:
        run("ip", "link", "del", interface)
