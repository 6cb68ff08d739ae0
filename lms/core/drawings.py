"""Whether an SVG is a plain drawing: no script, handler, document type or outside reference. For all ways in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

SVG = "{http://www.w3.org/2000/svg}"
ACTIVE_ELEMENTS = frozenset(
    {"script", "foreignObject", "iframe", "image", "feImage", "animate", "set", "handler", "a"}
)
# What drawing programs note for themselves; browsers show nothing of it.
NOTES = re.compile(
    r"\{http://(www\.inkscape\.org|sodipodi\.sourceforge\.net|purl\.org/dc|creativecommons\.org|web\.resource\.org"
    r"|www\.w3\.org/1999/02/22-rdf-syntax-ns)"
)
_STYLE_SHEET = re.compile(rb"<\?\s*xml-stylesheet", re.IGNORECASE)
# A reference to a part of the drawing itself is harmless: url(#hatch).
_OUTSIDE = re.compile(r"url\s*\(\s*['\"]?\s*(?!#)|@import|javascript:|expression\s*\(", re.IGNORECASE)


# What references repeat is drawn each time: ten groups that each use the one before ten times are 10^9 shapes in 2 KB.
MOST_REPEATED = 5000
DEEPEST = 200  # who draws goes down as deep as elements stand in each other
_REFERENCE = re.compile(r"url\s*\(\s*['\"]?\s*#([^'\")\s]+)")
_COLOURS = frozenset({"linearGradient", "radialGradient", "stop"})  # nothing is drawn again for them


@dataclass(frozen=True, slots=True)
class DrawingFault:
    """Why a drawing is refused: unreadable, element, attribute or repeated, and which."""

    code: str
    name: str


def find_fault(content: bytes) -> DrawingFault | None:
    """Return what makes an SVG unfit, or None."""
    if _STYLE_SHEET.search(content):
        return DrawingFault("element", "?xml-stylesheet")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        return DrawingFault("unreadable", str(error))
    if root.tag != f"{SVG}svg":
        return DrawingFault("element", str(root.tag))
    return next((fault for element in root.iter() if (fault := _fault_of(element))), _too_much(root))


def _too_much(root: Element) -> DrawingFault | None:
    """Return that a drawing repeats more than may be drawn, itself without end, or is nested too deep."""
    named = {name: element for element in root.iter() if (name := element.get("id"))}
    # Elements that are drawn for one, itself included, and how deep it goes; None while what it needs is looked at.
    known: dict[Element, tuple[int, int] | None] = {}
    waiting, elements = [root], 0
    while waiting:
        element = waiting[-1]
        needed = [*element, *_referred(element, named)]
        if element not in known:
            known[element] = None
            elements += 1
            if any(known.get(one, ()) is None for one in needed):
                return DrawingFault("repeated", "itself")
            waiting += [one for one in needed if one not in known]
            continue
        waiting.pop()
        if known[element] is None:
            found = [pair for one in needed if (pair := known[one])]
            name = element.tag.rpartition("}")[2]
            drawn = sum(count for count, _depth in found) + (name not in _COLOURS) if name != "defs" else 0
            known[element] = drawn, 1 + max((depth for _count, depth in found), default=0)
    drawn, depth = known[root] or (0, 0)
    if depth > DEEPEST:
        return DrawingFault("repeated", "depth")
    return DrawingFault("repeated", "use") if drawn - elements > MOST_REPEATED else None


def _referred(element: Element, named: Mapping[str, Element]) -> list[Element]:
    """Return the elements that an element refers to, each as often as it does."""
    names = [value[1:] for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == "href"]
    names += [name for value in element.attrib.values() for name in _REFERENCE.findall(value)]
    return [named[name] for name in names if name in named]


def _fault_of(element: Element) -> DrawingFault | None:
    tag = str(element.tag)
    name = tag.rsplit("}", 1)[-1]
    is_strange = not tag.startswith(SVG) and not NOTES.match(tag)
    if is_strange or name in ACTIVE_ELEMENTS or (name == "style" and _OUTSIDE.search(element.text or "")):
        return DrawingFault("element", name)
    for key, value in element.attrib.items():
        attribute = key.rsplit("}", 1)[-1].lower()
        leads_out = attribute == "href" and not value.startswith("#")
        if attribute.startswith("on") or leads_out or _OUTSIDE.search(value):
            return DrawingFault("attribute", attribute)
    return None
