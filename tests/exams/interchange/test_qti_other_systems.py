"""What items of other systems are like: thirds written out, capital letters in version 3, a hint beside the task."""

from decimal import Decimal

import pytest

from lms.exams.interchange.drafts import Kind, Scoring, Status
from lms.exams.interchange.qti import read
from tests.exams.interchange.qti_samples import (
    MAP_RESPONSE,
    choice,
    item,
    mapping,
    read_item,
    response,
    rules,
    version_3,
)

_ENTRY = '<p>It is <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
_SCORE = '<outcomeDeclaration identifier="{}" cardinality="single" baseType="float"/>'


def _var(name: str) -> str:
    return f'<variable identifier="{name}"/>'


def _set(name: str, value: str) -> str:
    return f'<setOutcomeValue identifier="{name}">{value}</setOutcomeValue>'


def _one(words: object, base: str = "float") -> str:
    return f'<baseValue baseType="{base}">{words}</baseValue>'


def _if(test: str, then: str, otherwise: str = "") -> str:
    other = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{test}{then}</responseIf>{other}</responseCondition>"


# --- shares that a program wrote to its last digit ----------------


def _thirds(written: str, wrong: str, processing: str) -> bytes:
    """Return a choice of five, of which three right ones earn a third each."""
    more = mapping({"A": written, "B": written, "C": written, "D": wrong, "E": wrong}, 'lowerBound="0.0"')
    declared = response("A", "B", "C", cardinality="multiple", more=more)
    return item(
        choice("1", "2", "3", "4", "5", most=0), declared, _SCORE.format("PART"), processing=processing
    )


@pytest.mark.parametrize("written", ["0.333333333333333", "0.3333333333333333", "0.33333333333333331"])
def test_a_third_written_out_is_a_third_so_that_three_are_the_whole_mark(written):
    marked = _set("PART", '<mapResponse identifier="RESPONSE"/>')
    not_all = _if(f"<lt>{_var('PART')}{_one(1)}</lt>", _set("PART", _one(0)))
    draft = read_item(_thirds(written, "-1", rules(marked, not_all, _set("SCORE", _var("PART")))))
    assert (draft.scoring, draft.key, draft.marks) == (Scoring.EXACT, ("a", "b", "c"), 1)


def test_shares_written_out_add_up_to_the_mark():
    draft = read_item(_thirds("0.333333333333333", "-0.5", MAP_RESPONSE))
    assert (draft.scoring, draft.key, draft.marks) == (Scoring.MAPPED, ("a", "b", "c"), 1)
    assert draft.weights["d"] == Decimal("-0.5")


def test_a_share_that_only_looks_like_a_third_stays_as_it_was_written():
    draft = read_item(_thirds("0.333", "0", MAP_RESPONSE))
    assert (draft.marks, draft.weights["a"]) == (Decimal("0.999"), Decimal("0.333"))


# --- capital letters ----------------


def _of(data: bytes):
    """Return the one draft of a file, of its own version only."""
    return read(data).entries[0].item


def _typed(entries: str) -> bytes:
    declared = response("York", base="string", more=f'<mapping defaultValue="0">{entries}</mapping>')
    return item(_ENTRY, declared, processing=MAP_RESPONSE)


def _entry(key: str, worth: object, more: str = "") -> str:
    return f'<mapEntry mapKey="{key}" mappedValue="{worth}" {more}/>'


def test_capital_letters_count_in_version_2_and_not_in_version_3_where_a_mapping_does_not_say_it():
    plain = _typed(_entry("York", 1) + _entry("Lancaster", 0.5))
    assert _of(plain).key[0].is_case_sensitive
    assert not _of(version_3(plain)).key[0].is_case_sensitive


@pytest.mark.parametrize(
    "entries",
    [
        _entry("York", 1) + _entry("york", 0.5),
        _entry("York", 1, 'caseSensitive="true"') + _entry("york", 0.5),
        _entry("York", 1, 'caseSensitive="true"'),
    ],
)
def test_entries_that_differ_by_capital_letters_say_that_they_count(entries):
    draft = _of(version_3(_typed(entries)))
    assert draft.scoring is not Scoring.UNSCORED
    assert draft.key[0].is_case_sensitive
    assert draft.key[0].accepted["York"] == 1


def test_names_of_choices_are_never_compared_without_capital_letters():
    entries = _entry("A", 1, 'caseSensitive="false"') + _entry("a", 0, 'caseSensitive="false"')
    declared = response("A", more=f"<mapping>{entries}</mapping>")
    data = item(choice("1", "2").replace('"B"', '"a"'), declared, processing=MAP_RESPONSE)
    for one in (data, version_3(data)):
        draft = _of(one)
        assert (draft.kind, draft.scoring, draft.key) == (Kind.SINGLE, Scoring.EXACT, "a")


# --- a hint beside the task ----------------


