"""What is rare in items of QTI, and must never become another key or a text that candidates should not see."""

import pytest

from lms.exams.interchange.drafts import Kind, Remark, Scoring, Status
from lms.exams.interchange.qti import read
from lms.exams.interchange.reasons import OF_ENTRIES
from tests.exams.interchange.qti_samples import (
    MAP_POINT,
    MAP_RESPONSE,
    choice,
    is_right,
    item,
    mapping,
    plus,
    read_both,
    response,
    rules,
    sets,
    when,
)

ENTRY = '<textEntryInteraction responseIdentifier="{}"/>'
SEVERAL = ("a", "b", "c", "d")


def said_of(data: bytes) -> list[tuple[str, str]]:
    """Return what is said of an item in the names of both versions."""
    remarks = read_both(data).remarks
    assert all(remark.code in OF_ENTRIES for remark in remarks)
    return [(remark.code, remark.detail) for remark in remarks]


def weighed(worths: dict[str, object], bounds: str = 'defaultValue="0"', most: int = 0) -> bytes:
    """Return a choice of several among four that a mapping marks."""
    right = [name for name, worth in worths.items() if float(str(worth)) > 0]
    declared = response(*right, cardinality="multiple", more=mapping(worths, bounds))
    return item(choice(*SEVERAL, most=most), declared, processing=MAP_RESPONSE)


# --- marks below nothing ----------------


@pytest.mark.parametrize(
    ("data", "least"),
    [
        (weighed({"A": 1, "B": 1, "C": -1}), "-1"),
        (weighed({"A": 1, "C": -1, "D": -1}, 'lowerBound="-1.5" defaultValue="0"'), "-1.5"),
        (weighed({"A": 1, "B": 1}, 'defaultValue="-0.5"', most=3), "-1"),
        (
            item(choice(*SEVERAL), response("A", more=mapping({"A": 1, "B": -1})), processing=MAP_RESPONSE),
            "-1",
        ),
        (
            item(
                choice(*SEVERAL),
                response("A"),
                processing=rules(when(is_right(), sets("1"), otherwise=sets("-0.25"))),
            ),
            "-0.25",
        ),
    ],
)
def test_marks_below_nothing_are_said_for_here_there_are_none(data, least):
    entry = read_both(data)
    assert (entry.status, entry.item.scoring) == (Status.WARNED, Scoring.MAPPED)
    assert ("below_zero", least) in said_of(data)


def test_what_costs_marks_down_to_nothing_is_marked_as_the_file_has_it():
    assert said_of(weighed({"A": 1, "B": 1, "C": -1, "D": -1}, 'lowerBound="0" defaultValue="0"')) == []


# --- more than the bank can hold ----------------


def test_a_limit_that_nothing_keeps_here_is_said():
    assert said_of(weighed({"A": 1, "B": 1}, most=2)) == [("limit_lost", "maxChoices 2")]
    assert said_of(weighed({"A": 1, "B": 1}, most=4)) == []
    bounds = 'lowerBound="0" defaultValue="-1"'
    assert said_of(weighed({"A": 1, "B": 1}, bounds, most=2)) == []  # whoever chooses more loses


def test_weights_that_would_be_read_as_shares_leave_an_item_unscored():
    entry = read_both(weighed({"A": 0.5, "B": 0.5}, 'upperBound="0.5" defaultValue="0"'))
    assert (entry.item.scoring, entry.item.key) == (Scoring.UNSCORED, ("a", "b"))
    assert entry.remarks == (Remark("scoring_not_understood", "upperBound"),)


def test_places_of_an_order_that_are_capped_leave_it_unscored():
    body = (
        choice("1", "2", "3").replace("choiceInteraction", "orderInteraction").replace('maxChoices="1"', "")
    )
    score = '<variable identifier="SCORE"/>'
    places = "".join(
        when(
            f'<match><index n="{place}"><variable identifier="RESPONSE"/></index>'
            f'<baseValue baseType="identifier">{name}</baseValue></match>',
            sets(plus("SCORE", "0.5")),
        )
        for place, name in enumerate("ABC", start=1)
    )
    capped = when(f'<gt>{score}<baseValue baseType="float">1</baseValue></gt>', sets("1"))
    right = response("A", "B", "C", cardinality="ordered")
    assert read_both(item(body, right, processing=rules(places, capped))).item.scoring is Scoring.UNSCORED
    assert read_both(item(body, right, processing=rules(places))).item.scoring is Scoring.MAPPED


