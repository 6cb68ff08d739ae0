"""Somebody who brings questions, and folders of a test's own for files on their way and for pictures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from lms.accounts.models import User
from tests.exams.intake.dialogues import an_officer, client_of


@pytest.fixture
def private_files(settings, tmp_path) -> Path:
    """Kept files and pictures in folders of the test's own; returned is the one of the kept files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    kept = settings.STORAGES["documents"]
    options = {**kept["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {**settings.STORAGES, "documents": {**kept, "OPTIONS": options}}
    return tmp_path / "private"


@pytest.fixture
def in_english() -> Iterator[None]:
    """Words of the test in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def who() -> User:
    """An examinations officer."""
    return an_officer()


@pytest.fixture
def client(who) -> Client:
    """A client of that officer, who reads English."""
    made = client_of(who)
    made.cookies["language"] = "en"
    return made
