"""The nine verbs: the shell around the rules. Each permits, guards and records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.kernel.acts import Act
from sekisho.kernel.attempts import attempts_on_record
from sekisho.kernel.discharges import is_discharged, shows
from sekisho.kernel.discharging import about_duty, discharge_by_evidence, discharge_of
from sekisho.kernel.ledger import AnyField, Ledger, field_of
from sekisho.kernel.models import (
    Acknowledgement,
    Decision,
    Discharge,
    Entry,
    Excuse,
    Instruction,
    JournalEvent,
    Line,
    Report,
)
from sekisho.kernel.own_powers import refuse_own_powers
from sekisho.kernel.permissions import Object
from sekisho.kernel.queries import line_that_refers_to
from sekisho.kernel.records import record, writing
from sekisho.kernel.refusals import Invalid, Refusal
from sekisho.kernel.registry import ledger as find_ledger
from sekisho.kernel.town import binding, pack
from sekisho.kernel.wording import said
from sekisho.rules.authority import Capacity
from sekisho.rules.due import Occurrence
from sekisho.rules.model import Duty, Verb

E = TypeVar("E", bound=Entry)
Facts = Mapping[str, Any]  # Any: field values are of each model's own types; the model validates them

LAST_LINE = "SELECT MAX(number) FROM kernel_line WHERE ledger = %s"  # as the statements in `records`
COMMON = frozenset({"id", "event", "line", "revision", "reason", "retired_on", "search_text"})


class AmendedMeanwhile(Refusal):
    """Somebody else amended the entry after the one who amends now had read it."""


class AlreadyRetired(Refusal):
    """The line was struck out before."""


class StillReferredTo(Refusal):
    """Another line that stands refers to the one that is to be struck out."""


class NoReason(Refusal):
    """An amendment, a retirement or an excuse without a reason."""


class AlreadyDischarged(Refusal):
    """That occurrence already has evidence that stands."""


class OwnActs(Refusal):
    """A deputy means to be the one who sees what was done in the holder's stead."""


# --- Entry 記載 --------------------------------------------------------------------


@attempts_on_record(Verb.ENTER)
@writing()
def enter(ledger: Ledger, facts: Facts, *, act: Act, concerning: Object | None = None) -> Entry:
    """記載: open a new line. Discharges the duty that the entry is evidence for, if one waits.

    `concerning` is the ledger with the offices that this line concerns, where a verb of its own writes it.
    """
    line = _next_line(ledger)
    row = ledger.model(line=line, revision=1, **facts)
    _not_in_future(ledger, row, act)
    refuse_own_powers(ledger, None, row, act)
    record(row, Verb.ENTER, act, concerning or about(ledger))
    discharge_by_evidence(ledger, row, None, act)
    return row


@attempts_on_record(Verb.AMEND)
@writing()
def amend(
    ledger: Ledger, entry: E, facts: Facts, *, reason: str, act: Act, concerning: Object | None = None
) -> E:
    """訂正: a successor with a reason. `entry` is the revision that was read before amending; `concerning` as for `enter`."""
    about_it = concerning or about(ledger)
    return _succeed(ledger, entry, Verb.AMEND, facts, reason, None, act, about_it)


@writing()
def retire(ledger: Ledger, entry: E, *, on: date, reason: str, act: Act) -> E:
    """抹消: strike the line out. It stays readable, and no longer counts as evidence."""
    if on > act.on:
        raise Invalid({"retired_on": [_("抹消日が未来の日付です。")]})
    referring = line_that_refers_to(entry.line, timezone.now())
    if referring is not None:
        raise StillReferredTo(
            _("%(ledger)sの%(number)d番がこの行を指しています。先にその行を訂正するか抹消してください。")
            % {"ledger": find_ledger(referring.ledger), "number": referring.number}
        )
    return _succeed(ledger, entry, Verb.RETIRE, {}, reason, on, act, about(ledger))


def about(ledger: Ledger) -> Object:
    """The ledger as permissions and the journal see it under the running pack."""
    bound = binding(ledger.slug)
    return Object(
        name=str(ledger.title),
        ledger=ledger.slug,
        clause=bound.clause if bound else None,
        keeper=bound.keeper if bound else None,
    )


