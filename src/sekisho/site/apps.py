"""`site` as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The frame around every page."""

    name = "sekisho.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"
