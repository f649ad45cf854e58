"""添付: attaching a file to a line, and fetching it. A file is only ever saved, never shown inside a page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sekisho.kernel.documents import MIB, attach, content_of
from sekisho.kernel.models import Document
from sekisho.kernel.permissions import permit
from sekisho.kernel.queries import history
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.registry import ledger_or_404
from sekisho.kernel.requests import TownRequest, act_of, must_see
from sekisho.kernel.screens.entries import heading
from sekisho.kernel.screens.forms import AttachForm
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import about
from sekisho.rules.model import Verb


def attach_page(request: TownRequest, slug: str, number: int) -> HttpResponse:
    """添付する: one file to one line."""
    ledger = ledger_or_404(slug)
    act = act_of(request)
    permit(pack(), Verb.AMEND, act.capability, about(ledger))
    entry = history(ledger, number, act.at)[0]
    sent = request.method == "POST"
    form = AttachForm(request.POST, request.FILES) if sent else AttachForm()
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            document = attach(ledger, entry, name=file.name, data=_read(file), act=act)
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
        else:
            messages.success(request, _("「%(name)s」を添付しました。") % {"name": document.name})
            return redirect("entry", slug, number)
    context = {
        **heading(ledger),
        "number": number,
        "form": form,
        "mib": settings.SEKISHO_DOCUMENT_BYTES // MIB,
    }
    return render(request, "kernel/attach.html", context, status=422 if form.errors else 200)


@require_safe
def document_page(request: TownRequest, number: int) -> HttpResponse:
    """The file that the act of that number attached, for whoever may view the ledger. Raises Http404, DocumentLost.

    Always to be saved (RFC 6266, the name by RFC 8187): nothing that somebody sent in runs under our address.
    """
    found = Document.objects.filter(event=number, event__recorded_at__lte=request.moment.known_at)
    document = found.select_related("line").first()
    if document is None:
        raise Http404
    must_see(request, about(ledger_or_404(document.line.ledger)))
    answer = HttpResponse(content_of(document), content_type=document.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=document.name)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _read(file: UploadedFile[Any]) -> bytes:  # Any: Django's own, generic in the stubs only
    """The content, or as much of it as shows that it is too large."""
    return bytes(file.read(settings.SEKISHO_DOCUMENT_BYTES + 1))
