"""The command `sekisho`: everything a machine, an engineer or an auditor does.

A command that needs Django names the function that does it; Django is set up only then, so
that the others answer at once. What is printed is Japanese, with SEKISHO_LANG=en English.
Exit codes: 0 done; 1 refused, with one sentence that says why, or something found that is
not well; 2 a wrong word on the command line; 3 nothing could be judged, for want of a key.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sekisho.cli import archive, backing, collect, export, importing, isolate
from sekisho.cli.helping import in_one_language
from sekisho.cli.loading import django_command
from sekisho.cli.options import Json
from sekisho.cli.usage import is_wrong_word, tell
from sekisho.cli.words import said
from sekisho.intake.plain import visible
from sekisho.rules.pack import check, pack_directory, pack_names
from sekisho.rules.text import Reading, as_json, as_text, read_file
from sekisho.rules.text.refusals import Unreadable

REFUSED = 1

app = typer.Typer(
    help="Sekisho runs a town's security regulation. / 関所: 町のセキュリティ規程を動かす。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
regulation = typer.Typer(help="The text of a regulation. / 規程の条文。", no_args_is_help=True)
rules = typer.Typer(help="Rule packs. / 規程データ。", no_args_is_help=True)
app.add_typer(regulation, name="regulation")
app.add_typer(rules, name="rules")
archive.hang_on(app)
collect.hang_on(app)
importing.hang_on(app)
export.hang_on(app)
backing.hang_on(app)
isolate.hang_on(app)
out = Console(highlight=False, markup=False, emoji=False)

Day = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="As 2026-09-30 or R8.9.30; default: today. / 2026-09-30か令和8年9月30日の形。省けば今日。",
    ),
]


def main() -> None:
    """Run the command line and turn what went wrong into one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old console may lack a character
    try:
        command = in_one_language(typer.main.get_command(app))
        sys.exit(command(prog_name="sekisho", standalone_mode=False) or 0)
    except typer.Abort:
        print(said("中止しました。", "Aborted."), file=sys.stderr)
    except Exception as error:
        if is_wrong_word(error):
            sys.exit(tell(error))
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(f"sekisho: {visible(sentence)}", file=sys.stderr)
    sys.exit(REFUSED)


def _sentence(error: Exception) -> str | None:
    """What a refusal says; None: it is our mistake."""
    if type(error).__module__ == "django.db.utils":
        return said(
            f"データベースを使えません({error})。sekisho up を実行するか、sekisho doctor で調べてください。",
            f"The database cannot be used ({error}). Run sekisho up, or look with sekisho doctor.",
        )
    # A Refusal has a sentence; asking for the class itself would bring Django in.
    return str(error) if isinstance(error, Unreadable) else getattr(error, "sentence", None)


@app.command()
def up(
    demo: Annotated[
        bool,
        typer.Option(help="Fill an empty installation with the demo town. / 空であればデモの町を入れる。"),
    ] = True,
    host: Annotated[
        str, typer.Option(help="IP address to listen on. / 待ち受けるIPアドレス。")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on. / 待ち受けるポート。")] = 8000,
) -> None:
    """Prepare the database and serve. / データベースを整えて画面を開く。"""
    django_command("sekisho.site.commands.up:up")(demo=demo, host=host, port=port)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="IP address to listen on. / 待ち受けるIPアドレス。")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on. / 待ち受けるポート。")] = 8000,
) -> None:
    """Serve what is already prepared. / 整えてある画面を開く。"""
    django_command("sekisho.site.commands.up:serve")(host=host, port=port)


@app.command()
def demo(
    months: Annotated[
        int, typer.Option(min=1, max=84, help="How many months of history. / 何か月分の履歴をつくるか。")
    ] = 15,
    seed: Annotated[
        int, typer.Option(help="The same seed makes the same town. / 同じ数からは同じ町ができる。")
    ] = 1,
    until: Day = None,
) -> None:
    """Make the demo town in an empty database. / 空のデータベースにデモの町をつくる。"""
    django_command("sekisho.site.commands.up:make_demo")(months=months, seed=seed, until=until)


@app.command()
def found(  # noqa: PLR0917 -- typer takes options as parameters
    staff_number: Annotated[str, typer.Option(prompt="Staff number / 職員番号")],
    name: Annotated[str, typer.Option(prompt="Name / 氏名")],
    reading: Annotated[str, typer.Option(prompt="Reading (hiragana) / ふりがな")],
    post: Annotated[str, typer.Option(prompt="Post id / 職のid")],
    order_number: Annotated[str, typer.Option(prompt="Order number / 辞令番号")],
    since: Annotated[str, typer.Option(prompt="Since / 発令日")],
) -> None:
    """Enter the first person, their post and their password. / 最初の職員・辞令・パスワードを記載する。"""
    django_command("sekisho.site.commands.found:found")(
        staff_number=staff_number,
        name=name,
        reading=reading,
        post=post,
        order_number=order_number,
        since=since,
    )


