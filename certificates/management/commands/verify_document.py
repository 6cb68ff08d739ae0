"""Checks one certificate as a file: what it is, whether it is whole, and how it stands in the register."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from certificates.verification.documents import check_document
from certificates.verifier.documents import LARGEST
from certificates.verifier.results import Verdict
from lms.core import clock
from lms.core.management.json_command import WRONG_USAGE, JsonCommand

STATUS = {Verdict.INVALID: 1, Verdict.UNCLEAR: 4}


class Command(JsonCommand):
    help = "Check a PDF or a credential (JSON or JWT): exit 0 valid, 1 not valid, 4 when a check could not be done."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="the PDF or the credential (JSON or JWT)")

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        checked = check_document(_read(options["file"]), now=clock.now())
        self.verdict = checked.verdict
        return {
            "verdict": str(checked.verdict),
            "checks": [check.as_dict() for check in checked.checks],
            "register": checked.register,
        }

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if self.verdict in STATUS:
            raise CommandError(f"The document is {self.verdict}.", returncode=STATUS[self.verdict])


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.", returncode=WRONG_USAGE) from error
