"""The arithmetic of accepted learning, tried with generated values: nothing twice, nothing beyond cap or plan."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.delivery.hours import rules as hours
from lms.delivery.hours.learning import rules
from lms.delivery.hours.learning.rules import Accepted, Days, LearningRule, Learnt, Row
from lms.delivery.hours.rules import ATTENDED, LEARNT, Part, Sum

PARTS = [Part("C", "U1", "theory"), Part("C", "U2", "theory"), Part("D", "U1", "theory")]
LESSONS = range(3)
FIRST = date(2026, 6, 1)
HALF = LearningRule(date(2020, 1, 1), 50, 50)
ALWAYS = Days(HALF.valid_from, date(2026, 6, 30))
NINE = datetime(2026, 6, 1, 1, tzinfo=UTC)
percents = st.integers(0, 100)


class Story:
    """Days of one person: learning, class that is found later, a registrar who accepts and takes back."""

    def __init__(self, laws, planned, plan, place) -> None:
        self.laws, self.planned, self.plan, self.place = laws, planned, plan, place
        self.by_day = {lesson: Counter() for lesson in LESSONS}
        self.today, self.rows = FIRST, []

    def do(self, deed: str, lesson: int, amount: int) -> None:
        getattr(self, deed)(lesson, amount)

    def learn(self, lesson: int, seconds: int) -> None:
        self.by_day[lesson][self.today] += seconds

    def sleep(self, _lesson: int, days: int) -> None:
        self.today += timedelta(days=1 + days % 3)

    def move(self, lesson: int, place: int) -> None:
        """Another version, which has the lesson in another unit, and other plans."""
        self.place[lesson] = PARTS[place % len(PARTS)]
        self.plan[PARTS[lesson]] = place % 700

    def change(self, number: int, percent: int) -> None:
        """A circular changes a rule, or dates a new one back, whatever was accepted meanwhile."""
        day = FIRST + timedelta(days=percent % 7)
        self.laws = [*self.laws[: 1 + number], LearningRule(day, percent % 101, percent // 7 % 101)]

    def attend(self, lesson: int, seconds: int) -> None:
        """It turns out that there was class meanwhile, as a register says that counts."""
        for day in self.by_day[lesson]:
            self.by_day[lesson][day] = max(0, self.by_day[lesson][day] - seconds)
        for row in self.standing():
            if rules.rests_on_more(row, self.seconds(row.accepted)):
                self._take_back(row)

    def back(self, _lesson: int, number: int) -> None:
        if standing := self.standing():
            self._take_back(standing[number % len(standing)])

    def accept(self, _lesson: int = 0, _amount: int = 0) -> int:
        """Accept what is closed, and return how many rows that are."""
        learnt = self.learnt()
        more = rules.acceptable(learnt, self.given(), plan=self.plan)
        of = {(one.lesson, one.days): one for one in learnt}
        for one in more:
            self._write(one, of[one.lesson, one.days].planned_minutes, self.plan[one.part])
        return len(more)

    def learnt(self) -> list[Learnt]:
        found = []
        for rule, span in rules.times_of_rules(self.laws, self.today - timedelta(days=1)):
            for lesson in LESSONS:
                before = [one for one in self.given() if one.lesson == lesson]
                days = rules.days_left(span, rule, before)
                if seconds := rules.seconds_on(self.by_day[lesson], days):
                    about = (lesson, self.place[lesson], seconds, self.planned[lesson])
                    found.append(Learnt(*about, rule, days))
        return found

    def seconds(self, one: Accepted) -> int:
        return rules.seconds_on(self.by_day[one.lesson], one.days)

    def standing(self) -> list[Row]:
        return rules.standing(self.rows)

    def given(self) -> list[Accepted]:
        return [row.accepted for row in self.standing()]

    def _write(self, *about, reverses=None) -> None:
        self.rows.append(Row(len(self.rows), *about, reverses=reverses))

    def _take_back(self, row: Row) -> None:
        less = replace(row.accepted, minutes=-row.accepted.minutes)
        self._write(less, row.planned_minutes, row.plan_minutes, reverses=row.key)


DEEDS = ["learn", "learn", "sleep", "accept", "accept", "attend", "back", "move", "change"]


@st.composite
def stories(draw):
    days = st.integers(0, 6).map(lambda number: FIRST + timedelta(days=number))
    laws = [LearningRule(date(2020, 1, 1), draw(percents), draw(percents))]
    laws += draw(st.lists(st.builds(LearningRule, days, percents, percents), max_size=2))
    story = Story(
        laws,
        {lesson: draw(st.integers(1, 120)) for lesson in LESSONS},
        {part: draw(st.integers(0, 600)) for part in PARTS},
        {lesson: draw(st.sampled_from(PARTS)) for lesson in LESSONS},
    )
    steps = st.tuples(st.sampled_from(DEEDS), st.sampled_from(LESSONS), st.integers(0, 6000))
    for step in draw(st.lists(steps, max_size=25)):
        story.do(*step)
    story.sleep(0, 0)
    story.accept()
    return story


@given(stories())
def test_the_ledger_is_what_its_rows_come_to_in_every_order_of_events(story):
    assert rules.wrong_rows(story.rows) == []
    of_lesson, stands = Counter(), Counter()
    for row in story.rows:
        of_lesson[row.accepted.lesson] += row.accepted.minutes
    for one in story.given():
        stands[one.lesson] += one.minutes
    assert +of_lesson == stands
    assert not any(rules.rests_on_more(row, story.seconds(row.accepted)) for row in story.standing())


@given(stories())
def test_no_moment_counts_twice_and_each_by_one_rule(story):
    for lesson in LESSONS:
        by_rule = {}
        for one in story.given():
            if one.lesson == lesson:
                by_rule.setdefault(one.rule, []).append(one)
        days = [{day for one in rows for day in span(one.days)} for rows in by_rule.values()]
        assert sum(map(len, days)) == len(set().union(*days))  # no day by two rules
        for (rule, rows), of_rule in zip(by_rule.items(), days, strict=True):
            seconds = sum(story.by_day[lesson][day] for day in of_rule)
            seconds = min(seconds, 60 * story.planned[lesson])
            assert sum(one.minutes for one in rows) * 6000 <= seconds * rule.counted_percent
    for lesson in LESSONS:
        assert sum(one.minutes for one in story.given() if one.lesson == lesson) <= story.planned[lesson]


def span(days: Days) -> set[date]:
    """Return those of the days that a story can have."""
    some = (FIRST + timedelta(days=number) for number in range(99))
    return {day for day in some if days.first <= day <= days.last}


@given(stories())
def test_no_part_gets_more_than_its_cap_when_it_is_accepted(story):
    of_part = Counter()
    for row in story.rows:
        of_part[row.accepted.part] += row.accepted.minutes
        if row.reverses is None:
            most = row.plan_minutes * row.accepted.rule.cap_percent / 100
            assert of_part[row.accepted.part] <= most


@given(stories())
def test_the_same_wish_again_gives_nothing_and_what_is_taken_back_comes_back_once(story):
    assert story.accept() == 0
    before = sum(one.minutes for one in story.given())
    if before:
        story.back(0, 0)
        story.accept()
        assert story.accept() == 0
        assert rules.wrong_rows(story.rows) == []


further = st.lists(st.tuples(st.sampled_from(LESSONS), st.integers(0, 6000), st.integers(0, 2)), max_size=4)


@given(stories(), further)
def test_of_lessons_that_nobody_has_to_look_at_nothing_could_be_accepted(story, more):
    for lesson, seconds, days in more:
        story.learn(lesson, seconds)
        story.sleep(lesson, days)
    places = {lesson: (story.place[lesson], story.planned[lesson]) for lesson in LESSONS}
    times = rules.times_of_rules(story.laws, story.today - timedelta(days=1))
    wanted = rules.lessons_open(places, times, story.given(), plan=story.plan)
    some = [one for one in story.learnt() if one.lesson in wanted]
    whole = rules.acceptable(story.learnt(), story.given(), plan=story.plan)
    assert rules.acceptable(some, story.given(), plan=story.plan) == whole


@given(stories(), st.lists(st.integers(0, 600), min_size=3, max_size=3))
def test_class_and_learning_together_never_exceed_the_plan(story, attended):
    entries = [Sum(part, ATTENDED, minutes) for part, minutes in zip(PARTS, attended, strict=True)]
    entries += [Sum(one.part, LEARNT, one.minutes) for one in story.given()]
    standings = hours.against_plan(story.plan, entries)
    assert all(0 <= row.counted <= row.plan for row in standings)
    without = hours.against_plan(story.plan, entries[:3])
    assert all(more.counted >= less.counted for more, less in zip(standings, without, strict=True))


@given(stories(), st.data())
def test_a_row_that_was_changed_is_found(story, data):
    if not story.rows:
        return
    place = data.draw(st.integers(0, len(story.rows) - 1))
    old = story.rows[place]
    story.rows[place] = replace(old, accepted=replace(old.accepted, minutes=old.accepted.minutes + 1))
    assert old.key in rules.wrong_rows(story.rows)


def test_a_row_that_is_taken_back_twice_is_found():
    one = Accepted(1, PARTS[0], 20, 2400, ALWAYS, HALF)
    back = replace(one, minutes=-20)
    rows = [Row(1, one, 45, 450), Row(2, back, 45, 450, 1), Row(3, back, 45, 450, 1)]
    assert rules.wrong_rows(rows[:2]) == []
    assert rules.wrong_rows(rows) == [3]
    assert rules.standing(rows) == []


def learnt(lesson, part, seconds, minutes=45, *, rule=HALF, days=ALWAYS):
    return Learnt(lesson, part, seconds, minutes, rule, days)


def test_half_of_each_minute_counts_up_to_half_of_the_planned_theory():
    both = [learnt(1, PARTS[0], 3000), learnt(2, PARTS[0], 2700)]
    found = rules.acceptable(both, [], plan={PARTS[0]: 80})
    # The first was learnt for longer than it is planned: 45 minutes, half of them 22; of the second 18 have room.
    assert [one.minutes for one in found] == [22, 18]
    assert rules.acceptable(both, [], plan={}) == []


def test_a_lesson_that_moved_to_another_unit_is_not_accepted_there_again():
    before = [Accepted(1, PARTS[0], 22, 2700, ALWAYS, HALF)]
    assert rules.acceptable([learnt(1, PARTS[1], 2700)], before, plan={PARTS[1]: 450}) == []


def test_what_was_learnt_counts_by_the_rule_of_its_day_and_no_lesson_beyond_its_planned_minutes():
    new = LearningRule(date(2026, 6, 15), 100, 100)
    (old_rule, old_days), (new_rule, new_days) = rules.times_of_rules([HALF, new], ALWAYS.last)[1:]
    assert (old_rule, old_days) == (HALF, Days(HALF.valid_from, date(2026, 6, 14)))
    assert (new_rule, new_days) == (new, Days(new.valid_from, ALWAYS.last))
    both = [
        learnt(1, PARTS[0], 1800, rule=old_rule, days=old_days),
        learnt(1, PARTS[0], 1800, rule=new_rule, days=new_days),
    ]
    found = rules.acceptable(both, [], plan={PARTS[0]: 450})
    # Half of thirty minutes; then whole ones, of which the lesson has fifteen left.
    assert [one.minutes for one in found] == [15, 15]
    assert rules.acceptable(both, found, plan={PARTS[0]: 450}) == []


def test_rows_of_no_known_first_day_are_not_accepted_again_under_a_later_rule():
    before = [Accepted(1, PARTS[0], 10, 1200, Days(date.min, date(2026, 6, 20)), HALF)]
    whole = LearningRule(date(2026, 6, 15), 100, 100)
    days = Days(whole.valid_from, date(2026, 6, 30))
    again = learnt(1, PARTS[0], 2700, rule=whole, days=days)
    assert rules.acceptable([again], before, plan={PARTS[0]: 450}) == []
    left = rules.days_left(days, whole, before)
    assert left == Days(date(2026, 6, 21), days.last)
    since = learnt(1, PARTS[0], 1800, rule=whole, days=left)
    # Of forty-five planned minutes twenty were accepted at half; of the rest each counts whole.
    assert [one.minutes for one in rules.acceptable([since], before, plan={PARTS[0]: 450})] == [25]


def minutes(begins: int, ends: int):
    return NINE + timedelta(minutes=begins), NINE + timedelta(minutes=ends)


def test_what_was_learnt_in_class_is_left_out():
    classes = rules.merged([minutes(30, 60), minutes(0, 40), minutes(90, 100)])
    assert classes == [minutes(0, 60), minutes(90, 100)]
    assert rules.seconds_outside(minutes(50, 80), 1500, classes) == 1500 - 600
    assert rules.seconds_outside(minutes(0, 10), 600, classes) == 0
    assert rules.seconds_outside(minutes(61, 71), 600, classes) == 600


pieces = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda one: minutes(one[0], one[0] + one[1]))


@given(pieces, st.lists(pieces, max_size=9))
def test_every_minute_of_class_within_a_period_is_left_out_and_no_other_one(period, listed):
    begins, ends = period
    moments = {begins + timedelta(minutes=number) for number in range(20)}
    inside = sum(any(first <= moment < last for first, last in listed) for moment in moments if moment < ends)
    active = int((ends - begins).total_seconds())
    assert rules.seconds_outside(period, active, rules.merged(listed)) == active - 60 * inside


def test_the_setting_is_dated_and_nothing_is_accepted_before_the_first_rule():
    found = rules.read_rules("2020-01-01:50:50, 2026-07-01:0:0")
    assert rules.rule_in_force(found, date(2026, 6, 30)) == HALF
    assert rules.rule_in_force(found, date(2026, 7, 1)).cap_percent == 0
    assert rules.rule_in_force(found, date(2019, 12, 31)).cap_percent == 0
    assert rules.times_of_rules([], FIRST) == [(LearningRule(date.min, 0, 0), Days(date.min, FIRST))]
    for written in ("2020-01-01:50", "2020-01-01:101:50", "today:50:50", "2020-01-01:50:-1"):
        with pytest.raises(ValueError):
            rules.read_rules(written)
