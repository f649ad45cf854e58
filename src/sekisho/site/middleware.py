"""The frame around every request: the language a person chose, and the day they look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.kernel.acts import Moment
from sekisho.offices.accounts import Account
from sekisho.rules.wareki import parse_day

Handler = Callable[[HttpRequest], HttpResponse]

AS_OF, KNOWN_AT = "as_of", "known_at"


class LanguageMiddleware:
    """Japanese unless the person chose otherwise. The browser's language does not decide."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Speak the language of the account, else of the cookie, else Japanese."""
        chosen = request.user.language if isinstance(request.user, Account) else ""
        chosen = chosen or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response["Content-Language"] = language
        return response


class NoStoreMiddleware:
    """What a signed-in person sees stays in no cache: terminals at a counter are shared."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forbid storing the answer of anybody who is signed in."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response


class MomentMiddleware:
    """Sets `request.moment` from `?as_of=` and `?known_at=`, kept for the session until changed.

    `as_of` alone asks what stood on that day as known at its end; `known_at` lets later
    knowledge in. An empty `as_of` goes back to today.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, with its moment."""
        self._remember(request)
        request.moment = self._moment(request)  # type: ignore[attr-defined]  # TownRequest
        return self.get_response(request)

    def _remember(self, request: HttpRequest) -> None:
        for key in (AS_OF, KNOWN_AT):
            if key not in request.GET:
                continue
            text = request.GET[key].strip()
            if not text:
                request.session.pop(key, None)
                continue
            day = _day(text)
            if day is None:
                messages.error(
                    request,
                    _(
                        "「%(text)s」は日付として読めません。2026-09-30 か 令和8年9月30日 の形で書いてください。"
                    )
                    % {"text": text[:40]},
                )
            elif day > timezone.localdate():
                messages.error(
                    request,
                    _("%(day)sはまだ来ていません。今日までの日付を選んでください。")
                    % {"day": day.isoformat()},
                )
            else:
                request.session[key] = day.isoformat()
        is_alone = AS_OF in request.GET and KNOWN_AT not in request.GET
        if is_alone or AS_OF not in request.session:
            request.session.pop(KNOWN_AT, None)

    def _moment(self, request: HttpRequest) -> Moment:
        now = timezone.now()
        today = timezone.localdate(now)
        on = _day(request.session.get(AS_OF, "")) or today
        if on >= today:
            return Moment(on=today, known_at=now, live=True)
        known_on = max(_day(request.session.get(KNOWN_AT, "")) or on, on)
        return Moment(on=on, known_at=min(end_of(known_on), now), live=False)


def end_of(day: date) -> datetime:
    """The last instant of a day in the body's own time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) - timedelta(microseconds=1)


def _day(text: str) -> date | None:
    try:
        return parse_day(text)
    except ValueError:
        return None
