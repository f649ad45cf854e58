"""The commands around backups. Each names the function that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sekisho.cli.loading import django_command

GENERATIONS = 14

Target = Annotated[
    Path | None,
    typer.Option(
        "--target", metavar="DIR", help="バックアップ先 / where backups are; default: SEKISHO_BACKUPS."
    ),
]
StaffNumber = Annotated[
    str | None, typer.Option(help="職員番号 / who answers for it and enters it into the ledger.")
]
Post = Annotated[str | None, typer.Option(help="職のid / in which post, where the person holds several.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]

backing = typer.Typer(help="Backups. / バックアップ。", no_args_is_help=True)


def hang_on(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(backing, name="backup")


@backing.command("run")
def run(  # noqa: PLR0917 -- typer takes options as parameters
    target: Target = None,
    keep: Annotated[int, typer.Option(min=1, help="残す世代の数 / how many generations stay.")] = GENERATIONS,
    maker: Annotated[str, typer.Option(help="auto, restic, plain.")] = "auto",
    place: Annotated[str, typer.Option(help="保管場所 / where it is kept.")] = "",
    medium: Annotated[str, typer.Option(help="媒体番号 / number of the medium in its ledger.")] = "",
    off_site: Annotated[bool, typer.Option("--off-site", help="庁舎外 / kept in another building.")] = False,
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
    generation: Annotated[str | None, typer.Argument(help="世代 / one generation; default: all.")] = None,
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
    generation: Annotated[str, typer.Argument(help="世代 / the generation.")],
    to: Annotated[Path, typer.Option(metavar="EMPTY-DIR", help="空のフォルダ / an empty directory.")],
    target: Target = None,
) -> None:
    """Put a generation into an empty directory. / 一つの世代を空のフォルダに戻す。"""
    django_command("sekisho.backups.commands:restore")(generation, target=target, to=to)


@backing.command("test")
def try_out(  # noqa: PLR0917 -- typer takes options as parameters
    generation: Annotated[str | None, typer.Argument(help="世代 / default: the newest.")] = None,
    target: Target = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(
            "--key", metavar="FILE", help="公開鍵のファイル / public keys; default: those of the town."
        ),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="戻して試す場所 / where it is restored to for the test."),
    ] = None,
    staff_number: StaffNumber = None,
    post: Post = None,
    as_json_: Json = False,
) -> None:
    """Restore into an empty directory, verify and compare: 復元試験. / 空のフォルダに戻し、検証して比べる。"""
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
