"""The kernel as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The shapes, the verbs, the journal."""

    name = "sekisho.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks that report wrong ledger descriptions."""
        from sekisho.kernel import checks  # noqa: PLC0415 -- models exist only once Django is ready

        checks.register_all()
