"""Reads of follow-up: the list of what is due, one person's follow-up, counts, what came of steps that have come.

When something falls due is computed here by rule from release day and plan: people released on one day with as many
settled steps stand alike, so a day is asked once, however many they are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from certificates.referrals.followup.errors import FollowUpNotFound
from certificates.referrals.followup.models import (
    FollowUp,
    FollowUpAnswer,
    FollowUpContact,
    FollowUpDistrict,
    FollowUpHandOver,
    FollowUpPlan,
)
from certificates.referrals.followup.policies import (
    callers_of,
    coordinated_by,
    districts_of,
    is_coordinator,
    visible_to,
)
from certificates.referrals.followup.rules import (
    Bucket,
    DatedPlan,
    Standing,
    due_dates,
    plan_for,
    standing_on,
)
from lms.accounts.api import Person, User, but_ones_own, named, people_visible_to
from lms.core.clock import start_of_day
from lms.enrolments.api import Admission
from lms.organisations.api import Employer

# On the page of somebody about to leave, and of who has left and is not followed up yet.
BEFORE_RELEASE, AFTER_RELEASE = 7, 60
# Forms on the page that is taken along: more are more than a day's calls.
MOST_TAKEN = 40
SHOWN = (Bucket.OVERDUE, Bucket.TODAY, Bucket.COMING)

StandingOf = Callable[[date, int], Standing]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list is narrowed to; empty says all."""

    bucket: Bucket | None = None
    district: UUID | None = None
    officer: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class DueList:
    """Everything that a wish finds, the longest overdue first, and how many stand in each bucket."""

    order: list[tuple[int, Standing]]
    counts: dict[Bucket, int]


def plans() -> list[DatedPlan]:
    """Return the plans there are, without those that were taken back; one query."""
    last = {row.valid_from: row for row in FollowUpPlan.objects.order_by("valid_from", "number")}
    return [DatedPlan(day, tuple(row.steps)) for day, row in last.items() if row.steps]


def standings(today: date, known: Sequence[DatedPlan] | None = None) -> StandingOf:
    """Return the function that says how a plan of a release day stands today; each day is computed once."""
    dated = plans() if known is None else known

    @cache
    def days(released: date) -> tuple[date, ...]:
        return tuple(due_dates(released, plan_for(dated, released)))

    @cache
    def standing(released: date, settled: int) -> Standing:
        return standing_on(days(released), settled, today)

    return standing


def running(user: User) -> QuerySet[FollowUp]:
    """Return the follow-ups that the user sees and nobody stopped."""
    return visible_to(user).filter(stopped_at__isnull=True)


def due_list(user: User, wish: Wish, *, today: date) -> DueList:
    """Return the order of the list; two queries, whatever its length."""
    rows, standing = _narrowed(running(user), wish), standings(today)
    found, counts = [], dict.fromkeys(SHOWN, 0)
    for pk, released, settled in rows.order_by().values_list("pk", "released_date", "settled"):
        stands = standing(released, settled)
        if stands.bucket in counts:
            counts[stands.bucket] += 1
            if wish.bucket in (None, stands.bucket):
                found.append((pk, stands))
    found.sort(key=lambda row: (row[1].due_date, row[0]))
    return DueList(found, counts)


def rows_of(keys: Sequence[int]) -> list[FollowUp]:
    """Return follow-ups as lists show them, in this order; whom to call is not read."""
    related = ("person", "district", "assigned_to")
    rows = FollowUp.objects.filter(pk__in=list(keys)).select_related(*related).defer("phone", "others")
    found = {row.pk: row for row in rows.defer("phone", "others", "person__resident_id")}
    return [found[key] for key in keys if key in found]


