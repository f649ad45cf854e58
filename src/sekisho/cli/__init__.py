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
from sekisho.cli.loading import django_command
from sekisho.cli.usage import is_wrong_word, tell
from sekisho.cli.words import said
from sekisho.intake.plain import visible
from sekisho.rules.pack import check, pack_directory, pack_names
from sekisho.rules.text import Reading, as_json, as_text, read_file
from sekisho.rules.text.refusals import Unreadable

REFUSED = 1

app = typer.Typer(
    help="関所: runs a town's security regulation. / 町のセキュリティ規程を動かす。",
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

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]
Day = Annotated[
    str | None, typer.Option(metavar="DATE", help="2026-09-30 or 令和8年9月30日; default: today.")
]


def main() -> None:
    """Run the command line and turn what went wrong into one sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old console may lack a character
    try:
        sys.exit(app(prog_name="sekisho", standalone_mode=False) or 0)
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
        return (
            f"データベースを使えません({error})。sekisho up を実行するか、sekisho doctor で調べてください。"
            " / The database cannot be used. Run sekisho up, or look with sekisho doctor."
        )
    # A Refusal has a sentence; asking for the class itself would bring Django in.
    return str(error) if isinstance(error, Unreadable) else getattr(error, "sentence", None)


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Fill an empty installation with the demo town.")] = True,
    host: Annotated[str, typer.Option(help="IP address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Prepare the database and serve. / データベースを整えて画面を開く。"""
    django_command("sekisho.site.commands.up:up")(demo=demo, host=host, port=port)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="IP address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve what is already prepared. / 整えてある画面を開く。"""
    django_command("sekisho.site.commands.up:serve")(host=host, port=port)


@app.command()
def demo(
    months: Annotated[int, typer.Option(min=1, max=84, help="How many months of history.")] = 15,
    seed: Annotated[int, typer.Option(help="The same seed makes the same town.")] = 1,
    until: Day = None,
) -> None:
    """Make the demo town in an empty database. / 空のデータベースにデモの町をつくる。"""
    django_command("sekisho.site.commands.up:make_demo")(months=months, seed=seed, until=until)


@app.command()
def found(  # noqa: PLR0917 -- typer takes options as parameters
    staff_number: Annotated[str, typer.Option(prompt="職員番号 / staff number")],
    name: Annotated[str, typer.Option(prompt="氏名 / name")],
    reading: Annotated[str, typer.Option(prompt="ふりがな / reading (hiragana)")],
    post: Annotated[str, typer.Option(prompt="職のid / post id")],
    order_number: Annotated[str, typer.Option(prompt="辞令番号 / order number")],
    since: Annotated[str, typer.Option(prompt="発令日 / since")],
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
def password(staff_number: Annotated[str, typer.Argument(help="職員番号")]) -> None:
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
    file: Annotated[Path, typer.Argument(help="The text of a municipal rule.")],
    as_json_: Json = False,
    text: Annotated[bool, typer.Option("--text", help="Print the tree back in its own numbering.")] = False,
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
    file: Annotated[Path, typer.Argument(help="The official text.")],
    version: Annotated[str, typer.Option("--version", help="Which version of the rule pack it is, e.g. v8.")],
    staff_number: Annotated[str, typer.Option(help="Who imports it: 職員番号.")],
    post: Annotated[str, typer.Option(help="In which post: its id in the rule pack.")],
) -> None:
    """Keep the official text, to be shown beside the plain words. / 条文を規程原本簿に取り込む。"""
    run = django_command("sekisho.site.commands.import_text:import_text")
    run(file, version=version, staff_number=staff_number, post=post)


@rules.command("check")
def rules_check(
    pack: Annotated[str, typer.Argument(help="A built-in pack's name or a directory.")],
    as_json_: Json = False,
) -> None:
    """List everything that is wrong in a rule pack. / 規程データの誤りをすべて挙げる。"""
    loaded, findings = check(pack_directory(pack) if pack in pack_names() else Path(pack))
    if as_json_:
        rows = [{"file": f.file, "line": f.line, "where": f.where, "ja": f.ja, "en": f.en} for f in findings]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            out.print(
                f"{finding.file}:{finding.line or '-'}: {finding.where}: {finding.ja}\n    {finding.en}",
                markup=False,
            )
        if loaded is not None:
            out.print(
                f"{loaded.name.ja}: 条項 {len(loaded.clauses)}、業務 {len(loaded.duties)}、誤り {len(findings)}"
            )
    raise typer.Exit(REFUSED if findings else 0)


def _show_reading(reading: Reading) -> None:
    """The tree as an outline, and the doubts with their line numbers."""
    out.print(as_text(reading), markup=False, soft_wrap=True)
    out.print(f"\n疑わしい所 / doubts: {len(reading.doubts)}", style="bold")
    for doubt in reading.doubts:
        out.print(f"{doubt.line:>5}  {doubt.words.ja}\n       {doubt.words.en}", markup=False, soft_wrap=True)
