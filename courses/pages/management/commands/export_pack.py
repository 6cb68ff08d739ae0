"""Exports a programme of this installation, with pages, pictures, items and rubrics, as one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from courses.catalog.api import get_published_version
from courses.pages.management.pack_command import PackCommand, digests
from courses.pages.packs.export import export_pack
from lms.core.management.json_command import write_private


class Command(PackCommand):
    help = "Write a programme's newest published version as one file. Exit status 3: it cannot be exported as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("programme", help="code of the programme, for example LVE")
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        version = get_published_version(programme_code=options["programme"])
        made = export_pack(version=version, actor=self.actor, now=self.now)
        write_private(options["output"], made.content)
        return {
            "programme": options["programme"],
            "version": version.number,
            "file": str(options["output"]),
            "bytes": len(made.content),
            **digests(made.content, made.sha256),
            "planned": list(made.planned),
        }
