"""Rules of marking: templates by any address, the same spelled out in many ways, and what is not understood."""

from decimal import Decimal

import pytest

from lms.exams.interchange.drafts import Kind, Scoring
from lms.exams.interchange.qti import read
from tests.exams.interchange.qti_samples import (
    choice,
    is_right,
    item,
    mapping,
    plus,
    read_item,
    response,
    rules,
    sets,
    when,
)

ENTRY = '<p>It is <textEntryInteraction responseIdentifier="{}"/></p>'
SCORE = '<outcomeDeclaration identifier="{}" cardinality="single" baseType="float"/>'
IS_NULL = '<isNull><variable identifier="RESPONSE"/></isNull>'
MAPPED = '<mapResponse identifier="RESPONSE"/>'
RESPONSE = '<variable identifier="RESPONSE"/>'
CORRECT = '<correct identifier="RESPONSE"/>'


def value(words, base="identifier"):
    """Return a constant."""
    return f'<baseValue baseType="{base}">{words}</baseValue>'


def member(name, base="identifier"):
    """Return whether a response holds a value."""
    return f"<member>{value(name, base)}{RESPONSE}</member>"


def codes_of(data: bytes):
    """Return the codes of what is said of an item."""
    return [remark.code for remark in read(data).entries[0].remarks]


def single(processing, *declared, **more):
    """Return a choice of one among four, of which B is right."""
    return item(choice("1", "2", "3", "4"), *(declared or (response("B"),)), processing=processing, **more)


def several(processing, *, more=""):
    """Return a choice of several among four, of which A and B are right."""
    declared = response("A", "B", cardinality="multiple", more=more)
    return item(choice("1", "2", "3", "4", most=0), declared, processing=processing)


@pytest.mark.parametrize(
    "attributes",
    [
        'template="http://www.imsglobal.org/question/qti_v2p0/rptemplates/match_correct"',
        'template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct.xml"',
        'template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"',
        'template="http://www.imsglobal.org/question/qti_v2p1/RPTEMPLATES/Match_Correct/"',
        'templateLocation="rptemplates\\match_correct.xml"',
        'template="urn:mine" templateLocation="../match_correct.xml"',
        'template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/CC2_match"',
    ],
)
def test_templates_by_any_address(attributes):
    draft = read_item(single(f"<responseProcessing {attributes}/>"))
    assert (draft.kind, draft.key, draft.scoring, draft.marks) == (Kind.SINGLE, "b", Scoring.EXACT, 1)


def test_a_template_speaks_of_the_only_response_whatever_its_name():
    data = item(choice("1", "2", name="Q7"), response("B", name="Q7"))
    assert read_item(data).scoring is Scoring.EXACT


NO_ANSWER_OR_WRONG = f"<or>{IS_NULL}<not>{is_right()}</not></or>"
AT_LEAST_3 = f'<gte><variable identifier="SCORE"/>{value("3", "float")}</gte>'
NOTED = f"<multiple><variable identifier='FEEDBACK'/>{value('yes')}</multiple>"
SPELLED_OUT = {
    "as the template": when(is_right(), sets("3"), otherwise=sets("0")),
    "the other way round": when(f"<match>{CORRECT}{RESPONSE}</match>", sets("3")),
    "after asking whether there is one": when(IS_NULL, sets("0"), otherwise=when(is_right(), sets("3"))),
    "by a constant": when(f"<match>{RESPONSE}{value('B')}</match>", sets("3")),
    "by the negation": when(NO_ANSWER_OR_WRONG, sets("0"), otherwise=sets("3")),
    "added up": when(is_right(), sets(plus("SCORE", "3"))),
    "through another outcome": when(is_right(), sets("1", "RAW"))
    + sets(f'<product><variable identifier="RAW"/>{value("3", "float")}</product>'),
    "capped": when(member("B"), sets(plus("SCORE", "9"))) + when(AT_LEAST_3, sets("3"), otherwise=sets("0")),
    "as integers": when(is_right(), sets(value("3", "integer"))),
    "with feedback beside it": when(is_right(), sets("3"), sets(NOTED, "FEEDBACK"))
    + sets(f"<customOperator>{RESPONSE}</customOperator>", "NOTE"),
    "in a fragment": f"<responseProcessingFragment>{when(is_right(), sets('3'))}</responseProcessingFragment>",
    "leaving early": when(NO_ANSWER_OR_WRONG, "<exitResponse/>") + sets("3"),
}


@pytest.mark.parametrize("way", SPELLED_OUT)
def test_the_same_rule_spelled_out(way):
    draft = read_item(
        single(rules(SPELLED_OUT[way]), response("B"), SCORE.format("RAW"), SCORE.format("FEEDBACK"))
    )
    assert (draft.key, draft.scoring, draft.marks) == ("b", Scoring.EXACT, 3)


