"""The lock check finds what must not stand in a lock file.

Each bad line is written to a file of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.check_locks import disagreements, foreign_lines, pin_complaints

GOOD = "django==5.2.19 \\\n    --hash=sha256:00aa\n    # via -r requirements.in\n"


def lock(folder: Path, text: str, name: str = "requirements.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_pinned_and_hashed_package_is_fine(tmp_path: Path) -> None:
    path = lock(tmp_path, GOOD)

    assert foreign_lines(path) + pin_complaints(path) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple",
        "--find-links /opt/wheels",
        "django @ file:///tmp/django.whl",
        '"resolved": "x",',
    ],
)
def test_a_line_that_names_a_source_is_found(tmp_path: Path, line: str) -> None:
    assert len(foreign_lines(lock(tmp_path, GOOD + line + "\n"))) == 1


def test_a_pin_without_hash_is_found(tmp_path: Path) -> None:
    assert pin_complaints(lock(tmp_path, "django==5.2.19\n")) == ["requirements.txt: django has no hash"]


def test_a_version_of_one_machine_is_found(tmp_path: Path) -> None:
    text = GOOD.replace("5.2.19", "5.2.19+local1")

    assert pin_complaints(lock(tmp_path, text)) == [
        "requirements.txt: django 5.2.19+local1 is not a public version"
    ]


def test_the_two_locks_must_agree(tmp_path: Path) -> None:
    runtime = lock(tmp_path, GOOD)
    tools = lock(tmp_path, GOOD.replace("5.2.19", "5.2.20"), "requirements-test.txt")

    assert disagreements(runtime, tools) == ["requirements-test.txt lacks django==5.2.19 of requirements.txt"]
