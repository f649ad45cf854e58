"""One address, two answers: the whole page, or the part of it that a script puts in place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from sekisho.kernel.requests import TownRequest


def page_or_part(request: TownRequest, page: str, part: str, context: dict[str, object]) -> HttpResponse:
    """`part` for htmx, else `page`, which includes it. Caches are told to keep the two apart."""
    response = render(request, part if request.htmx else page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
