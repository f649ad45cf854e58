"""The commands around backups. Each names the function that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sekisho.cli.loading import django_command
from sekisho.cli.options import Json

GENERATIONS = 14

Target = Annotated[
    Path | None,
    typer.Option(
        "--target",
        metavar="DIR",
        help="Where backups are; default: SEKISHO_BACKUPS. / バックアップ先。省けばSEKISHO_BACKUPS。",
    ),
]
StaffNumber = Annotated[
    str | None,
    typer.Option(
        help="Staff number of who answers for it and enters it into the ledger. / 責任を持って簿冊に記載する者の職員番号。"
    ),
]
Post = Annotated[
    str | None,
    typer.Option(
        help="In which post, where the person holds several: its id. / いくつも職のある者は、どの職で行うか(id)。"
    ),
]

backing = typer.Typer(help="Backups. / バックアップ。", no_args_is_help=True)


def hang_on(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(backing, name="backup")


@backing.command("run")
def run(  # noqa: PLR0917 -- typer takes options as parameters
    target: Target = None,
    keep: Annotated[
        int, typer.Option(min=1, help="How many generations stay. / 残す世代の数。")
    ] = GENERATIONS,
    maker: Annotated[
        str, typer.Option(help="How it is made: auto, restic, plain. / 作り方。auto、restic、plain。")
    ] = "auto",
    place: Annotated[str, typer.Option(help="Where it is kept. / 保管場所。")] = "",
    medium: Annotated[
        str, typer.Option(help="Number of the medium in its ledger. / 媒体管理簿の媒体番号。")
    ] = "",
    off_site: Annotated[
        bool, typer.Option("--off-site", help="Kept in another building. / 庁舎の外に保管する。")
    ] = False,
    staff_number: StaffNumber = None,
    post: Post = None,
) -> None:
    """Back up database, archive and data directory. / データベース、アーカイブ、データを控える。"""
    django_command("sekisho.backups.commands:run")(
        target=target,
        generations=keep,
        maker=maker,
        place=place,
        medium=medium,
        off_site=off_site,
        staff_number=staff_number,
        post=post,
    )


@backing.command("check")
def check(
    generation: Annotated[
        str | None, typer.Argument(help="One generation; default: all. / 世代。省けばすべて。")
    ] = None,
    target: Target = None,
    as_json_: Json = False,
) -> None:
    """Hold every file against what was backed up. / すべてのファイルを採取したときと比べる。"""
    code = django_command("sekisho.backups.commands:check")(
        target=target, generation=generation, as_json=as_json_
    )
    raise typer.Exit(code)


@backing.command("restore")
def restore(
    generation: Annotated[str, typer.Argument(help="The generation. / 世代。")],
    to: Annotated[Path, typer.Option(metavar="EMPTY-DIR", help="An empty directory. / 空のフォルダ。")],
    target: Target = None,
) -> None:
    """Put a generation into an empty directory. / 一つの世代を空のフォルダに戻す。"""
    django_command("sekisho.backups.commands:restore")(generation, target=target, to=to)


@backing.command("test")
def try_out(  # noqa: PLR0917 -- typer takes options as parameters
    generation: Annotated[
        str | None, typer.Argument(help="The generation; default: the newest. / 世代。省けば最新。")
    ] = None,
    target: Target = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(
            "--key",
            metavar="FILE",
            help="Public keys; default: those of the town. / 公開鍵のファイル。省けば町のもの。",
        ),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where it is restored to for the test. / 戻して試す場所。"),
    ] = None,
    staff_number: StaffNumber = None,
    post: Post = None,
    as_json_: Json = False,
) -> None:
    """Restore into an empty directory, verify and compare. / 復元試験: 空のフォルダに戻し、検証して比べる。"""
    code = django_command("sekisho.backups.commands:try_out")(
        target=target,
        generation=generation,
        keys=key,
        work=work,
        staff_number=staff_number,
        post=post,
        as_json=as_json_,
    )
    raise typer.Exit(code)