def tries_of(keys: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return how often somebody was not reached, by follow-up and step; one query."""
    rows = FollowUpContact.objects.filter(follow_up__in=list(keys), result="not_reached", step__isnull=False)
    counted = rows.values_list("follow_up", "step").annotate(number=Count("pk")).order_by()
    return {(key, step): number for key, step, number in counted}


def own_follow_up(user: User, follow_up_uuid: UUID) -> FollowUp:
    """Return a follow-up that the user may see.

    :raises FollowUpNotFound: when it is not there, or somebody else's.
    """
    rows = visible_to(user).select_related("person", "district", "assigned_to").defer("person__resident_id")
    found = rows.filter(uuid=follow_up_uuid).first()
    if found is None:
        raise FollowUpNotFound
    return found


def count_of(user: User, *, today: date) -> dict[str, int] | None:
    """Return how many of one's own contacts are overdue, due and coming, by the bucket's word; None for nobody's."""
    counts = counts_by_officer(today=today, officer=user).get(user.pk)
    return None if counts is None else {bucket.value: number for bucket, number in counts.items()}


def counts_by_officer(*, today: date, officer: User | None = None) -> dict[int, dict[Bucket, int]]:
    """Return how many contacts of each officer, or of one, stand in each bucket; two queries, however many people."""
    standing = standings(today)
    running = FollowUp.objects.filter(stopped_at__isnull=True, assigned_to__isnull=False)
    if officer is not None:
        running = running.filter(assigned_to=officer.pk)
    groups = running.values_list("assigned_to_id", "released_date", "settled").annotate(number=Count("pk"))
    found: dict[int, dict[Bucket, int]] = {}
    for caller, released, settled, number in groups.order_by():
        counts = found.setdefault(caller, dict.fromkeys(SHOWN, 0))
        bucket = standing(released, settled).bucket
        if bucket in counts:
            counts[bucket] += number
    return found


def offered_districts(user: User) -> QuerySet[FollowUpDistrict]:
    """Return the districts by which a user may narrow the list: of the own people, and those one arranges."""
    own = visible_to(user).values("district")
    rows = FollowUpDistrict.objects.filter(pk__in=own) | districts_of(user)
    return rows.distinct().order_by("name", "pk")


def offered_officers(user: User) -> QuerySet[User]:
    """Return the officers by whom a user may narrow the list."""
    assigned = visible_to(user).filter(assigned_to__isnull=False).order_by().values("assigned_to")
    return User.objects.filter(pk__in=assigned).order_by("display_name", "pk")


def receivers_of(user: User) -> QuerySet[User]:
    """Return to whom a user may give people: whoever calls in the administrations of those whom the user sees."""
    return callers_of(visible_to(user).order_by().values("district__administration"))


def arranged_districts(user: User) -> QuerySet[FollowUpDistrict]:
    """Return the districts that a user arranges, each with how many people are followed up there.

    :raises FollowUpNotFound: the user arranges none.
    """
    if not is_coordinator(user):
        raise FollowUpNotFound
    running = Count("follow_ups", filter=Q(follow_ups__stopped_at__isnull=True))
    rows = districts_of(user).select_related("officer", "administration")
    return rows.annotate(people=running).order_by("name", "pk")


def arranged_district(user: User, district_uuid: UUID) -> FollowUpDistrict:
    """Return one of those.

    :raises FollowUpNotFound: when it is not there, or another administration's.
    """
    found = arranged_districts(user).filter(uuid=district_uuid).first()
    if found is None:
        raise FollowUpNotFound
    return found


def offered_callers(user: User) -> QuerySet[User]:
    """Return who may follow people up in the districts that a user arranges."""
    return callers_of(coordinated_by(user))


def handed_by(user: User, handing_uuid: UUID) -> list[FollowUpHandOver]:
    """Return whom a user gave by one form.

    :raises FollowUpNotFound: when the user gave nobody by it.
    """
    rows = FollowUpHandOver.objects.filter(batch=handing_uuid, by=user.uuid)
    related = rows.select_related("follow_up__person", "follow_up__assigned_to", "to_user")
    found = list(related.defer("follow_up__person__resident_id", "follow_up__phone", "follow_up__others"))
    if not found:
        raise FollowUpNotFound
    return found


def to_take_along(user: User, *, today: date) -> list[tuple[FollowUp, Standing]]:
    """Return the own people who are overdue or due today, with whom to call; two queries, the longest overdue first."""
    standing = standings(today)
    rows = FollowUp.objects.filter(assigned_to=user.pk, stopped_at__isnull=True)
    own = but_ones_own(rows, user, "person").select_related("person", "district")
    found = [(row, standing(row.released_date, row.settled)) for row in own.defer("person__resident_id")]
    due = [(row, stands) for row, stands in found if stands.bucket in (Bucket.OVERDUE, Bucket.TODAY)]
    return sorted(due, key=lambda one: (one[1].due_date or today, one[0].pk))[:MOST_TAKEN]


def callers_for(follow_up: FollowUp) -> QuerySet[User]:
    """Return to whom a person may be given: whoever calls in the administration, but not the person."""
    return callers_of([follow_up.district.administration_id]).exclude(person=follow_up.person_id)


def people_to_hand_over(user: User, *, today: date) -> QuerySet[Admission]:
    """Return the stays that end these days or have ended, of people of the user's sites who are not followed up yet.

    Whose stay went on, at another site or by a new admission, has not left: that stay is none of them.
    """
    ended = Admission.objects.filter(left_date__range=(today - timedelta(days=AFTER_RELEASE), today))
    on_its_last_day = Q(admitted_date=OuterRef("left_date"), pk__gt=OuterRef("pk"))
    later = Admission.objects.filter(
        Q(admitted_date__gt=OuterRef("left_date")) | on_its_last_day, person=OuterRef("person")
    )
    ended = ended.exclude(Exists(later))
    ending = Admission.objects.filter(
        left_date__isnull=True, forecast_date__lte=today + timedelta(days=BEFORE_RELEASE)
    )
    rows = (ended | ending).filter(person__in=_people_of(user))
    followed = FollowUp.objects.filter(released_date__gte=today - timedelta(days=AFTER_RELEASE))
    rows = rows.exclude(person__in=followed.values("person"))
    return rows.select_related("person").defer("person__resident_id").order_by("forecast_date", "pk")


def person_to_hand_over(user: User, person_uuid: UUID) -> Person:
    """Return somebody of the user's sites.

    :raises FollowUpNotFound: when nobody is there, or at another site.
    """
    person = _people_of(user).defer("resident_id").filter(uuid=person_uuid).first()
    if person is None:
        raise FollowUpNotFound
    return person


def districts_for(person: Person) -> QuerySet[FollowUpDistrict]:
    """Return the districts to which somebody may go: of the administration of the own site."""
    return FollowUpDistrict.objects.filter(administration=person.site.administration_id)


def answer_of(person_id: int | None) -> FollowUpAnswer | None:
    """Return what a person said last to being followed up, during the stay that is now, or was last."""
    rows = FollowUpAnswer.objects.filter(person=person_id).order_by("-pk").select_related("text")
    stay = Admission.objects.filter(person=person_id).order_by("-admitted_date", "-pk").first()
    if stay is not None:
        rows = rows.filter(at__gte=start_of_day(stay.admitted_date))
    return rows.first()


def answers_of(people: Sequence[int]) -> dict[int, FollowUpAnswer]:
    """Return what each of these people said last, for lists; one query. Which stay it is of, the form asks."""
    rows = FollowUpAnswer.objects.filter(person__in=list(people)).order_by("pk")
    return {row.person_id: row for row in rows}


def is_followed_up_since(person: Person, *, today: date) -> bool:
    """Return whether somebody's contact form was written these weeks already."""
    since = today - timedelta(days=AFTER_RELEASE)
    return FollowUp.objects.filter(person=person, released_date__gte=since).exists()


def offered_employers(also: UUID | None = None) -> list[Employer]:
    """Return the verified employers that a fact may name, by name; and one that it names already."""
    rows = Employer.objects.filter(Q(is_verified=True) | Q(uuid=also))
    return list(rows.order_by("name_zh", "pk"))


def follow_up_of(person_id: int) -> FollowUp | None:
    """Return the newest follow-up of a person, however it stands."""
    return FollowUp.objects.filter(person=person_id).order_by("-released_date").first()


def _people_of(user: User) -> QuerySet[Person]:
    rows = people_visible_to(user).select_related("site")
    own = getattr(user, "person_id", None)
    return rows.exclude(pk=own) if own else rows


def _narrowed(rows: QuerySet[FollowUp], wish: Wish) -> QuerySet[FollowUp]:
    asked: dict[str, Any] = {}
    if wish.district:
        asked["district__uuid"] = wish.district
    if wish.officer:
        asked["assigned_to__uuid"] = wish.officer
    rows = rows.filter(named(wish.name, at="person")) if wish.name else rows
    return rows.filter(**asked)


def keys_of(order: Iterable[tuple[int, Standing]]) -> list[int]:
    """Return the keys of a part of a list."""
    return [pk for pk, _standing in order]
