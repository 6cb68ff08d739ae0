"""Runs all checks and tests, or the fast part of them, goes on after a failure, and ends with the counts.

`checks.py all` is `make test`, `checks.py fast` is `make check`; `--only NAME` runs a single step.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
RESULTS = ROOT / "var" / "test-results"
TYPED_MODULES = ("rules", "operations", "queries")
PACKAGES = ("lms", "courses", "certificates")
CORES = 2


@dataclass(frozen=True)
class Step:
    """One check: its name, its command, and for test runs the place that the summary names."""

    name: str
    command: list[str]
    where: str = ""
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What became of a step."""

    step: Step
    ok: bool
    seconds: float
    # Of the processor, with all processes that the run started and saw ending: where the time of `make test` goes.
    processor: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0


def main() -> int:
    """Run the chosen steps and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extent", choices=("all", "fast"))
    parser.add_argument("--only", help="name of the one step to run")
    arguments = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    fast = arguments.extent == "fast"
    looks = chosen(static_steps(fast=fast), arguments.only)
    runs = chosen(pytest_runs(fast=fast), arguments.only)
    if not looks and not runs:
        parser.error(f"no step is called {arguments.only!r}")
    # Much of the PostgreSQL and of the browser run is waiting, so all three go at once.
    outcomes = side_by_side(looks) + tests_side_by_side(runs)
    return summary(outcomes, time.monotonic() - began)


def chosen(steps: list[Step], only: str | None) -> list[Step]:
    """Return the steps, or the one that was asked for."""
    return [step for step in steps if only in (None, step.name)]


# --- what is checked ----------------


def static_steps(*, fast: bool) -> list[Step]:
    """List the checks that look at the sources; the longest first, so that two in parallel end together."""
    manage = [PYTHON, "manage.py"]
    steps = [
        Step("types", [str(BIN / "mypy"), *typed_files()]),
        Step("missing migrations", [*manage, "makemigrations", "--check", "--dry-run", "--verbosity", "1"]),
        Step("system check", [*manage, "check", "--fail-level", "WARNING"]),
        Step("import contracts", [str(BIN / "lint-imports")]),
        Step("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
        Step("form of Python", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Step("form of templates", [str(BIN / "djhtml"), "--check", "--tabwidth", "2", "templates"]),
        Step("locks", [PYTHON, "scripts/check_locks.py"]),
    ]
    return (
        steps
        if fast
        else [
            Step("translations", [PYTHON, "scripts/check_translations.py"]),
            *steps,
            *browser_module_steps(),
        ]
    )


def browser_module_steps() -> list[Step]:
    """List the checks of the JavaScript modules, as far as there are any."""
    steps = []
    if any((ROOT / "static" / "js").glob("**/*.js")):
        steps.append(Step("types of JavaScript", ["node_modules/.bin/tsc", "--project", "tsconfig.json"]))
    tests = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "js").glob("**/*.test.*js"))
    if tests:
        steps.append(Step("tests of JavaScript", ["node", "--test", *tests]))
    return steps


def typed_files() -> list[str]:
    """List the modules that decide, write and read: these are checked for types."""
    return sorted(str(path.relative_to(ROOT)) for path in typed_paths())


def typed_paths() -> Iterator[Path]:
    """Yield rules.py, operations.py, queries.py and the modules of packages of these names."""
    for package in PACKAGES:
        for name in TYPED_MODULES:
            yield from (ROOT / package).glob(f"**/{name}.py")
            yield from (ROOT / package).glob(f"**/{name}/*.py")


def pytest_runs(*, fast: bool) -> list[Step]:
    """List the runs of pytest."""
    # In our own order, the longest files first: one that began last would keep one core waiting for the other.
    workers = ["-n", str(CORES), "--dist", "loadfile", "--no-loadscope-reorder"]
    if fast:
        return [pytest_run("tests", "not postgres and not browser and not slow", "on SQLite", workers)]
    with_postgres = [PYTHON, "-m", "tests.support.postgres"]
    return [
        # It only computes: a browser and those who race for a lock wait for somebody, so they go first.
        pytest_run("tests on SQLite", "not postgres and not browser", "on SQLite", workers, prefix=["nice"]),
        pytest_run(
            "tests on PostgreSQL", "postgres", "on PostgreSQL", files_with("postgres"), prefix=with_postgres
        ),
        # Two runs with a platform each: what one does to its people and examinations is nothing to the other.
        *(
            pytest_run(f"{name} in the browser", "browser", "in the browser", files)
            for name, files in halves(files_with("browser")).items()
        ),
    ]


def halves(files: list[str]) -> dict[str, list[str]]:
    """Split the files for the browser into the journeys and all others, which take about as long."""
    journeys = [name for name in files if name.startswith("tests/journeys/")]
    return {"journeys": journeys, "pages": [name for name in files if name not in journeys]}


def files_with(mark: str) -> list[str]:
    """List the files of tests with this mark: importing all others would take longer than some runs."""
    tests = sorted((ROOT / "tests").glob("**/test_*.py"))
    return [str(path.relative_to(ROOT)) for path in tests if f"pytest.mark.{mark}" in path.read_text("utf-8")]


def pytest_run(
    name: str, marks: str, where: str, options: list[str], prefix: list[str] | None = None
) -> Step:
    """Return one run of pytest over the tests with these marks."""
    report = f"--junitxml={report_path(name)}"
    command = [*(prefix or []), PYTHON, "-m", "pytest", "-q", "-m", marks, report, *options]
    return Step(name, command, where)


def report_path(name: str) -> Path:
    """Return where a run of pytest leaves its report."""
    return RESULTS / f"{name.replace(' ', '-')}.xml"


# --- running ----------------


def side_by_side(steps: list[Step]) -> list[Outcome]:
    """Run checks two at a time and print each with its output when it ends."""
    with ThreadPoolExecutor(max_workers=CORES) as pool:
        return list(pool.map(run_quietly, steps))


def run_quietly(step: Step) -> Outcome:
    """Run one check; its output is shown only when it fails."""
    began = time.monotonic()
    result = subprocess.run(
        step.command,
        cwd=ROOT,
        env=environment_of(step),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    outcome = Outcome(step, result.returncode == 0, time.monotonic() - began)
    output = "" if outcome.ok else "\n" + (result.stdout + result.stderr).rstrip()
    print(f"{'ok    ' if outcome.ok else 'FAILED'} {step.name} ({outcome.seconds:.1f} s){output}", flush=True)
    return outcome


def environment_of(step: Step) -> dict[str, str]:
    """Return the environment of a step: the caller's, without what leads to a real database."""
    ours = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "DATA_DIR", "PORT", "MAKEFLAGS"}
    }
    return {**ours, "PYTHONPATH": str(ROOT), **step.environment}


