"""Puts the second copy into a database that was restored from a backup made before: restore is replay (J4)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.written_files import keep_once_committed, taken_back_on_failure
from lms.exams.appeals.checking import faults_of_appeals
from lms.exams.appeals.models import Appeal
from lms.exams.audit_actions import AuditAction
from lms.exams.handmarking.checking import unexplained_in
from lms.exams.practical.models import PracticalExamination
from lms.exams.results.checking import faults_of_results
from lms.exams.secondcopy.errors import OtherHistory
from lms.exams.secondcopy.kinds import KINDS
from lms.exams.secondcopy.lacking import lacking_here
from lms.exams.secondcopy.living import move_time_on
from lms.exams.secondcopy.planning import clear_for_planning
from lms.exams.secondcopy.practicals import put_practical
from lms.exams.secondcopy.proving import known_here, prove_again
from lms.exams.secondcopy.rows import (
    Copied,
    Held,
    Replayed,
    put_named,
    put_rows,
    read_copy,
    refuse_newer,
    unusable,
)
from lms.exams.secondcopy.trail import is_older, stamp_of
from lms.exams.sittings.checking import differences_of
from lms.exams.sittings.models import ENDED_STATES, Attempt, Sitting
from lms.exams.sittings.operations.ending import ask_for_mark
from lms.exams.sittings.operations.evidence import rebuild_answers


def replay(paths: Sequence[Path], *, is_trial: bool = False, actor: Actor, now: datetime) -> Replayed:
    """Add what the copy has and the database lacks; a trial changes nothing.

    An examination whose file does not go with the database stays whole as the database has it, and is named; the others
    come back. The database knows more where something was decided after the last copy, and that keeps no room out.
    A file that was altered or does not hold together is another matter: then nothing is added at all.

    A room comes back as it was planned last: whoever was enrolled or taken out, and papers drawn, since the backup too.
    What candidates were told and what they appealed come back, checked, before anything is marked again.
    Answers are made again from the log, every chain is verified, and what has ended is marked. Marks of practical
    examinations, their chains and signatures are verified too, and what was released proves again what it proved.
    Photographs come back to the private store, each compared with the hash in its row; what is lost of them is named.

    :raises UnusableCopy: a file is altered or sealed for another installation.
    :raises OtherHistory: no examination came back, and of one at least the database lacks something: it knows something
        that the copy does not, so it is not a backup from before; or it lacks what the rows name.
    """
    replayed, refused = Replayed(), []
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        for path in paths:
            copy = read_copy(path)
            replayed.lines += copy.lines
            own = Replayed()
            try:
                # Files are written after everything that may be refused so.
                with transaction.atomic():
                    if copy.is_room:
                        _put_room(copy, own, actor=actor, now=now)
                    else:
                        put_practical(copy, own, is_trial=is_trial, actor=actor, now=now)
            except OtherHistory as error:
                refused.append(error)
                replayed.held.append(_held(copy, error))
            else:
                replayed.add(own)
        if len(refused) == len(paths) and any(one.lacking for one in replayed.held):
            raise next(error for error, one in zip(refused, replayed.held, strict=True) if one.lacking)
        if is_trial:
            transaction.set_rollback(True)
    return replayed


def _held(copy: Copied, error: OtherHistory) -> Held:
    """Return what is to be said of an examination of which nothing came back."""
    rows = Sitting.objects if copy.is_room else PracticalExamination.objects.select_related("scheme")
    here = rows.filter(pk__in=copy.of(Sitting) or copy.of(PracticalExamination)).first()
    title = f"{here.title}, {timezone.localtime(_begins(here)):%Y-%m-%d %H:%M}" if here else ""
    lacking = lacking_here(copy)
    return Held(copy.path.name, title, error.line, error.why, lacking.total(), dict(lacking))


def _begins(examination: Sitting | PracticalExamination) -> datetime:
    return examination.opens_at if isinstance(examination, Sitting) else examination.starts_at


def _put_room(copy: Copied, replayed: Replayed, *, actor: Actor, now: datetime) -> None:
    lacking = _("the backup lacks people or papers that this room uses; take a later backup")
    roots = Sitting.objects.filter(pk__in=copy.of(Sitting))
    copy.is_older = any(is_older(copy, root) for root in roots.only("uuid"))
    before = known_here(copy)
    clear_for_planning(copy, replayed)
    refuse_newer(copy, KINDS, list(copy.of(Sitting)))
    put_named(copy, replayed)
    put_rows(copy, KINDS, replayed, lacking=lacking)
    move_time_on(copy, replayed)
    _fold_answers(copy, now=now)
    sitting = Sitting.objects.select_related("scheme").get(pk__in=copy.of(Sitting))
    for fault in faults_of_results(sitting, before):
        raise unusable(copy.path, copy.lines, fault)
    for fault in faults_of_appeals(Appeal.objects.filter(attempt__candidate__sitting=sitting), before):
        raise unusable(copy.path, copy.lines, fault)
    prove_again(sitting, before, actor=actor, now=now)
    after = {
        "lines": copy.lines,
        "added": dict(replayed.added),
        "taken_off": dict(replayed.taken_off),
    }
    audit.record(
        actor=actor,
        action=AuditAction.REPLAY_COPY,
        target=sitting,
        reason=stamp_of(copy),
        after=after,
        now=now,
    )


def _fold_answers(copy: Copied, *, now: datetime) -> None:
    """Make answers again from the logs, verify them with receipts and settled marks, and ask for marks.

    :raises UnusableCopy: something does not follow.
    """
    for attempt in (
        Attempt.objects.select_for_update(of=("self",)).filter(pk__in=copy.of(Attempt)).order_by("pk")
    ):
        rebuild_answers(attempt=attempt)
        for difference in differences_of(attempt):
            raise unusable(
                copy.path, copy.lines, f"{difference.what} {attempt.uuid} {difference.position or ''}"
            )
        for row in unexplained_in(attempt):
            raise unusable(copy.path, copy.lines, f"settled marks {attempt.uuid} {row.uuid}")
        if attempt.state in ENDED_STATES:
            ask_for_mark(attempt, f":c{attempt.receipts.count()}", now=now)
