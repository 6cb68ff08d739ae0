"""A forked process is one like any other: it runs, says how it ended, is killed as a group, leaves nothing behind."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from scripts.processes import Child
from tests.scripts.test_processes import is_running
from tests.support.templates import clean_environment
from tests.support.warm import Warm, WarmChild, forked_from, warm_process

pytestmark = pytest.mark.slow
DO = ("timeit", "-n1", "-r1")  # a module that runs what it is given


def sleeper(warm: Warm, folder: Path) -> WarmChild:
    command = [sys.executable, "-m", *DO, "import time; time.sleep(60)"]
    child = forked_from(warm, Child("sleeper", command, {}, folder / "sleeper.log"))
    child.start()
    return child


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads the process table of Linux")
def test_what_is_forked_runs_and_ends_like_any_process(tmp_path: Path) -> None:
    environment = clean_environment(
        DATA_DIR=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path / 'none.sqlite3'}"
    )
    with warm_process(environment, tmp_path / "warm.log") as warm:
        code, printed = warm.run(*DO, "print('said')")
        assert code == 0
        assert "said" in printed
        assert warm.run(*DO, "import os; os._exit(3)")[0] == 3
        killed, left = sleeper(warm, tmp_path), sleeper(warm, tmp_path)
        assert not killed.has_died()
        killed.kill()
        assert killed.process is not None
        assert killed.process.returncode == -9
        assert not left.has_died()

    assert left.process is not None
    end = time.monotonic() + 60
    while is_running(left.process.pid):
        assert time.monotonic() < end, "a server outlives the tests that started it"
        time.sleep(0.05)
