"""Puts the second copy into a database that was restored from a backup made before: restore is replay (J4)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.written_files import keep_once_committed, taken_back_on_failure
from lms.exams.audit_actions import AuditAction
from lms.exams.secondcopy.kinds import KINDS
from lms.exams.secondcopy.practicals import put_practical
from lms.exams.secondcopy.rows import Copied, Replayed, put_rows, read_copy, refuse_newer, unusable
from lms.exams.sittings.checking import differences_of
from lms.exams.sittings.models import ENDED_STATES, Attempt, Sitting
from lms.exams.sittings.operations.ending import ask_for_mark
from lms.exams.sittings.operations.evidence import rebuild_answers


def replay(paths: Sequence[Path], *, is_trial: bool = False, actor: Actor, now: datetime) -> Replayed:
    """Add what the copy has and the database lacks, for each file; all of them or nothing. A trial changes nothing.

    Answers are made again from the log, every chain is verified, and what has ended is marked. Marks of practical
    examinations, their chains and signatures are verified too, and what was released proves again what it proved.
    Photographs come back to the private store, each compared with the hash in its row; what is lost of them is named.

    :raises UnusableCopy: a file is altered or sealed for another installation; or the database knows something of the
        room that the copy does not, so it is not a backup from before; or the backup lacks what the rows name.
    """
    replayed = Replayed()
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        for path in paths:
            copy = read_copy(path)
            replayed.lines += copy.lines
            if copy.is_room:
                _put_room(copy, replayed, actor=actor, now=now)
            else:
                put_practical(copy, replayed, is_trial=is_trial, actor=actor, now=now)
        if is_trial:
            transaction.set_rollback(True)
    return replayed


def _put_room(copy: Copied, replayed: Replayed, *, actor: Actor, now: datetime) -> None:
    lacking = _("the backup lacks people or papers that this room uses; take a later backup")
    refuse_newer(copy, KINDS, list(copy.of(Sitting)))
    put_rows(copy, KINDS, replayed, lacking=lacking)
    for attempt in (
        Attempt.objects.select_for_update(of=("self",)).filter(pk__in=copy.of(Attempt)).order_by("pk")
    ):
        rebuild_answers(attempt=attempt)
        for difference in differences_of(attempt):
            raise unusable(
                copy.path, copy.lines, f"{difference.what} {attempt.uuid} {difference.position or ''}"
            )
        if attempt.state in ENDED_STATES:
            ask_for_mark(attempt, f":c{attempt.receipts.count()}", now=now)
    sitting = Sitting.objects.get(pk__in=copy.of(Sitting))
    after = {"lines": copy.lines, "added": dict(replayed.added)}
    audit.record(actor=actor, action=AuditAction.REPLAY_COPY, target=sitting, after=after, now=now)
