"""The commands that take files in. Each names the function that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from sekisho.cli.loading import plain_command
from sekisho.cli.options import Folder, Json

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files. / ファイル。")]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME|FILE",
        help="A mapping profile; default: the built-in one. / マッピングプロファイル。省けば内蔵のもの。",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only look; nothing is stored. / 調べるだけで、何も取り込まない。")
]
Partial = Annotated[
    bool,
    typer.Option(
        "--partial", help="Take the good rows, list the others. / 読めた行だけ取り込み、ほかは挙げる。"
    ),
]
KINDS = {
    "staff": "Staff. / 職員。",
    "credentials": "Credentials. / 認証情報と権限。",
    "terminals": "Terminals. / 端末。",
    "leave": "Leave. / 休暇・出張など。",
    "counter": "Counter applications. / 受付簿。",
    "residents": "Residents, pseudonymised. / 住民(仮名)。",
    "openings": "Openings outside the usual hours. / 臨時の開庁。",
    "jobs": "Approved jobs. / 承認された一括処理。",
}


class WithColumns(TyperCommand):
    """A command whose help ends with the columns of its files."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # Any: Typer exports no names for them
        """The usual help; what reads files is loaded only here."""
        super().format_help(ctx, formatter)
        formatter.write(plain_command("sekisho.cli.import_columns:columns")(self.name) + "\n")


importing = typer.Typer(help="Take files in. / ファイルを取り込む。", no_args_is_help=True)


def hang_on(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(importing, name="import")


@importing.command("operations", cls=WithColumns)
def operations(  # noqa: PLR0917 -- typer takes options as parameters
    files: Files,
    profile: ProfileName = None,
    partial: Partial = False,
    dry_run: DryRun = False,
    as_json_: Json = False,
    folder: Folder = None,
) -> None:
    """Operation histories into the archive; a file that came before is known again. / 操作履歴をアーカイブに取り込む。"""
    run = plain_command("sekisho.cli.import_work:operations")
    code = run(files, profile=profile, partial=partial, dry_run=dry_run, as_json=as_json_, folder=folder)
    raise typer.Exit(code)


@importing.command("watch")
def watch(
    place: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the files are dropped. / ファイルの置き場所。")
    ],
    profile: ProfileName = None,
    once: Annotated[bool, typer.Option("--once", help="Look once and end. / 一度だけ見て終わる。")] = False,
    folder: Folder = None,
) -> None:
    """Take in what is dropped into a folder, as long as it runs. / 置かれた操作履歴を取り込み続ける。"""
    code = plain_command("sekisho.cli.import_work:watch")(place, profile=profile, once=once, folder=folder)
    raise typer.Exit(code)


@importing.command("profile")
def profile(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sample file. / 見本のファイル。")],
    kind: Annotated[str, typer.Option(help="Which kind of table it is. / どの種類の表か。")] = "operations",
) -> None:
    """Propose a mapping profile from a sample. / 見本のファイルからプロファイルの案をつくる。"""
    plain_command("sekisho.cli.import_work:propose")(file, kind)


@importing.command("list")
def list_(as_json_: Json = False) -> None:
    """The town's own papers that were kept, with their counts. / 取り込んだ照合資料の一覧。"""
    plain_command("sekisho.cli.paper_work:listing")(as_json=as_json_)


def _add(kind: str, help_: str) -> None:
    @importing.command(kind, help=help_, cls=WithColumns)
    def command(
        files: Files,
        profile: ProfileName = None,
        partial: Partial = False,
        dry_run: DryRun = False,
        as_json_: Json = False,
    ) -> None:
        run = plain_command("sekisho.cli.import_work:table")
        code = run(kind, files, profile=profile, partial=partial, dry_run=dry_run, as_json=as_json_)
        raise typer.Exit(code)


for _kind, _help in KINDS.items():
    _add(_kind, _help)
