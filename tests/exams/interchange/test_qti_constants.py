"""Template variables that nothing sets are constants: some editors keep there what an answer is worth."""

import pytest

from lms.exams.interchange.drafts import Scoring
from tests.exams.interchange.qti_samples import choice, item, read_both, response, rules, sets, when

_NULL = '<isNull><variable identifier="{}"/></isNull>'


def _constant(name: str, value: str, more: str = "") -> str:
    """Return a template variable with a default; an empty one is no value at all."""
    inner = f"<value>{value}</value>" if value else "<value/>"
    return (
        f'<templateDeclaration identifier="{name}" cardinality="single" baseType="float" {more}>'
        f"<defaultValue>{inner}</defaultValue></templateDeclaration>"
    )


def _adds(name: str) -> str:
    return sets(f'<sum><variable identifier="SCORE"/><variable identifier="{name}"/></sum>')


def _editor(right: str, wrong: str, least: str, *more: str) -> bytes:
    """Return an item that takes what answers are worth from constants, and a least mark if one is named."""
    match = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
    marks = when(match, _adds("RIGHT"), otherwise=_adds("WRONG"))
    below = '<lt><variable identifier="SCORE"/><variable identifier="LEAST"/></lt>'
    floor = when(
        f"<and><not>{_NULL.format('LEAST')}</not>{below}</and>", sets('<variable identifier="LEAST"/>')
    )
    constants = (_constant("RIGHT", right), _constant("WRONG", wrong), _constant("LEAST", least))
    return item(choice("copper", "wood"), response("A"), *constants, *more, processing=rules(marks, floor))


@pytest.mark.parametrize(
    ("data", "scoring", "marks", "codes"),
    [
        (_editor("2", "0", ""), Scoring.EXACT, 2, []),
        (_editor("2", "-1", "0"), Scoring.EXACT, 2, []),
        (_editor("2", "-1", ""), Scoring.MAPPED, 2, ["below_zero"]),
    ],
)
def test_rules_may_use_constants(data, scoring, marks, codes):
    entry = read_both(data)
    assert (entry.item.scoring, entry.item.marks, entry.item.key) == (scoring, marks, "a")
    assert [remark.code for remark in entry.remarks] == codes


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_editor("2", "0", "", '<templateDeclaration identifier="T" cardinality="single"/>'), "templated"),
        (_editor("2", "0", "", _constant("T", "1", 'mathVariable="true"')), "templated"),
        (
            _editor(
                "2",
                "0",
                "",
                '<templateProcessing><setTemplateValue identifier="RIGHT"><randomInteger min="1" max="3"/>'
                "</setTemplateValue></templateProcessing>",
            ),
            "templated",
        ),
        (_editor("2", "0", "", _constant("SCORE", "1")), "broken_entry"),
        (_editor("2", "0", "", _constant("RESPONSE", "1")), "broken_entry"),
    ],
)
def test_variables_that_are_set_shown_or_called_as_others_refuse_an_item(data, code):
    entry = read_both(data)
    assert entry.item is None
    assert entry.remarks[0].code == code
