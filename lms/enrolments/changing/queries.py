"""Reads of interruptions, withdrawals and transfers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from courses.catalog.api import ProgrammeVersion
from lms.accounts.api import Person
from lms.core.clock import local_date
from lms.enrolments.admission.models import Admission
from lms.enrolments.changing.models import (
    Continuation,
    Interruption,
    InterruptionReason,
    Resumption,
    Transfer,
    Withdrawal,
)
from lms.enrolments.changing.rules import (
    Resuming,
    Stand,
    last_withdrawn,
    reason_against_resuming,
    taken_up_by,
)
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.organisations.api import School, Site, is_paired, pairings_in_force


def interrupted_on(day: date) -> QuerySet[Enrolment]:
    """Return the enrolments that rest on a day, whatever their state is now."""
    return Enrolment.objects.filter(pk__in=_resting_on(day).values("enrolment"))


def rests_on(day: OuterRef, enrolment: OuterRef) -> Exists:
    """Return the condition that an enrolment of an outer row rests on a day of it."""
    return Exists(_resting_on(day).filter(enrolment=enrolment))


def _resting_on(day: date | OuterRef) -> QuerySet[Interruption]:
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return Interruption.objects.filter(lasting, began_on__lte=day)


def with_rests(enrolments: QuerySet[Enrolment], day: date) -> QuerySet[Enrolment]:
    """Add to each enrolment whether it `rests` on a day, and when it is expected `back_on`, or None."""
    rows = Interruption.objects.filter(enrolment=OuterRef("pk"), began_on__lte=day)
    resting = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    return enrolments.annotate(rests=Exists(resting), back_on=Subquery(resting.values("expected_on")[:1]))


def rests_within(enrolments: Iterable[int], first: date, last: date) -> list[tuple[int, date, date | None]]:
    """Return the interruptions that touch some days: enrolment, first day without, first day back or None."""
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=first)
    rows = Interruption.objects.filter(lasting, enrolment__in=list(enrolments), began_on__lte=last)
    return list(rows.values_list("enrolment_id", "began_on", "ended_on"))


def open_interruption(enrolment: Enrolment) -> Interruption | None:
    """Return the interruption that lasts, if the enrolment rests."""
    return Interruption.objects.filter(enrolment=enrolment, ended_on__isnull=True).first()


def goes_on_since(enrolment: Enrolment) -> date | None:
    """Return since when an enrolment goes on after the release; None while the person is at a site."""
    if Admission.objects.filter(person=enrolment.person_id, left_date__isnull=True).exists():
        return None
    row = Continuation.objects.filter(enrolment=enrolment).last()
    return row.from_date if row else None


def list_interruptions(enrolment: Enrolment) -> list[tuple[Interruption, str, bool]]:
    """Return the interruptions of an enrolment with their notes; those that an earlier site wrote stay there.

    Beside each stands whether a withdrawal cut it short: then nobody came back.
    """
    since = here_since(enrolment)
    rows = Interruption.objects.filter(enrolment=enrolment)
    cut = {
        rest.pk
        for withdrawal in Withdrawal.objects.filter(enrolment=enrolment)
        for rest in rests_cut_short([withdrawal]).values()
    }
    return [(row, row.note if since is None or row.at > since else "", row.pk in cut) for row in rows]


def list_withdrawals(enrolment: Enrolment) -> list[tuple[Withdrawal, str, str]]:
    """Return the withdrawals with their notes and those of what ended them, which stay there as of interruptions."""
    since = here_since(enrolment)

    def note_of(row: Withdrawal | Resumption | None) -> str:
        return row.note if row and (since is None or row.at > since) else ""

    rows = Withdrawal.objects.filter(enrolment=enrolment).select_related("resumption")
    return [(row, note_of(row), note_of(getattr(row, "resumption", None))) for row in rows]


def rests_cut_short(withdrawals: Iterable[Withdrawal]) -> dict[int, Interruption]:
    """Return by enrolment (keys) the rest that was under way at its withdrawal: nobody came back by that.

    A return that the same person recorded on the day of the withdrawal looks like it: then training rests on until the
    return is recorded anew, which is the safe side. Of several withdrawals of an enrolment the last counts.
    """
    ends = {row.enrolment_id: (local_date(row.at), row.actor_uuid) for row in withdrawals}
    rests = Interruption.objects.filter(enrolment__in=list(ends), ended_on__isnull=False)
    rests = rests.exclude(reason__in=InterruptionReason.unasked()).select_related("enrolment")
    return {row.enrolment_id: row for row in rests if (row.ended_on, row.ended_by) == ends[row.enrolment_id]}


def rests_to_go_on(enrolments: Iterable[Enrolment]) -> dict[int, Interruption]:
    """Return by enrolment (keys) the rest with which a withdrawn one goes on when it is taken up; two queries."""
    rows = Withdrawal.objects.filter(enrolment__in=list(enrolments), resumption=None)
    return rests_cut_short(rows)


def reason_against_taking_up(enrolment: Enrolment, *, day: date) -> str:
    """Return a code of why an enrolment is not taken up again where it was, or ""; its person and place are loaded."""
    others = Enrolment.objects.filter(person=enrolment.person_id, version=enrolment.version_id)
    facts = Resuming(
        is_withdrawn=enrolment.state == EnrolmentState.WITHDRAWN,
        has_other=others.exclude(pk=enrolment.pk).exclude(state=EnrolmentState.WITHDRAWN).exists(),
        is_here=enrolment.person.site_id == enrolment.site_id,
        is_taught=is_paired(school=enrolment.school, site=enrolment.site, day=day),
    )
    return reason_against_resuming(facts)


def here_since(enrolment: Enrolment) -> datetime | None:
    """Return when an enrolment came from another site; None if it never did. What was noted before stays there."""
    moves = Transfer.objects.filter(enrolment=enrolment).exclude(from_site=F("to_site"))
    return moves.order_by("at").values_list("at", flat=True).last()


def list_transfers(enrolments: Iterable[Enrolment]) -> list[Transfer]:
    """Return the transfers of enrolments, the earliest first."""
    rows = Transfer.objects.filter(enrolment__in=list(enrolments)).order_by("on", "pk")
    return list(rows.select_related("from_school", "from_site", "to_school", "to_site"))


def schools_beside(enrolment: Enrolment, *, day: date) -> QuerySet[School]:
    """Return the other schools that teach at the enrolment's site on a day."""
    paired = pairings_in_force(day).filter(site=enrolment.site_id)
    rows = School.objects.filter(pk__in=paired.values("school")).exclude(pk=enrolment.school_id)
    return rows.order_by("code")