ONE_EACH = "".join(
    when(member(name), sets(plus("SCORE", worth)))
    for name, worth in zip("ABC", ("1", "1", "-1"), strict=True)
)
BELOW_0 = f"<lt><variable identifier='SCORE'/>{value('0', 'float')}</lt>"


@pytest.mark.parametrize(
    ("processing", "more"),
    [
        (rules(when(IS_NULL, sets("0"), otherwise=sets(MAPPED))), ""),
        (rules(sets(MAPPED)), ""),
        (rules(sets(f"<sum>{value('0', 'float')}{MAPPED}</sum>")), ""),
        (rules(sets(f"<product>{MAPPED}{value('1', 'integer')}</product>")), ""),
        (rules(ONE_EACH, when(BELOW_0, sets("0"))), "none"),
    ],
)
def test_weights_spelled_out(processing, more):
    table = "" if more else mapping({"A": 1, "B": 1, "C": -1}, 'lowerBound="0" defaultValue="0"')
    draft = read_item(several(processing, more=table))
    assert (draft.scoring, draft.key, draft.marks) == (Scoring.MAPPED, ("a", "b"), 2)
    assert draft.weights == {"a": 1, "b": 1, "c": -1, "d": 0}


def test_all_or_nothing_by_members():
    inner = f"{member('A')}{member('B')}<not>{member('C')}</not><not>{member('D')}</not>"
    draft = read_item(several(rules(when(f"<and>{inner}</and>", sets("2")))))
    assert (draft.scoring, draft.key, draft.marks) == (Scoring.EXACT, ("a", "b"), 2)


def test_marks_through_a_table():
    table = (
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"><interpolationTable>'
        '<interpolationTableEntry sourceValue="1" targetValue="4"/>'
        '<interpolationTableEntry sourceValue="0" targetValue="0"/>'
        "</interpolationTable></outcomeDeclaration>"
    )
    looked_up = '<lookupOutcomeValue identifier="SCORE"><variable identifier="RAW"/></lookupOutcomeValue>'
    processing = rules(when(is_right(), sets("1", "RAW")), looked_up)
    draft = read_item(single(processing, response("B"), SCORE.format("RAW"), score=table))
    assert (draft.scoring, draft.marks) == (Scoring.EXACT, 4)


def test_one_option_of_a_single_choice_earns_a_part():
    draft = read_item(single(rules(sets(MAPPED)), response("B", more=mapping({"B": 2, "C": 1}))))
    assert (draft.scoring, draft.key, draft.marks) == (Scoring.MAPPED, "b", 2)
    assert draft.weights == {"a": 0, "b": 2, "c": 1, "d": 0}


def test_an_order_that_earns_for_each_place():
    body = (
        choice("1", "2", "3").replace("choiceInteraction", "orderInteraction").replace(' maxChoices="1"', "")
    )
    places = "".join(
        when(f'<match><index n="{place}">{RESPONSE}</index>{value(name)}</match>', sets(plus("SCORE", "0.5")))
        for place, name in enumerate("CAB", start=1)
    )
    draft = read_item(item(body, response("C", "A", "B", cardinality="ordered"), processing=rules(places)))
    assert (draft.kind, draft.scoring, draft.key) == (Kind.ORDERING, Scoring.MAPPED, ("c", "a", "b"))
    assert (draft.marks, set(draft.weights.values())) == (Decimal("1.5"), {Decimal("0.5")})


def test_an_order_whose_places_earn_differently():
    body = choice("1", "2").replace("choiceInteraction", "orderInteraction").replace(' maxChoices="1"', "")
    places = "".join(
        when(
            f'<match><index n="{n}">{RESPONSE}</index><index n="{n}">{CORRECT}</index></match>',
            sets(plus("SCORE", worth)),
        )
        for n, worth in ((1, "0.7"), (2, "0.3"))
    )
    draft = read_item(item(body, response("B", "A", cardinality="ordered"), processing=rules(places)))
    assert (draft.scoring, draft.key, draft.marks) == (Scoring.MAPPED, ("b", "a"), 1)
    assert draft.weights == {"b": Decimal("0.7"), "a": Decimal("0.3")}


