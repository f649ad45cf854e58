"""The isolators of a town, from `isolators.toml` in its data directory: all that is wrong in it is found at once.

The format, with an example, is in docs/isolation.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from sekisho.isolation.by_hand import ByHand, Task
from sekisho.isolation.commands import Host
from sekisho.isolation.device import Device, Session
from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import Mechanism
from sekisho.isolation.network_device import NetworkDevice, Question, session_of
from sekisho.isolation.nftables import Nftables, Side
from sekisho.isolation.probes import Probe, ProbeKind
from sekisho.isolation.setting_values import Values
from sekisho.isolation.step_log import StepLog
from sekisho.rules.pack_fields import Reading, Table
from sekisho.rules.pack_findings import Finding, Place, Source
from sekisho.rules.pack_source import read_source

FILE: Final = "isolators.toml"
HERE: Final = Host("here")
KINDS: Final = ("nftables", "network-device", "by-hand")
ENTRIES_MAX: Final = 16  # of one side: each of one with each of the other is a rule
SETTLE_SECONDS: Final = 10
SETTLE_SECONDS_MAX: Final = 300


class BadSettings(ValueError):
    """The file cannot be followed; `findings` says all that is wrong in it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(finding.said_in("en") for finding in findings))
        self.findings = tuple(findings)


def isolators_of(
    path: Path, log_folder: Path, *, open_session: Callable[[Device], Session] = session_of
) -> dict[str, Isolator]:
    """The isolators in the file by name; none where there is no file. Raises BadSettings.

    `log_folder` is where the step logs stand; it is made when something is first carried out.
    """
    if not path.exists():
        return {}
    source = read_source(path)
    if isinstance(source, Finding):
        raise BadSettings([source])
    reader = _Reader(source, path.parent, log_folder, open_session)
    isolators = reader.isolators()
    if reader.findings:
        raise BadSettings(sorted(dict.fromkeys(reader.findings), key=lambda each: each.line or 0))
    return {isolator.name: isolator for isolator in isolators}


