"""A loaded content pack of two lessons for the tests of pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from courses.pages.api import files_in, load_pack
from lms.core.actor import Actor
from tests.factories.courses import NOW
from tests.support import quick_yaml as yaml
from tests.support.database import rows_of_a_module

SHIPPED = Path(__file__).resolve().parents[2] / "courses" / "packs" / "chinese-pastry-level-5"


@pytest.fixture
def in_english() -> Iterator[None]:
    """Messages in English, whatever language the tests begin in."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def cut_pack(tmp_path_factory) -> Path:
    """The first lessons of two units of a shipped pack with what belongs to them; tests that change it take a copy."""
    folder = tmp_path_factory.mktemp("cut") / "pack"
    head = _yaml(SHIPPED / "pack.yaml")
    head["units"] = [{**unit, "lessons": unit["lessons"][:1]} for unit in head["units"][:2]]
    units = {unit["code"] for unit in head["units"]}
    head["equipment"] = [row for row in head["equipment"] if row.get("unit") in (None, *units)]
    lessons = [_yaml(SHIPPED / "lessons" / f"{unit['lessons'][0]}.yaml") for unit in head["units"]]
    blocks = [block for lesson in lessons for block in lesson["blocks"]]
    practised = {code for block in blocks if block["type"] == "practice" for code in block["items"]}
    kept = set()
    for path in sorted((SHIPPED / "items").glob("*.yaml")):
        items = [row for place, row in enumerate(_yaml(path)) if place < 6 or row["code"] in practised]
        kept |= {row["code"] for row in items}
        _write(folder / "items" / path.name, items)
    _write(folder / "pack.yaml", head)
    _write(folder / "reviews.yaml", [row for row in _yaml(SHIPPED / "reviews.yaml") if row["item"] in kept])
    for lesson in lessons:
        _write(folder / "lessons" / f"{lesson['code']}.yaml", lesson)
    shown = {block["rubric"] for block in blocks if block["type"] == "task"}
    groups = [group for scheme in head["practical_schemes"] for group in scheme["groups"]]
    tasks = sorted(shown.union(*(group["tasks"] for group in groups)))
    for name in [
        *(f"rubrics/{code}.yaml" for code in tasks),
        *(block["file"] for block in blocks if block["type"] == "drawing"),
    ]:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(SHIPPED / name, folder / name)
    return folder


@pytest.fixture
def small_pack(cut_pack, tmp_path) -> Path:
    """The small pack in a folder that the test may change."""
    return Path(shutil.copytree(cut_pack, tmp_path / "pack"))


@pytest.fixture(scope="module")
def pack_of_the_module(cut_pack, tmp_path_factory, django_db_setup, django_db_blocker):
    """The small pack in the database for all tests of a module."""
    with rows_of_a_module(django_db_blocker, tmp_path_factory.mktemp("media")):
        yield load_pack(files=files_in(cut_pack), actor=Actor.system("test"), now=NOW)


@pytest.fixture
def loaded_pack(pack_of_the_module, db):
    """The small pack in the database, its drawings in a media folder of the tests' own."""
    return pack_of_the_module


@pytest.fixture
def private_files(settings, tmp_path) -> Path:
    """Files of packs on their way in a folder of the test's own, which is returned."""
    kept = settings.STORAGES["documents"]
    options = {**kept["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {**settings.STORAGES, "documents": {**kept, "OPTIONS": options}}
    return tmp_path / "private"


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")