def test_weights_that_rules_keep_within_bounds():
    names = "ABCDEFGHIJKL"
    table = mapping({name: 1 if name in "AB" else -1 for name in names})
    bounds = (
        '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
        "<defaultValue><value>1.5</value></defaultValue></outcomeDeclaration>" + SCORE.format("MINSCORE")
    )
    score, most, least = (f'<variable identifier="{name}"/>' for name in ("SCORE", "MAXSCORE", "MINSCORE"))
    processing = rules(
        when(f"<not>{IS_NULL}</not>", sets(f"<sum>{score}{MAPPED}</sum>")),
        when(f"<gt>{score}{most}</gt>", sets(most)),
        when(f"<lt>{score}{least}</lt>", sets(least)),
    )
    declared = response("A", "B", cardinality="multiple", more=table)
    draft = read_item(item(choice(*names, most=0), declared, bounds, processing=processing))
    assert (draft.scoring, draft.marks, draft.key) == (Scoring.MAPPED, Decimal("1.5"), ("a", "b"))
    assert (draft.weights["a"], draft.weights["l"]) == (1, -1)


def test_gaps_that_earn_for_themselves():
    parts = "".join(when(is_right(name), sets(plus("SCORE", "1"))) for name in ("R1", "R2", "R3"))
    declared = [response(name.lower(), name=name, base="string") for name in ("R1", "R2", "R3")]
    body = "".join(ENTRY.format(name) for name in ("R1", "R2", "R3"))
    draft = read_item(item(body, *declared, processing=rules(parts)))
    assert (draft.kind, draft.scoring, draft.marks) == (Kind.FILL_IN, Scoring.PER_PART, 3)
    assert [dict(gap.accepted) for gap in draft.key] == [{"r1": 1}, {"r2": 1}, {"r3": 1}]


def test_many_gaps_by_their_sum():
    names = [f"R{number}" for number in range(14)]
    more = mapping({"x": 1, "y": 0.5}).replace("<mapEntry", '<mapEntry caseSensitive="true"')
    declared = [response("x", name=name, base="string", more=more) for name in names]
    total = "".join(f'<mapResponse identifier="{name}"/>' for name in names)
    body = "".join(ENTRY.format(name) for name in names)
    alone = "".join(
        sets(plus("SCORE", "0").replace(value("0", "float"), f'<mapResponse identifier="{name}"/>'))
        for name in names
    )
    assert read_item(item(body, *declared, processing=rules(alone))).scoring is Scoring.PER_PART
    together = read_item(item(body, *declared, processing=rules(sets(f"<sum>{total}</sum>"))))
    assert together.scoring is Scoring.UNSCORED  # too many to be proven


@pytest.mark.parametrize(
    ("condition", "numbers"),
    [
        (f'<equal toleranceMode="exact">{RESPONSE}{CORRECT}</equal>', [("10", "0", False)]),
        (
            f'<equal toleranceMode="absolute" tolerance="0.5">{RESPONSE}{CORRECT}</equal>',
            [("10", "0.5", False)],
        ),
        (
            f'<equal toleranceMode="absolute" tolerance="0 1">{CORRECT}{RESPONSE}</equal>',
            [("10.5", "0.5", False)],
        ),
        (
            f'<equal toleranceMode="relative" tolerance="5">{CORRECT}{RESPONSE}</equal>',
            [("10", "0.05", True)],
        ),
        (
            f'<equalRounded roundingMode="decimalPlaces" figures="1">{RESPONSE}{CORRECT}</equalRounded>',
            [("10", "0.05", False)],
        ),
        (
            f'<equalRounded roundingMode="significantFigures" figures="3">{RESPONSE}{CORRECT}</equalRounded>',
            [("10", "0.05", False)],
        ),
        (
            f"<and><gte>{RESPONSE}{value('9', 'float')}</gte><lte>{RESPONSE}{value('11', 'float')}</lte></and>",
            [("10", "1", False)],
        ),
        (
            f"<or>{is_right()}<match>{RESPONSE}{value('1e2', 'float')}</match></or>",
            [("10", "0", False), ("100", "0", False)],
        ),
    ],
)
def test_numbers_with_tolerance(condition, numbers):
    data = item(
        ENTRY.format("RESPONSE"), response("10", base="float"), processing=rules(when(condition, sets("2")))
    )
    draft = read_item(data)
    assert (draft.kind, draft.scoring, draft.marks) == (Kind.NUMERIC, Scoring.EXACT, 2)
    assert [(one.value, one.tolerance, one.is_relative) for one in draft.key] == [
        (Decimal(number), Decimal(tolerance), relative) for number, tolerance, relative in numbers
    ]


NOT_UNDERSTOOD = {
    "a custom operator": when(f"<customOperator>{RESPONSE}</customOperator>", sets("1")),
    "another template": "",
    "a pattern": when(f'<patternMatch pattern="(a+)+$">{RESPONSE}</patternMatch>', sets("1")),
    "chance": sets('<randomFloat max="1"/>'),
    "marks for nothing": sets("1"),
    "marks for no answer": when(IS_NULL, sets("1")),
    "marks for no answer, which is not wrong either": when(
        f"<not>{is_right()}</not>", sets("0"), otherwise=sets("1")
    ),
    "a rule that is not there": '<include href="http://example.org/rules.xml"/>',
    "a mapping that is not there": sets(MAPPED),
    "another outcome only": when(is_right(), sets("1", "RAW")),
}


