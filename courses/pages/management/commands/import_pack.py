"""Imports a content pack, from its file or its source folder: whole or not at all."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from courses.pages.management.pack_command import PackCommand
from courses.pages.packs.loader import load_pack, refuse_during_examination
from courses.pages.packs.places import files_at
from courses.pages.packs.preview import preview_pack


class Command(PackCommand):
    help = "Load a content pack, or say what loading it would do. Exit status 3: it is refused, nothing was loaded."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("pack", type=Path, help="the pack's file or source folder")
        parser.add_argument("--dry-run", action="store_true", help="only say what it holds and would change")

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        files = files_at(options["pack"])
        if not options["dry_run"]:
            refuse_during_examination()
        facts = preview_pack(files, now=self.now).as_dict()
        facts["content_sha256"] = facts.pop("sha256")
        if not options["dry_run"]:
            load_pack(files=files, actor=self.actor, now=self.now)
        return {**facts, "loaded": not options["dry_run"] and not facts["is_loaded"]}
