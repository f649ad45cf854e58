"""Message catalogues are compiled without gettext's tools, when they have changed."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from sekisho.site.messages import compile_catalogues


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """An English catalogue of one message."""
    po = tmp_path / "app" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    po.write_text(f'{header}msgid "条項"\nmsgstr "clause"\n', encoding="utf-8")
    return po


def test_a_new_catalogue_is_compiled_and_read(catalogue: Path, tmp_path: Path) -> None:
    (mo,) = compile_catalogues(tmp_path)

    with mo.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("条項") == "clause"


def test_what_is_up_to_date_is_left_alone(catalogue: Path, tmp_path: Path) -> None:
    compile_catalogues(tmp_path)

    assert compile_catalogues(tmp_path) == []


def test_an_edited_catalogue_is_compiled_again(catalogue: Path, tmp_path: Path) -> None:
    (mo,) = compile_catalogues(tmp_path)
    os.utime(mo, (1, 1))

    assert compile_catalogues(tmp_path) == [mo]


def test_a_broken_catalogue_leaves_the_old_one_standing(catalogue: Path, tmp_path: Path) -> None:
    (mo,) = compile_catalogues(tmp_path)
    before = mo.read_bytes()
    catalogue.write_text("条項 = clause\n", encoding="utf-8")
    os.utime(mo, (1, 1))

    with pytest.raises(OSError, match=r"django\.po"):
        compile_catalogues(tmp_path)

    assert mo.read_bytes() == before
