"""Settings: everything a town may set comes from the environment, the rest stands here.

SEKISHO_DATA      the data directory (default: ./data)
SEKISHO_DATABASE  postgresql://user:password@host:port/name; default: SQLite in the data directory
SEKISHO_PACK      name of a built-in rule pack or the path of one (default: katsuragi)
SEKISHO_HOSTS     host names under which it is served, separated by commas
SEKISHO_DEMO      1: the sign-in page lets a visitor pick a person of the demo town
SEKISHO_ARCHIVE   the archive, in which the journal is sealed (default: `archive` in the data directory)
SEKISHO_KEYS      the keys of the archive, never inside the data directory (default: beside it, its name and `-keys`)
SEKISHO_BACKUPS   where backups go, a folder on another disk (no default)
SEKISHO_ARCHIVE_BASE  the name by which the archive signs, as town.example/sekisho: a domain of the town, and a
                  word. It is set before the keys are made and never changes. Default: the rule pack's name
                  under .invalid, a domain that nobody can own (RFC 2606): a demo never signs as a real town
SEKISHO_DOCUMENT_MIB  how large an attached document may be, in MiB, up to 64 (default: 20)
SEKISHO_HTTPS     1: served behind a proxy that speaks TLS and sets X-Forwarded-Proto itself; cookies
                  are then sent over TLS only
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from sekisho.archive.places import archive_folder, data_folder, keys_folder

HERE = Path(__file__).resolve().parent
DATA = data_folder()


def _secret_key() -> str:
    """The installation's key; before `sekisho up` has made one, a key for this process only."""
    try:
        return (DATA / "secret.key").read_text(encoding="ascii").strip() or get_random_secret_key()
    except OSError:
        return get_random_secret_key()


def _database(address: str) -> dict[str, Any]:  # Any: Django's settings are mixed by nature
    """Django's description of the database at `address`; SQLite where it is empty.

    SQLite runs with IMMEDIATE transactions, so that two writers queue and do not fail, and with
    synchronous=FULL: what is acknowledged is on the disk.
    """
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "sekisho.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


def _base(pack: str) -> str:
    """The name of the archive of a town that has set none, from its rule pack's name or path."""
    name = re.sub(r"[^a-z0-9]+", "-", Path(pack).name.lower()).strip("-")
    return f"{name or 'town'}.invalid/sekisho"


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SEKISHO_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
SEKISHO_PACK = os.environ.get("SEKISHO_PACK", "katsuragi")
SEKISHO_DEMO = os.environ.get("SEKISHO_DEMO") == "1" or (DATA / "demo-town").exists()
SEKISHO_ARCHIVE = archive_folder()
SEKISHO_KEYS = keys_folder()
SEKISHO_BACKUPS = Path(os.environ["SEKISHO_BACKUPS"]) if os.environ.get("SEKISHO_BACKUPS") else None
SEKISHO_ARCHIVE_BASE = os.environ.get("SEKISHO_ARCHIVE_BASE") or _base(SEKISHO_PACK)
SEKISHO_DOCUMENT_BYTES = int(os.environ.get("SEKISHO_DOCUMENT_MIB", "20")) << 20
SEKISHO_LEDGERS = "sekisho.site.registry.LEDGERS"
SEKISHO_EVENTS = "sekisho.duties.events.days_of"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # so that the form renderer finds the widgets' own templates
    "django_htmx",
    "sekisho.kernel",
    "sekisho.offices",
    "sekisho.ledgers",
    "sekisho.duties",
    "sekisho.council",
    "sekisho.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sekisho.site.middleware.LanguageMiddleware",
    "sekisho.site.middleware.NoStoreMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sekisho.site.middleware.MomentMiddleware",
    "sekisho.offices.middleware.ActorMiddleware",
    "sekisho.kernel.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "sekisho.site.urls"
WSGI_APPLICATION = "sekisho.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sekisho.site.context.frame",
            ],
        },
    }
]
DATABASES = {"default": _database(os.environ.get("SEKISHO_DATABASE", ""))}

AUTH_USER_MODEL = "offices.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "board"
LOGOUT_REDIRECT_URL = "sign_in"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("英語"))]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

_HTTPS = os.environ.get("SEKISHO_HTTPS") == "1"
FILE_UPLOAD_HANDLERS = [
    "sekisho.archiving.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SESSION_COOKIE_AGE = 10 * 60 * 60  # one working day; nobody stays signed in over night
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if _HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The checks about TLS do not hold on a closed network that serves plain HTTP; with SEKISHO_HTTPS=1 they do.
SILENCED_SYSTEM_CHECKS = (
    [] if _HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
)
FORM_RENDERER = "sekisho.site.forms.Renderer"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
