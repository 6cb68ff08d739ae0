"""Entry rules: age on the day of the examination, schooling, fitness, and what is nearest instead."""

from datetime import date

import pytest

from lms.enrolments.entry.rules import (
    Against,
    Applicant,
    EntryRule,
    Offer,
    Unsettled,
    judge,
    nearest,
    read_entry_rules,
    rule_for,
    still_unsettled,
)

TODAY = date(2026, 6, 1)
LICENCE = EntryRule(date(2021, 6, 28), "special_operation_preparation", 18, 60, "junior", needs_fitness=True)
ADULT = Applicant(date(1990, 1, 1), "junior", True, has_stay=True, leaves=date(2028, 1, 1))


def codes(applicant, *, exam=None, rule=LICENCE):
    return [reason.code for reason in judge(applicant, rule, today=TODAY, exam=exam).against]


def changed(**values):
    return Applicant(
        **{name: getattr(ADULT, name) for name in ("born", "schooling", "is_fit", "has_stay", "leaves")}
        | values
    )


def test_who_fits_is_refused_nothing() -> None:
    assert judge(ADULT, LICENCE, today=TODAY, exam=date(2027, 3, 1)).against == ()
    assert judge(ADULT, LICENCE, today=TODAY, exam=date(2027, 3, 1)).age == 37


@pytest.mark.parametrize(
    ("exam", "refused"),
    [
        (date(2027, 3, 4), [Against.TOO_YOUNG]),  # the day before the birthday
        (date(2027, 3, 5), []),
        (None, []),  # comes of age before the release
    ],
)
def test_the_age_counts_on_the_day_of_the_examination(exam, refused) -> None:
    assert codes(changed(born=date(2009, 3, 5)), exam=exam) == refused


def test_without_a_day_who_comes_of_age_only_after_the_release_is_refused() -> None:
    assert codes(changed(born=date(2010, 3, 5), leaves=date(2027, 1, 1))) == [Against.TOO_YOUNG]


def test_the_upper_age_is_excluded() -> None:
    assert codes(changed(born=date(1966, 6, 1))) == [Against.TOO_OLD]
    assert codes(changed(born=date(1966, 6, 2))) == []


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"is_fit": False}, [Against.NOT_FIT]),
        ({"is_fit": None}, [Against.FITNESS_UNSAID]),
        ({"schooling": "primary"}, [Against.SCHOOLING]),
        ({"leaves": TODAY}, [Against.LEAVES_FIRST]),
        ({"schooling": "vocational"}, []),
    ],
)
def test_schooling_fitness_and_release(values, refused) -> None:
    assert codes(changed(**values)) == refused


def test_what_is_not_known_refuses_nobody_but_is_said() -> None:
    verdict = judge(Applicant(), LICENCE, today=TODAY)
    assert verdict.against == ()
    assert set(verdict.unsettled) == {
        Unsettled.BIRTH_UNKNOWN,
        Unsettled.SCHOOLING_UNKNOWN,
        Unsettled.FITNESS_UNKNOWN,
    }


def test_an_examination_that_is_past_is_refused_and_one_after_the_release_is_said() -> None:
    assert codes(ADULT, exam=date(2026, 5, 1)) == [Against.EXAM_PASSED]
    # Nothing is said of an age on a day that cannot be.
    assert codes(ADULT, exam=date(1900, 1, 1)) == [Against.EXAM_PASSED]
    assert codes(ADULT, exam=date(9999, 12, 31)) == [Against.EXAM_FAR_OFF]
    later = judge(ADULT, LICENCE, today=TODAY, exam=date(2028, 2, 1))
    assert later.against == ()
    assert later.unsettled == (Unsettled.EXAM_AFTER_RELEASE,)


def test_a_code_goes_before_a_kind_and_the_newest_before_older_ones() -> None:
    written = "2021-01-01:skill_level:16-:-:-,2024-01-01:skill_level:17-:-:-,2021-01-01:EL5:18-60:junior:fit"
    rules = read_entry_rules(written)
    assert [rule.written for rule in rules] == written.split(",")
    assert rule_for(rules, code="EL5", kind="skill_level", day=TODAY).from_age == 18
    assert rule_for(rules, code="EL4", kind="skill_level", day=TODAY).from_age == 17
    assert rule_for(rules, code="EL4", kind="skill_level", day=date(2023, 1, 1)).from_age == 16
    assert rule_for(rules, code="X", kind="diploma", day=TODAY).written == ""


@pytest.mark.parametrize("written", ["nonsense", "2021-01-01:x:16-:college:-", "2021-01-01:x:16-:-:well"])
def test_a_rule_that_cannot_be_read_is_refused(written) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_entry_rules(written)


def test_the_nearest_has_the_trade_before_the_kind_and_the_length() -> None:
    wanted = Offer(1, "LV", "special", "electrician", None, 5000)
    trade = Offer(2, "SE", "short", "electrician", None, 600)
    kind = Offer(3, "PV", "special", "other", None, 5000)
    assert nearest(wanted, [kind, trade]) == trade
    assert nearest(wanted, [kind]) == kind
    assert nearest(wanted, []) is None


def test_of_what_was_open_only_that_is_asked_which_nobody_has_said_since() -> None:
    kept, day = [code.value for code in Unsettled], date(2028, 2, 1)
    on = {"exam": day, "today": TODAY}
    assert still_unsettled(kept, Applicant(leaves=date(2028, 1, 1)), **on) == list(Unsettled)[:4]
    assert still_unsettled(kept, Applicant(), **on) == list(Unsettled)[:3]
    known = Applicant(date(1990, 1, 1), "junior", False, has_stay=True, leaves=day)
    assert still_unsettled(kept, known, **on) == []
    assert still_unsettled([], Applicant(), exam=None, today=TODAY) == []


@pytest.mark.parametrize(
    ("born", "is_unusual"),
    [
        (date(1901, 1, 2), True),
        (date(1936, 6, 1), False),
        (date(2012, 6, 1), False),
        (date(2012, 6, 2), True),
    ],
)
def test_an_age_that_cannot_be_is_asked_about_also_where_no_rule_looks_at_it(born, is_unusual) -> None:
    person = changed(born=born)
    found = judge(person, EntryRule(date.min, ""), today=TODAY)
    assert (found.against, found.unsettled) == ((), (Unsettled.AGE_UNUSUAL,) if is_unusual else ())
    since = still_unsettled([], person, exam=None, today=TODAY)
    assert since == ([Unsettled.AGE_UNUSUAL] if is_unusual else []), (
        "a birth may be written after the enrolment"
    )
