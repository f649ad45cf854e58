"""What a command needs is loaded when it runs, so that the others answer at once."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any


def django_command(command: str) -> Any:  # Any: each command has its own signature
    """The function `module:name`, with Django set up. The database is not touched yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.site.settings")
    import_module("django").setup()
    import_module("django.utils.translation").activate(os.environ.get("SEKISHO_LANG", "ja"))
    return plain_command(command)


def plain_command(command: str) -> Any:  # Any: as above
    """The function `module:name`, without Django."""
    module, _colon, name = command.partition(":")
    return getattr(import_module(module), name)
