"""The summary of `make test` counts right and never turns a failure into success.

Reports are written by hand in pytest's form.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts.checks import (
    Outcome,
    Step,
    count,
    counts,
    files_with,
    pytest_runs,
    run_tests,
    static_steps,
    summary,
)

REPORT = (
    '<testsuites><testsuite name="pytest" tests="{tests}" failures="{failures}" errors="{errors}" '
    'skipped="{skipped}"/></testsuites>'
)


def outcome(*, ok: bool = True, where: str = "on SQLite", passed: int = 0, failed: int = 0) -> Outcome:
    return Outcome(Step("sample", [], where), ok, 1.0, passed=passed, failed=failed)


def test_counts_come_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(tests=10, failures=2, errors=1, skipped=3), encoding="utf-8")
    result = outcome()

    count(result, report)

    assert (result.passed, result.failed, result.skipped) == (4, 3, 3)


def test_the_last_line_adds_up_all_runs(capsys: pytest.CaptureFixture[str]) -> None:
    status = summary([outcome(passed=7), outcome(where="in the browser", passed=2)], 1.0)

    assert status == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Overall: 9 passed, 0 failed"


def test_a_failed_look_fails_the_whole_although_no_test_failed(capsys: pytest.CaptureFixture[str]) -> None:
    status = summary([outcome(ok=False, where=""), outcome(passed=7)], 1.0)

    assert status == 1
    assert "Failed steps: sample" in capsys.readouterr().out


def test_each_mark_belongs_to_one_run_and_the_browser_to_two_without_a_file_in_common() -> None:
    commands = [step.command for step in pytest_runs(fast=False)]
    marks = [command[command.index("-m", command.index("pytest")) + 1] for command in commands]

    assert marks == ["not postgres and not browser", "postgres", "browser", "browser"]
    files = [{word for word in command if word.startswith("tests/")} for command in commands[2:]]
    assert all(files)
    assert set.union(*files) == set(files_with("browser"))
    assert not set.intersection(*files)


def test_runs_at_one_place_are_counted_together() -> None:
    runs = [outcome(where="in the browser", passed=2), outcome(where="in the browser", passed=3)]

    assert counts("in the browser", runs).startswith("Tests in the browser: 5 passed, 0 failed (")


def test_a_run_tells_what_it_and_its_children_took_of_the_processor() -> None:
    busy = "import time\nwhile time.process_time() < 0.4: pass"
    command = [
        sys.executable,
        "-c",
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])",
    ]

    run = run_tests(Step("sample of a busy run", command, "on SQLite"))

    assert run.ok
    assert run.processor > 0.4
    assert counts("on SQLite", [run]).endswith(f"of the processor {run.processor:.0f} s)")


def test_the_fast_part_is_a_part_of_the_whole() -> None:
    fast, whole = ({step.name for step in static_steps(fast=part)} for part in (True, False))

    assert fast < whole
