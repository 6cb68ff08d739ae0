"""Starts the demonstration: database, web server, worker with scheduler; stops all of them together.

One of them that ends by itself is started again.
`make run` ends here. Everything it writes stands in var/ (or DATA_DIR); logs in var/log.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.processes import (
    ROOT,
    Child,
    platform_environment,
    port_is_free,
    shown_path,
    wait_until_healthy,
    web,
    worker,
)
from scripts.state import state_of_code
from scripts.watching import DoesNotStayUp, Watch

Facts = dict[str, list[dict[str, str]]]
COLUMNS = ("Role", "Users", "Who")


class CannotGoOn(Exception):
    """Something only a person can mend; the message says what."""


class Stopped(Exception):
    """A person or the system asked to stop."""


def main() -> int:
    """Start everything, stay until told to stop, and return the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    children: list[Child] = []
    problem = ""
    try:
        run(children)
    except Stopped:
        print("\nStopping ...", flush=True)
    except (CannotGoOn, DoesNotStayUp) as error:
        problem = str(error)
        print(f"\n{problem}", file=sys.stderr, flush=True)
    finally:
        stop(children)
    if problem:
        # Stopping takes a while, and the reason is what is looked for at the end.
        reason = problem.splitlines()[0]
        print(f"Stopped. {reason}", file=sys.stderr, flush=True)
        return 1
    print("Stopped. Everything is kept in var/; `make run` continues from there.", flush=True)
    return 0


def ask_to_stop(number: int, frame: FrameType | None) -> None:
    """Turn the first signal into an orderly stop; further ones are not needed."""
    ignore_signals()
    raise Stopped


def ignore_signals() -> None:
    """Let nothing interrupt the stopping."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def run(children: list[Child]) -> None:
    """Prepare, start and watch.

    :raises CannotGoOn: with a sentence for the person who started it.
    :raises DoesNotStayUp: when a process was started again too often.
    :raises Stopped: when asked to.
    """
    began = time.monotonic()
    host, port = address()
    data = Path(os.environ.get("DATA_DIR", ROOT / "var")).absolute()
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (compared, not bound)
    base = os.environ.get("PUBLIC_BASE_URL") or f"http://{shown}:{port}"
    environment = platform_environment(PUBLIC_BASE_URL=base, DATA_DIR=str(data))
    # Commands that are given beside the running platform (manage.py demo --json) speak of the same address.
    data.mkdir(parents=True, exist_ok=True)
    (data / "address").write_text(base, encoding="utf-8")
    facts = prepared(environment, data)
    children += [
        web(host=host, port=port, environment=environment, log=data / "log" / "web.log"),
        worker(environment=environment, log=data / "log" / "worker.log"),
    ]
    for child in children:
        child.start()
    until_healthy(f"http://{shown}:{port}/healthz", children)
    announce(base, facts, time.monotonic() - began)
    Watch(children, f"http://{shown}:{port}/healthz").stay()


def address() -> tuple[str, int]:
    """Read BIND and PORT and make sure that they can be used.

    :raises CannotGoOn: when PORT is no port, or is taken.
    """
    host, text = os.environ.get("BIND") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotGoOn(f"PORT={text} is not a port. Choose a number from 1024 to 65535: make run PORT=8123")
    port = int(text)
    if port < 1024 and os.geteuid() != 0:
        raise CannotGoOn(
            f"Port {port} is reserved for the administrator. Choose one from 1024: make run PORT=8123"
        )
    if not port_is_free(host, port):
        other = port + 1 if port < 65535 else 8123
        raise CannotGoOn(
            f"Port {port} on {host} is taken by another program (perhaps this platform, already started).\n"
            f"Stop that one, or choose another port: make run PORT={other}"
        )
    return host, port


def prepared(environment: dict[str, str], data: Path) -> Facts:
    """Return the demonstration's facts, preparing everything unless nothing changed since the last start.

    :raises CannotGoOn: when a step of the preparation fails.
    """
    note = data / "prepared.json"
    state = state_of_preparation(environment, data)
    if state and note.exists():
        last = json.loads(note.read_text(encoding="utf-8"))
        if last["state"] == state:
            return dict(last["facts"])
    note.unlink(missing_ok=True)
    facts = prepare(environment, data / "log" / "prepare.log")
    # Asked again: preparing compiles, collects and creates.
    state = state_of_preparation(environment, data)
    note.write_text(json.dumps({"state": state, "facts": facts}, ensure_ascii=False), encoding="utf-8")
    return facts


def state_of_preparation(environment: dict[str, str], data: Path) -> str:
    """Return what the preparation depends on, or nothing when only looking at the database could tell."""
    if environment.get("DATABASE_URL") or not (data / "platform.sqlite3").exists():
        return ""
    # The day counts because the demonstration has examinations today.
    today = datetime.now().astimezone().date().isoformat()
    return " ".join([state_of_code(), environment["PUBLIC_BASE_URL"], today])


def prepare(environment: dict[str, str], log: Path) -> Facts:
    """Bring database, static files and demonstration up to date and return the demonstration's facts.

    :raises CannotGoOn: when a step fails, with the end of its log.
    """
    print("Preparing (the first time takes a minute or two):", flush=True)
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(ROOT / "scripts" / "prepare.py")]
    answer = ""
    with log.open("wb") as errors, started(command, environment, errors) as process:
        for line in process.stdout or ():
            answer = line if line.startswith("{") else ""
            print(line.rstrip() if not answer else "  done", flush=True)
    if process.returncode != 0 or not answer:
        end = Child("prepare", [], {}, log).last_lines()
        raise CannotGoOn(f"The database could not be prepared. The end of {shown_path(log)}:\n{end}")
    return dict(json.loads(answer))


@contextlib.contextmanager
def started(
    command: list[str], environment: dict[str, str], errors: IO[bytes]
) -> Iterator[subprocess.Popen[str]]:
    """Provide a running command whose lines can be read; it does not outlive the one who waits for it."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def until_healthy(url: str, children: list[Child]) -> None:
    """Wait until the platform answers.

    :raises CannotGoOn: when a process dies or nothing answers.
    """
    print("Starting web server and worker ...", flush=True)
    try:
        dead = wait_until_healthy(url, children)
    except TimeoutError as problem:
        raise CannotGoOn(
            f"{problem}. The end of the web server's log:\n{children[0].last_lines()}"
        ) from problem
    if dead is not None:
        raise CannotGoOn(obituary(dead))


