"""A refusal becomes a page with one sentence, whatever view it was raised in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.queries import NoSuchLine
from sekisho.kernel.refusals import Refusal
from sekisho.kernel.requests import NoPost


class RefusalMiddleware:
    """Turns a Refusal into its page: 403 not permitted, 404 not there, 409 otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a refusal; None leaves any other exception to Django."""
        if not isinstance(exception, Refusal):
            return None
        match exception:
            case NotPermitted() | NoPost():
                status = 403
            case NoSuchLine():
                status = 404
            case _:
                status = 409
        return render(request, "kernel/refusal.html", {"refusal": exception}, status=status)
