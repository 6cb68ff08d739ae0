"""Admits only drawings that draw: lines, shapes, words. Everything not on the list is refused."""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

NAMESPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "g", "path", "polygon", "polyline", "circle", "ellipse", "line", "rect", "text", "tspan"}
ATTRIBUTES = {
    *(
        "viewBox",
        "width",
        "height",
        "d",
        "points",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
    ),
    *("dx", "dy", "style", "fill", "stroke", "transform", "font-size", "font-family", "text-anchor"),
    "dominant-baseline",
}
OUTSIDE = re.compile(r"url|:\s*//|@|expression|\\", re.IGNORECASE)


def why_not_inert(svg: str) -> str:
    """Return why a drawing may not be shown, or nothing."""
    try:
        root = fromstring(svg, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        return f"no plain XML: {error}"
    return next((found for element in root.iter() if (found := _why_not(element))), "")


def _why_not(element: Element) -> str:
    name = element.tag.removeprefix(NAMESPACE)
    if element.tag == name or name not in ELEMENTS:
        return f"element {name}"
    for attribute, value in element.attrib.items():
        if attribute not in ATTRIBUTES or OUTSIDE.search(value):
            return f"attribute {attribute}"
    return ""
