"""What matching asks of the tables, for as many people as wished: the queries do not grow with them."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.names import CredentialKind
from certificates.issuing.rules import last_valid_day
from certificates.referrals.matching.answers import employers_refused, who_refused
from certificates.referrals.matching.models import Proposal
from certificates.referrals.matching.rules import Expected, Facts, Held, Stay, Turns, Work
from certificates.referrals.models import Opening
from certificates.referrals.wishes.districts import codes_in
from certificates.referrals.wishes.queries import wishes_by_person
from courses.catalog.api import ProgrammeKind
from lms.delivery.api import CohortMember
from lms.enrolments.api import Enrolment, EnrolmentState, comparable, confirmed_papers, stays_now

People = QuerySet[Any]
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
NOBODYS = (Stay(), Turns())


def work_of(opening: Opening) -> Work:
    """Return what matching asks of an opening that came with its employer and occupation."""
    occupation = opening.occupation
    return Work(
        uuid=str(opening.uuid),
        occupation=occupation.code if occupation else "",
        trade=comparable(occupation.title_zh) if occupation else "",
        wanted_kind=opening.wanted_kind,
        wanted_level=opening.wanted_level,
        places=codes_in(opening.district),
        place=opening.district,
        pay_from=opening.pay_from,
        pay_to=opening.pay_to,
        shifts=opening.shifts,
        lodging=opening.lodging,
        from_date=opening.from_date,
        until_date=opening.until_date,
        is_verified=opening.employer.is_verified,
    )


def facts_of(people: People, opening: Opening) -> list[Facts]:
    """Return what is known of people beside an opening. `people` is asked by each query, and listed by none."""
    keys = people.order_by().values("pk")
    turns = turns_for(keys, opening)
    return _joined(people.order_by("pk").values_list("pk", flat=True), keys, turns)


def facts_beside(person_id: int, people: People, openings: Iterable[Opening]) -> dict[int, Facts]:
    """Return by opening what is known of one person beside each."""
    keys = people.order_by().values("pk")
    facts = _joined([person_id], keys, {})[0]
    proposed = set(Proposal.objects.filter(person=person_id).values_list("opening_id", flat=True))
    refused = employers_refused(person_id)
    return {
        row.pk: facts._replace(
            turns=Turns(is_here=row.pk in proposed, has_refused=row.employer_id in refused)
        )
        for row in openings
    }


def _joined(listed: Iterable[int], keys: People, turns: dict[int, Turns]) -> list[Facts]:
    held, expected, wishes = papers_of(keys), expected_by(keys), wishes_by_person(keys)
    stays = stays_now(keys)
    nobody, never = NOBODYS
    here: dict[date | None, Stay] = {}
    for day in stays.values():
        here.setdefault(day, Stay(True, day))
    return [
        Facts(
            key,
            held.get(key, ()),
            expected.get(key, ()),
            wishes.get(key),
            here[stays[key]] if key in stays else nobody,
            turns.get(key, never),
        )
        for key in listed
    ]


def turns_for(keys: People, opening: Opening) -> dict[int, Turns]:
    """Return by person how often each was proposed, and how it stands with this opening."""
    rows = Proposal.objects.filter(person__in=keys).order_by()
    counted = rows.values_list("person_id").annotate(
        times=Count("pk"), last=Max("at"), here=Count("pk", filter=Q(opening=opening))
    )
    refused = who_refused(keys, opening.employer_id)
    found = {key: Turns(times, last, bool(here), key in refused) for key, times, last, here in counted}
    return found | {key: Turns(has_refused=True) for key in refused - found.keys()}


def papers_of(keys: People) -> dict[int, tuple[Held, ...]]:
    """Return by person the papers of ours that were not taken back, and those of others that were confirmed."""
    read: dict[tuple, Held] = {}
    rows = [*_issued(keys), *_outside(keys)]
    rows.sort(key=itemgetter(0))
    found = {}
    for key, papers in groupby(rows, key=itemgetter(0)):
        found[key] = tuple(
            read.setdefault(paper, Held(*paper)) for _key, *values in papers for paper in [tuple(values)]
        )
    return found


def _issued(keys: People) -> Iterable[tuple]:
    programme = "enrolment__version__programme"
    rows = Credential.objects.filter(person__in=keys, state=CredentialState.ISSUED).order_by()
    columns = ("person_id", "kind", f"{programme}__level", f"{programme}__occupation__title_zh")
    trades: dict[str | None, str] = {}
    ends: dict[tuple, date | None] = {}
    for key, kind, level, trade, awarded, months in rows.values_list(
        *columns, "awarded_date", "definition__valid_months"
    ):
        if trade not in trades:
            trades[trade] = comparable(trade or "")
        if (awarded, months) not in ends:
            ends[awarded, months] = last_valid_day(awarded, months)
        yield key, kind, level, trades[trade], awarded, ends[awarded, months]


def _outside(keys: People) -> Iterable[tuple]:
    for key, kind, level, trade, awarded, until in confirmed_papers(keys):
        if kind in OUTSIDE:
            yield key, OUTSIDE[kind].value, level, comparable(trade), awarded, until


def expected_by(keys: People) -> dict[int, tuple[Expected, ...]]:
    """Return by person what trainings that go on, or are over and wait for their paper, end with."""
    over = Q(state=EnrolmentState.COMPLETED, credentials__isnull=True)
    rows = Enrolment.objects.filter(Q(state=EnrolmentState.ACTIVE) | over, person__in=keys).order_by()
    programme = "version__programme"
    classes = CohortMember.objects.filter(enrolment__in=rows.values("pk"), left_on__isnull=True).order_by()
    days = dict(classes.values_list("enrolment_id", "cohort__ends_on"))
    read: dict[tuple, tuple[Expected, ...]] = {}
    found: dict[int, tuple[Expected, ...]] = {}
    for key, person, *training in rows.values_list(
        "pk", "person_id", f"{programme}__kind", f"{programme}__level", f"{programme}__occupation__title_zh"
    ):
        known = (*training, days.get(key))
        if known not in read:
            read[known] = tuple(_ends_with(*known))
        found[person] = found.get(person, ()) + read[known]
    return found


def _ends_with(kind: str, level: int | None, trade: str | None, day: date | None) -> Iterable[Expected]:
    for paper in LEADS_TO.get(ProgrammeKind(kind), ()):
        yield Expected(paper.value, level, comparable(trade or ""), day)
