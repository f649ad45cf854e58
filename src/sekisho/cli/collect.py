"""The command that receives syslog. It names the function that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sekisho.cli.loading import plain_command

collect = typer.Typer(help="Receive syslog. / syslogを受信する。", invoke_without_command=True)


def hang_on(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(collect, name="collect")


@collect.callback()
def run(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="設定ファイル / the configuration; default: collect.toml in SEKISHO_DATA."
        ),
    ] = None,
) -> None:
    """Receive syslog until stopped; what was received is durable. / 止められるまでsyslogを受信し、確実に保存する。"""
    if context.invoked_subcommand is None:
        plain_command("sekisho.cli.collecting:collect")(config)
