"""Files on the own disk: nothing is said to be kept before the disk has it, its name in the folder too."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from certificates.issuing.storage import put_document
from lms.core.local_storage import LocalStorage
from tests.support.documents import documents_in


@pytest.fixture
def waited_for(monkeypatch):
    """Note for which files and folders the disk was waited for, and how large they were then."""
    seen, real = [], os.fsync

    def fsync(descriptor):
        place = Path(f"/proc/self/fd/{descriptor}").resolve()
        seen.append((place, place.stat().st_size if place.is_file() else None))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return seen


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="says which file is open")
def test_the_disk_has_a_file_and_all_new_folders_when_it_is_saved(waited_for, tmp_path):
    root = tmp_path / "new" / "store"
    name = LocalStorage(location=root).save("a/b/c.jpg", ContentFile(b"photo"))
    assert waited_for[0] == (root / name, 5)
    folders = [place for place, _size in waited_for[1:]]
    assert set(folders) == {root / "a/b", root / "a", root, tmp_path / "new", tmp_path}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="says which file is open")
def test_a_file_beside_another_of_that_name_is_waited_for_under_its_own(waited_for, tmp_path):
    storage = LocalStorage(location=tmp_path)
    storage.save("c.jpg", ContentFile(b"one"))
    second = storage.save("c.jpg", ContentFile(b"other"))
    assert second != "c.jpg"
    assert (tmp_path / second, 5) in waited_for


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="says which file is open")
def test_issued_documents_are_waited_for(waited_for, tmp_path):
    with documents_in(tmp_path) as folder:
        digest = put_document(b"%PDF")
    assert (folder / digest[:2] / f"{digest}.pdf", 4) in waited_for


@pytest.mark.parametrize("alias", ["default", "documents"])
def test_what_rows_speak_of_is_kept_so(alias):
    assert settings.STORAGES[alias]["BACKEND"] == "lms.core.local_storage.LocalStorage"
    assert isinstance(storages[alias], LocalStorage)
