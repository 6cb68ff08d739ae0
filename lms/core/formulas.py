"""LaTeX to MathML on the server: only what draws a formula comes through, wrong LaTeX is refused in words."""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from latex2mathml.converter import convert

from lms.core.errors import InvalidInput

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
LONGEST = 300
DEEPEST = 12
# Elements that may come through, and how many parts each must have (None: any number).
ELEMENTS: dict[str, int | None] = {
    **dict.fromkeys(("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msqrt", "mstyle", "mtd", "mtr")),
    **dict.fromkeys(("mtable", "mpadded", "mphantom")),
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
LETTERS = {"mi", "mn"}
ATTRIBUTES = {
    *("display", "width", "stretchy", "fence", "form", "separator", "accent", "mathvariant", "displaystyle"),
    *("scriptlevel", "linethickness", "columnalign", "minsize", "maxsize", "symmetric", "largeop"),
    *("movablelimits", "lspace", "rspace"),
}
TEXT_COMMAND = re.compile(r"\\(text\w*|mbox|hbox|href|url|class|style|id|color\w*|cssId|data)\b")
ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{(?!(?:[pbBvV]?matrix|cases|aligned|array)\})")
COMMAND = re.compile(r"\\[A-Za-z]+")


class FormulaError(InvalidInput):
    """The LaTeX cannot be shown; the message says why."""

    code = "pages.formula.unreadable"


@lru_cache(maxsize=1024)
def mathml_of(tex: str, display: str = "block") -> str:
    """Return the formula as a MathML element of a page, on a line of its own or (`inline`) within words.

    :raises FormulaError: the LaTeX is wrong, or does more than draw a formula.
    """
    _check_source(tex)
    try:
        root = fromstring(convert(tex, display=display), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise _unreadable(tex) from error
    except Exception as error:
        # The converter's errors have no common ancestor but Exception.
        if type(error).__module__ != "latex2mathml.exceptions":
            raise
        raise _unreadable(tex) from error
    for element in root.iter():
        _check_element(element)
    register_namespace("", NAMESPACE[1:-1])
    return tostring(root, encoding="unicode")


def _unreadable(tex: str) -> FormulaError:
    return FormulaError(
        _(
            "The formula “%(tex)s” is not finished: something is missing after a command, ^ or _, or a pair is open."
        )
        % {"tex": tex}
    )


def _check_source(tex: str) -> None:
    if not tex.strip():
        raise FormulaError(_("Write a formula, for example: I = \\frac{U}{R}"))
    if len(tex) > LONGEST:
        raise FormulaError(_("A formula has at most %(most)s characters.") % {"most": LONGEST})
    if not tex.isprintable():
        raise FormulaError(_("The formula holds a character that cannot be printed."))
    if "$" in tex:
        raise FormulaError(_("Write the formula without $ around it."))
    found = TEXT_COMMAND.search(tex) or ENVIRONMENT.search(tex)
    if found:
        raise FormulaError(
            _("“%(command)s” cannot be used: a formula holds signs only; say words in the list of symbols.")
            % {"command": found[0]}
        )
    _check_braces(tex)


def _check_braces(tex: str) -> None:
    depth = 0
    for sign in re.sub(r"\\[{}\\]", "", tex):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            raise FormulaError(_("There is a } without a { before it."))
        if depth > DEEPEST:
            raise FormulaError(_("The formula is nested more than %(most)s deep.") % {"most": DEEPEST})
    if depth:
        raise FormulaError(_("There is a { without a } after it."))


def _check_element(element: Element) -> None:
    name = element.tag.removeprefix(NAMESPACE)
    if element.tag == name or name not in ELEMENTS or set(element.attrib) - ATTRIBUTES:
        raise FormulaError(_("The formula does something that a formula here cannot do."))
    unknown = COMMAND.match(element.text or "")
    if unknown:
        raise FormulaError(_("There is no command “%(command)s”.") % {"command": unknown[0]})
    parts = ELEMENTS[name]
    if (parts is not None and len(element) != parts) or (name in LETTERS and not element.text):
        raise FormulaError(_("The formula is not finished: a command or ^ or _ lacks one of its parts."))
