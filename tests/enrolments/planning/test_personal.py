"""One person's plan: never impossible, never worse by a later release or more evidence, and always with reasons."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from lms.enrolments.planning.eligibility import Why
from lms.enrolments.planning.facts import (
    Certainty,
    Days,
    Distinct,
    Earned,
    InClass,
    ReleaseForecast,
    TargetRule,
)
from lms.enrolments.planning.personal import PersonPlan, for_person
from lms.enrolments.planning.schedule import Way

from .checker import earliest_by_trying, faults_of, ways_of
from .facts_for_tests import (
    ADVANCED,
    AFTERNOON,
    ALL,
    BEGIN,
    DIPLOMA,
    ELECTRICIAN,
    FARM,
    LICENCE,
    MORNING,
    PASTRY,
    RULE,
    SHORT,
    WIRING,
    WIRING_4,
    busy_sites,
    earnings,
    hopeful,
    hopeful_rules,
    people,
    person,
    programme,
    rules,
    short_people,
    short_rules,
    short_sites,
    site,
    sites,
    some_programmes,
)


def verdict(plan: PersonPlan, code: str):
    return next(one for one in plan.verdicts if one.programme == code)


def whys(plan: PersonPlan, code: str) -> list[Why]:
    return [reason.why for reason in verdict(plan, code).reasons]


def test_the_plan_takes_the_two_that_end_first():
    plan = for_person(person(), ALL, site(), RULE)

    assert [(step.programme, step.exam) for step in plan.steps] == [
        ("farm", date(2026, 1, 20)),
        ("licence", date(2026, 2, 20)),
    ]
    assert not faults_of(plan, person(), ALL, site(), RULE)


def test_the_latest_safe_start_is_the_last_day_that_works():
    someone = person(release=date(2026, 6, 30))
    latest = verdict(for_person(someone, [PASTRY], site(), RULE), "pastry").latest_start

    on_time = for_person(replace(someone, ready_on=latest), [PASTRY], site(), RULE)
    late = for_person(replace(someone, ready_on=latest + timedelta(days=1)), [PASTRY], site(), RULE)
    assert latest == date(
        2026, 5, 12
    )  # 25 mornings of 4 class hours before 15 June, five days before the 20th
    assert verdict(on_time, "pastry").fits
    assert whys(late, "pastry") == [Why.NOT_ENOUGH_HOURS]
    assert verdict(late, "pastry").reasons[0].needed == 4500
    assert verdict(late, "pastry").reasons[0].found == 4320


def test_each_programme_that_does_not_fit_says_why():
    weak = person(release=date(2026, 2, 25), is_fit=None, schooling=0)
    plan = for_person(weak, ALL, site(), RULE)

    assert whys(plan, "electrician") == [Why.SCHOOLING, Why.NOT_ENOUGH_HOURS]
    assert Why.FITNESS_UNKNOWN in whys(plan, "licence")
    assert whys(plan, "diploma") == [Why.NO_EXAM_IN_TIME]
    assert not plan.reaches


def test_age_is_judged_on_the_day_of_the_examination():
    young = person(born=date(2008, 3, 1), release=date(2026, 3, 5))

    assert whys(for_person(young, [LICENCE], site(), RULE), "licence") == [Why.TOO_YOUNG]
    later = for_person(
        replace(young, release=ReleaseForecast(date(2026, 4, 5))), [LICENCE], site(), TargetRule(1)
    )
    assert later.steps is None  # likely, so fourteen days are kept free
    surer = ReleaseForecast(date(2026, 4, 5), Certainty.ORDERED)
    assert for_person(replace(young, release=surer), [LICENCE], site(), TargetRule(1)).steps[0].exam == date(
        2026, 3, 20
    )


def test_who_turns_the_upper_age_on_the_day_of_the_examination_is_too_old():
    once = [replace(LICENCE, exams=(date(2026, 3, 20),))]
    last = person(born=date(1966, 3, 20))
    younger = replace(last, born=date(1966, 3, 21))

    assert whys(for_person(last, once, site(), TargetRule(1)), "licence") == [Why.TOO_OLD]
    assert verdict(for_person(younger, once, site(), TargetRule(1)), "licence").fits


def test_a_missing_or_late_prerequisite_is_named():
    unfit_first = for_person(person(), [ADVANCED, programme("other")], site(), RULE)
    short = for_person(person(release=date(2026, 4, 5)), [ELECTRICIAN, ADVANCED], site(), RULE)

    assert whys(unfit_first, "advanced") == [Why.PREREQUISITE]
    assert verdict(unfit_first, "advanced").reasons[0].about == "electrician"
    assert whys(short, "advanced") == [Why.PREREQUISITE_TOO_LATE]


def test_another_class_begins_after_the_one_that_somebody_is_in_and_its_rest_is_given_meanwhile():
    until = date(2026, 2, 27)
    plan = for_person(person(in_class=(InClass("farm", until),)), [FARM, PASTRY], site(), RULE)

    assert [(step.programme, step.first_lesson) for step in plan.steps] == [
        ("farm", BEGIN),
        ("pastry", date(2026, 3, 2)),
    ]
    assert [(one.programme, one.earliest_start) for one in plan.verdicts] == [
        ("farm", BEGIN),
        ("pastry", date(2026, 3, 2)),
    ]
    short = for_person(person(in_class=(InClass("farm", date(2026, 1, 9)),)), [FARM], site(), TargetRule(1))
    assert short.steps[0].first_lesson == date(2026, 1, 12)  # five mornings are not enough for the rest
    late = person(in_class=(InClass("farm", until),), release=date(2026, 3, 25))
    assert whys(for_person(late, [PASTRY], site(), RULE), "pastry") == [Why.NOT_ENOUGH_HOURS]


def test_the_first_day_to_begin_comes_after_what_must_be_held_before():
    rule = replace(RULE, distinct=Distinct.EACH)
    plan = for_person(person(), [ELECTRICIAN, ADVANCED], site(), rule)

    assert verdict(plan, "advanced").earliest_start == plan.steps[0].certificate_on
    assert verdict(plan, "electrician").earliest_start == BEGIN


def test_what_counts_as_two_is_an_argument():
    of_one_trade = [ELECTRICIAN, ADVANCED]

    assert not for_person(person(), of_one_trade, site(), RULE).reaches
    each = for_person(person(), of_one_trade, site(), replace(RULE, distinct=Distinct.EACH))
    assert [step.programme for step in each.steps] == ["electrician", "advanced"]
    assert each.steps[1].first_lesson == each.steps[0].certificate_on == date(2026, 3, 2)
    kinds = [ELECTRICIAN, LICENCE]
    assert for_person(person(), kinds, site(), RULE).reaches
    assert not for_person(person(), kinds, site(), replace(RULE, distinct=Distinct.OCCUPATION)).reaches


def test_a_diploma_alone_reaches_the_target():
    nearly = person(earned=(Earned("diploma", credits=45),))

    assert [step.programme for step in for_person(nearly, [DIPLOMA], site(), RULE).steps] == ["diploma"]
    assert for_person(person(held=(DIPLOMA.award,)), ALL, site(), RULE).steps == ()


def test_without_a_forecast_nothing_is_promised():
    plan = for_person(person(release=None), ALL, site(), RULE)

    assert not plan.reaches
    assert all(Why.NO_FORECAST in whys(plan, code.code) for code in ALL)


def test_days_away_and_holidays_give_no_lessons():
    free = for_person(person(), [FARM], site(), TargetRule(1)).steps[0]
    away = person(away=(Days(BEGIN, BEGIN + timedelta(days=6)),))

    assert free.last_lesson == date(2026, 1, 16)
    assert for_person(away, [FARM], site(), TargetRule(1)).steps[0].last_lesson == date(2026, 1, 23)


def test_two_classes_at_a_time_never_share_a_part_of_the_day():
    both = [FARM, PASTRY]
    mornings = for_person(person(), both, site(at_once=2), RULE).steps
    halves = for_person(person(), both, site(at_once=2, bands=(MORNING, AFTERNOON)), RULE).steps

    assert mornings[1].first_lesson > mornings[0].last_lesson
    assert halves[0].band != halves[1].band
    assert halves[1].first_lesson == BEGIN
    assert not faults_of(
        for_person(person(), both, site(at_once=2), RULE), person(), both, site(at_once=2), RULE
    )


def test_one_class_at_a_time_follows_the_other_whichever_part_of_the_day_is_free():
    place = site(bands=(MORNING, AFTERNOON))
    first, second = sorted(
        for_person(person(), [FARM, PASTRY], place, RULE).steps, key=lambda s: s.first_lesson
    )

    assert second.first_lesson > first.last_lesson
    beside = for_person(person(), [FARM, PASTRY], replace(place, at_once=2), RULE).steps
    assert {one.first_lesson for one in beside} == {BEGIN}


def test_a_search_takes_no_award_twice():
    way = Way(person(held=(FARM.award,)), site(), date(2026, 12, 31))

    assert way.shortest([FARM], lambda awards: len(list(awards)) == 2) is None


def test_who_holds_what_comes_before_begins_at_once_and_is_not_offered_it_again():
    begun = person(held=(ELECTRICIAN.award,))
    plan = for_person(begun, [ELECTRICIAN, ADVANCED], site(), replace(RULE, distinct=Distinct.EACH))

    assert [(step.programme, step.first_lesson) for step in plan.steps] == [("advanced", BEGIN)]
    again = verdict(plan, "electrician")
    assert (again.fits, again.latest_start, again.counts) == (False, None, False)
    assert whys(plan, "electrician") == [Why.ALREADY_HELD]
    without = for_person(replace(begun, release=None), [ELECTRICIAN], site(), RULE)
    assert whys(without, "electrician") == [Why.ALREADY_HELD]
    assert not verdict(without, "electrician").counts


@settings(max_examples=80)
@given(someone=short_people, place=short_sites, rule=short_rules)
def test_the_target_is_reached_as_early_as_by_trying_every_way(someone, place, rule):
    plan = for_person(someone, SHORT, place, rule)
    best = earliest_by_trying(someone, SHORT, place, rule)

    ends = None if plan.steps is None else max((s.certificate_on for s in plan.steps), default=date.min)
    assert ends == best
    assert plan.steps is None or not faults_of(plan, someone, SHORT, place, rule)


@given(someone=short_people, place=short_sites)
def test_a_programme_fits_where_some_way_leads_to_it_and_its_latest_start_is_the_last_that_does(
    someone, place
):
    plan = for_person(someone, SHORT, place, RULE)

    for programme_ in SHORT:
        told = verdict(plan, programme_.code)
        before = (WIRING,) if programme_ is WIRING_4 else ()
        offered = (*before, programme_)
        done = earliest_by_trying(someone, offered, place, RULE, wanted=programme_)
        held = programme_.award in someone.held
        assert told.fits == (done is not None and not held)
        assert told.fits != bool(told.reasons)
        lessons = [one.first for one in ways_of(someone, programme_, place, RULE)]
        assert told.latest_start == (max(lessons) if told.fits else None)
        assert told.earliest_start is None or min(lessons) <= told.earliest_start <= told.latest_start
        assert (told.earliest_start is not None) == told.fits


@given(someone=people, place=sites, rule=rules)
def test_a_plan_is_never_impossible(someone, place, rule):
    plan = for_person(someone, ALL, place, rule)

    assert plan == for_person(someone, tuple(reversed(ALL)), place, rule)
    if plan.steps is not None:
        assert not faults_of(plan, someone, ALL, place, rule)


@settings(max_examples=250)
@given(someone=hopeful, place=busy_sites, rule=hopeful_rules, offered=some_programmes)
def test_no_step_of_a_plan_is_impossible(someone, place, rule, offered):
    plan = for_person(someone, offered, place, rule)

    event(f"steps: {len(plan.steps or ())}")
    if plan.steps is not None:
        assert not faults_of(plan, someone, offered, place, rule)


@given(someone=people, place=sites, rule=rules, more=st.integers(1, 200))
def test_a_later_release_never_makes_fewer_things_possible(someone, place, rule, more):
    later = ReleaseForecast(someone.release.on + timedelta(days=more), someone.release.certainty)

    assert_no_worse(someone, replace(someone, release=later), place, rule)


@settings(max_examples=150)
@given(someone=people, place=sites, rule=rules, earned=earnings, held=st.sampled_from([None, *ALL[:5]]))
def test_more_evidence_never_makes_it_worse(someone, place, rule, earned, held):
    more = (*someone.held, held.award) if held and held.award not in someone.held else someone.held

    assert_no_worse(someone, replace(someone, earned=(*someone.earned, earned), held=more), place, rule)


def assert_no_worse(before, after, place, rule) -> None:
    old, new = for_person(before, ALL, place, rule), for_person(after, ALL, place, rule)
    assert new.reaches >= old.reaches
    assert new.missing <= old.missing
    if old.steps and new.steps:
        assert max(s.certificate_on for s in new.steps) <= max(s.certificate_on for s in old.steps)
    for one, other in zip(old.verdicts, new.verdicts, strict=True):
        held = [reason.why for reason in other.reasons] == [Why.ALREADY_HELD]
        assert other.fits >= one.fits or held
        if one.latest_start and other.latest_start:
            assert other.latest_start >= one.latest_start