def _succeed(  # noqa: PLR0917 -- what a successor is made of; three verbs call it
    ledger: Ledger,
    entry: E,
    verb: Verb,
    facts: Facts,
    reason: str,
    retired_on: date | None,
    act: Act,
    about_it: Object,
) -> E:
    if not reason.strip():
        raise NoReason(
            _("理由がありません。「%(ledger)s」の訂正・抹消には理由を書いてください。") % {"ledger": ledger}
        )
    latest = latest_of(entry)
    if latest.retired_on is not None:
        raise AlreadyRetired(_("この行はすでに抹消されています。"))
    if latest.revision != entry.revision:
        raise _amended_meanwhile(latest)
    own = own_fields(ledger.model)
    values = {field.attname: getattr(entry, field.attname) for field in own}
    assert facts.keys() <= {name for field in own for name in (field.name, field.attname)}, "no such fact"
    row = type(entry)(
        line=entry.line, revision=entry.revision + 1, reason=reason.strip(), retired_on=retired_on, **values
    )
    for name, value in facts.items():
        setattr(row, name, value)
    _not_in_future(ledger, row, act)
    if verb is Verb.AMEND:
        refuse_own_powers(ledger, entry, row, act)
    record(row, verb, act, about_it)
    if verb is Verb.AMEND:
        discharge_by_evidence(ledger, row, entry, act)
    return row


def latest_of(entry: E) -> E:
    """The newest revision of the entry's line, whatever its moment: clocks of two requests may cross."""
    revisions = type(entry)._default_manager.filter(line=entry.line).select_related("event")
    return revisions.order_by("-revision")[0]


def own_fields(model: type[Entry]) -> list[AnyField]:
    """The fields that hold the ledger's own facts, in the order in which they are declared."""
    return [field for field in model._meta.concrete_fields if field.name not in COMMON]


def _amended_meanwhile(latest: Entry) -> AmendedMeanwhile:
    return AmendedMeanwhile(
        _(
            "読んだ後に%(who)sさんがこの行を改めました(第%(revision)d版)。新しい内容を見てからやり直してください。"
        )
        % {"who": latest.event.person_name, "revision": latest.revision}
    )


def _next_line(ledger: Ledger) -> Line:
    with connection.cursor() as cursor:
        cursor.execute(LAST_LINE, [ledger.slug])
        last = cursor.fetchone()[0] or 0
    return Line.objects.create(ledger=ledger.slug, number=last + 1)


def _not_in_future(ledger: Ledger, row: Entry, act: Act) -> None:
    findings: dict[str, list[str]] = {}
    for name in ledger.happened:
        value = getattr(row, name)
        if value is None or isinstance(value, str):
            continue  # a missing or unreadable value is the model's own finding
        if value > (act.on if type(value) is date else act.at):
            title = field_of(ledger.model, name).verbose_name
            findings[name] = [
                _("「%(field)s」が未来です。起きたことの日付を書いてください。") % {"field": title}
            ]
    if findings:
        raise Invalid(findings)


# --- Duty 業務 ---------------------------------------------------------------------


@writing()
def discharge(
    duty: Duty,
    occurrence: Occurrence,
    *,
    done_on: date,
    act: Act,
    evidence: Line | None = None,
    report: Report | None = None,
    paper: str = "",
) -> Discharge:
    """履行: point at the evidence that one occurrence was done.

    The evidence is exactly one of: a line of a ledger, a report, or a document on `paper`
    named with its place.
    """
    if done_on > act.on:
        raise Invalid({"done_on": [_("実施日が未来の日付です。")]})
    if done_on < occurrence.opens_on:
        raise Invalid({"done_on": [_("実施日がこの回の期間より前です。")]})
    if occurrence.lapses_on is not None and done_on >= occurrence.lapses_on:
        raise Invalid({"done_on": [_("実施日がこの回の期間より後です。この回はもう行えません。")]})
    if evidence is not None and not shows(evidence, duty.id, occurrence.opens_on, done_on):
        raise Invalid(
            {"evidence": [_("証拠の行が抹消されているか、その事柄または日付がこの業務と違います。")]}
        )
    if is_discharged(duty.id, occurrence.opens_on, evidence):
        raise AlreadyDischarged(
            _("「%(duty)s」の%(due)sの分はすでに履行されています。")
            % {"duty": said(duty.title), "due": occurrence.due_on.isoformat()},
            clause=duty.clause,
        )
    row = discharge_of(duty, occurrence, done_on)
    row.evidence, row.report, row.paper = evidence, report, paper.strip()
    return record(row, Verb.DISCHARGE, act, about_duty(duty))


