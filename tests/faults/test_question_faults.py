"""A worker killed while it takes questions in leaves nothing half: all of them come later, once, or none."""

import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.questions import PICTURES
from tests.support.templates import clean_environment, tables_on_sqlite
from tests.support.warm import Warm, warm_process

pytestmark = [pytest.mark.faults, pytest.mark.slow]


@dataclass
class School:
    """A platform's data, and processes that work on it."""

    folder: Path
    warm: Warm

    def run(self, what: str) -> int:
        """Do something in a process of its own and return how it ended."""
        code, printed = self.warm.run("tests.faults.questions", what)
        assert code in (0, -signal.SIGKILL), printed
        return code

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.folder / "platform.sqlite3")) as opened:
            return int(opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def state(self) -> str:
        with closing(sqlite3.connect(self.folder / "platform.sqlite3")) as opened:
            return str(opened.execute("SELECT state FROM exams_questionupload").fetchone()[0])

    def files(self, part: str) -> int:
        return len([path for path in self.folder.glob(f"{part}/**/*") if path.is_file()])


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    shutil.copyfile(tables_on_sqlite(), tmp_path / "platform.sqlite3")
    for name in ("broker", "broker-control"):
        (tmp_path / name).mkdir()
    environment = clean_environment(
        DATA_DIR=str(tmp_path),
        DATABASE_URL=f"sqlite:///{tmp_path / 'platform.sqlite3'}",
        DJANGO_SETTINGS_MODULE="lms.settings.dev",
    )
    modules = ("tests.exams.intake.dialogues", "tests.exams.intake.samples")
    with warm_process(environment, tmp_path / "warm.log", *modules) as warm:
        yield School(tmp_path, warm)


def test_a_worker_killed_in_the_middle_leaves_nothing_half(school: School) -> None:
    school.run("bring")
    assert (school.state(), school.files("documents/questions")) == ("taking", 1)
    assert school.run("die") == -signal.SIGKILL
    assert school.files("media/items") == PICTURES, "it died after it had written the pictures"
    assert (school.count("exams_itemdraft"), school.count("exams_itemimport")) == (0, 0)
    assert (school.state(), school.files("documents/questions")) == ("taking", 1)
    school.run("take")
    school.run("take")
    assert (school.count("exams_itemdraft"), school.count("exams_itemimport")) == (PICTURES, 1)
    assert (school.state(), school.files("documents/questions")) == ("taken", 0)
    assert school.files("media/items") == 2 * PICTURES
    school.run("tidy")
    assert school.files("media/items") == PICTURES, (
        "the pictures of the dead worker are gone, those of drafts stay"
    )