def sites_beside(site: Site) -> QuerySet[Site]:
    """Return the other training sites, by their names: a person may be moved to any of them."""
    return Site.objects.exclude(pk=site.pk).order_by("code")


def schools_elsewhere(site: Site, *, day: date) -> QuerySet[School]:
    """Return the schools that teach at any other site on a day."""
    paired = pairings_in_force(day).exclude(site=site)
    return School.objects.filter(pk__in=paired.values("school")).order_by("code")


def stay_that_ended(enrolment: Enrolment) -> Admission | None:
    """Return the last stay of the person, if it was at the enrolment's site and is over: then training is outside."""
    row = Admission.objects.filter(person=enrolment.person_id).order_by("admitted_date", "pk").last()
    is_over = row is not None and row.left_date is not None and row.site_id == enrolment.site_id
    return row if is_over else None


def stay_of(enrolment: Enrolment) -> UUID | None:
    """Return the last stay of the person at the site of an enrolment: what is known of the person stands there."""
    rows = Admission.objects.filter(person=enrolment.person_id, site=enrolment.site_id)
    return rows.order_by("-pk").values_list("uuid", flat=True).first()


@dataclass(frozen=True, slots=True)
class OnProgramme:
    """By person: who is on the version already, and which withdrawn enrolment enrolling takes up again.

    `behind`: of whom enrolling takes none up, though there is one that was withdrawn; nothing of it comes along.
    """

    there: frozenset[int]
    former: dict[int, Enrolment]
    behind: dict[int, Enrolment]


def on_programme(people: Iterable[Person], version: ProgrammeVersion) -> OnProgramme:
    """Return how people stand to the programme of a version; one query for all of them."""
    keys = [person.pk for person in people]
    rows = Enrolment.objects.filter(person__in=keys, version__programme=version.programme_id)
    found: dict[int, list[Enrolment]] = {}
    for row in rows.select_related("person", "version__programme", "school").order_by("pk"):
        found.setdefault(row.person_id, []).append(row)
    there: set[int] = set()
    former: dict[int, Enrolment] = {}
    behind: dict[int, Enrolment] = {}
    for person, mine in found.items():
        by_key = {row.pk: row for row in mine}
        stands = {row.pk: Stand(row.version.number, row.withdrawn_at) for row in mine}
        if any(row.version_id == version.pk and row.state != EnrolmentState.WITHDRAWN for row in mine):
            there.add(person)
        elif (key := taken_up_by(stands, version.number)) is not None:
            former[person] = by_key[key]
        elif (key := last_withdrawn(stands)) is not None:
            behind[person] = by_key[key]
    return OnProgramme(frozenset(there), former, behind)