def test_a_button_for_a_hint_is_left_out_and_the_question_kept():
    hint = '<p><endAttemptInteraction responseIdentifier="HINT" title="Show hint"/></p>'
    is_right = f'<match>{_var("RESPONSE")}<correct identifier="RESPONSE"/></match>'
    processing = rules(
        _if(
            _var("HINT"),
            _set("SCORE", _one(0)),
            _if(is_right, _set("SCORE", _one(1)), _set("SCORE", _one(0))),
        )
    )
    declared = (response("B"), response(name="HINT", base="boolean"))
    (entry,) = read(item(choice("1", "2", "3") + hint, *declared, processing=processing)).entries
    assert (entry.status, entry.named_type) == (Status.WARNED, "choiceInteraction")
    assert (entry.item.kind, entry.item.scoring, entry.item.key) == (Kind.SINGLE, Scoring.EXACT, "b")
    assert [remark.code for remark in entry.remarks] == ["feedback_lost"]


# --- an order that only the rules know ----------------


def _place(number: int, name: str, worth: int = 1) -> str:
    at = f'<index n="{number}">{_var("RESPONSE")}</index>'
    added = f"<sum>{_var('SCORE')}{_one(worth)}</sum>"
    return _if(f"<match>{at}{_one(name, 'identifier')}</match>", _set("SCORE", added))


def _steps(*places: str) -> bytes:
    steps = "".join(f'<simpleChoice identifier="{name}">step {name}</simpleChoice>' for name in "ABC")
    body = (
        f'<orderInteraction responseIdentifier="RESPONSE"><prompt>First?</prompt>{steps}</orderInteraction>'
    )
    return item(body, response(cardinality="ordered"), processing=rules(*places))


def test_an_order_that_is_only_rewarded_place_by_place_has_its_key():
    draft = read_item(_steps(_place(1, "C"), _place(2, "A", 2), _place(3, "B")))
    assert (draft.scoring, draft.key, draft.marks) == (Scoring.MAPPED, ("c", "a", "b"), 4)
    assert draft.weights == {"a": 2, "b": 1, "c": 1}


@pytest.mark.parametrize("places", [(_place(1, "C"), _place(2, "C")), (_place(1, "A"), _place(1, "B"))])
def test_an_order_whose_places_reward_no_name_of_their_own_has_none(places):
    draft = read_item(_steps(*places))
    assert (draft.scoring, draft.key) == (Scoring.UNSCORED, None)


# --- values and a mapping, but no rule that sets marks ----------------

_NO_MARKS = rules(
    f"<responseCondition><responseIf><match>{_var('RESPONSE')}"
    '<correct identifier="RESPONSE"/></match></responseIf></responseCondition>'
)


@pytest.mark.parametrize(
    ("worths", "scoring"),
    [
        ({"copper": 100, "Cu": 100}, Scoring.EXACT),
        ({"copper": 100, "Cu": 50}, Scoring.UNSCORED),
        ({"copper": 100}, Scoring.UNSCORED),
        ({"copper": 100, "Cu": 100, "brass": 100}, Scoring.UNSCORED),
    ],
)
def test_a_mapping_without_a_rule_may_say_the_same_as_the_right_values(worths, scoring):
    declared = response("copper", "Cu", base="string", more=mapping(worths))
    (entry,) = read(item(_ENTRY, declared, processing=_NO_MARKS)).entries
    assert (entry.item.scoring, set(entry.item.key[0].accepted)) == (scoring, {"copper", "Cu"})
    code = "no_rule" if scoring is Scoring.EXACT else "scoring_not_understood"
    assert [remark.code for remark in entry.remarks] == [code]


def _different(first: str, second: str) -> str:
    return f'<not><stringMatch caseSensitive="false">{_var(first)}{_var(second)}</stringMatch></not>'


def test_gaps_whose_rules_are_not_held_keep_what_their_mappings_reward():
    """Two gaps for any two of three metals: each counts once, which no item here can hold."""
    metals = mapping({"iron": 2, "zinc": 2, "tin": 1, "wood": 0})
    declared = [response(name=name, base="string", more=metals) for name in ("R1", "R2")]
    add = '<sum>{}<mapResponse identifier="{}"/></sum>'
    processing = rules(
        _set("SCORE", add.format(_var("SCORE"), "R1")),
        _if(_different("R1", "R2"), _set("SCORE", add.format(_var("SCORE"), "R2"))),
    )
    gap = '<textEntryInteraction responseIdentifier="{}"/>'
    body = f"<p>Metals: {gap.format('R1')} {gap.format('R2')}</p>"
    (entry,) = read(item(body, *declared, processing=processing)).entries
    draft = entry.item
    assert draft.scoring is Scoring.UNSCORED
    assert [dict(gap.accepted) for gap in draft.key] == [{"iron": 1, "zinc": 1, "tin": Decimal("0.5")}] * 2
