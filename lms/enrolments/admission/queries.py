"""Reads of stays for the registrars' pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, VersionState
from lms.accounts.api import User, named
from lms.core.rows import one_of
from lms.enrolments.admission.choices import key_of
from lms.enrolments.admission.models import Admission, AdmissionFile, ConsentAnswer, ReleaseForecast
from lms.enrolments.admission.policies import files_visible_to, visible_to
from lms.enrolments.changing.queries import on_programme
from lms.enrolments.entry.queries import Alternatives, applicants_of, entry_rule_of, programmes_of
from lms.enrolments.entry.rules import Verdict, judge
from lms.enrolments.errors import AdmissionNotFound
from lms.enrolments.identity.models import ClaimState, IdentityClaim
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.enrolments.person_facts.models import DecisionState, PersonCorrection
from lms.organisations.api import School, Site, pairings_in_force

WINDOWS = {"30": 30, "90": 90, "180": 180, "365": 365}  # days until the forecast release
PASSED, UNKNOWN = "passed", "unknown"
SORTS = {
    "name": "person__sort_name",
    "number": "number",
    "admitted": "admitted_date",
    "forecast": "forecast_date",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which stays somebody asks for; "" asks for all."""

    words: str = ""
    site: str = ""
    window: str = ""
    fitness: str = ""
    enrolment: str = ""
    file: str = ""
    stay: str = ""
    second: str = ""
    sort: str = ""


def list_admissions(user: User, wish: Wish, *, today: date) -> QuerySet[Any]:
    """Return the stays of the user's sites that a wish asks for, in its order."""
    rows: QuerySet[Any] = visible_to(user).annotate(
        is_enrolled=_is_enrolled(), is_moved=_is_moved(), **_waits()
    )
    rows = rows.filter(left_date__isnull=wish.stay != "ended") if wish.stay != "all" else rows
    for word in wish.words.split()[:5]:
        rows = rows.filter(named(word, at="person") | Q(number__startswith=word))
    if wish.site:
        rows = rows.filter(site__code=wish.site)
    if wish.file:
        rows = rows.filter(origin__uuid=key_of(wish.file))
    rows = _in_window(rows, wish.window, today)
    fitness: dict[str, bool | None] = {"yes": True, "no": False}
    if wish.fitness in fitness:
        rows = rows.filter(is_fit=fitness[wish.fitness])
    elif wish.fitness == UNKNOWN:
        rows = rows.filter(is_fit__isnull=True)
    if wish.enrolment:
        rows = rows.filter(is_enrolled=wish.enrolment == "yes")
    if wish.second:
        rows = rows.filter(_waits_for_a_second_person())
    return rows.order_by(*_order(wish.sort))


def count_waiting(user: User) -> int:
    """Return how many people in a stay of the user's sites wait for a second person to look at a paper; one query."""
    return visible_to(user).filter(_waits_for_a_second_person(), left_date__isnull=True).count()


def _waits_for_a_second_person() -> Q:
    waits = _waits()
    return Q(waits["number_waits"]) | Q(waits["correction_waits"])


def _waits() -> dict[str, Q]:
    """Return the conditions that a late number, or a correction, waits at a stay for a second person."""
    claims = IdentityClaim.objects.filter(person=OuterRef("person"), state=ClaimState.WAITING)
    corrections = PersonCorrection.objects.filter(person=OuterRef("person"), state=DecisionState.WAITING)
    # What waits where the person is now is no matter of a former site, as the pages have it, too.
    own = Exists(corrections.filter(admission=OuterRef("pk")))
    return {
        "number_waits": Q(Exists(claims), person__site=F("site")),
        "correction_waits": Q(own) | Q(Exists(corrections), left_date__isnull=True),
    }


def _is_moved() -> Exists:
    """Return the condition that a stay ended by a transfer to another site."""
    later = Admission.objects.filter(person=OuterRef("person"), admitted_date=OuterRef("left_date"))
    return Exists(later.exclude(site=OuterRef("site")))


def _is_enrolled() -> Exists:
    active = Enrolment.objects.filter(person=OuterRef("person"), state=EnrolmentState.ACTIVE)
    return Exists(active)


def _in_window(rows: QuerySet[Any], window: str, today: date) -> QuerySet[Any]:
    if window in WINDOWS:
        return rows.filter(forecast_date__range=(today, today + timedelta(days=WINDOWS[window])))
    if window == PASSED:
        return rows.filter(forecast_date__lt=today)
    return rows.filter(forecast_date__isnull=True) if window == UNKNOWN else rows


def _order(sort: str) -> list:
    name = SORTS.get(sort.removeprefix("-"), "")
    if not name:
        return ["-admitted_date", "person__sort_name", "pk"]
    field = F(name)
    wanted = field.desc(nulls_last=True) if sort.startswith("-") else field.asc(nulls_last=True)
    return [wanted, "pk"]


def get_admission(user: User, uuid: UUID) -> Admission:
    """Return a stay that the user may see.

    :raises AdmissionNotFound: there is none.
    """
    return one_of(visible_to(user), uuid, AdmissionNotFound(_("There is nothing at this address.")))


def over_at(site_id: int) -> Subquery:
    """Return, for rows that have a person, on which day the person left a site for good; None: is there, or never was.

    What goes on after a release goes on elsewhere: nobody who has left sits in the site's classroom.
    """
    stays = Admission.objects.filter(site=site_id, person=OuterRef("person"))
    return Subquery(stays.order_by("-admitted_date", "-pk").values("left_date")[:1])


