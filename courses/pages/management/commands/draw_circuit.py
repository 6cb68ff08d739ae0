"""Draws one circuit description, or names the line that is wrong: for authors of content packs."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from lms.core.circuits import CircuitError, DrawingFailed, draw_circuit

UNDRAWN = 3


class Command(BaseCommand):
    help = "Draw a circuit description as SVG. Exit status 3: a line is wrong, and the message names it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the description, or - for standard input")
        parser.add_argument("--output", help="where to write the SVG; standard output otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            spec = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        try:
            with translation.override("en"):
                svg = draw_circuit(spec)
        except (CircuitError, DrawingFailed) as error:
            raise CommandError(error.message, returncode=UNDRAWN) from error
        if options["output"]:
            Path(options["output"]).write_text(svg, encoding="utf-8")
        else:
            self.stdout.write(svg)
