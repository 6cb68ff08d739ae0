"""A process beside the platform under test, with its database: `python -m tests.faults.inspector`.

Opens examinations, plays the invigilator, checks what holds. Reads one JSON object a line, answers with one.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import close_old_connections, connection  # noqa: E402
from django.db.utils import Error as DatabaseError  # noqa: E402
from django.test import Client  # noqa: E402

from lms.accounts.models import User  # noqa: E402
from lms.core import clock  # noqa: E402
from lms.exams.api import admit_candidates, open_sitting, schedule_sitting  # noqa: E402
from lms.exams.models import Attempt, KeptTime, SeatDecision, SeatRequest, Sitting  # noqa: E402
from lms.exams.sittings.operations import confirm_clock, decide_seat_request  # noqa: E402
from tests.factories.accounts import PIN, sign_in, trainee_at  # noqa: E402
from tests.factories.courses import a_version, enrol  # noqa: E402
from tests.factories.exams import ACTOR, a_new_sitting, a_scheme, attempt_of  # noqa: E402
from tests.factories.organisations import a_site  # noqa: E402
from tests.faults.invariants import mark_violations, violations  # noqa: E402

PATIENCE = 180.0  # seconds: a killed database comes back later on a busy machine


class Room:
    """The one sitting of a room, to which every run admits candidates of its own."""

    def __init__(self) -> None:
        self.site, self.version = a_site(), a_version()
        now = clock.now()
        # Clocks jump by a day during runs: the sitting must go on before and after.
        window = {"opens_at": now - timedelta(days=2), "closes_at": now + timedelta(days=2)}
        new = replace(a_new_sitting(self.site, scheme=a_scheme(minutes=240), seats=5000), **window)
        self.sitting: Sitting = schedule_sitting(sitting=new, actor=ACTOR, now=now)
        open_sitting(sitting_uuid=self.sitting.uuid, actor=ACTOR, now=now)

    def candidates(self, *, count: int, sessions: int) -> list[dict[str, Any]]:
        """Admit new candidates, each signed in at so many terminals."""
        users = [trainee_at(self.site) for _ in range(count)]
        enrolments = [enrol(user, self.version) for user in users]
        uuids = [enrolment.uuid for enrolment in enrolments]
        admit_candidates(sitting_uuid=self.sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=clock.now())
        attempts = [attempt_of(self.sitting, enrolment).uuid for enrolment in enrolments]
        return [
            {"attempt": str(attempt), "sessions": [_session_of(user) for _ in range(sessions)]}
            for attempt, user in zip(attempts, users, strict=True)
        ]

    def sign_ins(self, *, count: int) -> list[dict[str, str]]:
        """Return number and PIN of so many new trainees."""
        users = [trainee_at(self.site) for _ in range(count)]
        return [{"username": user.username, "secret": PIN} for user in users]

    def agree(self, *, attempt: str) -> None:
        """Allow every other seat that is asked for."""
        asked = SeatRequest.objects.filter(attempt__uuid=attempt, state=SeatDecision.ASKED)
        for uuid in list(asked.values_list("uuid", flat=True)):
            decide_seat_request(
                request_uuid=uuid,
                sitting_uuid=self.sitting.uuid,
                approve=True,
                actor=ACTOR,
                now=clock.now(),
            )

    def doubts_clock(self) -> bool:
        """Return whether the platform waits for somebody who looks at its clock."""
        return KeptTime.objects.exclude(doubt="").exists()

    def confirm_clock(self) -> None:
        """Say that the clock is right now."""
        confirm_clock(reason="looked at the clock", actor=ACTOR, now=clock.now())

    def check(self, *, attempt: str, shown: list[list[Any]]) -> list[str]:
        """Return what does not hold of an attempt."""
        row = Attempt.objects.get(uuid=attempt)
        return list(violations(row, {(epoch, event["seq"]): event for epoch, event in shown}))

    def marks(self, *, attempts: list[str]) -> list[str]:
        """Return what does not hold of the marks of attempts, once the worker has had the time for them."""
        end = time.monotonic() + PATIENCE
        while True:
            rows = Attempt.objects.filter(uuid__in=attempts)
            found = [f"{row.uuid}: {words}" for row in rows for words in mark_violations(row)]
            if not found or time.monotonic() > end:
                return found
            time.sleep(0.1)


def _session_of(user: User) -> str:
    return str(sign_in(Client(), user).cookies["sessionid"].value)


def patiently(deed: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Do it on a database that may be away for a moment."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            close_old_connections()
            return deed(**arguments)
        except DatabaseError:
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def main() -> None:
    """Serve until the input ends."""
    room = Room()
    for line in sys.stdin:
        asked = json.loads(line)
        answer = patiently(getattr(room, asked.pop("do")), asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