def test_clicks_beside_all_areas_that_cost_something_leave_an_item_unscored():
    areas = (
        '<areaMapping lowerBound="0" defaultValue="-1"><areaMapEntry shape="circle" coords="9,9,5" mappedValue="1"/>'
        '<areaMapEntry shape="rect" coords="30,30,50,50" mappedValue="1"/></areaMapping>'
    )
    picture = '<object type="image/png" data="plan.png" width="200" height="100">plan</object>'
    body = '<selectPointInteraction responseIdentifier="RESPONSE" maxChoices="{}"><prompt>Where?</prompt>{}'
    body = f"{body}</selectPointInteraction>"
    declared = response("9 9", base="point", cardinality="multiple", more=areas)
    several = read_both(item(body.format(0, picture), declared, processing=MAP_POINT)).item
    assert (several.scoring, several.key) == (Scoring.UNSCORED, ("a", "b"))
    one = read_both(item(body.format(1, picture), declared, processing=MAP_POINT)).item
    assert one.scoring is Scoring.MAPPED


# --- right values that nobody is asked for, or that no rule rewards ----------------

SECOND = response("B", name="R2")
EACH = rules(when(is_right(), sets(plus("SCORE", "1"))), when(is_right("R2"), sets(plus("SCORE", "1"))))
BOTH = rules(when(f"<and>{is_right()}{is_right('R2')}</and>", sets("1")))
NOT_ASKED = ("ambiguous", "correctResponse R2")


@pytest.mark.parametrize("processing", [EACH, BOTH])
def test_a_second_right_value_that_marks_depend_on_and_nobody_is_asked_for(processing):
    data = item(choice("a", "b"), response("A"), SECOND, processing=processing)
    draft = read_both(data).item
    assert (draft.kind, draft.scoring, draft.key, draft.marks) == (Kind.SINGLE, Scoring.UNSCORED, "a", 1)
    assert said_of(data) == [("scoring_not_understood", "rules"), NOT_ASKED]


def test_a_second_right_value_that_no_rule_looks_at_is_said():
    data = item(choice("a", "b"), response("A"), SECOND)
    assert (read_both(data).item.scoring, said_of(data)) == (Scoring.EXACT, [NOT_ASKED])


def test_two_right_values_for_one_word_are_kept_to_look_at():
    for cardinality in ("single", "multiple"):
        data = item(f"<p>It is {ENTRY.format('RESPONSE')}</p>", response("a", "b", base="string"))
        data = data.replace(b'"single" baseType="string"', f'"{cardinality}" baseType="string"'.encode())
        draft = read_both(data).item
        assert (draft.scoring, set(draft.key[0].accepted)) == (Scoring.UNSCORED, {"a", "b"})
        assert said_of(data) == [("ambiguous", "correctResponse RESPONSE")]


PAIRS = (
    '<matchInteraction responseIdentifier="RESPONSE"><prompt>Match</prompt><simpleMatchSet>{}</simpleMatchSet>'
    "<simpleMatchSet>{}</simpleMatchSet></matchInteraction>"
).format(
    *(
        "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name}!</simpleAssociableChoice>'
            for name in names
        )
        for names in ("PQ", "XY")
    )
)
A_PAIR = '<baseValue baseType="directedPair">P X</baseValue>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (item(choice("a", "b"), response("A"), processing=rules(when(is_right(), sets("0")))), None),
        (item(choice("a", "b"), response("A", more=mapping({"A": 0})), processing=MAP_RESPONSE), None),
        (
            item(
                PAIRS,
                response(cardinality="multiple", base="directedPair"),
                processing=rules(
                    when(f'<member>{A_PAIR}<variable identifier="RESPONSE"/></member>', sets("1"))
                ),
            ),
            None,
        ),
        (item(PAIRS, response(cardinality="multiple", base="directedPair")), "no_key"),
    ],
)
def test_only_what_has_no_key_is_said_to_have_none(data, code):
    entry = read_both(data)
    assert entry.item.scoring is Scoring.UNSCORED
    assert [remark.code for remark in entry.remarks] == [code or "scoring_not_understood"]


def test_a_number_whose_rule_is_not_understood_keeps_what_the_file_calls_right():
    fixed = rules(when(is_right(), sets("1"), otherwise=sets("-1")))
    draft = read_both(
        item(f"<p>{ENTRY.format('RESPONSE')} V</p>", response("4", base="float"), processing=fixed)
    ).item
    assert (draft.scoring, [number.value for number in draft.key]) == (Scoring.UNSCORED, [4])


# --- markings that only look like ours ----------------

LISTS = "".join(
    f'<p>It is <inlineChoiceInteraction responseIdentifier="{name}"><inlineChoice identifier="A">hot</inlineChoice>'
    '<inlineChoice identifier="B">cold</inlineChoice></inlineChoiceInteraction></p>'
    for name in ("RESPONSE", "R2")
)
A_AND_B = (response("A"), SECOND)


