"""A loaded content pack of two lessons for the tests of pages."""

import shutil
from pathlib import Path

import pytest
import yaml

from courses.pages.api import files_in, load_pack
from lms.core.actor import Actor
from tests.factories.courses import NOW

SHIPPED = Path(__file__).resolve().parents[2] / "courses" / "packs" / "chinese-pastry-level-5"


@pytest.fixture
def small_pack(tmp_path) -> Path:
    """The first two lessons of a shipped pack, in a folder of their own."""
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "pack"))
    head = yaml.safe_load((folder / "pack.yaml").read_text("utf-8"))
    head["units"] = [unit for unit in head["units"] if unit["lessons"]][:2]
    kept = {code for unit in head["units"] for code in unit["lessons"]}
    (folder / "pack.yaml").write_text(yaml.safe_dump(head, allow_unicode=True), "utf-8")
    for path in (folder / "lessons").glob("*.yaml"):
        if path.stem not in kept:
            path.unlink()
    return folder


@pytest.fixture
def loaded_pack(small_pack, settings, tmp_path):
    """The small pack in the database, its drawings in a media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return load_pack(files=files_in(small_pack), actor=Actor.system("test"), now=NOW)
