"""Items of QTI in the names of version 2 and of version 3: what they become, and what refuses them."""

from decimal import Decimal

import pytest

from lms.exams.interchange.drafts import Kind, Scoring, Status
from lms.exams.interchange.qti import read
from tests.exams.interchange.qti_samples import (
    MAP_POINT,
    MAP_RESPONSE,
    choice,
    item,
    mapping,
    read_both,
    read_item,
    response,
    rules,
)

ENTRY = '<textEntryInteraction responseIdentifier="{}"/>'
PICTURE = '<object type="image/png" data="plan.png" width="200" height="100">plan</object>'
PAIRS = (
    '<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="3"><prompt>Match</prompt>'
    "<simpleMatchSet>{}</simpleMatchSet><simpleMatchSet>{}</simpleMatchSet></matchInteraction>"
)
GAPS = (
    '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="W" matchMax="1">wire</gapText>'
    '<gapText identifier="F" matchMax="1">fuse</gapText><gapText identifier="X" matchMax="1">oven</gapText>'
    '<p>A <gap identifier="G1"/> burns before the <gap identifier="G2"/>.</p></gapMatchInteraction>'
)


def sets(first: str, second: str) -> str:
    """Return two lists to match, of entries that are called as they read."""
    lists = (
        "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name}!</simpleAssociableChoice>'
            for name in names
        )
        for names in (first, second)
    )
    return PAIRS.format(*lists)


def test_a_choice_of_one():
    draft = read_item(item(f"<p>Look.</p>{choice('red', 'green', 'blue')}", response("B")))
    assert (draft.kind, draft.key, draft.scoring, draft.marks) == (Kind.SINGLE, "b", Scoring.EXACT, 1)
    assert draft.stem == {"en": "Look.\nWhich one?"}
    assert [option.text["en"] for option in draft.options] == ["red", "green", "blue"]
    assert (draft.code, draft.is_shuffled) == ("i1", True)


@pytest.mark.parametrize(
    ("texts", "kind", "key"),
    [
        (("True ", "False."), Kind.TRUE_FALSE, False),
        (("错误", "正确"), Kind.TRUE_FALSE, True),
        (("×", "√"), Kind.TRUE_FALSE, True),
        (("Yes", "No"), Kind.SINGLE, "b"),
        (("True", "Perhaps"), Kind.SINGLE, "b"),
    ],
)
def test_true_or_false_only_by_the_words_of_the_options(texts, kind, key):
    draft = read_item(item(choice(*texts), response("B")))
    assert (draft.kind, draft.key) == (kind, key)


@pytest.mark.parametrize(("most", "cardinality"), [(0, "multiple"), (3, "multiple"), (2, "multiple")])
def test_a_choice_of_several(most, cardinality):
    draft = read_item(item(choice("a", "b", "c", most=most), response("C", "A", cardinality=cardinality)))
    assert (draft.kind, draft.key, draft.scoring) == (Kind.MULTIPLE, ("a", "c"), Scoring.EXACT)


def test_one_of_several_where_no_more_may_be_chosen():
    draft = read_item(item(choice("a", "b", "c", most=1), response("C", cardinality="multiple")))
    assert (draft.kind, draft.key) == (Kind.SINGLE, "c")


def test_several_right_options_where_one_may_be_chosen():
    entry = read_both(item(choice("a", "b", "c"), response("A", "C")))
    assert (entry.item.kind, entry.item.scoring, entry.item.key) == (Kind.SINGLE, Scoring.UNSCORED, None)
    assert entry.remarks[0].code == "ambiguous"
    entry = read_both(item(choice("a", "b", "c"), response("A", "C", cardinality="multiple")))
    assert (entry.item.kind, entry.item.key) == (Kind.MULTIPLE, ("a", "c"))
    assert [remark.code for remark in entry.remarks] == ["ambiguous"]


def test_weights_of_a_choice_with_their_bounds():
    more = mapping({"A": 1, "B": 1, "C": -2}, 'lowerBound="0" upperBound="1.5" defaultValue="-1"')
    declared = response("A", "B", cardinality="multiple", more=more)
    draft = read_item(item(choice("a", "b", "c", "d", most=0), declared, processing=MAP_RESPONSE))
    assert (draft.scoring, draft.marks, draft.key) == (Scoring.MAPPED, Decimal("1.5"), ("a", "b"))
    assert draft.weights == {"a": 1, "b": 1, "c": -2, "d": -1}


