"""Formulas on paper: the press knows no MathML, so that it gets the same formula as boxes of plain HTML."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy
from latex2mathml.converter import convert

_SPAN = '<span class="{name}">{inside}</span>'


# Lines over and under a part: these are drawn, any other sign there would be printed beside it.
_LINES = {"\N{HORIZONTAL BAR}", "\N{MACRON}", "\N{OVERLINE}", "_", "\N{COMBINING LOW LINE}"}
UNPRINTABLE: Mapping[str, Any] = {
    "mtable": gettext_lazy(
        "a table, a matrix or several lines; draw it as a picture, or write each line by itself"
    ),
    "mphantom": gettext_lazy("a hidden part; leave it out"),
    "sign": gettext_lazy("a sign over or under another one; write it beside it, or draw it as a picture"),
    "no_line": gettext_lazy("two parts one above the other without a line; write them in a row"),
}


def unprintable_in_formula(tex: str) -> list[str]:
    """Return in words what of a formula a paper would print as something else; nothing of one that is wrong anyway."""
    try:
        tree = ElementTree.fromstring(convert(tex))  # noqa: S314 - made by latex2mathml from a text
    except Exception:  # the library raises errors of many kinds
        return []
    return [str(UNPRINTABLE[code]) for code in dict.fromkeys(_unprintable(tree))]


def _unprintable(tree: ElementTree.Element) -> Iterator[str]:
    for node in tree.iter():
        name = _name(node)
        if name in ("mtable", "mphantom"):
            yield name
        elif name == "mfrac" and node.get("linethickness", "1").rstrip("emptx%.") == "0":
            yield "no_line"
        elif name in ("mover", "munder", "munderover") and not (_has_line(node) or _is_sign(node[0])):
            yield "sign"


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _has_line(node: ElementTree.Element) -> bool:
    return _name(node) in ("mover", "munder") and _name(node[1]) == "mo" and (node[1].text or "") in _LINES


def _is_sign(node: ElementTree.Element) -> bool:
    """Return whether a part is one sign, such as that of a sum: its limits may stand beside it."""
    if _name(node) in ("mrow", "mstyle") and len(node) == 1:
        return _is_sign(node[0])
    return _name(node) == "mo"


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
    name = _name(node)
    parts = [_of(child) for child in node]
    if name in ("mi", "mn", "mo", "mtext"):
        text = escape(node.text or "")
        return f"<i>{text}</i>" if name == "mi" and len(text) == 1 else text
    if name == "mfrac":
        over, under = (*parts, "", "")[:2]
        return f'<span class="fraction"><span>{over}</span><span class="under">{under}</span></span>'
    if name in ("mover", "munder") and _has_line(node):
        return _SPAN.format(name="root" if name == "mover" else "below", inside=parts[0])
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
