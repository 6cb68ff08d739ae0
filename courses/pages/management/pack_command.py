"""Shared by the commands on content packs: JSON on one line, exit status 3 when the pack is refused."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from courses.pages.transfers.operations.loading import REFUSALS, reasons_of
from lms.core import clock
from lms.core.actor import Actor

REFUSED = 3


class PackCommand(BaseCommand):
    """A command whose work answers with values to print; domain errors become exit status 3."""

    actor = Actor.system("command")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        self.now = clock.now()
        with translation.override("en"):
            try:
                facts = self.work(options)
            except REFUSALS as error:
                raise CommandError("\n".join(reasons_of(error)), returncode=REFUSED) from error
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in facts.items()))

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        """Do it and return what is to be said."""
        raise NotImplementedError


def write_private(path: Path, content: bytes) -> None:
    """Write a pack where only its owner may read it, whole or not at all: it holds keys of examination items."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    try:
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