class _Reader:
    """Reads one file; goes on with harmless values where something is wrong."""

    def __init__(
        self, source: Source, folder: Path, log_folder: Path, open_session: Callable[[Device], Session]
    ) -> None:
        self._reading = Reading()
        self._source = source
        self._values = Values(folder)
        self._log_folder = log_folder
        self._open_session = open_session
        self._hosts: Mapping[str, Host] = {HERE.id: HERE}

    @property
    def findings(self) -> list[Finding]:
        return self._reading.log.findings

    def isolators(self) -> list[Isolator]:
        top = Table(self._source.tables, Place(self._source, ()), self._reading)
        hosts = [self._host(table) for table in top.tables("host")]
        self._hosts = {HERE.id: HERE, **{host.id: host for host in hosts}}
        isolators = [self._isolator(table) for table in top.tables("isolator")]
        for table in self._reading.tables:
            table.close()
        return isolators

    # --- hosts and probes ---

    def _host(self, table: Table) -> Host:
        name = self._values.name(table, "host")
        if name == HERE.id:
            table.report(
                "id",
                "here はこの機械のことです。別の名前にしてください。",
                "here is this machine. Take another id.",
            )
        remote = table.has("address")
        if not remote and not table.has("namespace"):
            table.report(
                "id",
                "address(SSHの相手)か namespace(この機械のネットワーク名前空間)のどちらかが要ります。",
                "It needs address (by SSH) or namespace (a network namespace of this machine).",
            )
        return Host(
            id=name,
            address=self._values.address(table, "address") if remote else "",
            port=table.integer("port", 1, 65_535, default=22),
            user=self._values.user(table, "user") if remote else "",
            key=self._values.file(table, "key", private=True) if remote else None,
            known_hosts=self._values.file(table, "known_hosts") if remote else None,
            namespace=self._values.namespace(table, "namespace") if table.has("namespace") else "",
            sudo=table.flag("sudo", default=False),
            timeout_seconds=table.integer("timeout_seconds", 2, 60, default=10),
        )

    def _known_host(self, table: Table, key: str, default: str | None = None) -> Host:
        return self._hosts[table.word_of(key, tuple(self._hosts), default)]

    def _probe(self, table: Table) -> Probe:
        kind = table.choice("kind", ProbeKind, ProbeKind.TCP)
        host = self._known_host(table, "from", HERE.id)
        return Probe(
            kind=kind,
            host=host,
            address=self._values.address(table, "address"),
            port=table.integer("port", 1, 65_535) if kind is ProbeKind.TCP else 0,
            timeout_seconds=table.integer(
                "timeout_seconds",
                1,
                int(host.timeout_seconds) - 1,
                default=min(3, int(host.timeout_seconds) - 1),
            ),
        )

    # --- isolators ---

    def _isolator(self, table: Table) -> Isolator:
        name = self._values.name(table, "isolator")
        log = StepLog(self._log_folder, name)
        kind = table.word_of("kind", KINDS)
        probes = tuple(self._probe(each) for each in table.tables("probe"))
        if not probes and kind != "by-hand":
            table.report(
                "probe",
                "[[isolator.probe]] がありません。試さなければ、切れたと言えません。",
                "There is no [[isolator.probe]]. Without trying, nobody can say that it is cut.",
            )
        mechanism: Mechanism
        match kind:
            case "nftables":
                mechanism = self._nftables(table, name, probes)
            case "network-device":
                mechanism = self._network_device(table)
            case _:
                mechanism = ByHand(self._tasks(table, "cut"), self._tasks(table, "restore"), log)
        settle = table.integer("settle_seconds", 0, SETTLE_SECONDS_MAX, default=SETTLE_SECONDS)
        return Isolator(name, table.words("title"), mechanism, probes, log, settle)

    def _nftables(self, table: Table, name: str, probes: Sequence[Probe]) -> Nftables:
        gateway = self._known_host(table, "gateway")
        if any(probe.host == gateway for probe in probes):
            table.report(
                "probe",
                "ゲートウェイ自身の通信は切れません。別の所から試してください。",
                "The gateway's own traffic is not cut. Try from another place.",
            )
        return Nftables(name, gateway, self._side(table, "near"), self._side(table, "far"))

    def _side(self, table: Table, key: str) -> Side:
        side = table.required_table(key)
        networks = self._values.networks(side, "networks")
        interfaces = self._values.interfaces(side, "interfaces")
        if not 0 < len(networks) + len(interfaces) <= ENTRIES_MAX:
            table.report(
                key,
                f"networks と interfaces を合わせて1から{ENTRIES_MAX}まで書いてください。",
                f"Give from 1 to {ENTRIES_MAX} networks and interfaces together.",
            )
        return Side(networks, interfaces)

    def _tasks(self, table: Table, key: str) -> tuple[Task, ...]:
        tasks = tuple(
            Task(self._values.plain_name(each), each.own_words(), each.text("who"))
            for each in table.tables(key)
        )
        if not tasks:
            table.report(
                key,
                f"[[isolator.{key}]] がありません。手順を書いてください。",
                f"There is no [[isolator.{key}]]. Write the steps.",
            )
        if len({task.id for task in tasks}) < len(tasks):
            table.report(key, "同じ id が二度あります。", "An id is there twice.")
        return tasks

    def _network_device(self, table: Table) -> NetworkDevice:
        device = table.required_table("device")
        questions = tuple(self._question(each) for each in table.tables("look"))
        if not questions:
            table.report(
                "look",
                "[[isolator.look]] がありません。切れたかどうかの見方を書いてください。",
                "There is no [[isolator.look]]. Write how one sees whether it is cut.",
            )
        return NetworkDevice(
            self._device(device),
            self._values.commands(table, "cut"),
            self._values.commands(table, "restore"),
            self._values.commands(table, "save", needed=False),
            questions,
            self._open_session,
        )

    def _device(self, table: Table) -> Device:
        if not (table.has("key") or table.has("password_file")):
            table.report("key", "key か password_file が要ります。", "It needs key or password_file.")
        address = self._values.address(table, "address")
        return Device(
            id=address,
            kind=self._values.user(table, "type"),
            address=address,
            port=table.integer("port", 1, 65_535, default=22),
            user=self._values.user(table, "user"),
            known_hosts=self._values.file(table, "known_hosts"),
            key=self._values.file(table, "key", private=True) if table.has("key") else None,
            password_file=self._values.optional_secret(table, "password_file"),
            secret_file=self._values.optional_secret(table, "secret_file"),
            timeout_seconds=table.integer("timeout_seconds", 2, 60, default=10),
        )

    def _question(self, table: Table) -> Question:
        cut, connected = self._values.pattern(table, "cut"), self._values.pattern(table, "connected")
        if cut == connected:
            table.report("cut", "cut と connected が同じです。", "cut and connected are the same.")
        return Question(self._values.command(table, "command"), cut, connected)
