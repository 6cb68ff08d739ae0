"""Formulas on paper: boxes of plain HTML, and what these cannot show is told before it is printed."""

import pytest

from lms.exams.papers.printing.formulas import UNPRINTABLE, formula_as_html, unprintable_in_formula


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        (r"I=\frac{P}{U}", 'class="fraction"><span><i>P</i></span><span class="under"><i>U</i>'),
        (r"U_1^2", "<i>U</i><sub>1</sub><sup>2</sup>"),
        (r"\sqrt{3}", '√<span class="root">3</span>'),
        (r"a<b", "&lt;"),
        (r"\frac{", "frac"),
    ],
)
def test_a_formula_is_boxes_of_plain_html(tex, html):
    assert html in formula_as_html(tex)


@pytest.mark.parametrize(
    ("tex", "code"),
    [
        (r"\begin{matrix}a&b\\c&d\end{matrix}", "mtable"),
        (r"a+\phantom{x}", "mphantom"),
        (r"\underbrace{a+b}_{c}", "sign"),
        (r"\vec{F}", "sign"),
        (r"\frac{1}{\hat{x}}", "sign"),
        (r"\overset{a}{b}", "sign"),
        (r"\binom{n}{k}", "no_line"),
    ],
)
def test_what_would_be_printed_as_something_else_is_told(tex, code):
    assert unprintable_in_formula(tex) == [str(UNPRINTABLE[code])]


@pytest.mark.parametrize(
    "tex",
    [
        r"I=\frac{P}{\sqrt{3}U\cos\varphi}",
        r"\sum\limits_{i=1}^{n} R_i",
        r"\lim_{x\to 0} x'",
        r"\overline{AB}=\underline{c}",
        r"\left(\frac{a}{b}\right)^2\,\mathrm{kW\cdot h}",
        r"\frac{",
    ],
)
def test_what_is_printed_as_it_is_meant_is_taken(tex):
    assert unprintable_in_formula(tex) == []


def test_a_line_over_a_part_is_a_line_over_it():
    assert formula_as_html(r"\overline{AB}") == (
        '<span class="formula"><span class="root"><i>A</i><i>B</i></span></span>'
    )
