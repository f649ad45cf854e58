"""人事異動の頁: bring a list, answer what is doubtful, carry it out, and see on the day that nobody who left gets in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from sekisho.intake.tables.findings import Finding, Weight
from sekisho.kernel.permissions import permit
from sekisho.kernel.queries import history, standing
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import TownRequest, act_of, can, must_see, sent
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import name_of
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.transfer_lists import TRANSFER_LISTS, TransferList
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.rules.model import Verb
from sekisho.transfers.carrying_out import StillAtWork, carry_out, expire
from sekisho.transfers.day import day_of_orders, expiry_of
from sekisho.transfers.lists import (
    BYTES_MAX,
    UnfitList,
    keep_list,
    known_on,
    other_days_of,
    read_list,
    rows_of,
)
from sekisho.transfers.plan import (
    ANOTHER,
    AS_WRITTEN,
    DROP,
    END,
    GO_ON,
    OUTSIDE,
    SAME,
    THE_DAY,
    Doubt,
    Known,
    Plan,
    Question,
    make_plan,
)

SESSION_KEY = "transfer-answers"

ASKED = {
    Doubt.SAME_NAME: gettext_lazy("同じ氏名の者がほかにもいます(%(about)s)。だれですか。"),
    Doubt.OTHER_NAME: gettext_lazy("この職員番号は、職員簿では%(about)sさんのものです。同じ人ですか。"),
    Doubt.UNKNOWN_POST: gettext_lazy("「%(about)s」は規程に関わる職にありません。どの職ですか。"),
    Doubt.UNKNOWN_NUMBER: gettext_lazy("職員番号%(about)sの者は職員簿にいません。だれですか。"),
    Doubt.TAKEN: gettext_lazy("「%(about)s」には、ほかの者が就いたままです。だれがこの日に外れますか。"),
    Doubt.HOLDS_MORE: gettext_lazy("一覧にない職にも就いています(%(about)s)。どうしますか。"),
    Doubt.OTHER_DAY: gettext_lazy("発令日がこの一覧の発令日と違います(%(about)s)。どちらですか。"),
}
ANSWERS = {
    DROP: gettext_lazy("この行を除く"),
    OUTSIDE: gettext_lazy("規程に関わらない職"),
    ANOTHER: gettext_lazy("別の人(新しく職員簿に載せる)"),
    SAME: gettext_lazy("同じ人(氏名を改める)"),
    END: gettext_lazy("その職も解く"),
    GO_ON: gettext_lazy("兼務として続ける"),
    AS_WRITTEN: gettext_lazy("行に書かれた日とする"),
    THE_DAY: gettext_lazy("一覧の発令日とする"),
}


class ListForm(forms.Form):
    """A list: a file, or what was copied out of a spreadsheet."""

    effective_on = forms.DateField(
        label=gettext_lazy("発令日"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    embargo_until_at = forms.DateTimeField(
        label=gettext_lazy("解禁の日時"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("空けておくと、発令日の午前0時です。それまでは人事の担当だけが見られます。"),
    )
    file = forms.FileField(label=gettext_lazy("異動の一覧(CSV)"), required=False)
    pasted = forms.CharField(
        label=gettext_lazy("または、表計算の表を貼り付ける(見出しの行から)"),
        required=False,
        strip=False,  # a row may end with an empty cell
        max_length=BYTES_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def data_sent(self) -> bytes:
        """The list itself."""
        file = self.cleaned_data["file"]
        data: bytes = file.read(BYTES_MAX + 1) if file else self.cleaned_data["pasted"].strip("\r\n").encode()
        return data


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words, with its answers and the one chosen so far."""

    id: str
    line: int
    who: str
    sentence: str
    options: tuple[tuple[str, str], ...]
    chosen: str


def transfers_page(request: TownRequest) -> HttpResponse:
    """The lists that came, and the form that brings the next one."""
    must_see(request, about(TRANSFER_LISTS))
    may_enter = can(request, Verb.ENTER, about(TRANSFER_LISTS))
    initial = {"effective_on": next_april(timezone.localdate())}
    form = ListForm(sent(request), request.FILES or None, initial=initial)
    findings: list[Finding] = []
    if request.method == "POST":
        act = act_of(request)
        permit(pack(), Verb.ENTER, act.capability, about(TRANSFER_LISTS))
        if form.is_valid():
            data = form.data_sent()
            try:
                entry = keep_list(
                    data,
                    effective_on=form.cleaned_data["effective_on"],
                    embargo_until_at=form.cleaned_data["embargo_until_at"]
                    or _midnight(form.cleaned_data["effective_on"]),
                    act=act,
                )
            except UnfitList as refusal:
                form.add_error(None, refusal.sentence)
                findings = [one for one in read_list(data).findings if one.weight is not Weight.TOLD]
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("transfer_plan", entry.line.number)
    lists = standing(TransferList, request.moment.known_at).select_related("line").order_by("-effective_on")
    context = {
        "ledger": TRANSFER_LISTS,
        "lists": lists,
        "form": form,
        "findings": findings,
        "can_enter": may_enter,
    }
    return render(request, "transfers/transfers.html", context, status=422 if form.errors else 200)


