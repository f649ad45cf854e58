"""Behind a proxy that speaks TLS, forms work and cookies are sent over TLS only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

POST = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
client = Client(enforce_csrf_checks=True, headers={forwarded})
page = client.get("/sign-in/")
token = client.cookies["csrftoken"]
answer = client.post(
    "/sign-in/",
    {{"username": "1", "password": "x", "csrfmiddlewaretoken": token.value}},
    headers={{"host": "testserver", "origin": "https://testserver", **{forwarded}}},
)
print(answer.status_code, bool(token["secure"]))
"""


@pytest.mark.parametrize(
    ("forwarded", "said"), [({"x-forwarded-proto": "https"}, "422 True"), ({}, "403 True")]
)
def test_a_form_sent_through_the_proxy_is_taken(tmp_path: Path, forwarded: dict[str, str], said: str) -> None:
    environment = {
        **os.environ,
        "SEKISHO_HTTPS": "1",
        "SEKISHO_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "sekisho.site.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    (tmp_path / "static").mkdir()
    program = "from django.conf import settings\nsettings.STORAGES['staticfiles'] = {'BACKEND': "
    program += "'django.contrib.staticfiles.storage.StaticFilesStorage'}\n" + POST.format(forwarded=forwarded)

    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )

    assert done.stdout.strip() == said, done.stderr