def test_a_gap_that_earns_nothing_does_not_take_every_word():
    """Its right value is looked at, but only the other one decides over marks."""
    idle = when(is_right("R2"), sets("<baseValue baseType='float'>1</baseValue>", "RAW"))
    raw = when('<gt><variable identifier="RAW"/><baseValue baseType="float">9</baseValue></gt>', sets("5"))
    score = '<outcomeDeclaration identifier="RAW" cardinality="single" baseType="float"/>'
    processing = rules(idle, when(is_right(), sets("1")), raw)
    entry = read_both(item(LISTS, *A_AND_B, score, processing=processing))
    assert (entry.item.scoring, entry.remarks) == (
        Scoring.UNSCORED,
        (Remark("scoring_not_understood", "gaps"),),
    )
    assert [set(gap.accepted) for gap in entry.item.key] == [{"hot"}, {"cold"}]


def test_gaps_that_earn_when_one_is_left_alone_are_not_understood():
    """A wrong word takes the mark away, an empty gap does not: nothing here marks like that."""
    wrong_second = f"<and><not>{is_right('R2')}</not>{is_right()}</and>"
    processing = rules(
        when(is_right(), sets(plus("SCORE", "1"))), when(wrong_second, sets(plus("SCORE", "-1")))
    )
    entry = read_both(item(LISTS, *A_AND_B, processing=processing))
    assert (entry.item.scoring, entry.remarks) == (
        Scoring.UNSCORED,
        (Remark("scoring_not_understood", "isNull"),),
    )


def test_an_order_that_earns_in_a_wrong_place_is_not_understood():
    def at(place: int, name: str, worth: str) -> str:
        here = f'<index n="{place}"><variable identifier="RESPONSE"/></index>'
        return when(
            f'<match>{here}<baseValue baseType="identifier">{name}</baseValue></match>',
            sets(plus("SCORE", worth)),
        )

    body = choice("1", "2").replace("choiceInteraction", "orderInteraction").replace('maxChoices="1"', "")
    right = response("A", "B", cardinality="ordered")
    places = (at(1, "A", "1"), at(2, "B", "1"))
    assert read_both(item(body, right, processing=rules(*places))).item.scoring is Scoring.MAPPED
    entry = read_both(item(body, right, processing=rules(*places, at(2, "A", "1"))))
    assert (entry.item.scoring, entry.item.key) == (Scoring.UNSCORED, ("a", "b"))


def test_a_value_that_a_mapping_names_twice_is_not_understood():
    twice = '<mapping><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="A" mappedValue="0"/></mapping>'
    entry = read_both(item(choice("a", "b"), response("A", more=twice), processing=MAP_RESPONSE))
    assert (entry.item.scoring, entry.item.key) == (Scoring.UNSCORED, "a")


def test_a_share_of_what_is_answered_is_said():
    """By the letter the tolerance is a share of the first value; authors mean one of the right value."""
    variable, right = '<variable identifier="RESPONSE"/>', '<correct identifier="RESPONSE"/>'
    for inner, codes in ((variable + right, [("ambiguous", "equal relative")]), (right + variable, [])):
        equal = f'<equal toleranceMode="relative" tolerance="10">{inner}</equal>'
        data = item(
            f"<p>{ENTRY.format('RESPONSE')} V</p>",
            response("10", base="float"),
            processing=rules(when(equal, sets("1"))),
        )
        assert (read_both(data).item.scoring, said_of(data)) == (Scoring.EXACT, codes)


# --- lists of words ----------------

FORMULA = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>'


def listed(*words: str) -> bytes:
    """Return a text with one gap that is filled from a list."""
    inner = "".join(
        f'<inlineChoice identifier="{name}">{word}</inlineChoice>'
        for name, word in zip("ABC", words, strict=False)
    )
    body = f'<p>It is <inlineChoiceInteraction responseIdentifier="RESPONSE">{inner}</inlineChoiceInteraction></p>'
    return item(body, response("B"))


def test_a_list_that_begins_with_nothing_chosen_has_one_entry_less():
    draft = read_both(listed("", "hot", "cold")).item
    assert (dict(draft.key[0].accepted), draft.key[0].choices) == ({"hot": 1}, ("hot", "cold"))


@pytest.mark.parametrize("words", [("a", FORMULA), (FORMULA, "b"), ("a", "", "c")])
def test_a_list_with_formulas_or_without_its_right_word_is_refused(words):
    entry = read_both(listed(*words))
    assert (entry.status, entry.remarks[0].code) == (Status.REFUSED, "type_not_supported")


# --- what candidates must not see ----------------


