"""How records become facts: rounds of examinations, days taken for granted, bands, stretches, the mark of facts."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.enrolments.entry.rules import NO_RULE, SCHOOLING_RANKS, Applicant, EntryRule, judge
from lms.enrolments.planning.eligibility import entry_reasons
from lms.enrolments.planning.facts import Schooling, Taken
from lms.enrolments.proposals.rules import (
    LONGEST_ROUND,
    Assumptions,
    LessonBand,
    assumed_days,
    award_of,
    bands_of,
    entry_of,
    fingerprint,
    read_assumptions,
    read_bands,
    rounds,
    schooling_of,
    smallest_class,
    stretches,
)
from lms.enrolments.proposals.words import reason_text
from tests.enrolments.planning.facts_for_tests import ELECTRICIAN, person

DAY = date(2026, 6, 1)
days = st.lists(st.integers(0, 200).map(lambda n: DAY + timedelta(days=n)), max_size=8)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("theory", "practice", "found"),
    [
        ([], [day(3)], []),
        ([day(1)], [day(3)], [(day(1), day(3))]),
        ([day(3)], [day(1)], [(day(1), day(3))]),
        ([day(1), day(2)], [day(3)], [(day(2), day(3))]),
        ([day(1)], [day(1 + LONGEST_ROUND + 1)], []),
        ([day(1), day(20)], [day(10), day(30)], [(day(1), day(10)), (day(10), day(20)), (day(20), day(30))]),
    ],
)
def test_a_round_has_one_examination_of_each_kind(theory, practice, found) -> None:
    assert rounds({"t": theory, "p": practice}) == found


@given(days, days)
def test_whoever_is_done_before_a_round_can_sit_all_of_it(theory, practice) -> None:
    for first, last in rounds({"t": theory, "p": practice}):
        assert any(first <= one <= last for one in theory)
        assert any(first <= one <= last for one in practice)
        assert (last - first).days <= LONGEST_ROUND


@given(st.integers(0, 400), st.integers(0, 600), st.integers(1, 9))
def test_days_taken_for_granted_are_the_same_whenever_one_asks(after, length, weeks) -> None:
    found = assumed_days(day(after), day(after + length), weeks)
    whole = assumed_days(day(-50), day(2000), weeks)
    assert found == [one for one in whole if day(after) < one <= day(after + length)]
    assert all(one.weekday() == 4 for one in found)


def test_days_taken_for_granted_end_with_the_calendar() -> None:
    assert assumed_days(date(9999, 12, 1), date.max, 1)[-1] == date(9999, 12, 31)


def test_settings_are_read_or_refused() -> None:
    assert read_assumptions("5:15:4") == Assumptions(5, 15, 4)
    assert [band.minutes for band in read_bands("morning=08:30-11:30@1-5, evening=19:00-20:30@1-6")] == [
        180,
        90,
    ]
    assert read_bands("a=08:00-09:00@6-7")[0].as_fact().minutes == (0, 0, 0, 0, 0, 60, 60)
    for wrong in ("", "morning", "a=09:00-08:00@1-5", "a=08:00-09:00@5-1"):
        with pytest.raises(ValueError):
            read_bands(wrong)
    for wrong in ("5:15", "5:-1:4", "a:b:c"):
        with pytest.raises(ValueError):
            read_assumptions(wrong)


def test_the_smallest_class_is_a_dated_number() -> None:
    written = "2021-06-28:5, 2026-01-01:8"
    days = (date(2020, 1, 1), date(2021, 6, 28), date(2025, 12, 31), date(2026, 1, 1))
    assert [smallest_class(written, day) for day in days] == [1, 5, 5, 8]
    assert smallest_class("", days[0]) == 1
    for wrong in ("5", "2021-06-28:0", "2021-06-28:x", "x:5"):
        with pytest.raises(ValueError):
            smallest_class(wrong, days[0])


def test_a_session_takes_each_band_that_it_touches() -> None:
    bands = (LessonBand("am", time(8), time(11), 1, 5), LessonBand("pm", time(14), time(17), 1, 5))
    at = datetime(2026, 6, 1, 10)
    assert bands_of(at, at + timedelta(hours=1), bands) == ["am"]
    assert bands_of(at, at + timedelta(hours=5), bands) == ["am", "pm"]
    assert bands_of(at + timedelta(hours=1), at + timedelta(hours=4), bands) == []


def test_a_pause_of_two_weeks_belongs_to_what_runs() -> None:
    lessons = [("am", day(0)), ("am", day(14)), ("am", day(29)), ("pm", day(3))]
    assert stretches(lessons) == (
        Taken("am", day(0), day(14)),
        Taken("am", day(29), day(29)),
        Taken("pm", day(3), day(3)),
    )


def test_papers_and_programmes_meet_and_what_nobody_knows_opens_nothing() -> None:
    assert award_of("qualification", "电工", 5) == award_of("skill_level", "电工", 5)
    assert award_of("special_operation_preparation", "电工", None).kind == "special_operation"
    assert award_of("diploma", "电工", None) == award_of("diploma", "", None)
    assert award_of("short_skills", "电工", None).kind == "training"
    assert (schooling_of("unknown"), schooling_of("higher")) == (Schooling.UNKNOWN, Schooling.HIGHER)
    rule = EntryRule(DAY, "special_operation_preparation", 18, 60, "higher", needs_fitness=True)
    licence = entry_of(rule)
    assert (licence.from_age, licence.below_age, licence.needs_fitness) == (18, 60, True)
    assert licence.schooling == Schooling.HIGHER
    assert entry_of(NO_RULE).below_age > 150


@pytest.mark.parametrize("needed", SCHOOLING_RANKS)
@pytest.mark.parametrize("found", SCHOOLING_RANKS)
def test_schooling_that_entry_refuses_is_not_planned_and_no_other(needed: str, found: str) -> None:
    rule = EntryRule(DAY, "skill_level", schooling=needed)
    against = judge(Applicant(schooling=found), rule, today=DAY).against
    programme = replace(ELECTRICIAN, entry=entry_of(rule))
    planned = entry_reasons(person(schooling=schooling_of(found)), programme)
    assert [one.why.value for one in planned] == [one.code.value for one in against]


def test_schooling_known_to_be_none_and_schooling_nobody_knows_are_told_apart() -> None:
    programme = replace(ELECTRICIAN, entry=entry_of(EntryRule(DAY, "skill_level", schooling="junior")))
    told = []
    for value in ("none", "unknown"):
        (reason,) = entry_reasons(person(schooling=schooling_of(value)), programme)
        kept = {
            "why": reason.why.value,
            "needed": reason.needed,
            "found": reason.found,
            "on": None,
            "about": "",
        }
        with override("en"):
            told.append(reason_text(kept, lambda code: code))
    assert [words.rsplit(": ")[-1] for words in told] == ["none.", "not known, to be cleared up."]
    free = replace(ELECTRICIAN, entry=entry_of(EntryRule(DAY, "skill_level", schooling="none")))
    assert entry_reasons(person(schooling=schooling_of("unknown")), free) == []


def test_the_mark_is_that_of_the_facts_and_of_nothing_else() -> None:
    first = replace(ELECTRICIAN, prerequisites=frozenset({"a", "b", "c"}))
    again = replace(ELECTRICIAN, prerequisites=frozenset(["c", "b", "a"]))
    assert fingerprint([first, person()]) == fingerprint([again, person()])
    assert fingerprint(person()) != fingerprint(person(is_fit=False))
