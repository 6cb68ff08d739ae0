"""The drawing program: layouts as JSON on standard input, SVG texts as JSON on standard output.

Runs as a child process of its own (limited.py); nothing else imports it, and it imports nothing of ours.
"""

import json
import re
import sys
from xml.etree import ElementTree as ET

import schemdraw
import schemdraw.elements as elm
from defusedxml.ElementTree import fromstring
from schemdraw.elements.elements import gap
from schemdraw.segments import Segment, SegmentCircle, SegmentText

SVG = "{http://www.w3.org/2000/svg}"
FONT = "Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
INK = "#1f2933"
LINE = 2.6
FINE = 1.8
LEVER = (0.9, 0.42)
MIDDLE = (0.45, 0.21)


class Circle(elm.Element2Term):
    """A circle with a letter: motor, meters."""

    def __init__(self, letter: str = "", **kwargs):
        super().__init__(**kwargs)
        self.segments.append(Segment([(0, 0), (0, 0), gap, (1, 0), (1, 0)]))
        self.segments.append(SegmentCircle((0.5, 0), 0.5))
        if letter:
            self.segments.append(SegmentText((0.5, 0), letter, fontsize=24))


class Alternating(Circle):
    """A source of alternating voltage; the wave lies level whatever the direction."""

    def __init__(self, *, upright: bool, **kwargs):
        super().__init__(**kwargs)
        curve = elm.SourceSin().segments[-1].path
        self.segments.append(
            Segment([point if upright else (point[1] + 0.5, point[0] - 0.5) for point in curve])
        )


class Contact(elm.Element2Term):
    """A contact that closes, or with `closed` one that opens; `head` says what moves it."""

    def __init__(self, *, closed: bool = False, head: str = "", **kwargs):
        super().__init__(**kwargs)
        tip = (1.1, 0.42) if closed else LEVER
        self.segments.append(Segment([(0, 0), tip, gap, (1, 0)]))
        if closed:
            self.segments.append(Segment([(1, 0), (1, 0.5)]))
        if head:
            self._add_head(head, (tip[0] / 2, tip[1] / 2))

    def _add_head(self, head: str, at: tuple[float, float]) -> None:
        x, low = at
        top = 0.75
        self.segments.append(Segment([(x, low), (x, top)], ls="--", lw=FINE))
        ends = [(x - 0.25, top), (x + 0.25, top)]
        if head == "button":
            ends = [(x - 0.25, top - 0.18), *ends, (x + 0.25, top - 0.18)]
        self.segments.append(Segment(ends))


class Breaker(Contact):
    """A contact with the cross of a circuit breaker."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for rise in (-0.13, 0.13):
            self.segments.append(Segment([(0.87, rise), (1.13, -rise)]))


class Coil(elm.Element2Term):
    """The coil of a contactor: a box across the wire."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        box = [(0, 0), (0, 0.5), (0.55, 0.5), (0.55, -0.5), (0, -0.5), (0, 0), gap, (0.55, 0)]
        self.segments.append(Segment(box))


class Heater(elm.Element2Term):
    """The heater of a thermal relay: a box with a bent conductor."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.segments.append(Segment([(0, 0), (0.32, 0), (0.32, 0.17), (0.68, 0.17), (0.68, 0), (1, 0)]))
        self.segments.append(Segment([(0, -0.32), (0, 0.32), (1, 0.32), (1, -0.32), (0, -0.32)]))


class Fuse(elm.Element2Term):
    """A box with the wire through it."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.segments.append(Segment([(0, 0), (1, 0)]))
        self.segments.append(Segment([(0, -0.22), (0, 0.22), (1, 0.22), (1, -0.22), (0, -0.22)]))