@writing()
def excuse(duty: Duty, occurrence: Occurrence, *, reason: str, act: Act) -> Excuse:
    """対象外とする: one occurrence need not be done. Not for the section that owes it to say."""
    if not reason.strip():
        raise NoReason(_("理由がありません。対象外とするには理由を書いてください。"), clause=duty.clause)
    row = Excuse(duty=duty.id, opens_on=occurrence.opens_on, due_on=occurrence.due_on, reason=reason.strip())
    return record(row, Verb.EXCUSE, act, about_duty(duty))


# --- Report 報告 -------------------------------------------------------------------


@writing()
def submit(
    duty: Duty,
    *,
    title: str,
    statement: str,
    act: Act,
    about_line: Line | None = None,
    occurrence: Occurrence | None = None,
) -> Report:
    """報告: what the duty's clause requires its office to tell, to the role it names.

    With `occurrence` the report is the evidence that discharges it. `about_line` is the
    entry that gave rise to the report.
    """
    if duty.report_to is None:
        raise Invalid(
            {"to_role": [_("「%(duty)s」には報告先の定めがありません。") % {"duty": said(duty.title)}]}
        )
    row = Report(
        clause=duty.clause, to_role=duty.report_to, title=title, statement=statement, about=about_line
    )
    record(row, Verb.SUBMIT, act, about_duty(duty))
    if occurrence is not None:
        discharge(duty, occurrence, done_on=act.on, report=row, act=act)
    return row


@writing()
def acknowledge(report: Report, *, act: Act, remark: str = "") -> Acknowledgement:
    """受領: the report has been read by the role it was made to."""
    row = Acknowledgement(report=report, role=report.to_role, remark=remark)
    return record(row, Verb.ACKNOWLEDGE, act, about_report(report))


def about_report(report: Report) -> Object:
    """The report as permissions and the journal see it."""
    return Object(name=report.title, clause=report.clause, actors=(report.to_role,))


@writing()
def review_acts(
    role: str, *, through: JournalEvent, clause: str | None, act: Act, remark: str = ""
) -> Acknowledgement:
    """後閲: the returning holder of `role` has seen what was done in their stead, up to `through`."""
    if act.capability.capacity is not Capacity.OWN:
        raise OwnActs(
            _(
                "代わって行ったことを、代わった者が後閲することはできません。本人が戻ってから後閲してください。"
            ),
            clause=clause,
        )
    row = Acknowledgement(role=role, acts_through=through, remark=remark)
    return record(row, Verb.ACKNOWLEDGE, act, Object(name=_("後閲"), clause=clause, actors=(role,)))


# --- Decision 決定 -----------------------------------------------------------------


@writing()
def decide(*, clause: str, document_number: str, title: str, statement: str, act: Act) -> Decision:
    """決定: what was resolved, under its clause and document number."""
    row = Decision(clause=clause, document_number=document_number, title=title, statement=statement)
    return record(row, Verb.DECIDE, act, Object(name=title, clause=clause))


@writing()
def instruct(
    decision: Decision, *, to_section: str, statement: str, act: Act, due_on: date | None = None
) -> Instruction:
    """指示 to a section in line; to an independent organ it is a 要請 and has no deadline."""
    section = next((found for found in pack().sections if found.id == to_section), None)
    if section is None:
        raise Invalid({"to_section": [_("宛先の部署がありません。")]})
    if section.independent and due_on is not None:
        raise Invalid({"due_on": [_("独立した執行機関へは要請であり、期限は付けられません。")]})
    if due_on is not None and due_on < act.on:
        raise Invalid({"due_on": [_("期限が今日より前の日付です。日付を確かめてください。")]})
    kind = Instruction.Kind.REQUEST if section.independent else Instruction.Kind.INSTRUCTION
    row = Instruction(decision=decision, kind=kind, to_section=to_section, statement=statement, due_on=due_on)
    return record(row, Verb.INSTRUCT, act, Object(name=decision.title, clause=decision.clause))