def obituary(child: Child) -> str:
    """Return what to tell about a process that ended before the platform ever answered."""
    return (
        f"The {child.name} process ended while it was starting ({child.how_it_ended()}). Everything is stopped.\n"
        f"The end of {shown_path(child.log)}:\n{child.last_lines()}"
    )


def stop(children: list[Child]) -> None:
    """Ask all groups to end at the same time, then make sure of each."""
    ignore_signals()
    for child in children:
        child.signal_group(signal.SIGTERM)
    for child in children:
        child.stop()


def announce(base: str, facts: Facts, seconds: float) -> None:
    """Print where the platform is and who can sign in."""
    print(f"\nThe platform is ready (after {seconds:.0f} s):  {base}/\n")
    for (url, secret), rows in by_door(facts.get("sign_ins", [])).items():
        print(f"Sign in at {url} with {secret}")
        print(table(rows) + "\n")
    print("Their names, and the certificates: .venv/bin/python manage.py demo --json")
    print("These passwords are public: never put this start on a network with real records.")
    print("Ctrl-C stops it. Logs: var/log. Another port: make run PORT=8123", flush=True)


def by_door(rows: list[dict[str, str]]) -> dict[tuple[str, str], list[list[str]]]:
    """Return by address and secret one line for all of a kind: the role, the users, what is said of them."""
    kinds: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        kind = tuple(row.get(key, "") for key in ("url", "secret", "role", "about"))
        kinds.setdefault(kind, []).append(row.get("username", ""))  # type: ignore[arg-type]
    doors: dict[tuple[str, str], list[list[str]]] = {}
    for (url, secret, role, about), users in kinds.items():
        doors.setdefault((url, secret), []).append([role, ", ".join(in_runs(users)), about])
    return doors


def in_runs(users: list[str]) -> list[str]:
    """Return the users in their order, three and more that are numbered one after the other as a run."""
    runs: list[list[str]] = []
    for user in sorted(users, key=lambda name: (stem_and_number(name)[0], stem_and_number(name)[1] or 0)):
        stem, number = stem_and_number(user)
        if runs and number is not None and (stem, number - 1) == stem_and_number(runs[-1][-1]):
            runs[-1].append(user)
        else:
            runs.append([user])
    return [part for run in runs for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run)]


def stem_and_number(name: str) -> tuple[str, int | None]:
    """Part a user's name from the number at its end, if there is one."""
    stem = name.rstrip("0123456789")
    return stem, int(name[len(stem) :]) if name != stem else None


def table(rows: list[list[str]]) -> str:
    """Lay the rows out in columns under their headings."""
    lines = [list(COLUMNS), *rows]
    widths = [max(width(str(line[index])) for line in lines) for index in range(len(COLUMNS))]
    lines.insert(1, ["-" * size for size in widths])
    return "\n".join(
        "  " + "  ".join(pad(str(cell), size) for cell, size in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def width(text: str) -> int:
    """Return how many columns a terminal gives to the text; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, size: int) -> str:
    """Fill the text with blanks up to this many columns."""
    return text + " " * (size - width(text))


if __name__ == "__main__":
    sys.exit(main())
