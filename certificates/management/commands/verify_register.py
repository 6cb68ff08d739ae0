"""Checks the register of certificates from its first entry to its newest checkpoint, and says what does not agree."""

from typing import Any

from django.core.management.base import CommandError

from certificates.issuing.authority import trusted_roots
from certificates.issuing.register.checking import find_differences
from certificates.issuing.register.folder import folder
from certificates.issuing.register.signing import known_keys
from certificates.verifier.directory import check_directory
from certificates.verifier.results import Check, Outcome, verdict_of
from lms.core.management.json_command import JsonCommand

REGISTER = "register in the database"


class Command(JsonCommand):
    help = "Check tree, checkpoints, published files and credentials against each other; status 1 when they differ."

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        size, findings = find_differences()
        words = f"{len(findings)} differences." if findings else f"{size} entries agree with all else."
        checks = [Check(REGISTER, Outcome.FAILED if findings else Outcome.OK, words)]
        checks += check_directory(folder(), keys=known_keys(), roots=trusted_roots())
        self.failed = [check for check in checks if check.outcome is Outcome.FAILED]
        return {
            "verdict": str(verdict_of(checks)),
            "size": size,
            "checks": [check.as_dict() for check in checks],
            "findings": findings,
        }

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if self.failed:
            raise CommandError("The register does not agree with itself.", returncode=1)
