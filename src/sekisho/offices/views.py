"""Sign-in, and the choice of post and language."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.kernel.requests import sent
from sekisho.kernel.town import pack
from sekisho.kernel.wording import name_of
from sekisho.offices.accounts import Account
from sekisho.offices.forms import SignInForm
from sekisho.offices.middleware import CHOSEN, SignedIn, key_of
from sekisho.offices.standing import people
from sekisho.rules.authority import capacities_of


@dataclass(frozen=True, slots=True)
class Role:
    """One person of the demo town whom a visitor can be."""

    account: int
    name: str
    reading: str
    posts: str


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """Staff number and password; in the demo town also a person to be."""
    form = SignInForm(sent(request))
    if request.method == "POST" and "demo" in request.POST and settings.SEKISHO_DEMO:
        chosen = request.POST["demo"]
        account = Account.objects.filter(pk=chosen, is_active=True).first() if chosen.isdecimal() else None
        if account is not None:
            return _enter(request, account)
    if request.method == "POST" and "demo" not in request.POST and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            return _enter(request, account)
        form.add_error(None, _("職員番号かパスワードが違います。確かめてもう一度入力してください。"))
    cast = demo_cast() if settings.SEKISHO_DEMO else []
    status = 422 if request.method == "POST" else 200
    return render(request, "offices/sign_in.html", {"form": form, "cast": cast}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@require_POST
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act in another of the posts one holds or acts for."""
    chosen = request.POST.get("capability", "")
    actor = getattr(request, "actor", None)
    if isinstance(actor, SignedIn) and chosen in {key_of(capability) for capability in actor.capabilities}:
        request.session[CHOSEN] = chosen
    return redirect(_next(request))


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Japanese or English, kept with the account and in a cookie."""
    language = request.POST.get("language", "")
    response = redirect(_next(request))
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, Account):
            request.user.language = language
            request.user.save(update_fields=["language"])
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", httponly=True
        )
    return response


def demo_cast() -> list[Role]:
    """The people of the demo town who hold a post today, by post."""
    now = timezone.now()
    known = people(now)
    cast: list[tuple[int, Role]] = []
    order = {post.id: place for place, post in enumerate(pack().posts)}
    for account in Account.objects.filter(is_active=True):
        held = capacities_of(pack(), str(account.person_id), now, known.standing)
        person = known.persons.get(str(account.person_id))
        if held and person is not None:
            posts = _("、").join(
                name_of(pack(), capability.acts_for or capability.post) for capability in held
            )
            first = min(order.get(capability.post, len(order)) for capability in held)
            cast.append((first, Role(account.pk, person.name, person.reading, posts)))
    return [role for _first, role in sorted(cast, key=lambda pair: (pair[0], pair[1].reading))]


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Where to go on: the page asked for, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"