SYMBOLS = {
    "wire": lambda upright: elm.Line(),
    "source": lambda upright: Alternating(upright=upright),
    "battery": lambda upright: elm.BatteryCell(),
    "resistor": lambda upright: elm.ResistorIEC(),
    "capacitor": lambda upright: elm.Capacitor(),
    "inductor": lambda upright: elm.Inductor(),
    "diode": lambda upright: elm.Diode(),
    "led": lambda upright: elm.LED(),
    "lamp": lambda upright: elm.Lamp2(),
    "motor": lambda upright: Circle("M"),
    "switch": lambda upright: Contact(head="handle"),
    "button-no": lambda upright: Contact(head="button"),
    "button-nc": lambda upright: Contact(head="button", closed=True),
    "contact-no": lambda upright: Contact(),
    "contact-nc": lambda upright: Contact(closed=True),
    "coil": lambda upright: Coil(),
    "fuse": lambda upright: Fuse(),
    "breaker": lambda upright: Breaker(),
    "heater": lambda upright: Heater(),
    "ammeter": lambda upright: Circle("A"),
    "voltmeter": lambda upright: Circle("V"),
}
# Drawn one way only, whichever way the line is written: hinge below or on the left; a breaker's cross above or on
# the left.
CONTACTS = {"switch", "button-no", "button-nc", "contact-no", "contact-nc", "breaker"}
TURNS = {"down": 0, "right": 90, "up": 180, "left": 270}


def element_of(shape: dict) -> elm.Element:
    """Return the library's element for one shape, in its place."""
    kind, direction = shape["kind"], shape["direction"]
    if kind == "dot":
        return elm.Dot(radius=0.1).at(shape["start"])
    if kind == "earth":
        return elm.Ground().at(shape["start"]).theta(TURNS[direction])
    ends = [shape["start"], shape["end"]]
    if kind in CONTACTS and direction in ("down", "right" if kind == "breaker" else "left"):
        ends.reverse()
        direction = {"down": "up", "left": "right", "right": "left"}[direction]
    element = SYMBOLS[kind](direction in ("up", "down")).endpoints(*ends)
    # So that what stands out lies above or to the left, whichever way the line is written.
    return element.flip() if direction in ("left", "down") else element


def svg_of(layout: dict) -> str:
    """Return the picture of one layout."""
    drawing = schemdraw.Drawing(canvas="svg", show=False)
    drawing.config(
        unit=1,
        inches_per_unit=layout["pixels"] / 72,
        fontsize=layout["font_size"],
        font=FONT,
        color=INK,
        lw=LINE,
    )
    for shape in layout["shapes"]:
        drawing.add(element_of(shape))
    root = fromstring(drawing.get_imagedata("svg"))
    for words in layout["words"]:
        root.append(text_of(words, layout))
    return tidy(root, layout)


def text_of(words: dict, layout: dict) -> ET.Element:
    """Return words as text of the picture: read by people, found by search, in whatever font is there."""
    pixels, size = layout["pixels"], layout["font_size"]
    drop = {"bottom": -0.12, "center": 0.35, "top": 0.88}[words["valign"]] * size
    anchor = {"left": "start", "center": "middle", "right": "end"}[words["align"]]
    text = ET.Element(
        SVG + "text",
        {
            "x": str(words["x"] * pixels),
            "y": str(-words["y"] * pixels + drop),
            "fill": INK,
            "font-size": str(size),
            "font-family": FONT,
            "text-anchor": anchor,
        },
    )
    text.text = words["text"]
    return text


def tidy(root: ET.Element, layout: dict) -> str:
    """Set the frame worked out beforehand, and round all numbers: the same words give the same bytes."""
    left, bottom, right, top = (value * layout["pixels"] for value in layout["box"])
    width, height = round(right - left), round(top - bottom)
    frame = f"{left:.1f} {-top:.1f} {width} {height}"
    for name in list(root.attrib):
        del root.attrib[name]
    root.attrib.update({"viewBox": frame, "width": str(width), "height": str(height)})
    for element in root.iter():
        for name, value in element.attrib.items():
            if element is not root and name not in ("fill", "font-family"):
                # The library writes its own name of a full line, which no browser knows.
                element.set(name, re.sub(r"-?\d+\.\d+", rounded, value.replace("stroke-dasharray:-;", "")))
    return ET.tostring(root, encoding="unicode")


def rounded(match: re.Match) -> str:
    """Return a number with at most two places."""
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    layouts = json.loads(sys.stdin.read())
    sys.stdout.write(json.dumps([svg_of(layout) for layout in layouts]))
