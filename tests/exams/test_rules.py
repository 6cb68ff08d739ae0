"""Pure decisions: items, drawing, the clock, what counts, gaps, scoring."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams import eventlog
from lms.exams.bank import rules as bank
from lms.exams.marking import rules as marking
from lms.exams.papers import rules as papers
from lms.exams.sittings import rules

NINE = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Fact:
    kind: str
    at: datetime
    seconds: int = 0
    since: datetime | None = None
    until: datetime | None = None


@dataclass
class Drawn:
    code: str
    topic: str = "safety"
    kind: str = "single"
    depth: str = ""
    difficulty: str = ""
    twin_group: str = ""


def arrival(*, received: timedelta, made: timedelta | None = None, is_open=True, is_known=True):
    return rules.Arrival(NINE + received, received if made is None else made, NINE, is_open, is_known)


# --- items ------------------------------------------------------------------------------------------------------


def pack_item(**changes):
    item = {
        "code": "X-1",
        "topic": "safety",
        "type": "single",
        "use": "practice",
        "stem": {"zh": "题"},
        "options": [{"zh": "甲"}, {"zh": "乙"}, {"zh": "丙"}],
        "key": 2,
    }
    return {**item, **changes}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"type": "multiple", "key": [1, 3]}, []),
        ({"type": "true_false", "key": False, "options": []}, []),
        ({"type": "essay"}, ["kind_not_supported"]),
        ({"code": ""}, ["code_or_topic_missing"]),
        ({"code": "X 1"}, ["code_not_usable"]),
        ({"code": "X" * 31}, ["code_not_usable"]),
        ({"code": ["X"]}, ["code_not_usable"]),
        ({"topic": "LVE/safety"}, []),
        ({"topic": "LVE/safety/first"}, ["topic_not_usable"]),
        ({"topic": "安全"}, ["topic_not_usable"]),
        ({"use": "both"}, ["use_unknown"]),
        ({"stem": {"en": "only"}}, ["stem_missing"]),
        ({"stem": {"zh": " "}}, ["stem_missing"]),
        ({"stem": "题"}, ["stem_missing"]),
        ({"rationale": "因为"}, ["rationale_not_usable"]),
        ({"year": "2026"}, ["year_not_usable"]),
        ({"year": None}, []),
        ({"options": [{"zh": "甲"}]}, ["options_missing"]),
        ({"options": [{"zh": "甲"}, {"en": "b"}]}, ["option_without_words"]),
        ({"key": 4}, ["key_not_usable"]),
        ({"key": 0}, ["key_not_usable"]),
        ({"key": True}, ["key_not_usable"]),
        ({"type": "true_false", "key": 1}, ["key_not_usable"]),
        ({"type": "multiple", "key": []}, ["key_not_usable"]),
        ({"type": "multiple", "key": [1, 1]}, ["key_not_usable"]),
        ({"type": "multiple", "key": 1}, ["key_not_usable"]),
    ],
)
def test_an_item_is_refused_for_a_named_reason(changes, reasons):
    assert bank.reasons_against_item(pack_item(**changes)) == reasons


@pytest.mark.parametrize(
    ("kind", "response", "fits"),
    [
        ("true_false", True, True),
        ("true_false", None, True),
        ("true_false", 1, False),
        ("true_false", "true", False),
        ("single", "b", True),
        ("single", "z", False),
        ("single", ["b"], False),
        ("multiple", ["a", "b"], True),
        ("multiple", [], True),
        ("multiple", ["a", "a"], False),
        ("multiple", ["z"], False),
        ("multiple", [1], False),
        ("multiple", {"a": 1}, False),
        ("single", "b\x00", False),
        ("single", "\ud800", False),
    ],
)
def test_a_response_must_have_the_form_of_its_item(kind, response, fits):
    assert bank.is_response(kind, ["a", "b", "c"], response) is fits


def test_options_that_speak_of_the_others_keep_their_order():
    plain = [{"zh": "甲", "en": "one"}, {"zh": "乙", "en": "two"}]
    assert not bank.keeps_option_order(plain)
    assert bank.keeps_option_order([*plain, {"zh": "以上都对", "en": ""}])
    assert bank.keeps_option_order([*plain, {"zh": "都对", "en": "All of the above"}])


@pytest.mark.parametrize("words", ["36V以上", "以上", "70分及以上", "5人以上"])
def test_a_limit_is_no_word_on_the_other_options(words):
    assert not bank.keeps_option_order([{"zh": "12V", "en": ""}, {"zh": words, "en": ""}])


@pytest.mark.parametrize("words", ["以上均不正确", "以上选项都对", "以上三项皆是", "以上各项", "以上全对"])
def test_a_word_on_all_that_stands_above_is_one(words):
    assert bank.keeps_option_order([{"zh": "甲", "en": ""}, {"zh": words, "en": ""}])


# --- papers -----------------------------------------------------------------------------------------------------


def test_drawing_is_decided_by_seed_and_names_what_each_cell_lacks():
    items = [Drawn(f"S-{n}") for n in range(10)]
    cells = [papers.Cell("safety", "single", 4, Decimal(5)), papers.Cell("safety", "multiple", 2, Decimal(5))]
    drawn, shortages = papers.draw(cells, items, seed="one")
    again, _ = papers.draw(cells, list(reversed(items)), seed="one")
    other, _ = papers.draw(cells, items, seed="two")
    assert [item.code for item, _cell in drawn] == [item.code for item, _cell in again]
    assert [item.code for item, _cell in drawn] != [item.code for item, _cell in other]
    assert [(shortage.cell.kind, shortage.lacking) for shortage in shortages] == [("multiple", 2)]


@given(st.text(max_size=20), st.integers(1, 12))
def test_a_candidates_order_holds_every_item_and_option_once(seed, count):
    options = [{"id": name, "zh": name, "en": name} for name in "abcd"]
    items = [
        {"uuid": f"u{n}", "kind": "single" if n % 2 else "true_false", "options": options}
        for n in range(count)
    ]
    ordered = papers.order_for(items, seed=seed)
    assert sorted(item["uuid"] for item in ordered) == sorted(item["uuid"] for item in items)
    assert all(sorted(option["id"] for option in item["options"]) == list("abcd") for item in ordered)
    kinds = [item["kind"] for item in ordered]
    assert kinds == sorted(kinds, key=["true_false", "single"].index)


@pytest.mark.parametrize(
    ("blueprint", "reasons"),
    [
        ([{"topic": "a", "type": "single", "count": 1, "marks": 5}], []),
        ([], ["empty"]),
        ([{"topic": "a", "count": 1, "marks": 5}], ["not_understood"]),
        ([{"topic": ["a"], "type": "single", "count": 1, "marks": 5}], ["topic_not_usable"]),
        ([{"topic": "a", "type": "single", "count": 0, "marks": 5}], ["count_or_marks_not_positive"]),
        ([{"topic": "a", "type": "single", "count": 1, "marks": 5}] * 2, ["cell_twice"]),
    ],
)
def test_a_blueprint_is_refused_for_a_named_reason(blueprint, reasons):
    assert papers.reasons_against_blueprint(blueprint) == reasons


# --- the clock --------------------------------------------------------------------------------------------------

START = Fact("start", NINE, 1800)


@pytest.mark.parametrize(
    ("events", "minutes"),
    [
        ([START], 30),
        ([START, Fact("extra", NINE + MINUTE, 300)], 35),
        ([START, Fact("pause", NINE + 5 * MINUTE), Fact("resume", NINE + 15 * MINUTE)], 40),
        ([START, Fact("pause", NINE + 5 * MINUTE), Fact("resume", NINE + 2 * MINUTE)], 30),
        ([START, Fact("pause", NINE), Fact("pause", NINE + MINUTE), Fact("resume", NINE + 3 * MINUTE)], 33),
        ([START, Fact("resume", NINE + MINUTE)], 30),
    ],
)
def test_the_deadline_is_a_fold_of_time_events(events, minutes):
    assert rules.clock_of(events).deadline == NINE + minutes * MINUTE


def test_before_the_start_there_is_no_deadline_and_while_paused_it_moves_along():
    assert rules.clock_of([]).deadline is None
    paused = rules.clock_of([START, Fact("pause", NINE + 5 * MINUTE)])
    assert paused.deadline_at(NINE + 65 * MINUTE) == NINE + 90 * MINUTE
    assert not paused.is_over(NINE + timedelta(days=1))


@given(st.lists(st.tuples(st.sampled_from(["pause", "resume", "extra"]), st.integers(0, 3600)), max_size=12))
def test_nothing_that_happens_after_the_start_takes_time_away(steps):
    events = [START, *(Fact(kind, NINE + timedelta(seconds=at), 60) for kind, at in steps)]
    assert rules.clock_of(events).deadline >= NINE + 30 * MINUTE


@pytest.mark.parametrize(
    ("facts", "held"),
    [
        (arrival(received=10 * MINUTE), ""),
        (arrival(received=30 * MINUTE), ""),
        # Made in time, late by the transport only.
        (arrival(received=30.5 * MINUTE, made=29 * MINUTE), ""),
        (arrival(received=30.5 * MINUTE), rules.AFTER_DEADLINE),
        (arrival(received=32 * MINUTE, made=MINUTE), rules.LATE_ARRIVAL),
        # A monotonic count from the future is not believed.
        (arrival(received=MINUTE, made=timedelta(days=400)), ""),
        (arrival(received=MINUTE, is_open=False), rules.AFTER_END),
        (arrival(received=40 * MINUTE, made=31 * MINUTE, is_open=False), rules.AFTER_DEADLINE),
        (arrival(received=MINUTE, is_known=False), rules.OTHER_SEAT),
    ],
)
def test_an_event_counts_or_is_held_for_a_named_reason(facts, held):
    assert rules.reason_to_hold(facts, rules.clock_of([START])) == held


def at_a_seat_left_after(minutes, *, made):
    return replace(arrival(received=20 * MINUTE, made=made * MINUTE), left_at=NINE + minutes * MINUTE)


@pytest.mark.parametrize(("made", "held"), [(5, ""), (5.1, rules.OTHER_SEAT)])
def test_what_was_made_where_the_candidate_did_not_sit_any_more_is_held(made, held):
    assert rules.reason_to_hold(at_a_seat_left_after(5, made=made), rules.clock_of([START])) == held


@pytest.mark.parametrize(("made", "counts"), [(5, True), (5.1, False)])
def test_no_outage_lets_it_in_either(made, counts):
    away = Fact("outage", NINE + 15 * MINUTE, 600, NINE, NINE + 10 * MINUTE)
    clock = rules.clock_of([START, away])
    assert rules.is_claim_of_outage(at_a_seat_left_after(5, made=made), clock) is counts


# --- gaps, digests ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "final", "gaps"),
    [
        ([1, 2, 3], 3, []),
        ([], 0, []),
        ([], 3, [(1, 3)]),
        ([1, 4, 5, 9], 10, [(2, 3), (6, 8), (10, 10)]),
        ([2, 2, 7], 4, [(1, 1), (3, 4)]),
    ],
)
def test_missing_numbers_are_named_as_ranges(numbers, final, gaps):
    assert eventlog.missing_ranges(numbers, final) == gaps


@given(st.sets(st.integers(1, 60)), st.integers(0, 60))
def test_gaps_and_present_numbers_are_everything(numbers, final):
    gaps = {n for low, high in eventlog.missing_ranges(numbers, final) for n in range(low, high + 1)}
    assert gaps == set(range(1, final + 1)) - numbers
    highest = eventlog.contiguous_up_to(numbers)
    assert set(range(1, highest + 1)) <= numbers
    assert highest + 1 not in numbers


def test_the_digest_ignores_order_and_answers_taken_back():
    assert rules.answers_digest({"a": True, "b": None}) == rules.answers_digest({"a": True})
    assert rules.answers_digest({"a": True, "b": "c"}) == rules.answers_digest({"b": "c", "a": True})
    assert rules.answers_digest({"a": True}) != rules.answers_digest({"a": False})


def test_a_short_code_has_no_letters_that_look_alike():
    code = eventlog.short_code(eventlog.sha256("anything"))
    assert len(code) == 14
    assert not set(code) & set("01OILU")


# --- scoring ----------------------------------------------------------------------------------------------------

KEY = {
    "t": {"kind": "true_false", "key": False, "marks": "1"},
    "s": {"kind": "single", "key": "b", "marks": "2.5"},
    "m": {"kind": "multiple", "key": ["a", "c"], "marks": "1.5"},
}
RIGHT = {"t": False, "s": "b", "m": ["c", "a"]}


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        (RIGHT, "5"),
        ({}, "0"),
        ({"t": None, "s": None}, "0"),
        ({"t": True, "s": "a", "m": ["a"]}, "0"),
        ({"m": ["a", "b", "c"]}, "0"),
        ({"t": 0}, "0"),
        ({"s": "b", "unknown": "b"}, "2.5"),
    ],
)
def test_marks_are_all_or_nothing_per_item_and_blank_is_nothing(answers, score):
    assert marking.mark(KEY, answers, pass_percent=Decimal(60)).score == Decimal(score)


def test_the_pass_mark_is_compared_exactly_not_rounded():
    key = {f"i{n}": {"kind": "true_false", "key": True, "marks": "1"} for n in range(3)}
    mark = marking.mark(key, {"i0": True, "i1": True}, pass_percent=Decimal("66.67"))
    assert mark.percent == Decimal("66.67")
    assert not mark.passed
    assert marking.mark(key, {"i0": True, "i1": True}, pass_percent=Decimal("66.66")).passed


@given(
    st.dictionaries(st.sampled_from("tsm"), st.sampled_from([None, True, False, "a", "b", ["a", "c"], []])),
    st.permutations(list(KEY)),
)
def test_the_score_lies_in_range_and_does_not_depend_on_order(answers, order):
    mark = marking.mark(KEY, answers, pass_percent=Decimal(60))
    again = marking.mark({name: KEY[name] for name in order}, answers, pass_percent=Decimal(60))
    assert mark == again
    assert 0 <= mark.score <= mark.max_score
    assert 0 <= mark.percent <= 100
