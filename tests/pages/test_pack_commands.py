"""The commands on packs: source -> file -> empty installation -> file -> empty installation -> the same file."""

import hashlib
import io
import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Self

import pytest
from django.core.management import CommandError, call_command

from courses.pages.api import files_in, load_pack
from courses.pages.models import PackRelease
from lms.core.actor import Actor
from tests.factories.courses import NOW
from tests.support import quick_yaml as yaml
from tests.support.templates import tables_on_sqlite
from tests.support.warm import Warm

pytestmark = pytest.mark.django_db


class Installation:
    """A migrated installation of its own, driven by its commands as somebody at a console would."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.log = folder / "warm.log"
        shutil.copyfile(tables_on_sqlite(), folder / "platform.sqlite3")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        }

    def __enter__(self) -> Self:
        self.warm = Warm(self.environment, self.log)
        return self

    def __exit__(self, *_error: object) -> None:
        self.warm.end()

    def run(self, *command: object) -> dict:
        """Run a command that prints JSON and return what it says."""
        code, printed = self.warm.run("manage", *map(str, command), "--json")
        assert code == 0, printed
        return json.loads(printed)


def content_of(path: Path) -> dict[str, bytes]:
    """Return the entries of a pack, the time of making left out of the manifest."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(entries["manifest.json"])
    del manifest["made_at"]
    return {**entries, "manifest.json": json.dumps(manifest).encode()}


@pytest.mark.slow
def test_a_pack_goes_through_two_installations_unchanged(small_pack, tmp_path):
    first, second = tmp_path / "first.pack", tmp_path / "second.pack"
    with Installation(tmp_path / "here") as here:
        assert here.run("import_pack", small_pack)["loaded"]
        here.run("export_pack", "CPC5", "--output", first)
    with Installation(tmp_path / "there") as there:
        there.run("import_pack", first)
        there.run("export_pack", "CPC5", "--output", second)
    assert content_of(first) == content_of(second)


def _said(*command: object) -> dict:
    output = io.StringIO()
    call_command(*map(str, command), "--json", stdout=output)
    return json.loads(output.getvalue())


def test_the_file_that_is_built_says_what_importing_it_would_do(small_pack, tmp_path):
    file = tmp_path / "built.pack"
    built = _said("build_pack", small_pack, "--output", file)
    said = _said("import_pack", file, "--dry-run")
    assert (said["new_lessons"], said["is_loaded"], said["loaded"]) == (2, False, False)
    assert said["content_sha256"] == built["content_sha256"]
    assert "sha256" not in said, "one name, one thing"
    assert said["new_items"] == said["items"] == said["reviewed_items"]
    assert not PackRelease.objects.exists()


def test_the_hash_that_is_printed_is_that_of_the_file(small_pack, tmp_path):
    file, exported = tmp_path / "built.pack", tmp_path / "exported.pack"
    built = _said("build_pack", small_pack, "--output", file)
    assert built["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert _said("import_pack", file)["loaded"]
    assert PackRelease.objects.get().sha256 == built["content_sha256"] != built["sha256"]
    said = _said("export_pack", "CPC5", "--output", exported)
    assert said["sha256"] == hashlib.sha256(exported.read_bytes()).hexdigest()
    assert said["content_sha256"] == _said("import_pack", exported, "--dry-run")["content_sha256"]


def test_an_unpacked_file_can_be_built_again(small_pack, tmp_path):
    first, again = tmp_path / "first.pack", tmp_path / "again.pack"
    _said("build_pack", small_pack, "--output", first)
    shutil.unpack_archive(first, tmp_path / "folder", "zip")
    _said("build_pack", tmp_path / "folder", "--output", again)
    assert content_of(again) == content_of(first)


def test_a_pack_that_is_refused_is_exit_status_three_and_nothing_is_loaded(small_pack, tmp_path):
    file = tmp_path / "built.pack"
    _said("build_pack", small_pack, "--output", file)
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(CommandError, match="no content pack") as refusal:
        _said("import_pack", file)
    assert refusal.value.returncode == 3
    with pytest.raises(CommandError, match=r"nowhere"):
        _said("import_pack", tmp_path / "nowhere")
    assert not PackRelease.objects.exists()


def test_a_page_that_cannot_be_kept_is_a_reason_not_a_trace(small_pack):
    path = small_pack / "lessons/CPC5-L01.yaml"
    lesson = yaml.safe_load(path.read_text("utf-8"))
    lesson["title"] = {"zh": "长" * 300, "en": "long"}
    path.write_text(yaml.safe_dump(lesson, allow_unicode=True), "utf-8")
    with pytest.raises(CommandError) as refusal:
        _said("import_pack", small_pack)
    assert refusal.value.returncode == 3
    assert str(refusal.value).startswith(
        ("A page cannot be kept", "A text or number", "A value is of another")
    )
    assert not PackRelease.objects.exists()


def test_the_report_counts_what_was_loaded(loaded_pack):
    (programme,) = _said("content_report")["programmes"]
    assert (programme["code"], programme["lessons"], programme["items_without_review"]) == ("CPC5", 2, 0)
    assert programme["lessons_without_page"] == {"zh": 0, "en": 0}
    assert programme["words"]["zh"] > 1000
    assert programme["drawings"] >= 2
    counted = sum(sum(kinds.values()) for kinds in programme["items_per_topic_and_type"].values())
    assert counted == programme["items"]
    blueprint = next(row for row in programme["blueprints"] if row["scheme"] == "CPC5-THEORY")
    by_topic = {
        cell["topic"]: cell["available"] for cell in blueprint["cells"] if cell["type"] == "true_false"
    }
    assert by_topic["CPC5/ethics-hygiene"] >= 1
    assert not blueprint["covered"], "six items of a topic do not fill the paper"


def test_a_wording_that_changed_counts_as_unread(small_pack):
    path = small_pack / "items" / "fillings.yaml"
    items = yaml.safe_load(path.read_text("utf-8"))
    items[0]["stem"]["zh"] += "（改）"
    path.write_text(yaml.safe_dump(items, allow_unicode=True), "utf-8")
    load_pack(files=files_in(small_pack), actor=Actor.system("test"), now=NOW)
    (programme,) = _said("content_report")["programmes"]
    assert programme["items_without_review"] == 1
    again = _said("review_items", small_pack, "--reader", "somebody else", "--date", "2026-11-26")
    assert again["unread"] == 0
