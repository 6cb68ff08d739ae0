"""Totals, guidelines, recognition, cycles and comparison are decided on plain values."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.catalog.plans import PlannedCourse, PlannedRecognition, PlannedRequirement
from courses.catalog.rules import (
    HeldCertificate,
    audit_diploma,
    compare_versions,
    credits_per_block,
    find_cycle,
    has_same_bones,
    minutes_of,
    reasons_against_publication,
    recognise,
    table_in_force,
    totals_of,
)
from tests.factories.courses import a_diploma_plan, a_plan

T = {"zh": "课", "en": "Course"}
HOUR = 45


def _course(code, block, hours, practice, worth=None, **more):
    """Return a course of so many hours, a part of them practice; 18 hours are one credit."""
    return PlannedCourse(
        code,
        T,
        block=block,
        credits=hours // 18 if worth is None else worth,
        is_elective=block == "elective",
        theory_minutes=(hours - practice) * HOUR,
        practice_minutes=practice * HOUR,
        **more,
    )


# The blocks of a three-year programme, as the diploma packs have them.
DIPLOMA = (
    _course("A", "public", 1026, 200),
    _course("B", "basic", 360, 180),
    _course("C", "core", 576, 350),
    _course("D", "practice", 288, 288),
    _course("E", "internship", 540, 540),
    _course("F", "elective", 324, 150),
)


def _diploma(courses):
    return replace(a_diploma_plan(), courses=tuple(courses))


def test_a_course_with_units_has_their_minutes_and_not_its_own():
    course = a_plan().courses[0]
    assert minutes_of(replace(course, theory_minutes=9999)) == (450, 900)
    assert minutes_of(DIPLOMA[1]) == (180 * HOUR, 180 * HOUR)


def test_totals_credits_and_shares():
    totals = totals_of(DIPLOMA)
    assert (totals.minutes, totals.credits) == (3114 * HOUR, 173)
    assert totals.elective_percent == Decimal("10.4")
    assert totals.public_percent == Decimal("32.9")
    assert credits_per_block(DIPLOMA) == {
        "public": 57,
        "basic": 20,
        "core": 32,
        "practice": 16,
        "internship": 30,
        "elective": 18,
    }
    assert totals_of(()).practice_percent == 0


@pytest.mark.parametrize(
    ("changed", "code", "figures"),
    [
        ({"E": _course("E", "internship", 360, 360)}, "hours_below", {"actual": 2934, "wanted": 3000}),
        ({"C": _course("C", "core", 576, 0)}, "practice_below", {"wanted": Decimal(50)}),
        ({"F": _course("F", "core", 324, 150)}, "electives_below", {"actual": Decimal("0.0")}),
        ({"A": _course("A", "basic", 1026, 200)}, "public_off", {"actual": Decimal("0.0")}),
        ({"B": _course("B", "basic", 360, 180, worth=30)}, "credit_value", {"course": "B", "hours": 360}),
        ({"B": _course("B", "basic", 360, 180, worth=0)}, "credit_value", {"credits": 0}),
    ],
)
def test_a_diploma_that_leaves_the_guidelines_is_warned_with_figures(changed, code, figures):
    courses = [changed.get(course.code, course) for course in DIPLOMA]
    found = [reason for reason in audit_diploma(_diploma(courses)) if reason.code == code]
    assert len(found) == 1
    assert figures.items() <= found[0].values.items()


def test_a_diploma_within_the_guidelines_and_a_short_course_get_no_warning():
    assert audit_diploma(_diploma(DIPLOMA)) == []
    assert audit_diploma(a_plan()) == []


@pytest.mark.parametrize(
    ("requires", "cycle"),
    [
        ({}, []),
        ({"a": ["b"], "b": []}, []),
        ({"a": ["b", "c"], "b": ["c"], "c": []}, []),
        ({"a": ["a"]}, ["a", "a"]),
        ({"a": ["b"], "b": ["a"]}, ["a", "b", "a"]),
        ({"x": ["a"], "a": ["b"], "b": ["c"], "c": ["a"]}, ["a", "b", "c", "a"]),
        ({str(n): [str(n + 1)] for n in range(5000)}, []),
    ],
)
def test_a_cycle_is_named(requires, cycle):
    assert find_cycle(requires) == cycle


@given(st.dictionaries(st.integers(0, 6).map(str), st.lists(st.integers(0, 6).map(str)), max_size=7))
def test_what_is_named_is_a_cycle_and_without_one_an_order_exists(requires):
    cycle = find_cycle(requires)
    if cycle:
        assert cycle[0] == cycle[-1]
        assert all(after in requires[before] for before, after in zip(cycle, cycle[1:], strict=False))
        return
    left = {code: set(needs) for code, needs in requires.items()}
    while left:
        ready = [code for code, needs in left.items() if not needs & left.keys()]
        assert ready
        for code in ready:
            del left[code]


def _requirement(kind, **values):
    return PlannedRequirement("R", T, kind, **values)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda plan: replace(plan, courses=()), "no_course"),
        (lambda plan: replace(plan, requirements=()), "no_requirement"),
        (lambda plan: replace(plan, courses=(*plan.courses, PlannedCourse("Z", T))), "course_empty"),
        (lambda plan: replace(plan, courses=plan.courses * 2), "course_twice"),
        (lambda plan: replace(plan, courses=plan.courses * 2), "unit_twice"),
        (lambda plan: replace(plan, courses=plan.courses * 2), "lesson_twice"),
        (lambda plan: replace(plan, requirements=plan.requirements * 2), "requirement_twice"),
        (lambda plan: replace(plan, courses=(replace(plan.courses[0], requires=("NO",)),)), "needs_unknown"),
        (
            lambda plan: replace(plan, courses=(replace(plan.courses[0], requires=(plan.courses[0].code,)),)),
            "cycle",
        ),
        (lambda plan: replace(plan, courses=(DIPLOMA[0],)), "no_lessons"),
        (
            lambda plan: replace(plan, requirements=(_requirement("certificates_held", minimum=1),)),
            "no_kinds",
        ),
        (
            lambda plan: replace(plan, requirements=(_requirement("credits_earned", minimum=1),)),
            "too_few_credits",
        ),
        (
            lambda plan: replace(plan, requirements=(_requirement("electives_earned", minimum=1),)),
            "too_few_credits",
        ),
    ],
)
def test_what_keeps_a_version_from_publication(change, code):
    assert reasons_against_publication(a_plan()) == []
    assert code in {reason.code for reason in reasons_against_publication(change(a_plan()))}


def test_a_block_is_asked_for_what_it_offers():
    for minimum, reasons in ((32, 0), (33, 1)):
        asked = (_requirement("credits_earned", minimum=minimum, block="core"),)
        plan = replace(_diploma(DIPLOMA), requirements=asked)
        assert len(reasons_against_publication(plan)) == reasons


TABLE = PlannedRecognition(
    date(2026, 1, 1),
    40,
    ("basic", "core", "practice"),
    {"skill_level_5": 6, "skill_level_4": 12, "special_operation": 4, "single_skill": 2},
    T,
)


def _held(number, kind, subject="electrician"):
    return HeldCertificate(number, kind, subject, date(2025, 1, 1))


@pytest.mark.parametrize(
    ("held", "worth", "why"),
    [
        ([], 0, []),
        ([_held("1", "skill_level_5")], 6, ["counted"]),
        ([_held("1", "training")], 0, ["not_in_table"]),
        (
            [_held("1", "skill_level_5"), _held("2", "skill_level_4")],
            12,
            ["counted", "higher_level_counts"],
        ),
        (
            [_held("1", "skill_level_5"), _held("2", "skill_level_5", "pastry cook")],
            12,
            ["counted", "counted"],
        ),
        (
            [_held("1", "special_operation"), _held("1", "special_operation", "x")],
            4,
            ["counted", "same_certificate"],
        ),
        ([_held(str(n), "single_skill", str(n)) for n in range(20)], 27, None),
    ],
)
def test_recognition_counts_each_thing_once_up_to_the_cap(held, worth, why):
    found = recognise(held, TABLE, DIPLOMA)
    assert found.cap == 27  # 40 % of 20 + 32 + 16, rounded down
    assert found.credits == worth
    assert sum(given for _certificate, given, _why in found.lines) == worth
    if why is not None:
        assert [reason for _certificate, _given, reason in found.lines] == why


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(list(TABLE.credits)), st.sampled_from("ab"))))
def test_more_certificates_never_give_less_and_never_pass_the_cap(rows):
    held = [_held(str(number), kind, subject) for number, kind, subject in rows]
    fewer, all_of_them = recognise(held[1:], TABLE, DIPLOMA), recognise(held, TABLE, DIPLOMA)
    assert all_of_them.credits <= all_of_them.cap
    assert len({row[0].number for row in all_of_them.lines if row[1]}) == sum(
        1 for row in all_of_them.lines if row[1]
    )
    assert fewer.credits <= fewer.cap


def test_the_newest_table_that_is_valid_on_the_day_counts():
    later = replace(TABLE, valid_from=date(2027, 1, 1))
    assert table_in_force([TABLE, later], date(2026, 12, 31)) == TABLE
    assert table_in_force([TABLE, later], date(2027, 1, 1)) == later
    assert table_in_force([TABLE], date(2025, 12, 31)) is None


def _differences(old, new):
    return [
        (row.part, row.code, row.change, row.field, row.old, row.new) for row in compare_versions(old, new)
    ]


def test_a_version_does_not_differ_from_itself():
    plan = a_diploma_plan()
    assert compare_versions(plan, plan) == []


def test_every_change_is_told_with_old_and_new_values():
    old = a_diploma_plan()
    first, second, third, last = old.courses
    unit = last.units[0]
    lesson, moved = unit.lessons
    other = replace(unit, code="U2", lessons=(moved,))
    new = replace(
        old,
        courses=(
            second,
            replace(first, credits=5, practice_minutes=900),
            replace(last, units=(replace(unit, lessons=(lesson,)), other)),
        ),
        requirements=(replace(old.requirements[0], share_percent=80), *old.requirements[1:]),
        recognition=(replace(old.recognition[0], cap_percent=30, credits={"skill_level_5": 8}),),
        valid_from=date(2027, 1, 1),
    )
    found = _differences(old, new)
    day = "2026-01-01"
    assert found == [
        ("version", old.code, "changed", "valid_from", date(2026, 1, 1), date(2027, 1, 1)),
        ("course", third.code, "removed", "", None, None),
        ("course", first.code, "moved", "position", 1, 2),
        ("course", first.code, "changed", "credits", 2, 5),
        ("course", first.code, "changed", "practice_minutes", 810, 900),
        ("unit", "U2", "added", "", None, None),
        ("lesson", moved.code, "moved", "parent", unit.code, "U2"),
        ("requirement", old.requirements[0].code, "changed", "share_percent", 100, 80),
        ("recognition", day, "changed", "cap_percent", 40, 30),
        ("recognition", day, "changed", "credits:skill_level_5", 6, 8),
        ("recognition", day, "changed", "credits:skill_level_4", 12, None),
    ]


def test_one_moved_part_is_one_move():
    plan = replace(a_diploma_plan(), courses=DIPLOMA)
    moved = replace(plan, courses=(DIPLOMA[-1], *DIPLOMA[:-1]))
    assert _differences(plan, moved) == [("course", "F", "moved", "position", 6, 1)]


def test_words_may_change_and_bones_may_not():
    plan = a_diploma_plan()
    assert has_same_bones(plan, replace(plan, courses=tuple(replace(c, title=T) for c in plan.courses)))
    assert has_same_bones(plan, replace(plan, basis=T, valid_from=date(2030, 1, 1)))
    assert not has_same_bones(plan, replace(plan, courses=plan.courses[::-1]))
    assert not has_same_bones(plan, replace(plan, recognition=()))
