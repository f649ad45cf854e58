"""The settings of the tests: the site's own, in a data directory that goes away with the process."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_FOLDER = tempfile.mkdtemp(prefix="sekisho-tests-")
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("SEKISHO_")]:
    del os.environ[_name]  # what is set for an installation must not leak into its tests
os.environ["SEKISHO_DATA"] = str(Path(_FOLDER) / "data")  # the keys go beside it

from sekisho.site.messages import compile_catalogues  # noqa: E402  # after the data directory is named
from sekisho.site.settings import *  # noqa: E402, F403  # as above, and all of them are meant
from sekisho.site.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402  # as above

compile_catalogues()
Path(STATIC_ROOT).mkdir(parents=True)

# A file, not memory: a live server and threads that race must meet the real locks.
DATABASES["default"]["TEST"] = {"NAME": str(Path(_FOLDER) / "test.sqlite3")}
# Without the hashed names that `sekisho up` collects.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
