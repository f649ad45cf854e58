"""`sekisho archive hold`, `release` and `dispose`: what is kept, and what two persons let go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import typer

from sekisho.archive.clock import now_by_system
from sekisho.archive.disposal import Disposable, disposable
from sekisho.archive.disposal import dispose as dispose_of
from sekisho.archive.holds import HoldExists, HoldRefused, NoNameOrReason, NoSuchHold
from sekisho.archive.holds import hold as state_hold
from sekisho.archive.holds import release as state_release
from sekisho.archive.retention import (
    BLOCK,
    Decided,
    Held,
    Hold,
    KeepUntil,
    NoCertificate,
    NotTwoPersons,
    NotWholeBlocks,
    TooEarly,
    is_blank,
)
from sekisho.archive.schema import LogSchema
from sekisho.archive.shredding import shred as shred_key
from sekisho.archive.writer import Writer
from sekisho.cli.archive_work import writing
from sekisho.cli.words import Sentence, said
from sekisho.kernel.town import pack
from sekisho.rules.model import Retention
from sekisho.rules.retention import keep_until
from sekisho.rules.wareki import NotADay, parse_day

LEDGER_OF = {"operations": "operation_histories", "network": "firewall_logs"}


def hold(log: str, name: str, *, reason: str, first: int, end: int | None, folder: Path | None) -> None:
    """State a legal hold in the log."""
    with writing(log, folder) as writer:
        try:
            state_hold(writer, Hold(name, reason, first, end))
        except HoldRefused as error:
            raise Sentence(_why_no_hold(error, name, writer), str(error)) from error
    print(said(f"差止め{name}を記録しました。", f"The hold {name} is on record."))


def release(log: str, name: str, *, reason: str, folder: Path | None) -> None:
    """State that a hold has ended."""
    with writing(log, folder) as writer:
        try:
            state_release(writer, name, reason=reason)
        except HoldRefused as error:
            raise Sentence(_why_no_hold(error, name, writer), str(error)) from error
    print(said(f"差止め{name}を解きました。", f"The hold {name} has ended."))


def dispose(
    log: str,
    *,
    decided: Sequence[str],
    certificate: str | None,
    end: int | None,
    dry_run: bool,
    folder: Path | None,
) -> None:
    """Dispose of what two persons decided, or only say what may go, for which nobody has decided yet."""
    persons = [_decided(text) for text in decided]
    floor = floor_of(log)
    with writing(log, folder) as writer:
        today = _today(writer.schema)
        may = disposable(writer, floor, min([today, *(each.on for each in persons)]), decided=persons)
        print(_may_go(may))
        if dry_run:
            return
        wanted = _end_to_try(may) if end is None else end
        try:
            position = dispose_of(
                writer,
                end=wanted,
                keep_until=floor,
                decided=persons,
                certificate=_asked(certificate),
                clock_day=today,
            )
        except NotWholeBlocks as error:
            raise _no_blocks(may, end, writer.sealed_size) from error
        except (NotTwoPersons, NoCertificate, TooEarly, Held) as error:
            raise Sentence(_why_not(error), str(error)) from error
    print(said(f"廃棄しました。証明は記録{position}です。", f"Disposed of; record {position} certifies it."))


def shred(log: str, key: str, *, decided: Sequence[str], certificate: str, folder: Path | None) -> None:
    """Destroy the key of a month or of a fiscal year."""
    persons = [_decided(text) for text in decided]
    with writing(log, folder) as writer:
        try:
            position = shred_key(
                writer,
                key,
                keep_until=floor_of(log),
                decided=persons,
                certificate=certificate,
                clock_day=_today(writer.schema),
            )
        except (NotTwoPersons, NoCertificate, TooEarly, Held) as error:
            raise Sentence(_why_not(error), str(error)) from error
    print(
        said(f"鍵{key}を壊しました。証明は記録{position}です。", f"{key} is gone; record {position} says so.")
    )


def floor_of(log: str) -> KeepUntil:
    """How long records of a log are kept, from the rule pack; for ever where it says nothing."""
    ledger = LEDGER_OF.get(log)
    rule: Retention | None = next((each.retention for each in pack().ledgers if each.slug == ledger), None)
    if rule is None:
        return lambda _day: None
    return partial(keep_until, rule)


def _today(schema: LogSchema) -> date:
    return schema.local_day(now_by_system())


def _decided(text: str) -> Decided:
    person, equals, day = text.partition("=")
    try:
        if not equals or is_blank(person):
            raise ValueError(text)
        return Decided(person.strip(), parse_day(day))
    except (NotADay, ValueError) as error:
        raise Sentence(
            f"「{text}」が読めません。氏名=日付(例: 町野=2034-04-01)の形で書いてください。",
            f"{text!r} cannot be read: write NAME=DATE.",
        ) from error


def _may_go(may: Disposable) -> str:
    if may.end <= may.first:
        return said(
            f"今日廃棄できる記録はありません。次に廃棄できる日: {may.next_on or '―'}",
            f"No records may go today. The next ones: {may.next_on or '-'}",
        )
    return said(
        f"廃棄できるのは記録{may.first}から{may.end}の前までです。次に廃棄できる日: {may.next_on or '―'}",
        f"Records [{may.first}, {may.end}) may go. The next ones: {may.next_on or '-'}",
    )


def _end_to_try(may: Disposable) -> int:
    """All that may go; where nothing may, the first block, of which it is then said from when on."""
    return may.end if may.end > may.first else may.first + BLOCK


def _asked(certificate: str | None) -> str:
    prompt = said("決裁の文書番号", "Document number of the decision")
    return typer.prompt(prompt) if certificate is None else certificate


def _no_blocks(may: Disposable, end: int | None, sealed: int) -> Sentence:
    if end is None:
        return Sentence(
            f"封印された記録{may.first}からが、まだ{BLOCK}件の区切りに達していません。",
            f"There are no {BLOCK} sealed records from {may.first} on, and only whole blocks can go.",
        )
    return Sentence(
        f"記録{end}の前までという区切りはありません。"
        f"--endには、{may.first}より大きく{sealed}以下の、{BLOCK}の倍数を書いてください。",
        f"No block ends before record {end}. Write a multiple of {BLOCK} above {may.first}, and {sealed} at most.",
    )


def _why_no_hold(error: HoldRefused, name: str, writer: Writer) -> str:
    match error:
        case NoNameOrReason():
            return "差止めには名称と理由が要ります。空白だけでは足りません。"
        case HoldExists():
            return f"差止め{name}はもうあります。"
        case NoSuchHold():
            return f"差止め{name}はありません。"
        case _:
            return (
                "その範囲には、差し止める記録が一件もありません。"
                f"--firstと--endは、記録{writer.manifest.first}から{writer.size}の前までの間で書いてください。"
            )


def _why_not(error: Exception) -> str:
    match error:
        case NotTwoPersons():
            return "廃棄は別の二人の決定によります。--decidedを二人分書いてください。"
        case NoCertificate():
            return "決裁の文書番号がありません。--certificateに、決定した文書の番号を書いてください。"
        case TooEarly(on=on):
            if on is None:
                return "廃棄できません。この台帳の記録は、期限なく保存します。"
            return f"まだ廃棄できません。廃棄できるのは{on}からです。"
        case _:
            return f"差止めの対象です。{error}"
