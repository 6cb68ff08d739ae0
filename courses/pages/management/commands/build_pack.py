"""Builds the one file of a content pack from its readable source."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from courses.pages.management.pack_command import PackCommand, digests
from courses.pages.packs.archive import write_archive
from courses.pages.packs.places import files_at
from courses.pages.packs.reader import read_pack
from lms.core.management.json_command import write_private


class Command(PackCommand):
    help = "Check a content pack's source folder and write it as one file. Exit status 3: something is wrong in it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path)
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        files = files_at(options["folder"])
        pack = read_pack(files)
        content = write_archive(code=pack.code, files=files, made_at=self.now)
        write_private(options["output"], content)
        return {
            "code": pack.code,
            "file": str(options["output"]),
            "bytes": len(content),
            **digests(content, pack.sha256),
        }
