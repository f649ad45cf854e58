"""The town, made once for all tests of this folder; the database is put back after them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker
from rich.console import Console

from sekisho.demo.town import make_town
from sekisho.duties.board import Board, board
from sekisho.offices.standing import People, people
from tests import databases
from tests.demo.town.morning import MONTHS, MORNING, NOW, UNTIL


@pytest.fixture(scope="package", autouse=True)
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Fifteen months, with their documents in a folder of their own."""
    data: Path = settings.DATA
    settings.DATA = tmp_path_factory.mktemp("town")
    with django_db_blocker.unblock():
        empty = databases.SqliteCopy(connections["default"])
        make_town(months=MONTHS, seed=1, until=UNTIL, console=Console(file=io.StringIO()))
    yield
    settings.DATA = data
    with django_db_blocker.unblock():
        empty.restore()


@pytest.fixture
def known() -> People:
    return people(MORNING)


@pytest.fixture
def shown(known: People) -> Board:
    return board(NOW, known)
