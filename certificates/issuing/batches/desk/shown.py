"""What staff see of batches: the list, who can be in one and why not, and the entries of one."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, When

from certificates.issuing.batches.models import Batch, BatchEntry, EntryState
from certificates.issuing.batches.policies import batches_of, enrolments_of
from certificates.issuing.errors import BatchNotFound, CredentialNotFound
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.portraits.operations import stem_of
from certificates.issuing.studies.models import Schooling
from certificates.issuing.studies.queries import schoolings_at
from certificates.issuing.studies.rules import BY_OUTCOME, SUPPLEMENTS
from courses.catalog.api import Programme, ProgrammeKind
from lms.accounts.api import Person, User, assignments_of
from lms.core.enums import Role
from lms.delivery.api import Cohort
from lms.enrolments.api import Enrolment, EnrolmentState
from lms.organisations.api import School

MOST_AT_ONCE = 300  # a graduation day; each is looked at with the audit


def schools_of(user: User) -> QuerySet[School]:
    """Return the schools whose people this user may put into a batch."""
    return School.objects.filter(pk__in=enrolments_of(user).values("school")).order_by("name_zh")


def classes_of(user: User) -> QuerySet[Cohort]:
    """Return the classes in which such people are or were, newest first; nobody was in one that was cancelled."""
    mine = Cohort.objects.filter(members__enrolment__in=enrolments_of(user).values("pk"), cancelled_at=None)
    return Cohort.objects.filter(pk__in=mine.values("pk")).order_by("-begins_on", "code")


def programmes_of(user: User) -> QuerySet[Programme]:
    """Return the programmes on which such people are enrolled."""
    return Programme.objects.filter(pk__in=enrolments_of(user).values("version__programme")).order_by("code")


def officer_schools(user: User) -> QuerySet[School]:
    """Return the schools of which this user is an issuing officer."""
    held = assignments_of(user, (Role.ISSUING_OFFICER,)).filter(school__isnull=False)
    return School.objects.filter(pk__in=held.values("school")).order_by("name_zh")


def diploma_programmes(user: User) -> QuerySet[Programme]:
    """Return the diploma programmes on which people of this user's schools are enrolled."""
    return programmes_of(user).filter(kind=ProgrammeKind.DIPLOMA)


def list_schoolings(user: User) -> list[tuple[School, Programme, Schooling | None]]:
    """Return how long each diploma programme takes at each of the user's schools that teaches it; four queries."""
    schools = {row.pk: row for row in officer_schools(user)}
    programmes = {row.pk: row for row in diploma_programmes(user)}
    taught = Enrolment.objects.filter(school__in=schools, version__programme__in=programmes)
    pairs = set(taught.order_by().values_list("school", "version__programme").distinct())
    known = schoolings_at(schools.values(), programmes.values())
    return [
        (school, programme, known.get((school.pk, programme.pk)))
        for school in schools.values()
        for programme in programmes.values()
        if (school.pk, programme.pk) in pairs
    ]


def get_mine(user: User, uuid: UUID) -> Enrolment:
    """Return an enrolment in this user's charge, with its person, school and programme.

    :raises CredentialNotFound: when there is none, or it is not for this user.
    """
    rows = enrolments_of(user).select_related("person", "school", "version__programme")
    enrolment = rows.filter(uuid=uuid).first()
    if enrolment is None:
        raise CredentialNotFound
    return enrolment


def people_named(user: User, files: Iterable[str]) -> list[Enrolment]:
    """Return the enrolments of people whom files are named after, by trainee number or full name, in one's charge.

    Also by a former name. Few people have one: those are compared here, one by one.
    """
    stems = {stem_of(name) for name in files}
    numbers = Q(person__user__username__in={stem.lower() for stem in stems})
    renamed = ~Q(person__former_names="")
    rows = enrolments_of(user).filter(numbers | Q(person__full_name__in=stems) | renamed).distinct()
    found = rows.select_related("person__user").order_by("pk")
    wanted = stems | {stem.lower() for stem in stems}
    return [row for row in found if not row.person.former_names or wanted & _called(row.person)]


def _called(person: Person) -> set[str]:
    user: User | None = getattr(person, "user", None)
    return {*person.names, *([user.username] if user else [])}


def list_candidates(
    user: User, *, kind: str, school: School, cohort: Cohort | None, programme: Programme | None
) -> QuerySet[Enrolment]:
    """Return who of a class or programme holds no such certificate now, with what is printed, by name."""
    in_force = (CredentialState.RESERVED, CredentialState.ISSUED)
    held = Credential.objects.filter(enrolment=OuterRef("pk"), kind=kind, state__in=in_force)
    rows = enrolments_of(user).filter(~Exists(held), school=school)
    if kind not in BY_OUTCOME | SUPPLEMENTS:
        rows = rows.exclude(state=EnrolmentState.WITHDRAWN)
    if cohort is not None:
        rows = rows.filter(cohort_stays__cohort=cohort)
    if programme is not None:
        rows = rows.filter(version__programme=programme)
    related = ("person__user", "site", "school", "version__programme__occupation")
    return rows.distinct().select_related(*related).order_by("person__sort_name", "pk")


def list_batches(user: User, *, state: str) -> QuerySet[Batch]:
    """Return the batches that this user sees, newest first, each with how many are in it, issued and failed."""
    rows = batches_of(user).select_related("school")
    counted = rows.annotate(
        people=Count("entries"),
        issued=Count("entries", filter=Q(entries__state=EntryState.ISSUED)),
        failed=Count("entries", filter=Q(entries__state=EntryState.FAILED)),
    )
    ordered = counted.order_by("-prepared_at", "-pk")
    return ordered.filter(state=state) if state else ordered


def get_batch(user: User, uuid: UUID) -> Batch:
    """Return a batch that this user sees.

    :raises BatchNotFound: when there is none, or it is not for this user.
    """
    rows = batches_of(user).select_related("school", "goes_with", "transcripts")
    batch = rows.filter(uuid=uuid).first()
    if batch is None:
        raise BatchNotFound
    return batch


def get_entry(user: User, uuid: UUID) -> BatchEntry:
    """Return an entry of a batch that this user sees.

    :raises BatchNotFound: when there is none, or it is not for this user.
    """
    rows = BatchEntry.objects.select_related("batch", "enrolment__person").filter(uuid=uuid)
    entry = rows.filter(batch__in=batches_of(user)).first()
    if entry is None:
        raise BatchNotFound
    return entry


def list_entries(batch: Batch) -> QuerySet[BatchEntry]:
    """Return the entries of a batch with what became of their certificates since, what failed first."""
    order = Case(When(state=EntryState.FAILED, then=0), default=1)
    rows = batch.entries.select_related(
        "enrolment__person__user", "enrolment__version__programme", "credential", "reissues"
    )
    newer = Credential.objects.exclude(state=CredentialState.VOID).defer("payload", "token")
    return rows.prefetch_related(Prefetch("credential__successors", newer, to_attr="newer")).order_by(
        order, "pk"
    )
