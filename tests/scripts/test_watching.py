"""A process of the platform that ends by itself is started again, and said; one that does not stay up is named.

The children are real processes: a web server with its worker, and tiny scripts.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts import watching
from scripts.processes import Child, answers, wait_until_healthy
from scripts.watching import MOST_STARTS, DoesNotStayUp, Watch
from tests.support.postgres import free_port

NOWHERE = "http://127.0.0.1:9/healthz"
# As `make run` does it, without database: the first child serves, the second has nothing to do.
MAIN = """
import sys
from pathlib import Path
from scripts import serve
from scripts.processes import Child

def run(children):
    folder = Path(sys.argv[1])
    children.append(Child("web", [sys.executable, "-c", sys.argv[2]], {}, folder / "web.log"))
    children.append(Child("worker", [sys.executable, "-c", "import time; time.sleep(60)"], {}, folder / "worker.log"))
    for child in children:
        child.start()
    serve.Watch(children, "http://127.0.0.1:9/healthz", pauses=(0.0,)).stay()

serve.run = run
sys.exit(serve.main())
"""


@pytest.fixture
def children() -> Iterator[list[Child]]:
    started: list[Child] = []
    yield started
    for child in started:
        child.kill()


def script(name: str, code: str, folder: Path) -> Child:
    return Child(name, [sys.executable, "-c", code], dict(os.environ), folder / f"{name}.log")


def until(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def test_a_web_server_that_was_killed_serves_again_though_its_worker_still_held_the_port(
    children: list[Child], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "wsgiref.simple_server:demo_app", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "2"]
    web = Child("web", command, dict(os.environ), tmp_path / "web.log")
    children.append(web)
    web.start()
    url = f"http://127.0.0.1:{port}/"
    assert wait_until_healthy(url, children) is None
    watch = Watch(children, url)
    first = web.process
    assert first is not None
    watch.look()
    assert web.process is first, "what lives is left alone"
    os.kill(first.pid, signal.SIGKILL)
    until(web.has_died)
    for _look in range(200):
        watch.look()
        if watch.away_since is None:
            break
        time.sleep(0.05)
    assert web.process is not first
    assert answers(url)
    with urllib.request.urlopen(url) as response:
        assert response.status == 200
    said = capsys.readouterr().err
    assert "The web process ended by itself (killed by SIGKILL). It is started again (1 of at most 5" in said
    assert str(tmp_path / "web.log") in said
    assert "The platform answers again" in said


def test_a_process_that_does_not_stay_up_is_started_so_often_and_then_named(
    children: list[Child], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = script("worker", "print('no broker'); raise SystemExit(3)", tmp_path)
    children.append(child)
    child.start()
    monkeypatch.setattr(watching, "LOOK_EVERY", 0.02)
    with pytest.raises(DoesNotStayUp) as given_up:
        Watch(children, NOWHERE, pauses=(0.0,)).stay()
    told = str(given_up.value)
    assert told.startswith(
        "The worker process does not stay up: it ended by itself 6 times within 10 minutes"
    )
    assert "status 3" in told.splitlines()[0]
    assert "no broker" in told
    assert child.log.read_text().count("no broker") == MOST_STARTS + 1


def test_what_a_process_left_behind_is_gone_before_the_pause(
    children: list[Child], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """During a pause the number of a group that ended may be given to another one, which nobody is to end."""
    leaves = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    child = script("web", leaves, tmp_path)
    children.append(child)
    child.start()
    until(child.has_died)
    assert child.process is not None
    group, seen, sleep = child.process.pid, [], time.sleep

    def is_there() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        return True

    def pause(seconds: float) -> None:
        if seconds == 0.25:
            seen.append(is_there())
        sleep(seconds)

    assert is_there()
    monkeypatch.setattr(time, "sleep", pause)
    Watch(children, NOWHERE, pauses=(0.25,)).start_again(child)
    assert seen == [False]


def test_what_ended_long_ago_does_not_count(
    children: list[Child], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = script("worker", "print('up')", tmp_path)
    children.append(child)
    child.start()
    watch = Watch(children, NOWHERE, pauses=(0.0,))
    monkeypatch.setattr(watching, "WITHIN_SECONDS", 0.01)
    for _end in range(MOST_STARTS + 2):
        until(child.has_died)
        time.sleep(0.02)
        watch.look()


def test_what_ends_one_process_leaves_the_other_alone_and_the_last_line_says_why_all_of_it_stopped(
    tmp_path: Path,
) -> None:
    ends = [sys.executable, "-c", MAIN, str(tmp_path), "print('no disk'); raise SystemExit(4)"]
    result = subprocess.run(ends, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 1
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert (
        sum("The web process ended by itself (status 4). It is started again" in line for line in lines)
        == MOST_STARTS
    )
    assert lines[-1].startswith("Stopped. The web process does not stay up")
    assert "status 4" in lines[-1]
    assert not any("worker" in line for line in lines)
