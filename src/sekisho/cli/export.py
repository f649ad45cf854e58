"""The commands that give records out again. They name the functions that do it."""

from __future__ import annotations

from typing import Annotated

import typer

from sekisho.cli.loading import plain_command
from sekisho.cli.options import Folder

export = typer.Typer(
    help="Records out again, as JSON lines. / 記録をJSON Linesで取り出す。", no_args_is_help=True
)

Since = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        help="From then on, as 2026-09-30 or 2026-09-30T14:05. / この時から(2026-09-30、2026-09-30T14:05の形)。",
    ),
]
Until = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Until before then, as --since. / この時の前まで(--sinceと同じ形)。"),
]
Jsonl = Annotated[
    bool, typer.Option("--jsonl", help="JSON lines: the only form. / JSON Lines。形はこれだけ。")
]
By = Annotated[
    str, typer.Option(metavar="NAME", help="Who opens what is personal. / 個人に関わる項目を開く者。")
]
Reason = Annotated[
    str, typer.Option(metavar="TEXT", help="Why; it is put on record. / 開く理由。記録に残る。")
]


def hang_on(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(export, name="export")


@export.command()
def network(*, since: Since = None, until: Until = None, jsonl: Jsonl = True, folder: Folder = None) -> None:
    """Messages of firewalls, with raw bytes in base64. / 通信ログを、届いたままのバイトとともに取り出す。"""
    assert jsonl
    plain_command("sekisho.cli.export_work:network")(since, until, folder)


@export.command()
def operations(
    *,
    since: Since = None,
    until: Until = None,
    jsonl: Jsonl = True,
    folder: Folder = None,
    by: By = "",
    reason: Reason = "",
) -> None:
    """Operations; what is personal only with --by and --reason. / 操作履歴。個人に関わる項目には--byと--reasonが要る。"""
    assert jsonl
    plain_command("sekisho.cli.export_work:operations")(since, until, folder, by=by, reason=reason)
