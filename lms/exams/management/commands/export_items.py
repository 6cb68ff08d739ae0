"""Writes the items of a bank into a file that other systems read."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from lms.core.management.json_command import WRONG_USAGE, JsonCommand, write_private
from lms.exams.errors import ItemNotFound
from lms.exams.intake.outgoing import FORMATS, export_items
from lms.exams.intake.reports import words_for_left_out


class Command(JsonCommand):
    help = (
        "Export the items of a bank, drafts included; the file holds keys and is readable by its owner only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--bank", required=True, help="code of the bank")
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--output", type=Path, required=True, help="file to write")

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            made = export_items(
                bank=options["bank"], format_name=options["format"], actor=self.actor, now=self.now
            )
        except ItemNotFound as error:
            raise CommandError(error.message, returncode=WRONG_USAGE) from error
        write_private(options["output"], made.data)
        left_out = [
            {
                "item": one.code,
                "number": one.number,
                "stem": one.stem,
                "reason": one.reason,
                "message": words_for_left_out(one.reason),
            }
            for one in made.left_out
        ]
        return {"format": options["format"], "items": made.written, "left_out": left_out}