def test_an_order():
    body = (
        choice("mix", "knead", "bake")
        .replace("choiceInteraction", "orderInteraction")
        .replace(' maxChoices="1"', "")
    )
    draft = read_item(item(body, response("B", "C", "A", cardinality="ordered")))
    assert (draft.kind, draft.key, draft.scoring) == (Kind.ORDERING, ("b", "c", "a"), Scoring.EXACT)


def test_an_order_that_may_be_handed_in_unfinished_is_a_whole_one_here():
    body = choice("a", "b", "c").replace("choiceInteraction", "orderInteraction")
    body = body.replace('maxChoices="1"', 'minChoices="1" maxChoices="3"')
    right = response("B", "C", "A", cardinality="ordered")
    entry = read_both(item(body, right))
    assert (entry.item.key, [remark.code for remark in entry.remarks]) == (
        ("b", "c", "a"),
        ["formatting_lost"],
    )
    refused = read_both(item(body, right.replace("ordered", "multiple")))
    assert [remark.code for remark in refused.remarks] == ["ambiguous"]
    part = read_both(item(body.replace('maxChoices="3"', 'maxChoices="2"'), right))
    assert [remark.code for remark in part.remarks] == ["type_not_supported"]


def test_pairs_that_earn_the_same_each():
    declared = response(
        "P X",
        "Q X",
        "R Z",
        cardinality="multiple",
        base="directedPair",
        more=mapping({"P X": 1, "Q X": 1, "R Z": 1}),
    )
    draft = read_item(item(sets("PQR", "XYZ"), declared, processing=MAP_RESPONSE))
    assert (draft.kind, draft.scoring, draft.marks) == (Kind.MATCHING, Scoring.PER_PART, 3)
    assert draft.key == {"a": "1", "b": "1", "c": "3"}
    assert [match.text["en"] for match in draft.matches] == ["X!", "Y!", "Z!"]


def test_the_list_whose_entries_have_one_partner_each_becomes_the_options():
    declared = response("P X", "P Y", "P Z", cardinality="multiple", base="directedPair")
    draft = read_item(item(sets("PQ", "XYZ"), declared))
    assert [option.text["en"] for option in draft.options] == ["X!", "Y!", "Z!"]
    assert draft.key == {"a": "1", "b": "1", "c": "1"}


def test_pairs_with_different_weights():
    declared = response(
        "P X", "Q Y", cardinality="multiple", base="directedPair", more=mapping({"P X": 2, "Q Y": "0.5"})
    )
    draft = read_item(item(sets("PQ", "XY"), declared, processing=MAP_RESPONSE))
    assert (draft.scoring, draft.weights, draft.marks) == (
        Scoring.MAPPED,
        {"a": 2, "b": Decimal("0.5")},
        Decimal("2.5"),
    )


def test_words_dragged_into_a_text_are_gaps_with_one_list():
    declared = response("F G1", "W G2", cardinality="multiple", base="directedPair")
    draft = read_item(item(GAPS, declared))
    assert (draft.kind, draft.scoring) == (Kind.FILL_IN, Scoring.EXACT)
    assert draft.stem == {"en": "A ____ burns before the ____."}
    assert [dict(gap.accepted) for gap in draft.key] == [{"fuse": 1}, {"wire": 1}]
    assert draft.key[0].choices == ("wire", "fuse", "oven")


def test_typed_gaps_with_shares_and_case():
    declared = response("York", base="string", more=mapping({"York": 1, "york": 0.5}))
    draft = read_item(item(f"<p>Sun of {ENTRY.format('RESPONSE')};</p>", declared, processing=MAP_RESPONSE))
    assert (draft.kind, draft.scoring) == (Kind.FILL_IN, Scoring.PER_PART)
    assert dict(draft.key[0].accepted) == {"York": 1, "york": Decimal("0.5")}
    assert draft.key[0].is_case_sensitive


def test_gaps_whose_capital_letters_do_not_count():
    more = mapping({"York": 1}).replace("/></mapping>", ' caseSensitive="false"/></mapping>')
    draft = read_item(
        item(
            ENTRY.format("RESPONSE") + "<p>of?</p>",
            response(base="string", more=more),
            processing=MAP_RESPONSE,
        )
    )
    assert (draft.scoring, draft.key[0].is_case_sensitive) == (Scoring.EXACT, False)


