"""Rules of marking that real packages spell out in ways of their own."""

from lms.exams.interchange.drafts import Kind, Scoring
from lms.exams.interchange.qti import read
from tests.exams.interchange.qti_samples import (
    choice,
    is_right,
    item,
    plus,
    read_item,
    response,
    rules,
    sets,
    when,
)

FEEDBACK = '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'
POINTS = '<outcomeDeclaration identifier="POINTS" cardinality="single" baseType="float"/>'


def codes_of(data: bytes) -> list[str]:
    """Return the codes of what is said of an item."""
    return [remark.code for remark in read(data).entries[0].remarks]


def test_rules_that_only_choose_feedback_are_no_rules_of_marking() -> None:
    says = '<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">ok</baseValue></setOutcomeValue>'
    asked = choice("copper", "wood"), response("A"), FEEDBACK
    for rule in (when(is_right(), says), when(is_right())):
        data = item(*asked, processing=rules(rule))
        assert (read_item(data).key, read_item(data).scoring, codes_of(data)) == (
            "a",
            Scoring.EXACT,
            ["no_rule"],
        )
    elsewhere = item(*asked, POINTS, processing=rules(when(is_right(), sets("1", "POINTS"))))
    assert codes_of(elsewhere) == ["scoring_not_understood"]


def test_what_costs_marks_takes_none_below_nothing() -> None:
    each = (
        when(
            f'<member><baseValue baseType="identifier">{name}</baseValue><variable identifier="RESPONSE"/></member>',
            sets(plus("SCORE", worth)),
        )
        for name, worth in (("A", "1"), ("B", "-1"), ("C", "1"))
    )
    right = response("A", "C", cardinality="multiple")
    draft = read_item(item(choice("copper", "wood", "silver", most=0), right, processing=rules(*each)))
    assert (draft.kind, draft.key, draft.scoring, draft.marks) == (
        Kind.MULTIPLE,
        ("a", "c"),
        Scoring.MAPPED,
        2,
    )
    assert {name: int(weight) for name, weight in draft.weights.items()} == {"a": 1, "b": -1, "c": 1}


def test_a_right_word_in_other_letters_where_they_do_not_count() -> None:
    def compared(word: str) -> str:
        value = f'<baseValue baseType="string">{word}</baseValue>'
        return f'<stringMatch caseSensitive="false"><variable identifier="RESPONSE"/>{value}</stringMatch>'

    either = f"<or>{compared('fuse')}{compared('cutout')}</or>"
    entry = '<p>It is a <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    draft = read_item(item(entry, response("Fuse", base="string"), processing=rules(when(either, sets("1")))))
    assert (set(draft.key[0].accepted), draft.key[0].is_case_sensitive) == ({"fuse", "cutout"}, False)
