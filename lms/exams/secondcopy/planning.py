"""What was taken away between backup and copy: by planning, who is in and what is theirs; answers given back."""

from django.db.models import F, Model, ProtectedError, QuerySet

from lms.exams.handmarking.models import MarkingTurn
from lms.exams.secondcopy.files import sha256_of
from lms.exams.secondcopy.kinds import KINDS, TAKEN_AWAY, as_values
from lms.exams.secondcopy.rows import Copied, Replayed, stays
from lms.exams.sittings.arrangements import Arrangement, SittingInvigilator, TakenOut
from lms.exams.sittings.models import Attempt, AttemptState, Sitting, SittingCandidate, SittingPaper

# Above any number that is given: nobody is in anybody's way while numbers are written anew.
PARKED = 16_000


def clear_for_planning(copy: Copied, replayed: Replayed) -> None:
    """Take away what planning and markers took away since the backup, and let go of seats that changed hands.

    Who was taken out is known from the copy: a line says that the row is gone, or, where it never was in the copy, why
    somebody took that person out. Who has started stays, and with them what the copy does not know. In a database that
    is known to be later than the copy it is the copy that does not know yet: nothing is taken away.
    """
    if copy.is_older:
        return
    (sitting,) = copy.of(Sitting)
    candidates = SittingCandidate.objects.filter(pk__in=_taken_out(copy, sitting))
    attempts = Attempt.objects.filter(candidate__in=candidates)
    candidates = candidates.exclude(pk__in=attempts.exclude(state=AttemptState.PREPARED).values("candidate"))
    out = list(candidates.values_list("pk", flat=True))
    rows: dict[type[Model], QuerySet[Model]] = {
        MarkingTurn: MarkingTurn.objects.filter(pk__in=copy.gone.get(MarkingTurn, ()), marks=None),
        SittingInvigilator: _not_copied(copy, SittingInvigilator, sitting),
        Arrangement: _not_copied(copy, Arrangement, sitting) | Arrangement.objects.filter(candidate__in=out),
        Attempt: Attempt.objects.filter(candidate__in=out),
        SittingCandidate: SittingCandidate.objects.filter(pk__in=out),
    }
    for model in TAKEN_AWAY:
        try:
            count = rows[model].delete()[0]
        except ProtectedError:  # it went on here: what stays is refused as newer than the copy
            continue
        if count:
            replayed.taken_off[model._meta.label_lower] += count
    _park(copy, sitting)


def _taken_out(copy: Copied, sitting: int) -> list[int]:
    """Return whom the database has and the copy has not, or has no more, because an officer took them out."""
    told = {
        (values["fields"]["enrolment"], values["fields"]["number"])
        for values, _line in copy.of(TakenOut).values()
    }
    gone, there = copy.gone.get(SittingCandidate, set()), copy.of(SittingCandidate)
    rows = SittingCandidate.objects.filter(sitting=sitting).order_by("pk")
    return [
        pk
        for pk, *named in rows.values_list("pk", "enrolment", "number")
        if pk in gone or (pk not in there and tuple(named) in told)
    ]


def _not_copied(copy: Copied, model: type[Model], sitting: int) -> QuerySet[Model]:
    """Return rows that the copy has not; none where an earlier version wrote it, which copied none of them."""
    rows = model._default_manager.filter(**{KINDS[model]: sitting})
    return rows.exclude(pk__in=copy.of(model)) if copy.of(SittingPaper) else rows.none()


def _park(copy: Copied, sitting: int) -> None:
    there = copy.of(SittingCandidate)
    here = as_values(SittingCandidate.objects.filter(sitting=sitting, pk__in=there), SittingCandidate)
    copied = {row["pk"]: there[row["pk"]][0] for row in here}
    moved = [
        row["pk"]
        for row in here
        if sha256_of(row) != sha256_of(copied[row["pk"]])
        and not stays(copy, SittingCandidate, row, copied[row["pk"]])
    ]
    SittingCandidate.objects.filter(pk__in=moved).update(seat="", number=F("number") + PARKED)
