"""取込: a file is looked at, then taken in by one button, and entered into its ledger.

Serves 第5条第1号ウ. Operation histories go into the archive, the town's own papers are kept as they came. Who may enter
into the ledger may take in; nobody else learns what a file holds.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sekisho.archiving.import_entries import enter_waiting, waiting_operations, waiting_papers
from sekisho.archiving.looking import look_at, profiles, said
from sekisho.archiving.refusals import ArchiveBusy
from sekisho.archiving.taking import Done, NothingToTake, entry_of, known, take
from sekisho.archiving.uploads import BYTES_MAX, Upload, UploadGone, drop, keep_upload, sweep, upload_of
from sekisho.intake.operations import NAME as OPERATIONS
from sekisho.intake.papers import KINDS as PAPER_KINDS
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.registry import KINDS
from sekisho.kernel.acts import Act
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.permissions import may, permit
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import TownRequest, act_of, can, must_see
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.kernel.wording import counted
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES, OperationHistory
from sekisho.ledgers.papers import PAPERS, Paper
from sekisho.rules.model import Verb

LEDGERS = (OPERATION_HISTORIES, PAPERS)
MIB = 1 << 20


class NoSuchKind(Refusal):
    """There is no such kind of table, or no such profile for it."""


class UploadForm(forms.Form):
    """What a look asks."""

    kind = forms.ChoiceField(label=gettext_lazy("ファイルの種類"))
    profile = forms.ChoiceField(
        label=gettext_lazy("様式"),
        required=False,
        help_text=gettext_lazy(
            "見出しの名前が標準と同じなら「標準」のままで構いません。列の順は問いません。"
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("ファイル"),
        help_text=gettext_lazy(
            "対象の符号(仮名)は、12桁の数字でないものにしてください。個人番号と見分けがつかず、その行を受け取れないことがあります。"
        ),
        error_messages={
            "required": gettext_lazy("ファイルを選んでください。"),
            "empty": gettext_lazy("ファイルが空です。"),
        },
    )

    def clean(self) -> dict[str, Any]:  # Any: Django's own signature
        """Refuse a profile that is for another kind."""
        cleaned: dict[str, Any] = super().clean() or {}
        name, kind = cleaned.get("profile"), cleaned.get("kind")
        if name and kind and profiles()[name].kind.name != kind:
            self.add_error("profile", _("この様式は、選んだ種類のものではありません。"))
        return cleaned


def imports_page(request: TownRequest) -> HttpResponse:
    """What can be taken in, and what was taken in elsewhere and is not in its ledger yet."""
    ledgers = seen_ledgers(request)
    sweep()
    if request.method == "POST":
        require_enter(act_of(request))
    may_enter = [ledger for ledger in LEDGERS if can(request, Verb.ENTER, about(ledger))]
    form = _form(request, may_enter)
    if request.method == "POST" and form.is_valid():
        digest = keep_upload(request.session, form.cleaned_data["file"])
        return redirect(_address(digest, form.cleaned_data["kind"], form.cleaned_data["profile"]))
    context = {
        "form": form,
        "can_enter": bool(may_enter),
        "files": waiting_operations() if OPERATION_HISTORIES in ledgers else [],
        "papers": waiting_papers() if PAPERS in ledgers else [],
        "ledger": ledgers[0],
        "ledgers": ledgers,
        "mib": BYTES_MAX // MIB,
    }
    return render(request, "archiving/imports.html", context, status=422 if form.errors else 200)


@require_safe
def look_page(request: TownRequest, digest: str) -> HttpResponse:
    """取り込む前の確認."""
    profile = _profile_asked(request.GET)
    ledger = ledger_of(profile.kind.name)
    permit(pack(), Verb.ENTER, act_of(request).capability, about(ledger))
    try:
        return _look(request, upload_of(request.session, digest), profile)
    except UploadGone as gone:
        return _taken_before(request, ledger, digest, gone)


@require_POST
def take_page(request: TownRequest, digest: str) -> HttpResponse:
    """取込, or giving it up."""
    profile = _profile_asked(request.POST)
    ledger = ledger_of(profile.kind.name)
    permit(pack(), Verb.ENTER, act_of(request).capability, about(ledger))
    if request.POST.get("do") == "drop":
        drop(request.session, digest)
        messages.success(request, _("取り込みをやめ、預かったファイルを消しました。"))
        return redirect("imports")
    try:
        upload = upload_of(request.session, digest)
    except UploadGone as gone:  # the button was pressed twice, or the page reloaded
        return _taken_before(request, ledger, digest, gone)
    try:
        done = take(
            look_at(upload.data, profile),
            upload,
            partial=request.POST.get("do") == "partial",
            act=lambda: act_of(request),
            now=time.time_ns() // 1000,
        )
    except (NothingToTake, ArchiveBusy) as refusal:
        messages.error(request, refusal.sentence)
        return _look(request, upload, profile, status=409)
    drop(request.session, digest)
    return _led_to(request, ledger, done)


@require_POST
def enter_page(request: TownRequest) -> HttpResponse:
    """記載 of what was taken in by the command line or a watched folder."""
    act = act_of(request)
    require_enter(act)
    n = enter_waiting(act, operations=_may(act, OPERATION_HISTORIES), town_papers=_may(act, PAPERS))
    if n:
        messages.success(request, counted("%(n)d件を記載しました。", n))
    else:
        messages.info(request, _("取り込まれたものは、すべて記載されています。"))
    return redirect("imports")


def seen_ledgers(request: TownRequest) -> list[Ledger]:
    """Those of the two ledgers that the actor may see, at least one. Raises NoPost or NotPermitted."""
    found = [ledger for ledger in LEDGERS if _sees(request, ledger)]
    if not found:
        must_see(request, about(OPERATION_HISTORIES))
    return found


def require_enter(act: Act) -> None:
    """Raise NotPermitted unless the actor may enter into one of the two ledgers."""
    if not _may(act, PAPERS):
        permit(pack(), Verb.ENTER, act.capability, about(OPERATION_HISTORIES))


def ledger_of(kind: str) -> Ledger:
    """The ledger into which a file of that kind is entered."""
    return OPERATION_HISTORIES if kind == OPERATIONS else PAPERS


def kind_choices(ledgers: list[Ledger]) -> list[tuple[str, str]]:
    """The kinds of files that are entered into these ledgers."""
    names = (OPERATIONS, *PAPER_KINDS)
    return [(name, said(KINDS[name].title)) for name in names if ledger_of(name) in ledgers]


def _form(request: TownRequest, ledgers: list[Ledger]) -> UploadForm:
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None)
    form.fields["kind"].choices = kind_choices(ledgers)  # type: ignore[attr-defined]  # a ChoiceField has choices
    own = [
        (name, f"{name} ({said(each.kind.title)})") for name, each in profiles().items() if name not in KINDS
    ]
    form.fields["profile"].choices = [("", _("標準")), *own]  # type: ignore[attr-defined]  # as above
    if sent and int(request.META.get("CONTENT_LENGTH") or 0) > BYTES_MAX and "file" not in request.FILES:
        form.fields["file"].error_messages["required"] = _(
            "ファイルが大きすぎます。%(mib)dMiBまでに分けるか、コマンドで取り込んでください。"
        ) % {"mib": BYTES_MAX // MIB}
    return form


def _taken_before(request: TownRequest, ledger: Ledger, digest: str, gone: UploadGone) -> HttpResponse:
    """The way to the entry of a file that does not wait any more. Raises `gone` where it has none."""
    entry = entry_of(digest, _model_of(ledger))
    if entry is None:
        raise gone
    return _led_to(request, ledger, known(entry))


def _led_to(request: TownRequest, ledger: Ledger, done: Done) -> HttpResponse:
    messages.success(request, done.sentence)
    return redirect("entry", ledger.slug, done.entry.line.number)


def _model_of(ledger: Ledger) -> type[OperationHistory] | type[Paper]:
    return OperationHistory if ledger is OPERATION_HISTORIES else Paper


def _look(request: TownRequest, upload: Upload, profile: Profile, *, status: int = 200) -> HttpResponse:
    kind = profile.kind.name
    sample = urlencode({"kind": kind, "sample": upload.digest})
    context = {
        "look": look_at(upload.data, profile),
        "upload": upload,
        "ledger": ledger_of(kind),
        "known": entry_of(upload.digest, _model_of(ledger_of(kind))),
        "standard": profile.name == kind,
        "others": [each for each in profiles().values() if each.kind.name == kind and each.name != kind],
        "builder": f"{reverse('import_profile')}?{sample}",
    }
    return render(request, "archiving/look.html", context, status=status)


def _profile_asked(asked: Mapping[str, Any]) -> Profile:  # Any: a QueryDict's values
    """The profile of a look: the one named, else the built-in one of the kind. Raises NoSuchKind."""
    kind, name = str(asked.get("kind", "")), str(asked.get("profile", ""))
    found = profiles().get(name or kind) if kind in KINDS else None
    if found is None or found.kind.name != kind:
        raise NoSuchKind(_("その種類か様式はありません。取込の画面から選び直してください。"))
    return found


def _address(digest: str, kind: str, profile: str) -> str:
    return f"{reverse('import_look', args=[digest])}?{urlencode({'kind': kind, 'profile': profile})}"


def _sees(request: TownRequest, ledger: Ledger) -> bool:
    capability = request.actor.capability
    return capability is not None and may(pack(), Verb.VIEW, capability, about(ledger))


def _may(act: Act, ledger: Ledger) -> bool:
    return may(pack(), Verb.ENTER, act.capability, about(ledger))