def plan_page(request: TownRequest, number: int) -> HttpResponse:
    """What follows from the list, what has to be answered, and carrying it out."""
    entry = _list(request, number)
    answers: dict[str, str] = {**request.session.get(SESSION_KEY, {}).get(str(number), {})}
    if request.method == "POST":
        answers = {
            key[2:]: value
            for key in request.POST
            if key.startswith("q-") and (value := str(request.POST[key]))
        }
        request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), str(number): answers}
        if request.POST.get("do") == "carry-out":
            try:
                carry_out(entry, answers, act=act_of(request))
            except Refusal as refusal:
                messages.error(request, refusal.sentence)
            else:
                messages.success(request, _("異動を辞令簿に反映しました。"))
                return redirect("transfer_day", number)
    known = known_on(entry.effective_on, request.moment.known_at)
    rows = () if entry.carried_out_on else rows_of(entry)
    plan = make_plan(rows, known, answers, orders_on=entry.effective_on)
    everything = make_plan(rows, known, {}, orders_on=entry.effective_on)
    names = {row.line: row.name for row in rows}
    return render(
        request,
        "transfers/plan.html",
        {
            "ledger": TRANSFER_LISTS,
            "list": entry,
            "rows": len(rows),
            "plan": plan,
            "ends": _ends(plan, known),
            "expires_at": expiry_of(entry.effective_on),
            "asked": [_in_words(one, names[one.line], known, answers) for one in everything.questions],
            "under_embargo": request.moment.known_at < entry.embargo_until_at,
            "can_carry_out": request.moment.live and can(request, Verb.AMEND, about(TRANSFER_LISTS)),
        },
    )


def day_page(request: TownRequest, number: int) -> HttpResponse:
    """異動の日: 離任者で失効未了 0 件, or who is left."""
    entry = _list(request, number)
    day = day_of_orders(entry.effective_on, request.moment, other_days_of(entry))
    return render(
        request,
        "transfers/day.html",
        {
            "ledger": TRANSFER_LISTS,
            "list": entry,
            "day": day,
            "can_expire": bool(day.not_expired)
            and timezone.localtime(request.moment.known_at).date() >= expiry_of(entry.effective_on).date()
            and can(request, Verb.AMEND, about(CREDENTIALS)),
        },
    )


@require_POST
def expire_page(request: TownRequest, number: int) -> HttpResponse:
    """One click: all that the leavers still have is ended."""
    entry = _list(request, number)
    try:
        count = expire(
            day_of_orders(entry.effective_on, request.moment, other_days_of(entry)).leavers,
            act=act_of(request),
        )
    except StillAtWork as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("離任者の認証情報と権限を%(n)d件、失効としました。") % {"n": count})
    return redirect("transfer_day", number)


def next_april(today: date) -> date:
    """The next 1 April, on which most orders take effect."""
    april = date(today.year, 4, 1)
    return april if today <= april else date(today.year + 1, 4, 1)


def _list(request: TownRequest, number: int) -> TransferList:
    """The list, for who may see it: until the embargo ends those who enter it, then whoever sees appointments."""
    must_see(request, about(TRANSFER_LISTS if _is_early(number) else APPOINTMENTS))
    entry = history(TRANSFER_LISTS, number, request.moment.known_at)[0]
    assert isinstance(entry, TransferList)
    return entry


def _is_early(number: int) -> bool:
    """Whether the embargo lasts, as it stands now: who looks back does not look past it."""
    now = timezone.now()
    entry = history(TRANSFER_LISTS, number, now)[0]
    assert isinstance(entry, TransferList)
    return now < entry.embargo_until_at


def _ends(plan: Plan, known: Known) -> dict[int, list[str]]:
    posts = {one.number: name_of(pack(), one.post) for one in known.holdings}
    return {move.line: [posts[number] for number in move.ends] for move in plan.moves}


def _in_words(question: Question, who: str, known: Known, answers: dict[str, str]) -> Asked:
    said = {**{post: name_of(pack(), post) for post in known.posts}, **_persons(known), **ANSWERS}
    subject = name_of(pack(), question.about) if question.doubt is Doubt.HOLDS_MORE else question.about
    return Asked(
        id=question.id,
        line=question.line,
        who=who,
        sentence=str(ASKED[question.doubt]) % {"about": subject},
        options=tuple((option, str(said.get(option, option))) for option in question.options),
        chosen=answers.get(question.id, ""),
    )


def _persons(known: Known) -> dict[str, str]:
    return {number: f"{name} ({number})" for number, name in known.names.items()}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