@pytest.mark.parametrize(
    "view", ["scorer", "proctor", "tutor", "author", "testConstructor", "scorer proctor", ""]
)
def test_what_is_not_for_candidates_is_neither_shown_nor_an_explanation(view):
    data = item(f'<rubricBlock view="{view}"><p>secret</p></rubricBlock>{choice("a", "b")}', response("A"))
    draft = read_both(data).item
    assert (draft.stem, draft.rationale) == ({"en": "Which one?"}, {})
    assert said_of(data) == [("rubric_lost", view)]


def test_what_is_for_candidates_among_others_is_shown():
    data = item(
        f'<rubricBlock view="tutor candidate"><p>Read.</p></rubricBlock>{choice("a", "b")}', response("A")
    )
    assert (read_both(data).item.stem, said_of(data)) == ({"en": "Read.\nWhich one?"}, [])


def test_a_hint_that_is_hidden_until_it_is_asked_for_is_left_out_and_said():
    hint = '<infoControl title="Hint"><p>It is b.</p></infoControl>'
    data = item(f"<p>Look. {hint}</p>{choice('a', 'b')}", response("B"))
    assert (read_both(data).item.stem, said_of(data)) == (
        {"en": "Look.\nWhich one?"},
        [("hint_lost", "Hint")],
    )


def test_a_tooltip_is_a_hint_too():
    tooltip = '<span data-role="tooltip-content" aria-hidden="true">It is <b>b</b>.</span>'
    data = item(f"<p>A <span>fuse</span>{tooltip} is?</p>{choice('a', 'b')}", response("B"))
    assert read_both(data).item.stem == {"en": "A fuse is?\nWhich one?"}
    assert said_of(data) == [("hint_lost", "It is b.")]


@pytest.mark.parametrize(
    "variable",
    [
        '<printedVariable identifier="U"/>',
        '<templateInline templateIdentifier="T" identifier="one" showHide="show">5</templateInline>',
        '<templateBlock templateIdentifier="T" identifier="one" showHide="hide"><p>5</p></templateBlock>',
    ],
)
def test_words_that_depend_on_a_variable_refuse_an_item(variable):
    for body in (f"<div>At {variable} V?</div>{choice('a', 'b')}", choice("a", f"b {variable}")):
        entry = read_both(item(body, response("A")))
        assert (entry.status, entry.remarks[0].code) == (Status.REFUSED, "templated")


def test_a_variable_in_what_is_said_afterwards_refuses_nothing():
    modal = (
        b'<modalFeedback outcomeIdentifier="F" identifier="solution" showHide="show">You have '
        b'<printedVariable identifier="SCORE"/></modalFeedback></assessmentItem>'
    )
    data = item(choice("a", "b"), response("A")).replace(b"</assessmentItem>", modal)
    assert (read_both(data).item.rationale, said_of(data)) == ({}, [("feedback_lost", "")])


@pytest.mark.parametrize("hidden", ["feedbackBlock", "feedbackInline", "infoControl", "templateBlock"])
def test_a_question_inside_what_is_not_always_shown_is_not_asked(hidden):
    inner = f'<{hidden} outcomeIdentifier="F" identifier="x" showHide="show">{ENTRY.format("R2")}</{hidden}>'
    declared = [response("a", base="string"), response("b", name="R2", base="string")]
    entry = read_both(
        item(f"<div>{ENTRY.format('RESPONSE')}?</div><div>{inner}</div>", *declared, processing=EACH)
    )
    assert (entry.status, entry.remarks[0].code) == (Status.REFUSED, "type_not_supported")


# --- drawings in the text ----------------

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8" aria-label="{0}"><circle r="{0}"/></svg>'
)


def test_drawings_that_stand_in_the_text_are_pictures():
    options = [DRAWING.format(1), DRAWING.format(2)]
    data = item(f"<p>Look: {DRAWING.format(3)}</p>{choice(*options)}", response("B"))
    (entry,) = read(data).entries
    assert (entry.status, entry.item.key) == (Status.IMPORTED, "b")
    assert [option.text["zh"] for option in entry.item.options] == ["[[2]]", "[[3]]"]
    assert [one.alternative for one in entry.item.attachments] == ["3", "1", "2"]
    assert all(one.data.startswith(b"<svg") for one in entry.item.attachments)


def test_what_cannot_be_played_shows_the_picture_inside_it():
    inner = '<object type="image/png" data="map.png">a map</object>'
    film = f'<div><object type="video/mpeg" data="tour.mpg">{inner}</object></div>'
    data = item(f"{film}{choice('a', 'b')}", response("A"))
    assert read_both(data).item.stem == {"en": "[a map]\nWhich one?"}
    assert said_of(data) == [("formatting_lost", "object video/mpeg"), ("picture_missing", "map.png")]
