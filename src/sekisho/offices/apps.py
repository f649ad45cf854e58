"""`offices` as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """Posts, persons, sign-in."""

    name = "sekisho.offices"
    label = "offices"
    default_auto_field = "django.db.models.BigAutoField"