def test_a_line_of_a_text_is_no_gap():
    draft = read_item(item(f"<p>______ and {ENTRY.format('RESPONSE')}</p>", response("x", base="string")))
    assert draft.stem == {"en": "___ and ____"}


def test_lists_in_a_text():
    inner = '<inlineChoice identifier="A">hot</inlineChoice><inlineChoice identifier="B">cold</inlineChoice>'
    both = "".join(
        f'<inlineChoiceInteraction responseIdentifier="R{number}" shuffle="true">{inner}</inlineChoiceInteraction> '
        for number in (1, 2)
    )
    match = "".join(
        f'<match><variable identifier="R{n}"/><correct identifier="R{n}"/></match>' for n in (1, 2)
    )
    processing = rules(
        f'<responseCondition><responseIf><and>{match}</and><setOutcomeValue identifier="SCORE">'
        '<baseValue baseType="integer">2</baseValue></setOutcomeValue></responseIf></responseCondition>'
    )
    draft = read_item(
        item(
            f"<p>Ice is {both}</p>", response("B", name="R1"), response("A", name="R2"), processing=processing
        )
    )
    assert (draft.kind, draft.scoring, draft.marks) == (Kind.FILL_IN, Scoring.EXACT, 2)
    assert [dict(gap.accepted) for gap in draft.key] == [{"cold": 1}, {"hot": 1}]


@pytest.mark.parametrize("base", ["integer", "float"])
def test_a_number(base):
    draft = read_item(item(f"<p>6 x 7?</p><p>{ENTRY.format('RESPONSE')}</p>", response("42", base=base)))
    assert (draft.kind, draft.stem, draft.scoring) == (Kind.NUMERIC, {"en": "6 x 7?"}, Scoring.EXACT)
    assert [(number.value, number.tolerance) for number in draft.key] == [(42, 0)]


def test_a_scale_becomes_a_number_and_that_is_said():
    bounds = 'lowerBound="0" upperBound="9"'
    prompt = "<prompt>How many?</prompt>"
    body = f'<sliderInteraction responseIdentifier="RESPONSE" {bounds}>{prompt}</sliderInteraction>'
    entry = read_both(item(body, response("7", base="integer")))
    assert (entry.item.kind, entry.item.key[0].value) == (Kind.NUMERIC, 7)
    assert [remark.code for remark in entry.remarks] == ["formatting_lost"]


def test_a_long_answer_is_marked_by_somebody():
    body = '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Why?</prompt></extendedTextInteraction>'
    rubric = '<rubricBlock view="scorer"><p>Two reasons.</p></rubricBlock>'
    entry = read_both(item(body + rubric, response(base="string"), processing=""))
    assert (entry.status, entry.item.kind, entry.item.scoring) == (
        Status.IMPORTED,
        Kind.SHORT_ANSWER,
        Scoring.BY_HAND,
    )
    assert (entry.item.key, entry.item.rationale) == (("Two reasons.",), {})


def test_a_long_answer_that_a_machine_compares_keeps_its_words_as_a_hint():
    body = '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Why?</prompt></extendedTextInteraction>'
    entry = read_both(item(body, response("earth", base="string")))
    assert (entry.item.key, entry.item.scoring) == (("earth",), Scoring.BY_HAND)
    assert [remark.code for remark in entry.remarks] == ["marked_by_hand"]


def test_places_on_a_picture():
    places = (
        '<hotspotChoice identifier="A" shape="circle" coords="100,50,10"/>'
        '<hotspotChoice identifier="B" shape="rect" coords="20,10,60,30"/>'
        '<hotspotChoice identifier="C" shape="poly" coords="0,0,200,0,100,100,0,0"/>'
    )
    asked = f"<prompt>Where?</prompt>{PICTURE}{places}"
    body = f'<hotspotInteraction responseIdentifier="RESPONSE" maxChoices="1">{asked}</hotspotInteraction>'
    entry = read_both(item(body, response("B")))
    draft = entry.item
    assert (draft.kind, draft.key, draft.scoring) == (Kind.HOTSPOT, ("b",), Scoring.EXACT)
    assert [(region.name, region.shape) for region in draft.regions] == [
        ("a", "circle"),
        ("b", "rect"),
        ("c", "poly"),
    ]
    assert draft.regions[0].coords == (Decimal("0.5"), Decimal("0.5"), Decimal("0.05"))
    assert draft.regions[1].coords == (Decimal("0.1"), Decimal("0.1"), Decimal("0.3"), Decimal("0.3"))
    assert len(draft.regions[2].coords) == 6
    assert [remark.code for remark in entry.remarks] == ["picture_missing"]


