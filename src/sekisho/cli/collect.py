"""The command that receives syslog. It names the function that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sekisho.cli.loading import plain_command
from sekisho.cli.options import Json

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
            metavar="FILE",
            help="The configuration; default: collect.toml in SEKISHO_DATA. / 設定ファイル。省けばSEKISHO_DATAのcollect.toml。",
        ),
    ] = None,
) -> None:
    """Receive syslog until stopped; what was received is durable. / 止められるまでsyslogを受信し、確実に保存する。"""
    if context.invoked_subcommand is None:
        plain_command("sekisho.cli.collecting:collect")(config)


@collect.command()
def status(as_json: Json = False) -> None:
    """What each source sent, and that the sum adds up. / 発信元ごとの件数。受信=保存+受け取らなかったもの+失われたもの。"""
    plain_command("sekisho.cli.collect_work:status")(as_json=as_json)


@collect.command()
def move(
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The configuration, as for `collect`. / 設定ファイル(collectと同じ)。"
        ),
    ] = None,
) -> None:
    """Move what was received into the archive until standard input ends; `collect` runs this beside itself. / 受信したものをアーカイブに移す。標準入力が閉じると終わる(collectが自分の横で動かす)。"""
    plain_command("sekisho.cli.collect_work:move")(config)
