"""Trying the connection that is to be cut. An answer proves that it stands; silence proves nothing by itself."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sekisho.isolation.commands import Host, Ran
from sekisho.isolation.model import Answer, Probed, StepFailed
from sekisho.rules.model import Words

# `timeout` ends the attempt with this code.
NO_ANSWER: Final = 124
REFUSED: Final = "Connection refused"  # whoever refuses has answered
# Not among them "Network is unreachable": there the host of the probe has no way out itself.
SILENCES: Final = ("No route to host", "Connection timed out")
# Word for word what bash runs; address and port come as its arguments.
CONNECT: Final = 'exec 3<>"/dev/tcp/$1/$2"'
SILENT_PING: Final = 1


class ProbeKind(StrEnum):
    """How a connection is tried."""

    TCP = "tcp"
    ICMP = "icmp"


@dataclass(frozen=True, slots=True)
class Probe:
    """One attempt: from `host` to an address, and for TCP a port."""

    kind: ProbeKind
    host: Host
    address: str
    port: int = 0
    timeout_seconds: int = 3

    def run(self) -> Probed:
        """Try it now. Does not raise: what could not be tried is NOT_TRIED."""
        try:
            answer, why = self._try()
        except StepFailed as failure:
            answer, why = Answer.NOT_TRIED, failure.words.en
        words = {
            Answer.ANSWERED: Words("応答がありました", "there was an answer"),
            Answer.SILENT: Words("応答がありません", "no answer"),
            Answer.NOT_TRIED: Words("試せませんでした", "it could not be tried"),
        }[answer]
        to = f"{self.kind} {self.address}" + (f":{self.port}" if self.kind is ProbeKind.TCP else "")
        because = f" ({why})" if why else ""
        return Probed(
            answer,
            Words(
                f"{self.host.id}から{to}: {words.ja}{because}。",
                f"{to} from {self.host.id}: {words.en}{because}.",
            ),
        )

    def _try(self) -> tuple[Answer, str]:
        if self.kind is ProbeKind.TCP and not (self.host.address or self.host.namespace):
            return self._connect()
        return _read(self.kind, self.host.run(*self._words()))

    def _words(self) -> tuple[str, ...]:
        seconds = str(self.timeout_seconds)
        if self.kind is ProbeKind.ICMP:
            return ("ping", "-n", "-c", "1", "-W", seconds, self.address)
        return ("timeout", seconds, "bash", "-c", CONNECT, "probe", self.address, str(self.port))

    def _connect(self) -> tuple[Answer, str]:
        """From this machine itself, on any system."""
        try:
            with socket.create_connection((self.address, self.port), timeout=self.timeout_seconds):
                return Answer.ANSWERED, ""
        except ConnectionRefusedError:
            return Answer.ANSWERED, REFUSED
        except TimeoutError:
            return Answer.SILENT, ""
        except OSError as error:
            answer = Answer.SILENT if error.errno == errno.EHOSTUNREACH else Answer.NOT_TRIED
            return answer, str(error.strerror or error)


def _read(kind: ProbeKind, ran: Ran) -> tuple[Answer, str]:
    last = ran.error.splitlines()[-1] if ran.error else ""
    if ran.code == 0:
        return Answer.ANSWERED, ""
    if kind is ProbeKind.ICMP:
        return (Answer.SILENT, "") if ran.code == SILENT_PING else (Answer.NOT_TRIED, last)
    if ran.code == NO_ANSWER:
        return Answer.SILENT, ""
    if REFUSED in ran.error:
        return Answer.ANSWERED, REFUSED
    # Only what says that nobody answered is silence; anything else was no attempt.
    silence = next((words for words in SILENCES if words in ran.error), None)
    return (Answer.SILENT, silence) if silence else (Answer.NOT_TRIED, last)
