"""Fails when a text has no Chinese, a doubtful one or broken placeholders, or the catalogue is out of date.

Collects the texts in a copy of the tree, so that looking changes nothing; `--update` writes the catalogue.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("manage.py", "lms", "courses", "certificates", "templates", "locale")
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
COLLECT = (
    "makemessages",
    "--locale",
    "zh_Hans",
    "--add-location",
    "file",
    "--no-wrap",
    "--no-obsolete",
    "--verbosity",
    "0",
)


def main() -> int:
    """Check, or with --update write the catalogue, and return the exit status."""
    if "--update" in sys.argv[1:]:
        collect(ROOT)
        # gettext breaks the lines that name files, however it is told not to: a new file would move those after it.
        polib.pofile(str(ROOT / CATALOGUE), wrapwidth=0).save()
        return 0
    if not (ROOT / CATALOGUE).exists():
        print(f"{CATALOGUE} does not exist; make it with: make messages")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        copy_tree(Path(folder))
        collect(Path(folder))
        fresh = polib.pofile(str(Path(folder) / CATALOGUE))
    return report(polib.pofile(str(ROOT / CATALOGUE)), fresh)


def copy_tree(target: Path) -> None:
    """Copy what texts are collected from."""
    usual = shutil.ignore_patterns("__pycache__", "*.mo")

    def ignore(folder: str, names: list[str]) -> set[str]:
        content = (
            {"packs"} if Path(folder) == ROOT / "courses" else set()
        )  # hundreds of files, no texts of ours
        return set(usual(folder, names)) | content

    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=ignore)
        elif source.exists():
            shutil.copy2(source, target / name)


def collect(tree: Path) -> None:
    """Collect the texts of this tree into its catalogue."""
    (tree / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    ignored = [
        part for name in ("var", ".venv", "node_modules", "tests") for part in ("--ignore", f"{name}/*")
    ]
    subprocess.run([sys.executable, "manage.py", *COLLECT, *ignored], cwd=tree, check=True)


def report(committed: polib.POFile, fresh: polib.POFile) -> int:
    """Print every complaint, at most twenty of a kind, and return the exit status."""
    known, wanted = texts_of(committed), texts_of(fresh)
    kinds = {
        "not in the catalogue (make messages)": sorted(wanted - known),
        "no longer used (make messages)": sorted(known - wanted),
        "without Chinese": [
            entry.msgid
            for entry in committed
            if not entry.obsolete and not entry.fuzzy and not entry.translated()
        ],
        "marked as doubtful (fuzzy)": [entry.msgid for entry in committed if entry.fuzzy],
        "with broken placeholders": broken_placeholders(),
    }
    for kind, texts in kinds.items():
        for text in texts[:20]:
            print(f"{kind}: {text!r}")
        if len(texts) > 20:
            print(f"{kind}: and {len(texts) - 20} more")
    return 1 if any(kinds.values()) else 0


def texts_of(catalogue: polib.POFile) -> set[str]:
    """Return the texts of a catalogue, told apart by context."""
    return {
        f"{entry.msgctxt}: {entry.msgid}" if entry.msgctxt else entry.msgid
        for entry in catalogue
        if not entry.obsolete
    }


def broken_placeholders() -> list[str]:
    """Return what gettext says about formats that do not fit their source."""
    complaints = []
    for catalogue in sorted((ROOT / "locale").glob("**/LC_MESSAGES/*.po")):
        command = ["msgfmt", "--check-format", "-o", "-", str(catalogue)]
        # Into a pipe: as root, msgfmt would put a file in the place of /dev/null.
        result = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        if result.returncode:
            complaints += [line for line in result.stderr.splitlines() if line.strip()]
    return complaints


if __name__ == "__main__":
    sys.exit(main())
