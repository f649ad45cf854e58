"""`duties` as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Occurrences and posture."""

    name = "sekisho.duties"
    label = "duties"
    default_auto_field = "django.db.models.BigAutoField"
