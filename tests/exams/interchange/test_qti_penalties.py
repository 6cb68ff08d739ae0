"""Wrong pairs and gaps that cost marks in a file: nothing here takes away what right ones earned, and that is said."""

from decimal import Decimal

import pytest

from lms.exams.interchange.drafts import Scoring
from tests.exams.interchange.qti_samples import (
    MAP_RESPONSE,
    item,
    mapping,
    read_both,
    response,
    rules,
    sets,
    when,
)

_SUM = '<sum><mapResponse identifier="RESPONSE"/></sum>'
_WORD = '<textEntryInteraction responseIdentifier="{}"/>'


def _lists(*sets_of: str) -> str:
    choice = '<simpleAssociableChoice identifier="{0}" matchMax="1">{0}</simpleAssociableChoice>'
    lists = ("".join(choice.format(name) for name in names) for names in sets_of)
    inner = "".join(f"<simpleMatchSet>{one}</simpleMatchSet>" for one in lists)
    return f'<matchInteraction responseIdentifier="RESPONSE"><prompt>Match</prompt>{inner}</matchInteraction>'


def _pairs(table: str, processing: str = MAP_RESPONSE) -> bytes:
    declared = response("P X", "Q Y", cardinality="multiple", base="directedPair", more=table)
    return item(_lists("PQ", "XY"), declared, processing=processing)


def _cased(table: str) -> str:
    """Return a mapping that says that capital letters count, which the versions read differently."""
    return table.replace("<mapEntry", '<mapEntry caseSensitive="true"')


RIGHT = {"P X": 1, "Q Y": 1}


@pytest.mark.parametrize("processing", [MAP_RESPONSE, rules(sets(_SUM))])
@pytest.mark.parametrize(
    "table",
    [
        mapping(RIGHT, 'lowerBound="0" defaultValue="-1"'),
        mapping({**RIGHT, "P Y": "-0.5"}),
        mapping({**RIGHT, "P Y": "-0.5", "Q X": "-0.5"}, 'lowerBound="0" upperBound="2" defaultValue="0"'),
    ],
)
def test_pairs_that_cost_something_are_kept_unscored_and_say_why(table, processing):
    entry = read_both(_pairs(table, processing))
    assert (entry.item.scoring, entry.item.key) == (Scoring.UNSCORED, {"a": "1", "b": "2"})
    assert [remark.code for remark in entry.remarks] == ["penalties_not_held"]


def test_a_wrong_pair_that_is_worth_nothing_costs_nothing():
    entry = read_both(_pairs(mapping({**RIGHT, "P Y": 0}, 'lowerBound="0" defaultValue="0"')))
    assert (entry.item.scoring, entry.remarks) == (Scoring.PER_PART, ())


def test_a_wrong_pair_that_earns_something_is_not_called_a_penalty():
    entry = read_both(_pairs(mapping({**RIGHT, "P Y": "0.5"})))
    assert (entry.item.scoring, entry.remarks[0].code) == (Scoring.UNSCORED, "scoring_not_understood")


def test_a_gap_of_several_that_costs_something_is_kept_unscored_and_says_why():
    words = _cased(mapping({"copper": 1, "wood": "-0.5"}))
    declared = [response("copper", name=name, base="string", more=words) for name in ("R1", "R2")]
    add = "".join(
        sets(f'<sum><variable identifier="SCORE"/><mapResponse identifier="{name}"/></sum>')
        for name in ("R1", "R2")
    )
    entry = read_both(
        item(f"<p>{_WORD.format('R1')} and {_WORD.format('R2')}</p>", *declared, processing=rules(add))
    )
    assert (entry.item.scoring, [gap.accepted for gap in entry.item.key]) == (
        Scoring.UNSCORED,
        [{"copper": 1}, {"copper": 1}],
    )
    assert [remark.code for remark in entry.remarks] == ["penalties_not_held"]


@pytest.mark.parametrize(
    ("table", "accepted"),
    [
        (mapping({"copper": 2, "Cu": 1, "wood": "-0.5"}), {"copper": Decimal(1), "Cu": Decimal("0.5")}),
        (mapping({"copper": 2}, 'defaultValue="-1"'), {"copper": Decimal(1)}),
    ],
)
def test_a_single_gap_that_costs_something_earns_nothing_here_and_that_is_said(table, accepted):
    declared = response("copper", base="string", more=_cased(table))
    entry = read_both(item(f"<p>Use {_WORD.format('RESPONSE')}.</p>", declared, processing=MAP_RESPONSE))
    assert entry.item.scoring is not Scoring.UNSCORED
    assert (entry.item.key[0].accepted, entry.item.marks) == (accepted, 2)
    assert [remark.code for remark in entry.remarks] == ["below_zero"]


def test_rules_written_out_that_take_marks_for_a_pair_are_penalties_too():
    def has(pair: str) -> str:
        value = f'<baseValue baseType="directedPair">{pair}</baseValue>'
        return f'<member>{value}<variable identifier="RESPONSE"/></member>'

    def adds(marks: str) -> str:
        number = f'<baseValue baseType="float">{marks}</baseValue>'
        return sets(f'<sum><variable identifier="SCORE"/>{number}</sum>')

    written = [when(has(pair), adds(marks)) for pair, marks in (("P X", "1"), ("Q Y", "1"), ("P Y", "-1"))]
    declared = response("P X", "Q Y", cardinality="multiple", base="directedPair")
    entry = read_both(item(_lists("PQ", "XY"), declared, processing=rules(*written)))
    assert (entry.item.scoring, entry.remarks[0].code) == (Scoring.UNSCORED, "penalties_not_held")
