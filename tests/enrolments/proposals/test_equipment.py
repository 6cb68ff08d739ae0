"""The planner knows what rooms have and programmes need, plans with it, and says what is missing where nothing fits."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.catalog.api import PlannedEquipment
from lms.core.equipment import Need, Outage, Stock
from lms.enrolments.planning.personal import for_person
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import Effort, Fixes
from lms.enrolments.proposals.loading import load_facts
from lms.enrolments.proposals.models import PlanProposal
from lms.enrolments.proposals.outcomes import plan_as_json
from lms.enrolments.proposals.queries import Names, versions_by_code
from lms.enrolments.proposals.shown_person import outlook_rows
from lms.enrolments.proposals.shown_plan import blocked, unplanned
from lms.organisations.api import kind_names
from tests.factories.courses import NOW
from tests.factories.equipment import OVEN, broken, equipped
from tests.factories.proposals import TODAY, TRADES, a_planned_site, a_trade, qualify_for

pytestmark = pytest.mark.django_db
QUICK = Effort(units=4, start_every_weeks=4, good_enough=0.05)
NEEDS = (
    PlannedEquipment("OVEN", OVEN, 2, teaching="practice"),
    PlannedEquipment("BENCH", {"zh": "操作台", "en": "Bench"}, 1, per_people=2),
)


@pytest.fixture
def place():
    """Return a site that teaches two trades: one needs nothing, the other ovens and benches."""
    place = a_planned_site(people=4, trades=1)
    qualify_for(place.instructor, a_trade(*TRADES[1], equipment=NEEDS))
    return place


def facts_of(place):
    return load_facts(place.site, now=NOW)


def baking(facts):
    return next(one for one in facts.programmes if one.equipment)


def test_programmes_and_rooms_bring_what_is_recorded(place):
    broken(equipped(place.room, 3), 1, date(2026, 7, 1))
    facts = facts_of(place)
    assert baking(facts).equipment == (Need("OVEN", 2), Need("BENCH", 1, 2))
    assert facts.site.rooms[0].equipment == (Stock("OVEN", 3, (Outage(1, date(2026, 7, 1)),)),)


def test_a_plan_seats_as_many_as_the_equipment_is_enough_for(place):
    equipped(place.room, 2)
    equipped(place.room, 1, "BENCH")
    facts = facts_of(place)
    plan = for_site(facts.task(Fixes()), QUICK)
    classes = [one for one in plan.cohorts if one.programme == baking(facts).code]
    assert classes
    assert all(len(one.people) <= 2 for one in classes)


def test_where_no_room_is_equipped_the_plan_and_the_person_are_told_what_is_missing(place):
    equipped(place.room, 1)
    equipped(place.room, 5, "BENCH")
    facts = facts_of(place)
    plan = for_site(facts.task(Fixes()), QUICK)
    assert {one.programme for one in plan.cohorts} & {baking(facts).code} == set()
    row = PlanProposal(outcome=plan_as_json(plan, facts, ""))
    names = Names(programmes=versions_by_code([baking(facts).code]), kinds=kind_names())
    (told,) = blocked(row, names)
    assert (told["title"], told["code"]) == (names.programme(baking(facts).code), "no_equipment")
    assert ("2" in told["why"], "1" in told["why"], "操作台" in told["why"]) == (True, True, False)
    assert "烤箱" in told["why"]
    assert unplanned(row, names) == []
    one = for_person(facts.people[0], facts.programmes, facts.site, facts.rule)
    reasons = {line["code"]: line["reasons"] for line in outlook_rows(one, facts, frozenset())}
    assert any("烤箱" in words for words in reasons[baking(facts).code])


def test_the_same_queries_read_much_equipment(place, django_assert_num_queries):

    with CaptureQueriesContext(connection) as few:
        facts_of(place)
    for number in range(4):
        broken(equipped(place.room, 3, f"MORE-{number}"), 1, TODAY + timedelta(days=number))
        qualify_for(place.instructor, a_trade(f"工{number}", f"9-99-99-0{number}", equipment=NEEDS))
    with django_assert_num_queries(len(few)):
        facts_of(place)
