"""Facts beside openings, proposals, and what only officers of the place may do with them."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from certificates.models import ConsentRequest, Opening, Proposal
from certificates.referrals import operations
from certificates.referrals.consent.models import ConsentAnswer
from certificates.referrals.errors import OpeningChangedMeanwhile
from certificates.referrals.matching.errors import (
    PersonNotPlaced,
    ProposalRefused,
    ProposedAlready,
    UnusableProposal,
)
from certificates.referrals.matching.facts import all_programmes, expected_by, papers_of, work_of
from certificates.referrals.matching.operations import propose
from certificates.referrals.matching.queries import Asked, beside_opening, beside_person
from certificates.referrals.matching.rules import Code, Group, Held, Tone
from certificates.referrals.wishes.rules import Wish
from lms.accounts.models import Person
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.organisations.models import Employer
from tests.factories.accounts import a_user, employer_user_of, give_role, trainee_at
from tests.factories.certificates import issued_credential
from tests.factories.consents import ask
from tests.factories.courses import a_version, enrol
from tests.factories.matching import officer_at, picked, proposed, told
from tests.factories.openings import (
    a_sent_opening,
    acting,
    an_approved_opening,
    an_offer,
    an_officer,
    seen_of,
)
from tests.factories.organisations import a_site, an_employer
from tests.factories.outside import confirm, record, skill_paper
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
World = SimpleNamespace


@pytest.fixture
def world() -> World:
    site = a_site()
    owner = employer_user_of(an_employer())
    opening = an_approved_opening(owner, district="海口市龙华区")
    return World(site=site, officer=officer_at(site), owner=owner, opening=opening, trainee=trainee_at(site))


def beside(world: World, opening: Opening | None = None, **asked: str) -> dict[int, dict[Code, Tone]]:
    found = beside_opening(
        world.officer, read(opening or world.opening), Asked(**asked), today=local_date(now())
    )
    matches = found.matches(found.keys)
    # The groups that were counted are those of the reasons, made for whom a page shows.
    assert Counter(match.group for match in matches) == Counter(found.counts)
    return {match.key: {one.code: one.tone for one in match.reasons} for match in matches}


def papers_held(*people: Person) -> dict[int, list[Held]]:
    papers, held = papers_of(keys(*people), all_programmes())
    return {key: [papers[number] for number in numbers] for key, numbers in held.items()}


def read(opening: Opening) -> Opening:
    return Opening.objects.select_related("employer", "occupation").get(pk=opening.pk)


def keys(*people: Person):
    return Person.objects.filter(pk__in=[one.pk for one in people]).values("pk")


def test_everybody_of_the_own_places_stands_in_the_list_and_nobody_else(world) -> None:
    others = [trainee_at(world.site) for _ in range(3)]
    trainee_at(a_site())
    found = beside(world)
    assert set(found) == {one.person_id for one in [world.trainee, *others]}
    assert all(Code.WISH_NOT_ASKED in reasons for reasons in found.values())
    Employer.objects.filter(pk=world.opening.employer_id).update(is_verified=False)
    assert set(beside(world)) == set(found)


def test_wishes_papers_and_windows_are_read(world) -> None:
    person = world.trainee.person
    told(world.trainee, Wish(districts=("460200",)))
    a_stay(person, forecast_date=world.opening.until_date + timedelta(days=1))
    reasons = beside(world)[person.pk]
    assert reasons[Code.PLACE_OTHER] is reasons[Code.WINDOW_LATE] is Tone.AGAINST
    told(world.trainee, Wish(districts=("460100",)), seen=1)
    assert beside(world)[person.pk][Code.PLACE_WISHED] is Tone.FOR


def test_papers_of_ours_and_confirmed_ones_of_others_count(world) -> None:
    credential = issued_credential(site=world.site)
    ours = papers_held(credential.person)[credential.person_id]
    assert [paper.kind for paper in ours] == ["training_certificate"]
    outside = record(skill_paper(world.trainee.person))
    assert papers_held(world.trainee.person) == {}
    confirm(outside)
    found = papers_held(world.trainee.person)[world.trainee.person_id]
    assert found == [Held("skill_level", 5, "电工", outside.issued_date)]


def test_a_training_that_goes_on_ends_with_a_paper(world) -> None:
    enrol(world.trainee, a_version())
    papers, expected = expected_by(keys(world.trainee.person), all_programmes())
    paper = papers[expected[world.trainee.person_id][0]]
    assert (paper.kind, paper.day) == ("training_certificate", None)
    # One whose paper was issued is not expected any more.
    credential = issued_credential(site=world.site)
    assert expected_by(keys(credential.person), all_programmes()) == ([], {})


def test_the_queries_do_not_grow_with_the_people(world) -> None:
    def counted() -> int:
        opening = read(world.opening)
        with CaptureQueriesContext(connection) as queries:
            found = beside_opening(world.officer, opening, Asked(), today=local_date(now()))
            assert found.matches(found.keys)
        return len(queries)

    told(world.trainee)
    before = counted()
    for _ in range(5):
        told(trainee_at(world.site), Wish())
    proposed(world.officer, world.opening, world.trainee.person)
    assert counted() == before <= 12


def test_the_queries_do_not_grow_with_the_openings(world) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            found = beside_person(world.officer, world.trainee.person, "", today=local_date(now()))
            assert found.rows(found.keys)
        return len(queries)

    before = counted()
    an_approved_opening(world.owner)
    an_approved_opening(employer_user_of(an_employer()))
    assert counted() == before <= 12


def test_a_proposal_keeps_why_and_asks_the_person(world) -> None:
    told(world.trainee, Wish(districts=("460200",)))
    (row,) = proposed(world.officer, world.opening, world.trainee.person, why="会做面点")
    assert (row.why, row.by, row.group, row.revision) == ("会做面点", world.officer.uuid, Group.AGAINST, 3)
    assert Code.PLACE_OTHER in row.reasons
    assert ConsentRequest.objects.get(person=world.trainee.person).opening_id == world.opening.pk
    assert AuditEntry.objects.filter(action="certificates.propose_person").count() == 1
    assert beside(world)[world.trainee.person_id][Code.PROPOSED_HERE] is Tone.AGAINST
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.update(why="x")


def test_the_same_form_twice_proposes_once(world) -> None:
    one = picked(world.opening, world.trainee.person)
    who = acting(world.officer, Role.PLACEMENT_OFFICER)
    assert propose(picked=one, **who) == propose(picked=one, **who)
    with pytest.raises(ProposedAlready) as refused:
        propose(picked=picked(world.opening, world.trainee.person, trainee_at(world.site).person), **who)
    assert world.trainee.person.full_name in refused.value.message
    assert Proposal.objects.count() == ConsentRequest.objects.count() == 1


def test_an_officer_proposes_people_of_the_own_places_only(world) -> None:
    stranger = trainee_at(a_site()).person
    with pytest.raises(PersonNotPlaced):
        proposed(world.officer, world.opening, world.trainee.person, stranger)
    with pytest.raises(PersonNotPlaced):
        proposed(a_user(Role.REGISTRAR, world.site), world.opening, world.trainee.person)
    assert not Proposal.objects.exists()


def suspended(world: World) -> Opening:
    Employer.objects.filter(pk=world.opening.employer_id).update(is_verified=False)
    return world.opening


def of_the_own_employer(world: World) -> Opening:
    give_role(world.officer, Role.EMPLOYER, world.opening.employer)
    return world.opening


@pytest.mark.parametrize("case", [lambda world: a_sent_opening(world.owner), suspended, of_the_own_employer])
def test_no_proposal_where_the_opening_does_not_stand(world, case: Callable[[World], Opening]) -> None:
    with pytest.raises(ProposalRefused):
        proposed(world.officer, case(world), world.trainee.person)
    assert not Proposal.objects.exists()


def test_a_proposal_says_why_and_names_somebody(world) -> None:
    for changed in ({"why": " "}, {"why": "x" * 501}, {"people": []}):
        with pytest.raises(UnusableProposal):
            proposed(world.officer, world.opening, world.trainee.person, **changed)


def test_a_no_speaks_against_the_employer_and_moves_nobody_out(world) -> None:
    person = world.trainee.person
    proposed(world.officer, world.opening, person)
    request = ConsentRequest.objects.get(person=person)
    ConsentAnswer.objects.create(request=request, by=world.trainee.uuid, at=now())
    another = an_approved_opening(world.owner)
    elsewhere = an_approved_opening(employer_user_of(an_employer()))
    assert Code.REFUSED_BEFORE in beside(world, another)[person.pk]
    assert Code.REFUSED_BEFORE not in beside(world, elsewhere)[person.pk]
    found = beside_person(world.officer, person, "", today=local_date(now()))
    codes = {row.pk: {one.code for one in match.reasons} for row, match in found.rows(found.keys)}
    against = beside_person(world.officer, person, Group.AGAINST, today=local_date(now()))
    assert set(against.keys) == {another.pk, world.opening.pk}
    assert against.counts == found.counts
    assert {key for key, found in codes.items() if Code.REFUSED_BEFORE in found} == {
        another.pk,
        world.opening.pk,
    }


def test_who_may_not_be_asked_now_is_named_and_nobody_is_proposed(world) -> None:
    ask(world.trainee, opening=world.opening, officer=world.officer)
    with pytest.raises(ProposalRefused) as refused:
        proposed(world.officer, world.opening, trainee_at(world.site).person, world.trainee.person)
    assert world.trainee.person.full_name in refused.value.message
    assert not Proposal.objects.exists()


def changed_and_approved(world: World) -> Opening:
    opening = Opening.objects.get(pk=world.opening.pk)
    author = acting(world.owner)
    opening = operations.change_opening(
        seen=seen_of(opening), offer=an_offer(title="搬运工"), employer_id=opening.employer_id, **author
    )
    return operations.approve_opening(seen=seen_of(opening), **acting(an_officer(), Role.PLACEMENT_OFFICER))


def times(world: World, person: Person) -> int:
    found = beside_opening(world.officer, read(world.opening), Asked(), today=local_date(now()))
    (match,) = found.matches([person.pk])
    return match.turns.times


def test_after_a_change_somebody_is_proposed_again_and_has_had_one_turn(world) -> None:
    person = world.trainee.person
    (first,) = proposed(world.officer, world.opening, person)
    changed_and_approved(world)
    assert Code.PROPOSED_HERE not in beside(world)[person.pk]
    found = beside_person(world.officer, person, "", today=local_date(now()))
    assert not any(match.turns.is_here for _row, match in found.rows(found.keys))
    (again,) = proposed(world.officer, world.opening, person)
    assert (first.revision, again.revision) == (3, 5)
    assert ConsentRequest.objects.filter(person=person).count() == 2
    assert times(world, person) == 1
    assert Code.PROPOSED_HERE in beside(world)[person.pk]
    with pytest.raises(ProposedAlready):
        proposed(world.officer, world.opening, person)


def test_asked_again_for_changed_words_nobody_moves_in_the_line(world) -> None:
    person, other = world.trainee.person, trainee_at(world.site).person
    third, fourth = (an_approved_opening(employer_user_of(an_employer())) for _number in range(2))

    def line() -> list[int]:
        found = beside_opening(world.officer, read(third), Asked(), today=local_date(now()))
        return [key for key in found.keys if key in (person.pk, other.pk)]

    with time_machine.travel(now(), tick=False) as clock:
        proposed(world.officer, world.opening, person)
        clock.shift(timedelta(minutes=5))
        proposed(world.officer, fourth, other)
        assert line() == [person.pk, other.pk], "who was asked longest ago comes first"
        clock.shift(timedelta(minutes=5))
        changed_and_approved(world)
        clock.shift(timedelta(minutes=5))
        proposed(world.officer, world.opening, person)
        assert line() == [person.pk, other.pk]


def test_nobody_is_proposed_for_words_that_the_officer_did_not_read(world) -> None:
    person, read_then = world.trainee.person, picked(world.opening, world.trainee.person)
    changed_and_approved(world)
    with pytest.raises(OpeningChangedMeanwhile):
        propose(picked=read_then, **acting(world.officer, Role.PLACEMENT_OFFICER))
    assert not ConsentRequest.objects.filter(person=person).exists()
    assert proposed(world.officer, world.opening, person)


def test_who_was_asked_without_matching_has_had_a_turn_too(world) -> None:
    person, other = world.trainee.person, trainee_at(world.site).person
    elsewhere = an_approved_opening(employer_user_of(an_employer()))
    ask(world.trainee, opening=elsewhere, officer=world.officer)
    assert (times(world, person), times(world, other)) == (1, 0)
    found = beside_opening(world.officer, read(world.opening), Asked(), today=local_date(now()))
    assert found.keys.index(other.pk) < found.keys.index(person.pk)
    proposed(world.officer, world.opening, person)
    assert times(world, person) == 2


def test_places_of_an_opening_are_read_from_its_words(world) -> None:
    assert work_of(read(world.opening)).places == {"460100"}
