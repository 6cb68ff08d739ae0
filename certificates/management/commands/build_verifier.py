"""Writes the stand-alone verifier as one file for auditors; equal sources give equal bytes."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

FIRST_LINE = b"#!/usr/bin/env python3\n"
START = "import sys\nfrom certificates.verifier.__main__ import main\nsys.exit(main())\n"
DAY = (2020, 1, 1, 0, 0, 0)


class Command(BaseCommand):
    help = "Write the verifier as one file that runs with Python and the package `cryptography` alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it, for example verifier.pyz")

    def handle(self, *args: Any, **options: Any) -> None:
        options["file"].write_bytes(FIRST_LINE + archive())
        self.stdout.write(f"Written: {options['file']}. Run it with: python {options['file'].name} --help")


def _packed(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in {".py", ".json"})


def archive() -> bytes:
    """Return the modules of the verifier as an archive that Python runs."""
    root, packed = Path(settings.BASE_DIR), io.BytesIO()
    package = root / "certificates"
    sources = [package / "__init__.py", *sorted(_packed(package / "verifier"))]
    with ZipFile(packed, "w") as archived:
        archived.writestr(ZipInfo("__main__.py", DAY), START)
        for source in sources:
            archived.writestr(ZipInfo(str(source.relative_to(root)), DAY), source.read_bytes())
    return packed.getvalue()
