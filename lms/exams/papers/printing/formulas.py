"""Formulas on paper: the press knows no MathML, so that it gets the same formula as boxes of plain HTML."""

from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert

_SPAN = '<span class="{name}">{inside}</span>'


def formula_as_html(tex: str) -> str:
    """Return a formula as HTML; one that is not understood stands as it was written."""
    try:
        tree = ElementTree.fromstring(convert(tex))  # noqa: S314 - made by latex2mathml from a text
    except Exception:  # the library raises errors of many kinds
        return _SPAN.format(name="formula", inside=escape(tex))
    return _SPAN.format(name="formula", inside=_inside(tree))


def _inside(node: ElementTree.Element) -> str:
    return "".join(_of(child) for child in node)


def _of(node: ElementTree.Element) -> str:
    """Return one node; what has no box of its own shows its parts."""
    name = node.tag.rpartition("}")[2]
    parts = [_of(child) for child in node]
    if name in ("mi", "mn", "mo", "mtext"):
        text = escape(node.text or "")
        return f"<i>{text}</i>" if name == "mi" and len(text) == 1 else text
    if name == "mfrac":
        over, under = (*parts, "", "")[:2]
        return f'<span class="fraction"><span>{over}</span><span class="under">{under}</span></span>'
    if name in ("msup", "mover"):
        return f"{parts[0]}<sup>{parts[1]}</sup>"
    if name in ("msub", "munder"):
        return f"{parts[0]}<sub>{parts[1]}</sub>"
    if name in ("msubsup", "munderover"):
        return f"{parts[0]}<sub>{parts[1]}</sub><sup>{parts[2]}</sup>"
    if name == "msqrt":
        return f'√<span class="root">{"".join(parts)}</span>'
    if name == "mroot":
        return f'<sup>{parts[1]}</sup>√<span class="root">{parts[0]}</span>'
    return " " if name == "mspace" else "".join(parts)
