"""The statement behind all figures, against the same said person by person in Python, over made-up lives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.referrals.indicators.queries import (
    Behind,
    Cell,
    Narrowed,
    Place,
    asked_by,
    cells_of,
    cells_within,
    grouped,
    people_behind,
    sight_of,
)
from certificates.referrals.indicators.rules import (
    DEFINITIONS,
    STABLE,
    Figure,
    Indicator,
    Part,
    Standing,
    Tally,
    closing_of,
    last_closed,
    total_of,
)
from certificates.referrals.outcomes.operations import Correction, correct_outcome
from certificates.referrals.outcomes.rules import Fact, Kind, State, state_on
from lms.accounts.models import Person, User
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.core.enums import Role
from tests.factories.accounts import a_user
from tests.factories.consents import an_opening
from tests.factories.courses import a_version
from tests.factories.follow_ups import a_coordinator
from tests.factories.indicators import CONFIRMS, Life, Told, live, noon
from tests.factories.organisations import a_site

pytestmark = [pytest.mark.django_db]
DUE = DEFINITIONS[0].due_days
SAID = [kind.value for kind in Kind]


@pytest.fixture
def world(db):
    """Return two sites of one administration, two programmes of other trades, an opening, and who sees both sites."""
    one = a_site()
    two = a_site()
    type(two).objects.filter(pk=two.pk).update(administration=one.administration)
    two.refresh_from_db()
    return [one, two], [a_version(), a_version()], an_opening(), a_coordinator(one.administration)


# Days count back from today; every life has one completion, in this year or the one before.
ages = st.integers(1, 700)
drawn = st.tuples(
    ages,
    st.integers(0, 1),
    st.integers(0, 1),
    st.lists(st.integers(-30, 300), max_size=2),
    st.lists(
        st.tuples(st.sampled_from(["interview", "declined", "started"]), st.integers(0, 90)), max_size=2
    ),
    st.lists(
        st.tuples(st.sampled_from(SAID), st.integers(-20, 500), st.sampled_from(["", "甲", "乙"])), max_size=5
    ),
)


def life_of(said, sites, versions) -> Life:
    age, site, version, referred, replies, facts = said
    today = local_date(now())
    completed = today - timedelta(days=age)
    # Rows are written at noon of their day, which today may be still to come.
    latest = today - timedelta(days=1)

    def day(after: int) -> date:
        return min(completed + timedelta(days=after), latest)

    days = tuple(sorted({day(after) for after in referred}))
    last = max(days, default=completed)
    trade = versions[version].programme.occupation_id
    return Life(
        completed=completed,
        version=versions[version],
        site=sites[site],
        referred=days,
        replies=tuple(
            sorted(((a, min(last + timedelta(days=d), latest)) for a, d in replies), key=lambda r: r[1])
        )
        if days
        else (),
        facts=tuple(
            Told(kind, day(after), name, trade if name == "甲" else None) for kind, after, name in facts
        ),
    )


def tally_of(life: Life, employer: int) -> Tally:
    """Say the rules for one person, as domain.md B7 does."""
    today = local_date(now())
    facts = [
        (Fact(Kind(told.kind), told.day, employer=told.employer), told.occupation) for told in life.facts
    ]
    facts += [
        (Fact(Kind(CONFIRMS[answer]), day, employer=f"#{employer}"), None)
        for answer, day in life.replies
        if answer in CONFIRMS
    ]
    referred = min((day for day in life.referred if day >= life.completed), default=None)
    figures = {Indicator.REFERRAL: one(Standing.NO if referred is None else Standing.YES)}
    if referred is None:
        return Tally(figures)
    since = [(fact, trade) for fact, trade in facts if fact.day >= referred]
    at_work = [(f, trade) for f, trade in since if f.kind in (Kind.START, Kind.INSURANCE, Kind.AT_WORK)]
    if not at_work:
        known = since or life.replies
        return Tally(figures | {Indicator.SUCCESS: one(Standing.NO if known else Standing.UNKNOWN)})
    figures[Indicator.SUCCESS] = one(Standing.YES)
    started = min(fact.day for fact, _trade in at_work)
    for indicator in STABLE:
        day = started + timedelta(days=DUE[indicator])
        state = state_on([fact for fact, _trade in facts], day).state
        known_as = {State.EMPLOYED: Standing.YES, State.UNKNOWN: Standing.UNKNOWN}.get(state, Standing.NO)
        figures[indicator] = one(Standing.NOT_DUE if day > today else known_as)
    matched = any(trade is not None for _fact, trade in at_work)
    figures[Indicator.MATCH] = one(Standing.YES if matched else Standing.UNKNOWN)
    is_exact = any(fact.kind is Kind.START and fact.day == started for fact, _trade in at_work)
    figures[Indicator.DAYS] = one(Standing.YES if is_exact else Standing.UNKNOWN)
    return Tally(figures, (started - referred).days if is_exact else 0)


def one(standing: Standing) -> Figure:
    return Figure(**{standing.value: 1})


def figures_of(tally: Tally) -> tuple:
    return tuple(tally[indicator] for indicator in Indicator), tally.days


def check(said: Sequence, world) -> None:
    sites, versions, opening, user = world
    lives = [life_of(one, sites, versions) for one in said]
    people = live(lives, opening)
    asked = asked_by(user, now=now())
    cells = cells_of(asked)
    expected = [tally_of(life, opening.employer_id) for life in lives]
    assert figures_of(total_of(cell.tally for cell in cells)) == figures_of(total_of(expected))
    by_site = grouped(cells, "site")
    assert figures_of(total_of(by_site.values())) == figures_of(total_of(expected))
    for site in sites:
        mine = [tally for life, tally in zip(lives, expected, strict=True) if life.site == site]
        assert figures_of(by_site.get(site.pk, Tally())) == figures_of(total_of(mine))
    check_years(user, cells)
    for indicator in Indicator:
        for part in Part:
            figure = total_of(expected)[indicator]
            counts = {Part.ALL: figure.everybody, Part.OF: figure.of, Part.YES: figure.yes}
            counts |= {Part.UNKNOWN: figure.unknown, Part.NOT_DUE: figure.not_due}
            number, rows = people_behind(asked, Behind(indicator, part, Narrowed()), start=0, most=100)
            assert number == len(rows) == counts[part]
            assert {row.person for row in rows} <= set(people)


def check_years(user, cells: Sequence[Cell]) -> None:
    """One year read by itself says of it what is said when all are read."""
    sight = sight_of(user, whole=False, now=now())
    assert {place_of(place) for place in sight.places} == {place_of(cell) for cell in cells}
    for year in {cell.year for cell in cells}:
        alone = {place_of(cell): cell.tally for cell in cells_within(sight, Narrowed(year=year))}
        assert alone == {place_of(cell): cell.tally for cell in cells if cell.year == year}
        people = [cell.tally.completed for cell in cells if cell.year == year]
        behind = Behind(Indicator.REFERRAL, Part.ALL, Narrowed(year=year))
        assert people_behind(asked_by(user, now=now()), behind, start=0, most=100)[0] == sum(people)


def place_of(place: Place) -> tuple:
    return place.year, place.site, place.programme, place.kind


many = given(st.lists(drawn, max_size=8))
quiet = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quiet
@many
def test_figures_are_the_sums_of_what_is_so_for_each_person(world, said):
    with transaction.atomic():
        check(said, world)
        transaction.set_rollback(True)


@pytest.mark.postgres
@quiet
@many
def test_postgresql_counts_the_same(world, said):
    with transaction.atomic():
        check(said, world)
        transaction.set_rollback(True)


def a_worker(sites, versions, **more) -> Life:
    today = local_date(now())
    start = today - timedelta(days=more.pop("days", 200))
    referred = (start - timedelta(days=10),)
    facts = (Told("start", start),)
    life = Life(start - timedelta(days=20), versions[0], sites[0], referred, facts=facts)
    return replace(life, **more)


def test_what_is_told_later_about_a_day_counts_for_it(world):
    sites, versions, opening, user = world
    today = local_date(now())
    alone = a_worker(sites, versions)
    told = replace(alone, facts=(*alone.facts, Told("at_work", today - timedelta(days=60))))
    live([alone, told], opening)
    tally = total_of(cell.tally for cell in cells_of(asked_by(user, now=now())))
    assert tally[Indicator.STABLE_3] == Figure(yes=1, unknown=1)
    assert tally[Indicator.STABLE_6] == Figure(yes=1, unknown=1)
    assert tally[Indicator.STABLE_12] == Figure(not_due=2)


def test_unknown_is_not_without_work(world):
    sites, versions, opening, user = world
    live([a_worker(sites, versions)], opening)
    tally = total_of(cell.tally for cell in cells_of(asked_by(user, now=now())))
    assert tally[Indicator.STABLE_3] == Figure(unknown=1)
    assert tally[Indicator.STABLE_3].rate is None


def a_reply_of_start(world, way: str) -> Person:
    sites, versions, opening, _user = world
    today = local_date(now())
    day = today - timedelta(days=20)
    referred = (today - timedelta(days=30),)
    life = Life(today - timedelta(days=40), versions[0], sites[0], referred, (("started", day),), way)
    return live([life], opening)[0]


def test_what_is_typed_by_the_code_of_a_sheet_counts_as_nothing(world):
    a_reply_of_start(world, "link")
    tally = total_of(cell.tally for cell in cells_of(asked_by(world[3], now=now())))
    assert tally[Indicator.SUCCESS] == Figure(unknown=1)


def test_a_start_that_an_employer_confirmed_counts_until_it_is_corrected(world):
    person = a_reply_of_start(world, "portal")
    asked = asked_by(world[3], now=now())
    assert total_of(cell.tally for cell in cells_of(asked))[Indicator.SUCCESS] == Figure(yes=1)
    wrong = Correction(person.outcomes.get().uuid, "同名的另一人", None)
    who = {"client_key": uuid4(), "actor": Actor(world[3].uuid, Role.PLACEMENT_OFFICER), "now": now()}
    correct_outcome(person_id=person.pk, correction=wrong, **who)
    tally = total_of(cell.tally for cell in cells_of(asked_by(world[3], now=now())))
    assert tally[Indicator.SUCCESS] == Figure(no=1), (
        "the employer has replied, and of no work anything is known"
    )


def test_somebody_who_completed_twice_in_a_year_counts_once_with_the_last(world):
    sites, versions, opening, user = world
    today = local_date(now()).replace(month=12, day=1) - timedelta(days=400)
    (person,) = live([Life(today, versions[0], sites[0])], opening)
    first = person.enrolments.get()
    type(first).objects.create(
        person=person,
        version=versions[1],
        school=first.school,
        site=sites[1],
        state="completed",
        enrolled_at=first.enrolled_at,
        completed_at=noon(today) + timedelta(days=1),
        client_key=first.uuid,
    )
    (cell,) = cells_of(asked_by(user, now=now()))
    assert (cell.programme, cell.site, cell.tally.completed) == (versions[1].programme_id, sites[1].pk, 1)


def test_who_sees_no_people_sees_closed_years_as_they_were_known_on_their_day(world):
    sites, versions, opening, user = world
    reader = a_user(Role.AUTHORITY_READER, sites[0].administration)
    year = last_closed(local_date(now()))
    closing = closing_of(year)
    done = date(year, 12, 31)
    last, late, _running = live(
        [
            Life(done, versions[0], sites[0], referred=(closing,)),
            Life(done, versions[0], sites[0], referred=(closing + timedelta(days=1),)),
            Life(date(year + 1, 1, 1), versions[0], sites[0]),
        ],
        opening,
    )
    sight = sight_of(reader, whole=False, now=now())
    assert sight.day == closing
    total = total_of(cell.tally for cell in sight.cells or ())
    assert (total.completed, total[Indicator.REFERRAL].yes) == (2, 1)
    assert {(cell.year, cell.site) for cell in sight.cells or ()} == {(year, 0)}
    assert total_of(cell.tally for cell in cells_of(asked_by(user, now=now()))).completed == 3
    assert last.pk != late.pk


def test_a_closed_year_is_read_once_a_day(world):
    sites, versions, opening, _user = world
    reader = a_user(Role.AUTHORITY_READER, sites[0].administration)
    year = last_closed(local_date(now()))
    live([Life(date(year, 5, 1), versions[0], sites[0])], opening)
    before = sight_of(reader, whole=False, now=now())
    with CaptureQueriesContext(connection) as queries:
        assert sight_of(reader, whole=False, now=now()) == before
    assert len(queries) <= 3


def test_an_officer_sees_the_own_site_only_and_never_oneself(world):
    sites, versions, opening, _user = world
    mine, other = live([a_worker(sites, versions), a_worker(sites, versions, site=sites[1])], opening)
    officer = a_user(Role.PLACEMENT_OFFICER, sites[0])
    assert [cell.site for cell in cells_of(asked_by(officer, now=now()))] == [sites[0].pk]
    User.objects.filter(person=mine).update(person=None)
    officer.person = mine
    officer.save()
    assert cells_of(asked_by(officer, now=now())) == []
    assert other.pk


def test_the_queries_do_not_grow_with_the_people(world):
    sites, versions, opening, user = world
    counts = []
    cells_of(asked_by(user, now=now()))  # what a user holds is looked up once
    for number in (1, 8):
        live([a_worker(sites, versions) for _ in range(number)], opening)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            cells_of(asked_by(user, now=now()))
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
