"""Writes again, or compares, all files that the public part reads where it stands alone."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from certificates.issuing.outside import is_wanted
from certificates.published.operations import find_differences, publish_everything
from lms.core.management.json_command import WRONG_USAGE, JsonCommand


class Command(JsonCommand):
    help = "Write every published file that is missing or differs; --check only compares: status 1 when they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--check", action="store_true", help="write nothing, say what differs")

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        if not is_wanted():
            raise CommandError("PUBLISHED_KEY is not set: nothing is published.", returncode=WRONG_USAGE)
        self.findings: list[str] = []
        if not options["check"]:
            return {"written": publish_everything(now=self.now)}
        files, self.findings = find_differences()
        return {"files": files, "findings": self.findings}

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if self.findings:
            raise CommandError("The published files are not those of the tables.", returncode=1)
