"""`sekisho doctor`: what an engineer wants to know before calling anybody."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from sekisho.kernel.models import JournalEvent, Recorded
from sekisho.kernel.records import canonical, fields_of
from sekisho.kernel.town import pack
from sekisho.site.messages import catalogues

NEEDED_MIB = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do if not."""

    what: str
    well: bool
    seen: str
    do: str = ""


def doctor(*, as_json: bool) -> int:
    """Look everything over and print it. Returns 0 if all is well, 1 otherwise."""
    findings = [look() for look in LOOKS] if _reachable().well else [_reachable(), _disk()]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        table = Table(box=None, pad_edge=False)
        for title in ("", "調べたもの", "見えたもの", "すること"):
            table.add_column(title)
        for one in findings:
            table.add_row("○" if one.well else "×", one.what, one.seen, one.do)
        Console(highlight=False).print(table)
    return 0 if all(finding.well for finding in findings) else 1


def _python() -> Finding:
    return Finding(
        "Python", sys.version_info >= (3, 11), sys.version.split()[0], "3.11以上を入れてください。"
    )


def _reachable() -> Finding:
    try:
        connection.ensure_connection()
    except Exception as error:  # noqa: BLE001 -- whatever the driver raises, it is the finding
        return Finding("データベース", False, str(error), "SEKISHO_DATABASE と接続先を確かめてください。")
    version = (
        sqlite3.sqlite_version
        if connection.vendor == "sqlite"
        else str(getattr(connection, "pg_version", ""))
    )
    return Finding("データベース", True, f"{connection.vendor} {version}")


def _tables() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding("表の版", not waiting, f"未適用 {len(waiting)}", "sekisho up を実行してください。")


def _system_checks() -> Finding:
    faults = [str(fault.msg) for fault in run_checks(databases=["default"])]
    return Finding(
        "記録を守るトリガーと簿冊の記述",
        not faults,
        "; ".join(faults) or "異常なし",
        "開発元に知らせてください。",
    )


def _numbers() -> Finding:
    count = JournalEvent.objects.count()
    last = JournalEvent.objects.aggregate(last=Max("number"))["last"] or 0
    return Finding(
        "記録の番号",
        count == last,
        f"{count}件、最後の番号 {last}",
        "欠番があります。監査人に知らせてください。",
    )


def _clock() -> Finding:
    before, backwards = None, 0
    for moment in JournalEvent.objects.order_by("number").values_list("recorded_at", flat=True).iterator():
        backwards += before is not None and moment < before
        before = moment
    ahead = before is not None and before > timezone.now() + timedelta(minutes=1)
    seen = f"時刻の逆行 {backwards}" + ("、最後の記録が今より先" if ahead else "")
    return Finding("時計", not backwards and not ahead, seen, "端末の時計を確かめてください。")


def _agreement() -> Finding:
    wrong = list(disagreements())
    seen = "、".join(wrong[:5]) or "すべて一致"
    return Finding(
        "簿冊と記録の一致", not wrong, seen, "書き換えの疑いがあります。監査人に知らせてください。"
    )


def disagreements() -> Iterator[str]:
    """Rows that are not what their act recorded, and acts whose row is gone."""
    bodies = dict(JournalEvent.objects.values_list("number", "body"))
    for model in apps.get_models():
        if not issubclass(model, Recorded):
            continue
        for row in model._default_manager.iterator():
            if bodies.pop(row.event_id, None) != canonical(fields_of(row)):
                yield f"{model._meta.model_name} #{row.pk} (記録 {row.event_id})"
    yield from (f"記録 {number} の行がない" for number in bodies)


def _pack() -> Finding:
    running = pack()
    return Finding(
        "規程データ", True, f"{running.name.ja}: 条項 {len(running.clauses)}、業務 {len(running.duties)}"
    )


def _messages() -> Finding:
    missing = [str(po) for po in catalogues() if not po.with_suffix(".mo").exists()]
    return Finding(
        "英語の画面",
        not missing,
        "整っている" if not missing else "未整備",
        "./sekisho up を実行してください。",
    )


def _disk() -> Finding:
    folder = Path(settings.DATA)
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free // 2**20
    return Finding("空き容量", free >= NEEDED_MIB, f"{free} MiB", f"{NEEDED_MIB} MiB以上を空けてください。")


def _key() -> Finding:
    key = Path(settings.DATA) / "secret.key"
    if not key.exists():
        return Finding("鍵", False, "ない", "sekisho up を実行してください。")
    mode = key.stat().st_mode & 0o077
    return Finding("鍵", not mode, "所有者だけが読める" if not mode else "他人が読める", f"chmod 600 {key}")


LOOKS: tuple[Callable[[], Finding], ...] = (
    _python,
    _reachable,
    _tables,
    _system_checks,
    _numbers,
    _clock,
    _agreement,
    _pack,
    _messages,
    _key,
    _disk,
)