@pytest.mark.parametrize("way", NOT_UNDERSTOOD)
def test_rules_that_are_not_understood_leave_the_item_unscored(way):
    inner = NOT_UNDERSTOOD[way]
    processing = (
        rules(inner) if inner else '<responseProcessing template="http://example.org/partial_credit"/>'
    )
    data = single(processing, response("B"), SCORE.format("RAW"))
    assert read_item(data).scoring is Scoring.UNSCORED
    assert set(codes_of(data)) <= {"scoring_not_understood", "ambiguous", "no_key"}
    assert codes_of(data)


@pytest.mark.parametrize(
    "condition",
    [
        f'<substring caseSensitive="false">{value("king", "string")}{RESPONSE}</substring>',
        f'<stringMatch caseSensitive="true" substring="true">{RESPONSE}{value("king", "string")}</stringMatch>',
        f'<patternMatch pattern="k.*">{RESPONSE}</patternMatch>',
    ],
)
def test_texts_that_are_not_compared_as_a_whole(condition):
    data = item(
        ENTRY.format("RESPONSE"),
        response("king", base="string"),
        processing=rules(when(condition, sets("1"))),
    )
    assert read_item(data).scoring is Scoring.UNSCORED


@pytest.mark.parametrize(
    "condition",
    [
        f'<equal toleranceMode="absolute" tolerance="1" includeUpperBound="false">{CORRECT}{RESPONSE}</equal>',
        f'<equal toleranceMode="absolute" tolerance="0 1">{RESPONSE}{CORRECT}</equal>',
        f'<equal toleranceMode="absolute" tolerance="TOLERANCE">{CORRECT}{RESPONSE}</equal>',
        f"<gte>{RESPONSE}{value('9', 'float')}</gte>",
        f"<gt>{RESPONSE}{value('9', 'float')}</gt>",
    ],
)
def test_numbers_without_clear_ends(condition):
    data = item(
        ENTRY.format("RESPONSE"), response("10", base="float"), processing=rules(when(condition, sets("1")))
    )
    assert read_item(data).scoring is Scoring.UNSCORED


def test_alternatives_that_belong_together_are_not_torn_apart():
    """Two gaps take the same two words in either order, but not one word twice."""
    first = f"<and>{match('R1', 'x')}{match('R2', 'y')}</and>"
    second = f"<and>{match('R1', 'y')}{match('R2', 'x')}</and>"
    declared = [response("x", name="R1", base="string"), response("y", name="R2", base="string")]
    body = ENTRY.format("R1") + ENTRY.format("R2")
    data = item(body, *declared, processing=rules(when(f"<or>{first}{second}</or>", sets("1"))))
    assert read_item(data).scoring is Scoring.UNSCORED


def match(name, words):
    """Return the comparison of a response with a word."""
    return f'<match><variable identifier="{name}"/>{value(words, "string")}</match>'


def test_a_gap_that_no_rule_looks_at_is_not_marked_right():
    declared = [response("x", name="RESPONSE", base="string"), response("y", name="R2", base="string")]
    data = item(ENTRY.format("RESPONSE") + ENTRY.format("R2"), *declared)
    assert read_item(data).scoring is Scoring.UNSCORED


def test_a_right_value_that_its_own_rule_does_not_reward():
    data = single(rules(when(f"<match>{RESPONSE}{value('C')}</match>", sets("1"))))
    draft = read_item(data)
    assert (draft.scoring, draft.key) == (Scoring.UNSCORED, None)
    assert codes_of(data) == ["ambiguous"]


@pytest.mark.parametrize(
    ("processing", "declared", "scoring", "key", "code"),
    [
        ("", response("B"), Scoring.EXACT, "b", "no_rule"),
        ("<responseProcessing/>", response("B"), Scoring.EXACT, "b", "no_rule"),
        ("", response(), Scoring.UNSCORED, None, "scoring_not_understood"),
        ("", response("B", more=mapping({"B": 1})), Scoring.UNSCORED, "b", "scoring_not_understood"),
    ],
)
def test_an_item_without_any_rule(processing, declared, scoring, key, code):
    data = single(processing, declared)
    assert (read_item(data).scoring, read_item(data).key) == (scoring, key)
    assert codes_of(data) == [code]


def test_an_outcome_that_people_mark():
    score = SCORE.format("SCORE").replace("/>", ' externalScored="human" normalMaximum="4"/>')
    draft = read_item(single("", score=score))
    assert (draft.scoring, draft.key, draft.marks) == (Scoring.BY_HAND, "b", 4)
