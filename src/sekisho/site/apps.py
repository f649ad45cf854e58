"""`site` as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "sekisho.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"
