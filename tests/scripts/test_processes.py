"""Starting and stopping processes: a stopped group leaves nothing behind, a taken port is seen.

The children here are tiny scripts, not the platform.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from scripts.processes import Child, port_is_free, wait_until_healthy

# A parent that ignores the polite signal and has a child of its own, as a worker with a scheduler has.
STUBBORN = """
import os, signal, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(child.pid, flush=True)
time.sleep(60)
"""


def started(code: str, folder: Path) -> Child:
    child = Child("sample", [sys.executable, "-c", code], dict(os.environ), folder / "sample.log")
    child.start()
    return child


def first_line(child: Child) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if child.log.read_text().strip():
            return child.log.read_text().split()[0]
        time.sleep(0.02)
    raise AssertionError("the sample printed nothing")


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().split()[2]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads the process table of Linux")
def test_stopping_ends_the_process_and_what_it_started(tmp_path: Path) -> None:
    child = started(STUBBORN, tmp_path)
    grandchild = int(first_line(child))

    child.stop(patience=0.3)

    assert child.has_died()
    assert not is_running(grandchild)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads the process table of Linux")
def test_what_a_process_that_was_killed_left_behind_is_ended_before_it_starts_again(tmp_path: Path) -> None:
    child = started(STUBBORN, tmp_path)
    grandchild = int(first_line(child))
    assert child.process is not None
    os.kill(child.process.pid, signal.SIGKILL)
    child.reap(60)
    assert is_running(grandchild)

    child.clear_away(patience=0.3)

    assert not is_running(grandchild)
    assert child.how_it_ended() == "killed by SIGKILL"


def test_a_child_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    child = started("print('out of paper'); raise SystemExit(3)", tmp_path)

    dead = wait_until_healthy("http://127.0.0.1:9/healthz", [child], seconds=60)

    assert dead is child
    assert "out of paper" in child.last_lines()


def test_a_page_that_never_answers_is_a_timeout(tmp_path: Path) -> None:
    child = started("import time; time.sleep(30)", tmp_path)
    try:
        with pytest.raises(TimeoutError, match="did not answer"):
            wait_until_healthy("http://127.0.0.1:9/healthz", [child], seconds=0.3)
    finally:
        child.kill()


def test_a_taken_port_is_not_free() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert not port_is_free("127.0.0.1", server.getsockname()[1])
