"""Writes into a pack's source that a second reader found items fit for use, in the wording that they have now."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from courses.pages.management.pack_command import PackCommand
from courses.pages.packs.reviews import record_in_source


class Command(PackCommand):
    help = (
        "Record in reviews.yaml that a second reader has read items. Without --items: all items of the pack."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path)
        parser.add_argument("--reader", required=True, help="who read: not who wrote")
        parser.add_argument(
            "--date", type=date.fromisoformat, required=True, help="when, for example 2026-11-25"
        )
        parser.add_argument("--items", default="", help="codes, separated by commas")

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        wanted = {code for code in options["items"].split(",") if code}
        return record_in_source(
            options["folder"], reader=options["reader"], read_on=options["date"], wanted=wanted
        )
