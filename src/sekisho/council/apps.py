"""`council` as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """Meetings, what came of them, and audits."""

    name = "sekisho.council"
    label = "council"
    default_auto_field = "django.db.models.BigAutoField"
