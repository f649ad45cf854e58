"""The commands around the archive: verify, prove, ask, keys, retention, witnesses. Each names the function that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sekisho.cli.loading import django_command, plain_command
from sekisho.cli.options import Folder, Json

# A file that cannot be read is told of by the command itself, with what to do: hence `readable=False`.
KeyFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--key",
        metavar="FILE",
        readable=False,
        help="Public keys, as handed out by the town. / 町が配った公開鍵のファイル。",
    ),
]
Log = Annotated[
    str, typer.Argument(help="The short name of a log, as journal. / ログの短い名(journalなど)。")
]
Reason = Annotated[
    str, typer.Option(prompt="Reason / 理由", help="Why; it is put on record. / なぜ行うか。記録に残る。")
]
DECIDED = typer.Option(
    "--decided",
    metavar="NAME=DATE",
    help="Who decided, and on which day; twice, two persons. / 誰がいつ決めたか。二人分、二度書く。",
)

Roots = Annotated[
    Path,
    typer.Option(
        "--roots",
        metavar="FILE",
        readable=False,
        help="The authority's root certificates, PEM. / 時刻認証局のルート証明書(PEM)。",
    ),
]

archive = typer.Typer(help="The archive. / アーカイブ。", no_args_is_help=True)
witness = typer.Typer(help="Witnesses of checkpoints. / チェックポイントの立会人。", no_args_is_help=True)
timestamp = typer.Typer(help="RFC 3161 time stamps. / タイムスタンプ。", no_args_is_help=True)
keys = typer.Typer(help="The keys of the archive. / アーカイブの鍵。", no_args_is_help=True)


def hang_on(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("verify")(verify)
    app.command("prove")(prove)
    app.command("verify-proof")(verify_proof)
    app.command("ask")(ask)
    app.add_typer(archive, name="archive")
    app.add_typer(keys, name="keys")
    app.add_typer(witness, name="witness")
    app.add_typer(timestamp, name="timestamp")


def verify(  # noqa: PLR0917 -- typer takes options as parameters
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", readable=False, help="The archive. / アーカイブ。")
    ],
    key: KeyFiles = None,
    tsa_roots: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            readable=False,
            help="Root certificates of a time stamping authority, PEM. / 時刻認証局のルート証明書(PEM)。",
        ),
    ] = None,
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(
            help="A checkpoint from elsewhere: a file, or its short printed form. / よそにあるチェックポイント。ファイルか、印刷された短い形。"
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Recompute only so many pieces, for a quick look. / この数だけ計算し直す。手早く見るとき。",
        ),
    ] = None,
    deep: Annotated[
        bool,
        typer.Option(
            "--deep",
            help="Count the roll-ups anew, too: takes half as long again, or more. / 集計も数え直す。五割以上長くかかる。",
        ),
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Worker processes. / 同時に働くプロセスの数。")] = 2,
    as_json_: Json = False,
) -> None:
    """Recompute everything from the records. / 記録からすべてを計算し直して確かめる。"""
    run = plain_command("sekisho.cli.verifying:verify")
    code = run(
        folder,
        keys=key,
        checkpoints=checkpoint,
        sample=sample,
        deep=deep,
        jobs=jobs,
        roots=tsa_roots,
        as_json=as_json_,
    )
    raise typer.Exit(code)


def prove(
    log: Log,
    record: Annotated[int, typer.Argument(min=0, help="The number of the record. / 記録の番号。")],
    folder: Folder = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Where to; default: LOG-RECORD.tlog-proof here. / 書き出し先。省けばここのLOG-RECORD.tlog-proof。"
        ),
    ] = None,
) -> None:
    """Write a proof of one record that holds on its own. / 一件の証明をファイルに書き出す。"""
    plain_command("sekisho.cli.proving:prove")(log, record, folder=folder, out=out)


def verify_proof(
    file: Annotated[Path, typer.Argument(readable=False, help="A proof file. / 証明のファイル。")],
    key: KeyFiles = None,
    folder: Folder = None,
    as_json_: Json = False,
) -> None:
    """Check a proof file; --archive where keys have changed. / 証明を確かめる。鍵が替わっていれば--archiveも。"""
    code = plain_command("sekisho.cli.proving:verify_proof")(file, keys=key, folder=folder, as_json=as_json_)
    raise typer.Exit(code)


def ask(
    sql: Annotated[
        str,
        typer.Argument(
            help="One SELECT over operations, network, journal, envelope. / operations、network、journal、envelopeへのSELECT一つ。"
        ),
    ],
    folder: Folder = None,
    seconds: Annotated[float, typer.Option(help="Give up after so long. / この秒数であきらめる。")] = 30.0,
    memory: Annotated[
        int, typer.Option(help="MiB that the question may use. / 使ってよいメモリ(MiB)。")
    ] = 1024,
    as_json_: Json = False,
) -> None:
    """Ask the archive in SQL; nothing can be changed. / SQLで尋ねる。何も変えられない。"""
    plain_command("sekisho.cli.archive_work:ask")(
        sql, folder=folder, seconds=seconds, memory_mib=memory, as_json=as_json_
    )


@archive.command("run")
def run() -> None:
    """Keep sealing the journal, without the web pages. / 画面なしで、行為の記録を封印し続ける。"""
    django_command("sekisho.archiving.commands:run")()


@archive.command("seal")
def seal() -> None:
    """Seal the journal once. / 行為の記録を一度封印する。"""
    django_command("sekisho.archiving.commands:seal")()


@archive.command("status")
def status(folder: Folder = None, as_json_: Json = False) -> None:
    """Each log, its newest checkpoint in the form to be printed. / 各台帳と、印刷する形のチェックポイント。"""
    plain_command("sekisho.cli.archive_work:status")(folder=folder, as_json=as_json_)


@archive.command("export")
def export(
    log: Log, to: Annotated[Path, typer.Argument(help="A directory. / フォルダ。")], folder: Folder = None
) -> None:
    """Write a log as a tlog-tiles directory for other verifiers. / 他の検証器のためのtlog-tiles形式で書き出す。"""
    plain_command("sekisho.cli.archive_work:export")(log, to, folder=folder)


@archive.command("open")
def open_(  # noqa: PLR0917 -- typer takes options as parameters
    log: Log,
    records: Annotated[list[int], typer.Argument(min=0, help="Numbers of records. / 記録の番号。")],
    field: Annotated[
        list[str],
        typer.Option(
            help="Which sealed fields; raw for the bytes as they came. / 開く項目。rawは届いたままのバイト。"
        ),
    ],
    by: Annotated[str, typer.Option(prompt="Name of who does it / 行う者の氏名")],
    reason: Reason,
    folder: Folder = None,
) -> None:
    """Open sealed fields; who and why is recorded first. / 封じた項目を開く。誰が、なぜが先に記録される。"""
    plain_command("sekisho.cli.archive_work:open_fields")(
        log, records, fields=field, by=by, reason=reason, folder=folder
    )


@archive.command("find")
def find(  # noqa: PLR0917 -- typer takes options as parameters
    log: Log,
    column: Annotated[
        str,
        typer.Argument(
            help="A personal column that can be searched, as subject. / 探せる個人の項目(subjectなど)。"
        ),
    ],
    value: Annotated[str, typer.Argument(help="The exact value. / 探す値。完全に同じもの。")],
    by: Annotated[str, typer.Option(prompt="Name of who does it / 行う者の氏名")],
    reason: Reason,
    folder: Folder = None,
) -> None:
    """Every record with that value in all years; who and why is recorded. / その値の記録を全年度から探す。"""
    plain_command("sekisho.cli.archive_work:find")(log, column, value, by=by, reason=reason, folder=folder)


@archive.command("hold")
def hold(  # noqa: PLR0917 -- typer takes options as parameters
    log: Log,
    name: Annotated[str, typer.Argument(help="A name for the hold. / 差止めの名。")],
    reason: Reason,
    first: Annotated[int, typer.Option(min=0, help="From this record on. / この記録から。")] = 0,
    end: Annotated[
        int | None,
        typer.Option(
            help="Up to before this record; default: everything later too. / この記録の前まで。省けば後のものもすべて。"
        ),
    ] = None,
    folder: Folder = None,
) -> None:
    """Keep records from being disposed of. / 廃棄の差止め。"""
    plain_command("sekisho.cli.archive_retention:hold")(
        log, name, reason=reason, first=first, end=end, folder=folder
    )


@archive.command("release")
def release(
    log: Log,
    name: Annotated[str, typer.Argument(help="The name of the hold. / 差止めの名。")],
    reason: Reason,
    folder: Folder = None,
) -> None:
    """End a hold. / 差止めを解く。"""
    plain_command("sekisho.cli.archive_retention:release")(log, name, reason=reason, folder=folder)


@archive.command("dispose")
def dispose(  # noqa: PLR0917 -- typer takes options as parameters
    log: Log,
    decided: Annotated[list[str] | None, DECIDED] = None,
    certificate: Annotated[
        str | None, typer.Option(help="Number of the document of the decision. / 決定の文書番号。")
    ] = None,
    end: Annotated[
        int | None,
        typer.Option(
            help="Up to before this record; default: all that may go. / この記録の前まで。省けば廃棄できるものすべて。"
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what may go. / 廃棄できるものを言うだけ。")
    ] = False,
    folder: Folder = None,
) -> None:
    """Dispose of what is past its floor; two persons decide. / 保存期間を過ぎた記録を、二人の決定で廃棄する。"""
    django_command("sekisho.cli.archive_retention:dispose")(
        log, decided=decided or (), certificate=certificate, end=end, dry_run=dry_run, folder=folder
    )


@archive.command("shred")
def shred(
    log: Log,
    key: Annotated[
        str, typer.Argument(help="A month, 2026-11, or a fiscal year, fy2026. / 月(2026-11)か年度(fy2026)。")
    ],
    decided: Annotated[list[str], DECIDED],
    certificate: Annotated[str, typer.Option(prompt="Document number of the decision / 決裁の文書番号")],
    folder: Folder = None,
) -> None:
    """Destroy the key of a month or year past its floor; two persons decide. / 月や年度の鍵を、二人の決定で壊す。"""
    django_command("sekisho.cli.archive_retention:shred")(
        log, key, decided=decided, certificate=certificate, folder=folder
    )


@keys.command("init")
def keys_init(
    base: Annotated[
        str,
        typer.Option(
            help="Name of the archive, as town.example/sekisho. / アーカイブの名(town.example/sekishoの形)。"
        ),
    ],
    log: Annotated[list[str] | None, typer.Option(help="Short names of logs. / ログの短い名。")] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--keys", readable=False, help="Where to; default: SEKISHO_KEYS. / 置き場所。省けばSEKISHO_KEYS。"
        ),
    ] = None,
) -> None:
    """Make the keys of the archive, outside the data directory. / アーカイブの鍵を、データの外につくる。"""
    plain_command("sekisho.cli.archive_keys:init")(base, logs=log, folder=folder)


@keys.command("show")
def keys_show(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--keys", readable=False, help="The keys; default: SEKISHO_KEYS. / 鍵の場所。省けばSEKISHO_KEYS。"
        ),
    ] = None,
) -> None:
    """Print the public keys to hand out. / 配る公開鍵を印字する。"""
    plain_command("sekisho.cli.archive_keys:show")(folder=folder)


@keys.command("rotate")
def keys_rotate(folder: Folder = None) -> None:
    """Let a new signing key take over in all logs. / 新しい署名鍵に引き継ぐ。"""
    plain_command("sekisho.cli.archive_keys:rotate")(folder=folder)


@keys.command("rewrap")
def keys_rewrap(
    folder: Folder = None,
    new: Annotated[
        bool, typer.Option("--new", help="Make a new sealing key first. / 先に新しい封印鍵をつくる。")
    ] = False,
) -> None:
    """Wrap everything under the present sealing key. / すべてを今の封印鍵で包み直す。"""
    plain_command("sekisho.cli.archive_keys:rewrap")(folder=folder, new=new)


@witness.command("run")
def witness_run(
    config: Annotated[
        Path,
        typer.Argument(
            help="The witness's configuration, TOML: docs/witness.md. / 立会人の設定(TOML)。docs/witness.mdを見よ。"
        ),
    ],
) -> None:
    """Be a witness for other towns. / ほかの町の立会人になる。"""
    plain_command("sekisho.cli.anchors:run_witness")(config)


@witness.command("cosign")
def witness_cosign(
    log: Log,
    url: Annotated[str, typer.Option(help="The witness's address. / 立会人のアドレス。")],
    witness_key: Annotated[str, typer.Option(help="Its verifier key. / 立会人の検証鍵。")],
    folder: Folder = None,
) -> None:
    """Let a witness cosign the newest checkpoint. / 最新のチェックポイントに連署してもらう。"""
    plain_command("sekisho.cli.anchors:cosign")(log, url=url, witness_key=witness_key, folder=folder)


@timestamp.command("request")
def timestamp_request(
    log: Log,
    to: Annotated[
        Path,
        typer.Argument(
            help="A new file, to be carried to the authority. / 認証局へ持っていく新しいファイル。"
        ),
    ],
    folder: Folder = None,
) -> None:
    """Write a request over the newest checkpoint. / 最新のチェックポイントの要求を書き出す。"""
    plain_command("sekisho.cli.anchors:write_request")(log, to, folder=folder)


@timestamp.command("take")
def timestamp_take(
    log: Log,
    request: Annotated[Path, typer.Argument(help="The request that was carried there. / 持っていった要求。")],
    answer: Annotated[Path, typer.Argument(help="The answer that came back. / 戻ってきた応答。")],
    roots: Roots,
    folder: Folder = None,
) -> None:
    """Check an answer and keep it. / 応答を確かめて収める。"""
    plain_command("sekisho.cli.anchors:take_answer")(log, request, answer, roots=roots, folder=folder)


@timestamp.command("ask")
def timestamp_ask(
    log: Log,
    url: Annotated[str, typer.Argument(help="The authority's address. / 認証局のアドレス。")],
    roots: Roots,
    folder: Folder = None,
) -> None:
    """Let an authority that can be reached stamp the newest checkpoint. / 届く所の局に時刻を証明してもらう。"""
    plain_command("sekisho.cli.anchors:stamp")(log, url, roots=roots, folder=folder)
