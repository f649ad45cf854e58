"""The commands that look at a disconnection: what would be done, what is the case. None of them cuts."""

from __future__ import annotations

from typing import Annotated

import typer

from sekisho.cli.loading import plain_command
from sekisho.cli.options import Json

isolate = typer.Typer(
    help="Look at what can cut the network off. / 切離しの計画と状態を見る(ここからは切れない)。",
    no_args_is_help=True,
)

Name = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME", help="An id of isolators.toml; default: all. / isolators.tomlのid。省けばすべて。"
    ),
]


def hang_on(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(isolate, name="isolate")


@isolate.command()
def plan(name: Name = None, as_json: Json = False) -> None:
    """What would be done, word for word; nothing is touched. / 何が行われるかを見る。何も変えない。"""
    plain_command("sekisho.cli.isolating:plan")(name, as_json=as_json)


@isolate.command()
def verify(name: Name = None, as_json: Json = False) -> None:
    """Look and try whether it is cut now. / いま切れているかを、見て試して確かめる。"""
    raise typer.Exit(plain_command("sekisho.cli.isolating:verify")(name, as_json=as_json))


@isolate.command()
def status(name: Name = None, as_json: Json = False) -> None:
    """What was carried out last, by the step log. / 最後に何が行われたかを、手順の記録から見る。"""
    plain_command("sekisho.cli.isolating:status")(name, as_json=as_json)
