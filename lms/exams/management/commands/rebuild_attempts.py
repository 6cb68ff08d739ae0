"""Checks that the answers of all attempts follow from their logs, or makes them again from there; and logs of marks."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from lms.exams.practical.checking import BrokenLog, broken_logs_in
from lms.exams.practical.models import PanelMember
from lms.exams.sittings.checking import Difference, differences_in
from lms.exams.sittings.models import Attempt
from lms.exams.sittings.operations.evidence import rebuild_attempt

WORDS = {
    "chain": "the event at position {position} does not fit the chain",
    "decision": "a decision names position {position}, where nothing is held",
    "answer": "the current answer to {item} is not what the log says (position {position})",
    "signature": "the signature of receipt {position} does not fit",
    "receipt": "receipt {position} covers other answers than the attempt has",
}


class Command(BaseCommand):
    help = (
        "Make the current answers of attempts again from their logs; with --check only say what differs. "
        "Logs of marks of practical examinations are checked in both cases."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; status 1 when something differs"
        )
        parser.add_argument("--json", action="store_true", help="answer with JSON")
        parser.add_argument(
            "--sitting", help="only the attempts of this sitting (its UUID), and no logs of marks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        attempts, panel = Attempt.objects.all(), PanelMember.objects.all()
        if options["sitting"]:
            attempts = attempts.filter(candidate__sitting__uuid=options["sitting"])
            panel = panel.none()
        if not options["check"]:
            self._rebuild(attempts)
        found = [*differences_in(attempts), *broken_logs_in(panel)]
        self._say(found, (attempts.count(), panel.count()), as_json=options["json"])
        if found:
            raise CommandError(f"{len(found)} differences.", returncode=1)

    def _rebuild(self, attempts: QuerySet[Attempt]) -> None:
        for uuid in list(attempts.order_by("pk").values_list("uuid", flat=True)):
            rebuild_attempt(attempt_uuid=uuid)

    def _say(self, found: list[Difference | BrokenLog], counts: tuple[int, int], *, as_json: bool) -> None:
        attempts, logs = counts
        if as_json:
            report = {
                "attempts": attempts,
                "mark_logs": logs,
                "differences": [row.as_dict() for row in found],
            }
            self.stdout.write(json.dumps(report))
            return
        for row in found:
            self.stdout.write(_line(row))
        self.stdout.write(f"{attempts} attempts and {logs} logs of marks checked, {len(found)} differences.")


def _line(row: Difference | BrokenLog) -> str:
    if isinstance(row, BrokenLog):
        return f"assessor {row.panel_member}: the mark at position {row.position} does not fit the chain"
    return f"{row.attempt}: {WORDS[row.what].format(position=row.position, item=row.item)}"
