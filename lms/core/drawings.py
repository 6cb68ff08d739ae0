"""Whether an SVG is a plain drawing: no script, handler, document type or outside reference. For all ways in."""

import re
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


@dataclass(frozen=True, slots=True)
class DrawingFault:
    """Why a drawing is refused: unreadable, element or attribute, and which."""

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
    return next((fault for element in root.iter() if (fault := _fault_of(element))), None)


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
