"""Who may import whom: the contracts of pyproject.toml name every app, hold, and would find what they forbid."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PRODUCT, ROOT

PYPROJECT = ROOT / "pyproject.toml"
# Wiring and settings stand above or beside the layers.
OUTSIDE_LAYERS = {"lms.settings", "lms.urls", "lms.celery", "lms.wsgi"}


def contracts() -> list[dict]:
    """Return the contracts as they are written."""
    return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def layered() -> set[str]:
    """Return every package that the layers name."""
    layers = next(contract["layers"] for contract in contracts() if contract["id"] == "layers")
    return {name.strip(" ()") for layer in layers for name in layer.split("|")}


def packages_on_disk() -> set[str]:
    """Return our packages, one for each app."""
    nested = [folder for top in ("lms", "courses") for folder in (ROOT / top).iterdir()]
    found = {f"{path.parent.name}.{path.name}" for path in nested if (path / "__init__.py").exists()}
    return found | {"certificates"}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the imports of the packages in a folder."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", str(PYPROJECT), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_app_has_its_place_in_the_layers() -> None:
    assert packages_on_disk() - OUTSIDE_LAYERS - layered() == set()


def test_every_app_with_a_door_is_entered_through_it_only() -> None:
    doors = [contract for contract in contracts() if contract["type"] == "protected"]
    guarded = {name.removesuffix(".**") for door in doors for name in door["protected_modules"]}
    # The api.py of lms.rest_api is the root of the REST API, not a door.
    apps_with_a_door = {name for name in packages_on_disk() - {"lms.rest_api"} if door_of(name).exists()}
    assert apps_with_a_door - guarded == set()


def door_of(package: str) -> Path:
    """Return the file of the app's only door."""
    return ROOT / package.replace(".", "/") / "api.py"


@pytest.mark.slow
def test_the_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout[-4000:]


FORBIDDEN = {
    "an import upwards": ("lms/core/a.py", "import lms.exams.api\n", "Imports go down only"),
    "an import past the door": ("lms/portal/a.py", "import lms.exams.models\n", "entered through its api"),
    "rules that know Django": ("lms/exams/rules.py", "import django\n", "Rules take values"),
    "verification that writes": (
        "certificates/verification/a.py",
        "import certificates.issuing.operations\n",
        "Verification reaches no write operation",
    ),
    "marking that knows practice": (
        "lms/exams/marking/a.py",
        "import lms.exams.practice.models\n",
        "Inside examinations",
    ),
    "issuing that knows verification": (
        "certificates/issuing/a.py",
        "import certificates.verification.a\n",
        "Inside certificates",
    ),
}


@pytest.fixture
def bare_packages(tmp_path: Path) -> Path:
    """Return a folder with the packages of the product, all empty."""
    folders = [ROOT / top for top in PRODUCT]
    folders += [path for top in folders for path in top.glob("**/") if (path / "__init__.py").exists()]
    for folder in folders:
        copy = tmp_path / folder.relative_to(ROOT)
        copy.mkdir(parents=True, exist_ok=True)
        for module in folder.glob("*.py"):
            (copy / module.name).write_text("", encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_forbidden_import_is_found(name: str, bare_packages: Path) -> None:
    path, line, contract = FORBIDDEN[name]
    (bare_packages / path).write_text(line, encoding="utf-8")
    result = lint(bare_packages)
    broken = [row for row in result.stdout.splitlines() if row.endswith("BROKEN") and contract in row]
    assert broken, result.stdout[-3000:]
