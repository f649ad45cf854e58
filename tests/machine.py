"""What the machine under the tests may lack."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test aloud; on a CI machine, where nothing may be missing, fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}: on a CI machine this must not be missing")
    pytest.skip(f"not run here: {what}")