def was_moved(stay: Admission) -> bool:
    """Return whether a stay ended because the person was moved: the next one began that day at another site."""
    return stay.left_date is not None and Admission.objects.filter(_is_moved(), pk=stay.pk).exists()


def came_along(stay: Admission) -> bool:
    """Return whether a stay goes on from one that ended that day at another site."""
    others = Admission.objects.filter(person=stay.person_id, left_date=stay.admitted_date)
    return others.exclude(site=stay.site_id).exists()


def get_file(user: User, uuid: UUID) -> AdmissionFile:
    """Return an admission file that the user may see.

    :raises AdmissionNotFound: there is none.
    """
    rows = files_visible_to(user).select_related("site")
    return one_of(rows, uuid, AdmissionNotFound(_("There is nothing at this address.")))


def list_files(user: User) -> QuerySet[AdmissionFile]:
    """Return the user's admission files and those by which people were admitted, newest first."""
    return files_visible_to(user).select_related("site", "by").defer("rows").order_by("-pk")


def list_forecasts(admission: Admission) -> QuerySet[ReleaseForecast]:
    """Return every forecast of a stay, the last one first."""
    return admission.forecasts.select_related("by").order_by("-pk")


def list_answers(admission: Admission) -> QuerySet[ConsentAnswer]:
    """Return every answer about consent, the last one first."""
    return admission.answers.select_related("by").order_by("-pk")


def list_enrolments(admission: Admission) -> QuerySet[Enrolment]:
    """Return what the person of a stay was enrolled on, newest first; after a transfer, what was begun here only."""
    rows = Enrolment.objects.filter(person=admission.person_id)
    if admission.person.site_id != admission.site_id:
        rows = rows.filter(Q(site=admission.site_id) | Q(transfers__from_site=admission.site_id)).distinct()
    return rows.select_related("version__programme", "school").order_by("-enrolled_at")


def list_running(admission: Admission) -> QuerySet[Enrolment]:
    """Return the enrolments of the person of a stay that are in training, the oldest first."""
    rows = Enrolment.objects.filter(person=admission.person_id, state=EnrolmentState.ACTIVE)
    return rows.select_related("version__programme", "school").order_by("enrolled_at", "pk")


def forecast_of(person_id: int) -> date | None:
    """Return when somebody who is here is expected to leave; None when nobody knows it or there is no open stay."""
    return forecasts_of([person_id]).get(person_id)


def forecasts_of(person_ids: Iterable[int]) -> dict[int, date]:
    """Return by person when those who are here are expected to leave, as far as it is known; one query."""
    rows = Admission.objects.filter(person__in=list(person_ids), left_date__isnull=True)
    return {person: day for person, day in rows.values_list("person_id", "forecast_date") if day is not None}


def list_chosen(user: User, uuids: Sequence[str]) -> QuerySet[Admission]:
    """Return the chosen stays that the user may see, by number."""
    return visible_to(user).filter(uuid__in=uuids).order_by("number", "pk")


def list_offered_versions() -> QuerySet[ProgrammeVersion]:
    """Return the published versions, the newest of each programme first."""
    rows = ProgrammeVersion.objects.filter(state=VersionState.PUBLISHED).select_related("programme")
    return rows.order_by("programme__code", "-number")


def list_schools_at(sites: Sequence[Site], *, today: date) -> QuerySet[School]:
    """Return the schools that teach at any of these sites today."""
    paired = pairings_in_force(today).filter(site__in=sites)
    return School.objects.filter(pk__in=paired.values("school")).order_by("code")


@dataclass(frozen=True, slots=True)
class Prospect:
    """One chosen person; codes of what is against it, what entry says, and what is possible instead.

    `former`: the withdrawn enrolment that goes on; `behind`: one of which nothing comes along.
    """

    admission: Admission
    refusals: tuple[str, ...]
    verdict: Verdict = Verdict()
    instead: ProgrammeVersion | None = None
    former: Enrolment | None = None
    behind: Enrolment | None = None

    @property
    def is_possible(self) -> bool:
        """Return whether nothing is against it."""
        return not self.refusals and not self.verdict.against


@dataclass(frozen=True, slots=True)
class WishedEnrolment:
    """What people are to be enrolled on, at which school, and when the examination is (None: not fixed)."""

    version: ProgrammeVersion
    school: School
    exam_date: date | None = None


def list_prospects(rows: Sequence[Admission], wished: WishedEnrolment, *, today: date) -> list[Prospect]:
    """Return who could be enrolled and who not; the operation asks again. The queries do not grow with people."""
    people = [row.person for row in rows]
    stands = on_programme(people, wished.version)
    taught = set(pairings_in_force(today).filter(school=wished.school).values_list("site_id", flat=True))
    rule = entry_rule_of(wished.version, day=today)
    applicants, on = applicants_of(people, day=today), programmes_of(people)
    offers = Alternatives(wished.version, today=today, exam=wished.exam_date)
    found = []
    for row in rows:
        codes = {
            "ended": row.left_date is not None,
            "enrolled": row.person_id in stands.there,
            "not_taught": row.site_id not in taught,
        }
        applicant = applicants[row.person_id]
        verdict = judge(applicant, rule, today=today, exam=wished.exam_date)
        instead = offers.for_person(applicant, on[row.person_id]) if verdict.against else None
        refusals = tuple(code for code, holds in codes.items() if holds)
        found.append(
            Prospect(
                row,
                refusals,
                verdict,
                None if "ended" in refusals else instead,
                stands.former.get(row.person_id),
                stands.behind.get(row.person_id),
            )
        )
    return found
