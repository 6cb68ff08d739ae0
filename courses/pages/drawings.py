"""Whether an SVG is a plain drawing: no script, handler, document type or outside reference. For all ways in."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

ACTIVE_ELEMENTS = frozenset({"script", "foreignObject", "iframe", "image", "animate", "set", "handler"})


@dataclass(frozen=True, slots=True)
class DrawingFault:
    """Why a drawing is refused: unreadable, element or attribute, and which."""

    code: str
    name: str


def find_fault(content: bytes) -> DrawingFault | None:
    """Return what makes an SVG unfit, or None."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        return DrawingFault("unreadable", str(error))
    return next((fault for element in root.iter() if (fault := _fault_of(element))), None)


def _fault_of(element: Element) -> DrawingFault | None:
    name = str(element.tag).rsplit("}", 1)[-1]
    if name in ACTIVE_ELEMENTS:
        return DrawingFault("element", name)
    for key, value in element.attrib.items():
        attribute = key.rsplit("}", 1)[-1].lower()
        if attribute.startswith("on") or (attribute == "href" and not value.startswith("#")):
            return DrawingFault("attribute", attribute)
    return None
