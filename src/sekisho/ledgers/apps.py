"""`ledgers` as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """The ledgers of the regulation."""

    name = "sekisho.ledgers"
    label = "ledgers"
    default_auto_field = "django.db.models.BigAutoField"
