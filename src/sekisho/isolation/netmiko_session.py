"""The session on a network device, by netmiko. Imported only where the extra `network-devices` is installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from netmiko import BaseConnection, ConnectHandler
from netmiko.exceptions import (
    ConfigInvalidException,
    NetmikoAuthenticationException,
    NetmikoBaseException,
    NetmikoTimeoutException,
    ReadTimeout,
)
from paramiko import SSHException

from sekisho.isolation.commands import Failed, TimedOut, Unreachable
from sekisho.isolation.device import SHOWN, Device
from sekisho.isolation.model import StepFailed
from sekisho.rules.model import Words

T = TypeVar("T")

# How devices of most makers say that they did not take a command.
NOT_TAKEN: Final = r"(?im)^\s*(?:%|\^|error:|unknown command|invalid|incomplete command|command not found)"


@dataclass(frozen=True, slots=True)
class NetmikoSession:
    """A connection that stands. Every wait in it ends after the device's `timeout_seconds`."""

    device: Device
    connection: BaseConnection

    def ask(self, command: str) -> str:
        """What the device answers; commands go one by one. Raises StepFailed."""
        return _guarded(self.device, lambda: str(self.connection.send_command(command)))

    def configure(self, commands: Sequence[str]) -> str:
        """Each command as it comes, ended at the first that the device does not take. Raises StepFailed."""
        return _guarded(
            self.device,
            lambda: str(self.connection.send_config_set(list(commands), error_pattern=NOT_TAKEN)),
        )

    def close(self) -> None:
        """Let the connection go, without a farewell: a device that hangs would keep us waiting for its answer."""
        with suppress(SSHException, OSError, EOFError):
            self.connection.paramiko_cleanup()


def open_session(device: Device) -> NetmikoSession:
    """Log in. Takes only host keys in `known_hosts`. Raises StepFailed."""
    seconds = device.timeout_seconds
    return _guarded(
        device,
        lambda: NetmikoSession(
            device,
            _enabled(
                device,
                ConnectHandler(
                    device_type=device.kind,
                    host=device.address,
                    port=device.port,
                    username=device.user,
                    password=_secret(device.password_file),
                    secret=_secret(device.secret_file),
                    use_keys=device.key is not None,
                    key_file=str(device.key) if device.key else None,
                    allow_agent=False,
                    ssh_strict=True,
                    alt_host_keys=True,
                    alt_key_file=str(device.known_hosts),
                    conn_timeout=seconds,
                    banner_timeout=seconds,
                    auth_timeout=seconds,
                    blocking_timeout=seconds,
                    read_timeout_override=seconds,
                ),
            ),
        ),
    )


def _enabled(device: Device, connection: BaseConnection) -> BaseConnection:
    if device.secret_file is not None:
        connection.enable()
    return connection


def _secret(path: Path | None) -> str:
    return path.read_text(encoding="utf-8").strip() if path else ""


def _guarded(device: Device, act: Callable[[], T]) -> T:
    """Do it, and say in one sentence what went wrong."""
    try:
        return act()
    except ConfigInvalidException as error:
        why = _short(error)
        raise Failed(
            Words(
                f"{device.id}: 機器が命令を受け付けません: {why}",
                f"{device.id} does not take a command: {why}",
            )
        ) from error
    except NetmikoAuthenticationException as error:
        raise Unreachable(
            Words(
                f"{device.id}: 機器に入れません(鍵かパスワード)。",
                f"{device.id} does not let us in (key or password).",
            )
        ) from error
    except ReadTimeout as error:
        raise TimedOut(
            Words(
                f"{device.id}: {device.timeout_seconds}秒待っても応答がそろいません。実行されたかどうかは分かりません。",
                f"{device.id}: no full answer after {device.timeout_seconds} s. "
                "Whether it was carried out is not known.",
            )
        ) from error
    except NetmikoTimeoutException as error:
        why = _short(error)
        raise Unreachable(
            Words(f"{device.id}: 機器につながりません: {why}", f"{device.id} cannot be reached: {why}")
        ) from error
    except (NetmikoBaseException, SSHException, OSError, EOFError, ValueError) as error:
        why = _short(error)
        raise StepFailed(
            Words(
                f"{device.id}: 途中で切れました。実行されたかどうかは分かりません: {why}",
                f"{device.id}: it broke off. Whether it was carried out is not known: {why}",
            )
        ) from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:SHOWN]
