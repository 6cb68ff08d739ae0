"""What matching asks of the tables, for as many people as wished: the queries do not grow with them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.names import CredentialKind
from certificates.issuing.rules import last_valid_day
from certificates.issuing.studies.rules import SUPPLEMENTS
from certificates.referrals.matching.answers import employers_refused, turns_had, who_refused
from certificates.referrals.matching.known import NEVER, Known, Numbers, Once, Turned
from certificates.referrals.matching.models import Proposal
from certificates.referrals.matching.rules import Expected, Facts, Held, Turns, Work
from certificates.referrals.models import Opening
from certificates.referrals.wishes.districts import codes_in
from certificates.referrals.wishes.queries import kept_by_person
from courses.catalog.api import ProgrammeKind, ProgrammeVersion
from lms.delivery.api import CohortMember
from lms.enrolments.api import Enrolment, EnrolmentState, comparable, confirmed_papers, stays_now

People = QuerySet[Any]
# By version of a programme its kind, level and trade.
Programmes = dict[int, tuple[str, int | None, str]]
# What a training ends with.
LEADS_TO = {
    ProgrammeKind.SHORT_SKILLS: (CredentialKind.TRAINING_CERTIFICATE,),
    ProgrammeKind.SKILL_LEVEL: (CredentialKind.TRAINING_CERTIFICATE, CredentialKind.SKILL_LEVEL),
    ProgrammeKind.DIPLOMA: (CredentialKind.DIPLOMA,),
}
# Papers of other bodies beside ours; level-type qualifications became skill-level certificates.
OUTSIDE = {
    "skill_level": CredentialKind.SKILL_LEVEL,
    "qualification": CredentialKind.SKILL_LEVEL,
    "training": CredentialKind.TRAINING_CERTIFICATE,
    "diploma": CredentialKind.DIPLOMA,
}
# Fields of an opening in the order of `Work`, after the place.
OFFERED = ("pay_from", "pay_to", "shifts", "lodging", "from_date", "until_date")


class Offer(NamedTuple):
    """An opening as one row of many."""

    key: int
    employer: int
    work: Work


def work_of(opening: Opening) -> Work:
    """Return what matching asks of an opening that came with its employer and occupation."""
    occupation = opening.occupation
    return Work(
        str(opening.uuid),
        occupation.code if occupation else "",
        comparable(occupation.title_zh) if occupation else "",
        opening.wanted_kind,
        opening.wanted_level,
        codes_in(opening.district),
        opening.district,
        *(getattr(opening, name) for name in OFFERED),
        opening.employer.is_verified,
    )


def offers_of(openings: QuerySet[Opening]) -> Iterator[Offer]:
    """Return the same of many openings; no row of them is made. One query."""
    trades, places = Once(comparable), Once(codes_in)
    rows = openings.order_by().values_list(
        "pk",
        "employer_id",
        "uuid",
        "occupation__code",
        "occupation__title_zh",
        "wanted_kind",
        "wanted_level",
        "district",
        *OFFERED,
        "employer__is_verified",
    )
    for key, employer, uuid, code, trade, kind, level, place, *rest in rows:
        work = Work(str(uuid), code or "", trades[trade or ""], kind, level, places[place], place, *rest)
        yield Offer(key, employer, work)


def known_of(keys: People, opening: Opening) -> Known:
    """Return what is known of people beside an opening. `keys` is asked by each query, and listed by none."""
    return _known(keys, turns_for(keys, opening))


def facts_beside(person_id: int, keys: People, offers: Iterable[Offer]) -> dict[int, Facts]:
    """Return by opening what is known of one person beside each."""
    facts = _known(keys, {}).facts(person_id)
    here = Proposal.objects.filter(person=person_id, revision=F("opening__revision"))
    proposed = set(here.order_by().values_list("opening_id", flat=True))
    refused = employers_refused(person_id)
    return {
        row.key: facts._replace(turns=Turns(is_here=row.key in proposed, has_refused=row.employer in refused))
        for row in offers
    }


def _known(keys: People, turns: dict[int, Turned]) -> Known:
    programmes = all_programmes()
    papers, held = papers_of(keys, programmes)
    trainings, expected = expected_by(keys, programmes)
    return Known(papers, trainings, held, expected, kept_by_person(keys), stays_now(keys), turns)


def turns_for(keys: People, opening: Opening) -> dict[int, Turned]:
    """Return by person how often each had a turn, and how it stands with this opening as it reads now."""
    here = Proposal.objects.filter(opening=opening, revision=opening.revision).order_by()
    proposed, refused = set(here.values_list("person_id", flat=True)), who_refused(keys, opening.employer_id)
    counted = turns_had(keys).items()
    found = {key: (times, last, key in proposed, key in refused) for key, (times, last) in counted}
    return found | dict.fromkeys(refused - found.keys(), (*NEVER[:3], True))


def papers_of(keys: People, programmes: Programmes) -> tuple[list[Held], dict[int, Numbers]]:
    """Return papers of ours that were not taken back and confirmed ones of others, and which of them each holds."""
    papers: list[Held] = []

    def ours(version: int, kind: str, awarded: date, months: int | None) -> Iterator[Held]:
        _kind, level, trade = programmes[version]
        yield Held(kind, level, trade, awarded, last_valid_day(awarded, months))

    found: dict[int, Numbers] = {}
    for rows, numbers in (
        (_issued(keys), _numbered(papers, ours)),
        (confirmed_papers(keys), _numbered(papers, _theirs)),
    ):
        for key, *paper in rows:
            found[key] = found.get(key, ()) + numbers[tuple(paper)]
    return papers, found


def _numbered(values: list[Any], read: Callable[..., Iterable[Any]]) -> Once[tuple, Numbers]:
    """Return the places in a list of what rows say; each different row is read once."""

    def add(row: tuple) -> Numbers:
        before = len(values)
        values.extend(read(*row))
        return tuple(range(before, len(values)))

    return Once(add)


def _issued(keys: People) -> Iterable[tuple]:
    rows = Credential.objects.filter(person__in=keys, state=CredentialState.ISSUED).order_by()
    rows = rows.exclude(kind__in=SUPPLEMENTS)
    columns = ("person_id", "enrolment__version_id", "kind", "awarded_date", "definition__valid_months")
    return rows.values_list(*columns)


def _theirs(kind: str, level: int | None, trade: str, awarded: date, until: date | None) -> Iterator[Held]:
    if kind in OUTSIDE:
        yield Held(OUTSIDE[kind].value, level, comparable(trade), awarded, until)


def expected_by(keys: People, programmes: Programmes) -> tuple[list[Expected], dict[int, Numbers]]:
    """Return what trainings end with that go on or wait for their paper, and which of it each expects."""
    over = Q(state=EnrolmentState.COMPLETED, credentials__isnull=True)
    rows = Enrolment.objects.filter(Q(state=EnrolmentState.ACTIVE) | over, person__in=keys).order_by()
    classes = CohortMember.objects.filter(enrolment__in=rows.values("pk"), left_on__isnull=True).order_by()
    days = dict(classes.values_list("enrolment_id", "cohort__ends_on"))
    papers: list[Expected] = []

    def ends_with(version: int, day: date | None) -> Iterator[Expected]:
        kind, level, trade = programmes[version]
        for paper in LEADS_TO.get(ProgrammeKind(kind), ()):
            yield Expected(paper.value, level, trade, day)

    numbers = _numbered(papers, ends_with)
    found: dict[int, Numbers] = {}
    for key, person, version in rows.values_list("pk", "person_id", "version_id"):
        found[person] = found.get(person, ()) + numbers[version, days.get(key)]
    return papers, found


def all_programmes() -> Programmes:
    """Return what each version of a programme is: its kind, its level and its trade.

    They are few. Joined to the row of each paper and training, they take longer than all else that is asked.
    """
    rows = ProgrammeVersion.objects.values_list(
        "pk", "programme__kind", "programme__level", "programme__occupation__title_zh"
    )
    return {key: (kind, level, comparable(trade or "")) for key, kind, level, trade in rows}
