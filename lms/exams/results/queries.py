"""Reads of the desk for results: sittings and what waits there, one sitting's candidates, one set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.rows import one_of
from lms.exams.errors import ResultsNotFound, SittingNotFound
from lms.exams.handmarking.parts import who_marked
from lms.exams.marking.models import Result
from lms.exams.papers.models import ItemOnPaper
from lms.exams.results.models import ResultSet, SetState
from lms.exams.results.policies import sets_visible_to, sittings_with_results
from lms.exams.sittings.models import ENDED_STATES, Receipt, Sitting, SittingState

OPEN, WAITING, TO_FREEZE, DONE, NOTHING = "open", "waiting", "to_freeze", "done", "nothing"
BY_HAND, IN_WORK = "by_hand", "in_work"
MOST_WAITING_SHOWN = 10


@dataclass(frozen=True, slots=True)
class SetsWaiting:
    """The first of the frozen sets that wait for somebody, and how many there are."""

    rows: Sequence[ResultSet]
    number: int


def list_sittings(user: User) -> QuerySet[Sitting]:
    """Return the user's sittings, each with how many have ended, how many are told, and what comes next."""
    ended = Q(candidates__attempts__state__in=ENDED_STATES)
    told = ended & Q(candidates__attempts__results__released_at__isnull=False)
    waits = ResultSet.objects.filter(sitting=OuterRef("pk"), state=SetState.WAITING)
    rows = sittings_with_results(user).annotate(
        ended=Count("candidates__attempts", filter=ended, distinct=True),
        told=Count("candidates__attempts", filter=told, distinct=True),
        waits=Exists(waits),
        further=Exists(_further()),
        unmarked=Exists(_unmarked()),
        by_hand=Exists(_unmarked().filter(Exists(_by_hand()))),
    )
    return rows.annotate(
        stage=Case(
            When(state=SittingState.OPEN, then=Value(OPEN)),
            When(waits=True, then=Value(WAITING)),
            When(ended=0, then=Value(NOTHING)),
            When(by_hand=True, then=Value(BY_HAND)),
            When(unmarked=True, then=Value(IN_WORK)),
            When(Q(further=True) | Q(told__lt=F("ended")), then=Value(TO_FREEZE)),
            default=Value(DONE),
            output_field=CharField(),
        )
    )


def _further() -> QuerySet[Result]:
    """Return the results of a sitting that count and that nobody was told."""
    same_receipt = Q(receipt_number=OuterRef("receipt_number"))
    same_key = same_receipt & Q(key_version=OuterRef("key_version"))
    newer = (
        Q(receipt_number__gt=OuterRef("receipt_number"))
        | (same_receipt & Q(key_version__gt=OuterRef("key_version")))
        | (same_key & Q(round__gt=OuterRef("round")))
    )
    rows = Result.objects.filter(
        attempt__candidate__sitting=OuterRef("pk"), attempt__state__in=ENDED_STATES, released_at__isnull=True
    )
    return rows.exclude(Exists(Result.objects.filter(newer, attempt=OuterRef("attempt"))))


def _unmarked() -> QuerySet[Receipt]:
    """Return the newest receipts of what has ended in a sitting, where what they cover has no result yet."""
    later = Result.objects.filter(attempt=OuterRef("attempt"), receipt_number__gte=OuterRef("number"))
    rows = Receipt.objects.filter(attempt__candidate__sitting=OuterRef("pk"), attempt__state__in=ENDED_STATES)
    return rows.exclude(Exists(later))


def _by_hand() -> QuerySet[ItemOnPaper]:
    """Return the questions of the paper of a receipt that somebody marks."""
    return ItemOnPaper.objects.filter(paper=OuterRef("attempt__paper"), version__scoring="by_hand")


def get_sitting(user: User, uuid: UUID) -> Sitting:
    """Return a sitting whose results the user looks at.

    :raises SittingNotFound: there is none, or at another site.
    """
    return one_of(list_sittings(user), uuid, SittingNotFound(_("There is no such sitting.")))


def get_set(user: User, uuid: UUID) -> ResultSet:
    """Return a set of results that the user may see.

    :raises ResultsNotFound: there is none, or at another site.
    """
    return one_of(sets_visible_to(user), uuid, ResultsNotFound(_("There is no such set of results.")))


def sets_of(sitting: Sitting) -> list[ResultSet]:
    """Return the sets of a sitting, the newest first."""
    return list(sitting.result_sets.order_by("-number"))


def waiting_set(sitting: Sitting) -> ResultSet | None:
    """Return the set of a sitting that waits for a second person."""
    return sitting.result_sets.filter(state=SetState.WAITING).first()


def sets_waiting_for(user: User) -> SetsWaiting:
    """Return what others froze and the user may look at to release it, the oldest first; one query while few."""
    rows = sets_visible_to(user).filter(state=SetState.WAITING).exclude(frozen_by=user.uuid)
    shown = list(rows.order_by("frozen_at")[: MOST_WAITING_SHOWN + 1])
    number = len(shown) if len(shown) <= MOST_WAITING_SHOWN else rows.count()
    return SetsWaiting(shown[:MOST_WAITING_SHOWN], number)


def who_marked_in(row: ResultSet) -> set[UUID]:
    """Return who marked answers of a set by hand, or decided on such marks."""
    return who_marked(row.rows.order_by().values("result__attempt_id"))


def names_of(uuids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return what these users are called."""
    wanted = {uuid for uuid in uuids if uuid}
    return {user.uuid: user.get_full_name() for user in User.objects.filter(uuid__in=wanted)}