@app.command()
def password(staff_number: Annotated[str, typer.Argument(help="Staff number. / 職員番号。")]) -> None:
    """Give a person of the ledger a password. / 職員簿の者にパスワードを与える。"""
    django_command("sekisho.site.commands.found:password")(staff_number)


@app.command()
def posture(as_of: Day = None, known_at: Day = None, as_json_: Json = False) -> None:
    """One line a clause: kept or not, on a day, as known on a day. / 条項ごとの遵守状況。"""
    django_command("sekisho.duties.commands:posture")(as_of=as_of, known_at=known_at, as_json=as_json_)


@app.command()
def doctor(as_json_: Json = False) -> None:
    """Look the installation over. / 設置の状態を調べる。"""
    code = django_command("sekisho.site.commands.doctor:doctor")(as_json=as_json_)
    raise typer.Exit(code)


@app.command()
def test() -> None:
    """Run every check of the source: ./sekisho test. / ソースのすべての検査を行う。"""
    raise typer.BadParameter(
        said(
            "検査はソースのフォルダで ./sekisho test と実行してください。",
            "Run ./sekisho test in the source folder.",
        )
    )


@regulation.command("read")
def regulation_read(
    file: Annotated[Path, typer.Argument(help="The text of a municipal rule. / 例規の条文のファイル。")],
    as_json_: Json = False,
    text: Annotated[
        bool,
        typer.Option(
            "--text", help="Print the tree back in its own numbering. / 木を、条文の番号のまま印字する。"
        ),
    ] = False,
) -> None:
    """Read a regulation into its tree, with every doubt. / 条文を木として読み、疑わしい所を挙げる。"""
    reading = read_file(file)
    if as_json_:
        print(json.dumps(as_json(reading), ensure_ascii=False, indent=1))
    elif text:
        print(as_text(reading))
    else:
        _show_reading(reading)


@regulation.command("import")
def regulation_import(
    file: Annotated[Path, typer.Argument(help="The official text. / 条文の原本。")],
    version: Annotated[
        str,
        typer.Option(
            "--version",
            help="Which version of the rule pack it is, e.g. v8. / 規程データのどの版か(v8など)。",
        ),
    ],
    staff_number: Annotated[
        str, typer.Option(help="Staff number of who imports it. / 取り込む者の職員番号。")
    ],
    post: Annotated[
        str, typer.Option(help="In which post: its id in the rule pack. / どの職で行うか(規程データのid)。")
    ],
) -> None:
    """Keep the official text, to be shown beside the plain words. / 条文を規程原本簿に取り込む。"""
    run = django_command("sekisho.site.commands.import_text:import_text")
    run(file, version=version, staff_number=staff_number, post=post)


@rules.command("check")
def rules_check(
    pack: Annotated[
        str,
        typer.Argument(help="A built-in pack's name or a directory. / 内蔵の規程データの名か、フォルダ。"),
    ],
    as_json_: Json = False,
) -> None:
    """List everything that is wrong in a rule pack. / 規程データの誤りをすべて挙げる。"""
    loaded, findings = check(pack_directory(pack) if pack in pack_names() else Path(pack))
    if as_json_:
        rows = [{"file": f.file, "line": f.line, "where": f.where, "ja": f.ja, "en": f.en} for f in findings]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            words = said(finding.ja, finding.en)
            out.print(
                f"{finding.file}:{finding.line or '-'}: {finding.where}: {words}",
                markup=False,
                soft_wrap=True,
            )
        if loaded is not None:
            clauses, duties, wrong = len(loaded.clauses), len(loaded.duties), len(findings)
            out.print(
                said(
                    f"{loaded.name.ja}: 条項 {clauses}、業務 {duties}、誤り {wrong}",
                    f"{loaded.name.en}: {clauses} clauses, {duties} duties, {wrong} findings",
                )
            )
    raise typer.Exit(REFUSED if findings else 0)


def _show_reading(reading: Reading) -> None:
    """The tree as an outline, and the doubts with their line numbers."""
    out.print(as_text(reading), markup=False, soft_wrap=True)
    out.print(said(f"\n疑わしい所: {len(reading.doubts)}", f"\nDoubts: {len(reading.doubts)}"), style="bold")
    for doubt in reading.doubts:
        words = said(doubt.words.ja, doubt.words.en)
        out.print(f"{doubt.line:>5}  {words}", markup=False, soft_wrap=True)