def tests_side_by_side(steps: list[Step]) -> list[Outcome]:
    """Run test runs at the same time and print the output of each when it ends."""
    if len(steps) < 2:  # one run alone may show its dots as it goes
        return [run_tests(step) for step in steps]
    with ThreadPoolExecutor(max_workers=len(steps)) as pool:
        return list(pool.map(run_tests_to_file, steps))


def run_tests_to_file(step: Step) -> Outcome:
    """Run pytest with its output in a file, and show the file at the end."""
    log = report_path(step.name).with_suffix(".log")
    with log.open("w", encoding="utf-8") as output:
        outcome = run_tests(step, output=output)
    print(log.read_text(encoding="utf-8"), flush=True)
    return outcome


def run_tests(step: Step, output: TextIO | None = None) -> Outcome:
    """Run pytest with its output on the screen, or in a file, and read the counts from its report."""
    print(f"\n=== {step.name}", flush=True)
    report = report_path(step.name)
    report.unlink(missing_ok=True)
    began = time.monotonic()
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env=environment_of(step),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )
    _pid, status, used = os.wait4(process.pid, 0)
    code = process.returncode = os.waitstatus_to_exitcode(status)
    outcome = Outcome(step, code == 0, time.monotonic() - began, used.ru_utime + used.ru_stime)
    count(outcome, report)
    if code not in (0, 1) and not outcome.failed:
        outcome.failed = 1  # a run that broke down is a failure, whatever it counted before
    return outcome


def count(outcome: Outcome, report: Path) -> None:
    """Fill in how many tests passed, failed and were skipped."""
    if not report.exists():
        return
    for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 (pytest wrote it a moment ago)
        number = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
        outcome.failed += number["failures"] + number["errors"]
        outcome.skipped += number["skipped"]
        outcome.passed += number["tests"] - number["failures"] - number["errors"] - number["skipped"]


# --- the last lines ----------------


def counts(where: str, runs: list[Outcome]) -> str:
    """Return how many tests ran somewhere, in one run or in several at the same time."""
    passed, failed, skipped = (
        sum(getattr(run, name) for run in runs) for name in ("passed", "failed", "skipped")
    )
    left_out = f", {skipped} skipped" if skipped else ""
    seconds = max(run.seconds for run in runs)
    processor = sum(run.processor for run in runs)
    return (
        f"Tests {where}: {passed} passed, {failed} failed{left_out} "
        f"({seconds:.0f} s, of the processor {processor:.0f} s)"
    )


def summary(outcomes: list[Outcome], seconds: float) -> int:
    """Print which steps failed and how many tests ran where; return the exit status."""
    broken = [outcome.step.name for outcome in outcomes if not outcome.ok]
    print(f"\n{len(outcomes) - len(broken)} of {len(outcomes)} steps succeeded in {seconds:.0f} s")
    if broken:
        print("Failed steps: " + ", ".join(broken))
    runs = [outcome for outcome in outcomes if outcome.step.where]
    for where in dict.fromkeys(run.step.where for run in runs):
        print(counts(where, [run for run in runs if run.step.where == where]))
    print(
        f"Overall: {sum(run.passed for run in runs)} passed, {sum(run.failed for run in runs)} failed",
        flush=True,
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
