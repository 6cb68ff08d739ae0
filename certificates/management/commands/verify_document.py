"""Checks one certificate as a file: what it is, whether it is whole, and how it stands in the register."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from certificates.issuing.keys.certificates import known_certificates
from certificates.issuing.register.queries import standing_of
from certificates.verifier.documents import LARGEST, examine_within_limits
from certificates.verifier.results import Verdict, verdict_of
from lms.core.management.json_command import WRONG_USAGE, JsonCommand

STATUS = {Verdict.INVALID: 1, Verdict.UNCLEAR: 4}


class Command(JsonCommand):
    help = "Check a PDF or a credential (JSON): exit 0 valid, 1 not valid, 4 when a check could not be done."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="the PDF or the credential")

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        examined = examine_within_limits(_read(options["file"]), known_certificates())
        standing = standing_of(examined.digests)
        checks = [*examined.checks, standing.check]
        self.verdict = verdict_of(checks)
        return {
            "verdict": str(self.verdict),
            "checks": [check.as_dict() for check in checks],
            "register": standing.state,
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