def test_points_on_a_picture_are_the_areas_that_earn_something():
    areas = (
        '<areaMapping defaultValue="0"><areaMapEntry shape="circle" coords="50%,50%,5%" mappedValue="1"/>'
        '<areaMapEntry shape="rect" coords="0,0,20,10" mappedValue="0.5"/></areaMapping>'
    )
    asked = f"<prompt>Where?</prompt>{PICTURE}"
    body = f'<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="1">{asked}</selectPointInteraction>'
    draft = read_item(item(body, response("100 50", base="point", more=areas), processing=MAP_POINT))
    assert (draft.kind, draft.scoring, draft.marks) == (Kind.HOTSPOT, Scoring.MAPPED, 1)
    assert (draft.key, draft.weights) == (("a",), {"a": 1, "b": Decimal("0.5")})
    assert draft.regions[0].coords == (Decimal("0.5"), Decimal("0.5"), Decimal("0.05"))


def test_words_in_a_text_become_options():
    words = '<p>A <hottext identifier="A">red</hottext> wire is <hottext identifier="B">earth</hottext>.</p>'
    asked = f"<prompt>Wrong?</prompt>{words}"
    body = f'<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1">{asked}</hottextInteraction>'
    draft = read_item(item(body, response("B")))
    assert (draft.kind, draft.key, draft.is_shuffled) == (Kind.SINGLE, "b", False)
    assert draft.stem == {"en": "Wrong?\nA red wire is earth."}


# --- what refuses an item ----------------


@pytest.mark.parametrize(
    "name",
    [
        *(
            "associateInteraction",
            "graphicOrderInteraction",
            "graphicAssociateInteraction",
            "graphicGapMatchInteraction",
        ),
        *("positionObjectInteraction", "endAttemptInteraction", "mediaInteraction", "uploadInteraction"),
        *("drawingInteraction", "customInteraction", "portableCustomInteraction"),
    ],
)
def test_interactions_that_are_refused_by_name(name):
    entry = read(item(f'<p>Do.</p><{name} responseIdentifier="RESPONSE"/>', response("A"))).entries[0]
    assert (entry.status, entry.named_type) == (Status.REFUSED, name)
    assert (entry.remarks[0].code, entry.remarks[0].detail) == ("type_not_supported", name)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (item(choice("a", "b"), response("A")).replace(b'adaptive="false"', b'adaptive="true"'), "adaptive"),
        (
            item(
                choice("a", "b"), response("A"), '<templateDeclaration identifier="T" cardinality="single"/>'
            ),
            "templated",
        ),
        (
            item(choice("a", "b") + choice("c", "d", name="R2"), response("A"), response("A", name="R2")),
            "several_interactions",
        ),
        (item(choice("a", "b") + ENTRY.format("R2"), response("A")), "several_interactions"),
        (item("<p>Read this.</p>"), "type_not_supported"),
        (item(choice("a", "b"), response("Z")), "key_unusable"),
        (item(choice("a"), response("A")), "too_few_options"),
        (item(choice("a", "b", prompt=" "), response("A")), "no_stem"),
        (item(choice("a", ""), response("A")), "broken_entry"),
        (
            item(choice("a", '<object type="audio/wav" data="b.wav"/>'), response("A")),
            "type_not_supported",
        ),
        (item(ENTRY.format("RESPONSE") + "<p>?</p>", response("many", base="integer")), "value_unusable"),
        (
            item(sets("PQ", "XY"), response("P X", cardinality="multiple", base="directedPair")),
            "type_not_supported",
        ),
    ],
)
def test_what_refuses_an_item(data, code):
    entry = read_both(data)
    assert entry.status is Status.REFUSED
    assert entry.remarks[0].code == code
