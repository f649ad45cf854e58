"""様式を作る: from a sample file to a mapping profile that the town keeps under a name of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.archiving.drafts import (
    COLUMNS_MAX,
    Draft,
    Problem,
    guessed_draft,
    is_same_header,
    profile_of,
    said_lines,
    sent_draft,
)
from sekisho.archiving.imports import NoSuchKind, kind_choices, ledger_of, require_enter
from sekisho.archiving.looking import look_at, profiles_folder
from sekisho.archiving.refusals import refusing
from sekisho.archiving.uploads import Upload, keep_upload, upload_of
from sekisho.intake.saved_profiles import NAME_MAX, UnfitName, save
from sekisho.intake.tables.encodings import NAMES
from sekisho.intake.tables.profile_checks import LINES_MAX
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.proposing import Proposal, proposed
from sekisho.intake.tables.registry import KINDS
from sekisho.kernel.permissions import may, permit
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import TownRequest, act_of
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES
from sekisho.ledgers.papers import PAPERS
from sekisho.rules.model import Verb


class TooWide(Refusal):
    """The sample has more columns than a form can ask about."""


class SampleForm(forms.Form):
    """What a sample asks."""

    kind = forms.ChoiceField(label=gettext_lazy("ファイルの種類"))
    file = forms.FileField(
        label=gettext_lazy("見本のファイル"),
        error_messages={
            "required": gettext_lazy("ファイルを選んでください。"),
            "empty": gettext_lazy("ファイルが空です。"),
        },
    )


def profile_page(request: TownRequest) -> HttpResponse:
    """Ask for a sample; show what it suggests; read it with what was chosen; keep the profile."""
    act = act_of(request)
    require_enter(act)
    asked = request.POST if request.method == "POST" else request.GET
    if "sample" not in asked:
        return _sample_page(request)
    kind = KINDS.get(asked.get("kind", ""))
    if kind is None:
        raise NoSuchKind(_("その種類か様式はありません。取込の画面から選び直してください。"))
    permit(pack(), Verb.ENTER, act.capability, about(ledger_of(kind.name)))
    upload = upload_of(request.session, asked["sample"])
    title_lines, total_lines = (said_lines(request.POST, name) for name in ("title_lines", "total_lines"))
    proposal = proposed(upload.data, kind, title_lines=title_lines, total_lines=total_lines)
    if len(proposal.columns) > COLUMNS_MAX:
        raise TooWide(
            _("列が%(n)dあります。%(most)d列までのファイルで作ってください。")
            % {"n": len(proposal.columns), "most": COLUMNS_MAX}
        )
    if request.method != "POST":
        return _builder(request, upload, proposal, guessed_draft(kind, proposal))
    draft = sent_draft(kind, proposal, request.POST)
    if not is_same_header(request.POST):
        return _builder(request, upload, proposal, draft)
    profile, problems = profile_of(draft, proposal)
    if profile is not None and request.POST.get("do") == "save":
        try:
            with refusing():
                kept = save(profiles_folder(), replace(profile, name=draft.name))
        except UnfitName:
            problems = [Problem(_("様式の名前"), _unfit())]
        else:
            messages.success(request, _("様式「%(name)s」を保存しました。") % {"name": kept.name})
            query = urlencode({"kind": kind.name, "profile": kept.name})
            return redirect(f"{reverse('import_look', args=[upload.digest])}?{query}")
    return _builder(request, upload, proposal, draft, problems=problems, profile=profile)


def _sample_page(request: TownRequest) -> HttpResponse:
    act = act_of(request)
    ledgers = [
        each for each in (OPERATION_HISTORIES, PAPERS) if may(pack(), Verb.ENTER, act.capability, about(each))
    ]
    sent = request.method == "POST"
    form = SampleForm(request.POST if sent else None, request.FILES if sent else None)
    form.fields["kind"].choices = kind_choices(ledgers)  # type: ignore[attr-defined]  # a ChoiceField has choices
    if sent and form.is_valid():
        digest = keep_upload(request.session, form.cleaned_data["file"])
        query = urlencode({"kind": form.cleaned_data["kind"], "sample": digest})
        return redirect(f"{reverse('import_profile')}?{query}")
    context = {"form": form, "ledger": ledgers[0]}
    return render(request, "archiving/sample.html", context, status=422 if form.errors else 200)


def _builder(
    request: TownRequest,
    upload: Upload,
    proposal: Proposal,
    draft: Draft,
    *,
    problems: Sequence[Problem] = (),
    profile: Profile | None = None,
) -> HttpResponse:
    context = {
        "draft": draft,
        "problems": problems,
        "look": look_at(upload.data, profile) if profile is not None else None,
        "proposal": proposal,
        "guess": proposal.findings[0],
        "hidden": [column for column in draft.columns if column.hidden],
        "delimiter": _delimiter(proposal.profile),
        "encodings": [(name, _("自動で見分ける") if name == "auto" else name.upper()) for name in NAMES],
        "fields": draft.kind.fields,
        "lacking": _lacking(draft),
        "upload": upload,
        "ledger": ledger_of(draft.kind.name),
        "most": NAME_MAX,
        "lines_max": LINES_MAX,
    }
    return render(request, "archiving/profile.html", context, status=422 if problems else 200)


def _lacking(draft: Draft) -> list[object]:
    """The fields that the kind requires and no column has."""
    there = {column.field for column in draft.columns}
    return [field for field in draft.kind.fields if field.required and field.name not in there]


def _delimiter(profile: Profile) -> str:
    named = {",": _("コンマ"), "\t": _("タブ"), ";": _("セミコロン"), "|": _("縦線")}
    return named.get(profile.delimiter or "", profile.delimiter or "")


def _unfit() -> str:
    return _(
        "様式には、文字で始まる%(most)d字までの名前を付けてください。使えるのは文字と数字と下線(_)です。標準の様式の名前は使えません。"
    ) % {"most": NAME_MAX}
