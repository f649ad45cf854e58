"""`sekisho doctor`: what an engineer wants to know before calling anybody."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from sekisho.kernel.documents import lost_documents
from sekisho.kernel.models import JournalEvent, Recorded
from sekisho.kernel.records import CLOCK_TOLERANCE, canonical, fields_of
from sekisho.kernel.registry import ledger
from sekisho.kernel.town import pack
from sekisho.kernel.wording import said
from sekisho.site.commands import sealing
from sekisho.site.commands.finding import Finding
from sekisho.site.messages import catalogues

NEEDED_MIB = 500
NAMED = 5


def doctor(*, as_json: bool) -> int:
    """Look everything over and print it. Returns 0 if all is well, 1 otherwise."""
    findings = [look() for look in LOOKS] if _reachable().well else [_reachable(), _disk()]
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        table = Table(box=None, pad_edge=False)
        for title in ("", _("調べたもの"), _("見えたもの"), _("すること")):
            table.add_column(title)
        for one in findings:
            table.add_row("○" if one.well else "×", one.what, one.seen, "" if one.well else one.do)
        Console(highlight=False, markup=False, emoji=False).print(table)
    return 0 if all(finding.well for finding in findings) else 1


def _python() -> Finding:
    return Finding(
        "Python", sys.version_info >= (3, 11), sys.version.split()[0], _("3.11以上を入れてください。")
    )


def _reachable() -> Finding:
    try:
        connection.ensure_connection()
    except Exception as error:  # noqa: BLE001 -- whatever the driver raises, it is the finding
        return Finding(
            _("データベース"), False, str(error), _("SEKISHO_DATABASEと接続先を確かめてください。")
        )
    version = (
        sqlite3.sqlite_version
        if connection.vendor == "sqlite"
        else str(getattr(connection, "pg_version", ""))
    )
    return Finding(_("データベース"), True, f"{connection.vendor} {version}")


def _tables() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding(
        _("表の版"), not waiting, _("未適用 %(n)d") % {"n": len(waiting)}, _("sekisho upを実行してください。")
    )


def _system_checks() -> Finding:
    faults = [str(fault.msg) for fault in run_checks(databases=["default"])]
    return Finding(
        _("記録を守るトリガーと簿冊の記述"),
        not faults,
        "; ".join(faults) or _("異常なし"),
        _("開発元に知らせてください。"),
    )


def _numbers() -> Finding:
    count = JournalEvent.objects.count()
    last = JournalEvent.objects.aggregate(last=Max("number"))["last"] or 0
    return Finding(
        _("記録の番号"),
        count == last,
        _("%(count)d件、最後の番号 %(last)d") % {"count": count, "last": last},
        _("欠番があります。監査人に知らせてください。"),
    )


def _clock() -> Finding:
    """An act takes its time before it waits for its turn to write, so a little backwards is no fault."""
    before, backwards = None, 0
    for moment in JournalEvent.objects.order_by("number").values_list("recorded_at", flat=True).iterator():
        backwards += before is not None and moment < before - CLOCK_TOLERANCE
        before = moment
    ahead = before is not None and before > timezone.now() + CLOCK_TOLERANCE
    seen = _("最後の記録が今より先") if ahead else _("時刻の逆行 %(n)d") % {"n": backwards}
    return Finding(_("時計"), not backwards and not ahead, seen, _("端末の時計を確かめてください。"))


def _agreement() -> Finding:
    wrong = list(disagreements())
    seen = _("、").join(wrong[:NAMED]) or _("すべて一致")
    return Finding(
        _("簿冊と記録の一致"), not wrong, seen, _("書き換えの疑いがあります。監査人に知らせてください。")
    )


def disagreements() -> Iterator[str]:
    """Rows that are not what their act recorded, and acts whose row is gone."""
    bodies = dict(JournalEvent.objects.values_list("number", "body"))
    for model in apps.get_models():
        if not issubclass(model, Recorded):
            continue
        for row in model._default_manager.iterator():
            if bodies.pop(row.event_id, None) != canonical(fields_of(row)):
                yield _("%(table)sの%(row)d(記録%(event)d)") % {
                    "table": model._meta.verbose_name,
                    "row": row.pk,
                    "event": row.event_id,
                }
    yield from (_("記録%(event)dの行がない") % {"event": number} for number in bodies)


def _documents() -> Finding:
    lost = [
        _("%(name)s(%(ledger)s %(number)d番、要約値%(digest)s)")
        % {
            "name": each.name,
            "ledger": ledger(each.line.ledger) or each.line.ledger,
            "number": each.line.number,
            "digest": each.sha256[:12],
        }
        for each in lost_documents()
    ]
    more = _("ほか%(n)d件") % {"n": len(lost) - NAMED} if len(lost) > NAMED else ""
    seen = " ".join(filter(None, (_("、").join(lost[:NAMED]), more)))
    return Finding(
        _("添付文書"),
        not lost,
        seen or _("すべて一致"),
        _("文書がないか変わっています。バックアップから戻してください。"),
    )


def _pack() -> Finding:
    running = pack()
    return Finding(
        _("規程データ"),
        True,
        _("%(town)s: 条項%(clauses)d、業務%(duties)d")
        % {"town": said(running.name), "clauses": len(running.clauses), "duties": len(running.duties)},
    )


def _messages() -> Finding:
    missing = [str(po) for po in catalogues() if not po.with_suffix(".mo").exists()]
    return Finding(
        _("英語の画面"),
        not missing,
        _("整っている") if not missing else _("未整備"),
        _("sekisho upを実行してください。"),
    )


def _disk() -> Finding:
    folder = Path(settings.DATA)
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free // 2**20
    return Finding(
        _("空き容量"),
        free >= NEEDED_MIB,
        f"{free} MiB",
        _("%(n)d MiB以上を空けてください。") % {"n": NEEDED_MIB},
    )


def _key() -> Finding:
    key = Path(settings.DATA) / "secret.key"
    if not key.exists():
        return Finding(_("鍵"), False, _("ない"), _("sekisho upを実行してください。"))
    mode = key.stat().st_mode & 0o077
    return Finding(
        _("鍵"), not mode, _("所有者だけが読める") if not mode else _("他人が読める"), f"chmod 600 {key}"
    )


LOOKS: tuple[Callable[[], Finding], ...] = (
    _python,
    _reachable,
    _tables,
    _system_checks,
    _numbers,
    _clock,
    _agreement,
    _documents,
    sealing.keys,
    sealing.seals,
    sealing.agreement,
    _pack,
    _messages,
    _key,
    _disk,
)
