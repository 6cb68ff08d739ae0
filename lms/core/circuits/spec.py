"""The line language of circuit diagrams: reads it and works out where each element begins and ends. Pure.

One element a line, drawn from where the last one ended; see docs/guides/content-packs.md.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches

from django.utils.translation import gettext as _

from lms.core.circuits.errors import CircuitError
from lms.core.circuits.words import PLACES, WORDS, named

MOST_LINES = 200
LONGEST_LINE = 200
LONGEST_LABEL = 60
LONGEST_MARK = 20
SHORTEST, LONGEST = Decimal("0.5"), Decimal(20)
WIDEST = 40

DIRECTIONS = {"up": (0, 1), "down": (0, -1), "left": (-1, 0), "right": (1, 0)}
# What an input method for Chinese writes instead of a quotation mark.
QUOTES = str.maketrans("“”„＂", '""""')
TOKEN = re.compile(r'"(?P<label>[^"]*)"|(?P<comment>#.*)|(?P<word>[^\s"#]+)|(?P<open>")')
NUMBER = re.compile(r"\d{1,4}(\.\d{1,3})?", re.ASCII)
MARK = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)

Point = tuple[Decimal, Decimal]
START: Point = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to draw: what, from where to where (in units, y upwards), and its words."""

    kind: str
    start: Point
    end: Point
    label: str = ""
    direction: str = "right"


@dataclass(frozen=True, slots=True)
class _Line:
    """The arguments of one line, sorted by what they are."""

    number: int
    word: str
    label: str = ""
    direction: str = ""
    length: Decimal | None = None
    target: str = ""
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class _Pen:
    """Where drawing has come to."""

    here: Point = START
    direction: str = "right"
    marks: dict[str, Point] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)


def normal_spec(source: str) -> str:
    """Return the description with plain line ends and nothing after the last word of a line."""
    return "\n".join(line.rstrip() for line in source.replace("\r\n", "\n").split("\n")).strip("\n")


def read_spec(source: str) -> tuple[Step, ...]:
    """Return what the description draws, in order.

    :raises CircuitError: a line is wrong; it says which, why, and what would be right.
    """
    pen = _Pen()
    for number, text in enumerate(_lines(source), start=1):
        line = _read_line(number, text)
        if line is not None:
            _ACTIONS.get(line.word, _draw)(pen, line)
            _check_extent(pen, number)
    if not any(step.kind != "label" for step in pen.steps):
        raise CircuitError(
            1, _('nothing is drawn yet. Write one element a line, for example: lamp "EL" down')
        )
    return tuple(pen.steps)


def _lines(source: str) -> list[str]:
    if len(source) > MOST_LINES * (LONGEST_LINE + 1):
        raise CircuitError(
            1, _("the description is too long; at most %(most)s lines.") % {"most": MOST_LINES}
        )
    lines = normal_spec(source).split("\n")
    if len(lines) > MOST_LINES:
        raise CircuitError(MOST_LINES + 1, _("a diagram has at most %(most)s lines.") % {"most": MOST_LINES})
    return lines


# --- one line ---------------------------------------------------------------


def _read_line(number: int, text: str) -> _Line | None:
    if len(text) > LONGEST_LINE:
        raise CircuitError(number, _("the line is longer than %(most)s characters.") % {"most": LONGEST_LINE})
    line: _Line | None = None
    for match in TOKEN.finditer(text.translate(QUOTES)):
        if match["comment"] is not None:
            break
        if line is None:
            line = _Line(number, _first_word(number, match))
        else:
            line = _add(line, match)
    return line


def _first_word(number: int, match: re.Match[str]) -> str:
    word = (match["word"] or "").lower()
    if not word:
        raise CircuitError(number, _("begin with an element, for example: wire right 2"))
    if word in WORDS:
        return word
    near = get_close_matches(word, WORDS, n=1)
    if near:
        raise CircuitError(
            number,
            _("there is no element “%(word)s”. Did you mean “%(near)s”?")
            % {"word": word[:30], "near": near[0]},
        )
    raise CircuitError(
        number,
        _("there is no element “%(word)s”. There are: %(words)s")
        % {"word": word[:30], "words": named(WORDS)},
    )


def _add(line: _Line, match: re.Match[str]) -> _Line:
    """Return the line with one more argument."""
    if match["open"]:
        raise CircuitError(line.number, _('a quotation mark is missing. Write the words as in lamp "EL"'))
    if match["label"] is not None:
        return _add_label(line, match["label"])
    word = match["word"]
    if line.word in PLACES or line.target == "to":
        return _add_name(line, word)
    if word.lower() in DIRECTIONS:
        return _once(line, "direction", word.lower())
    if word.lower() == "to":
        return _once(line, "target", "to")
    if NUMBER.fullmatch(word):
        return _once(line, "length", _length(line.number, word))
    raise CircuitError(
        line.number,
        _(
            "“%(word)s” is no direction (up, down, left, right) and no length. "
            'Words that are to be read stand in quotation marks: "%(word)s"'
        )
        % {"word": word[:30]},
    )


def _add_name(line: _Line, word: str) -> _Line:
    if len(word) > LONGEST_MARK or not MARK.fullmatch(word):
        raise CircuitError(
            line.number,
            _(
                "the name of a place has only letters A to Z and numbers, at most %(most)s; “%(word)s” does not."
            )
            % {"most": LONGEST_MARK, "word": word[:30]},
        )
    if line.names:
        raise CircuitError(line.number, _("give one name of a place, not several."))
    return replace(line, names=(word,))


def _add_label(line: _Line, label: str) -> _Line:
    if len(label) > LONGEST_LABEL:
        raise CircuitError(
            line.number, _("the words have more than %(most)s characters.") % {"most": LONGEST_LABEL}
        )
    if not label.isprintable():
        raise CircuitError(line.number, _("the words hold a character that cannot be printed."))
    return _once(line, "label", label.strip())


def _once(line: _Line, name: str, value: object) -> _Line:
    if getattr(line, name):
        said = {
            "label": _("words in quotation marks"),
            "direction": _("a direction"),
            "length": _("a length"),
            "target": _("“to”"),
        }
        raise CircuitError(line.number, _("%(what)s stands here twice.") % {"what": said[name]})
    return replace(line, **{name: value})


def _length(number: int, word: str) -> Decimal:
    length = Decimal(word)
    if not SHORTEST <= length <= LONGEST:
        raise CircuitError(
            number,
            _("the length %(length)s is not between %(shortest)s and %(longest)s.")
            % {"length": word, "shortest": SHORTEST, "longest": LONGEST},
        )
    return length


# --- what a line does -------------------------------------------------------


def _mark(pen: _Pen, line: _Line) -> None:
    name = _only_name(line)
    if name in pen.marks:
        raise CircuitError(
            line.number, _("the place “%(name)s” is marked already. Choose another name.") % {"name": name}
        )
    pen.marks[name] = pen.here


def _go_back(pen: _Pen, line: _Line) -> None:
    pen.here = _place(pen, line, _only_name(line))


def _dot(pen: _Pen, line: _Line) -> None:
    if line.label or line.direction or line.length or line.target:
        raise CircuitError(line.number, _("“dot” stands alone on its line."))
    pen.steps.append(Step("dot", pen.here, pen.here))


def _label(pen: _Pen, line: _Line) -> None:
    if not line.label:
        raise CircuitError(line.number, _('“label” needs words in quotation marks: label "L" left'))
    _refuse_length(line)
    pen.steps.append(Step("label", pen.here, pen.here, line.label, line.direction or "up"))


def _earth(pen: _Pen, line: _Line) -> None:
    _refuse_length(line)
    pen.steps.append(Step("earth", pen.here, pen.here, line.label, line.direction or "down"))


def _draw(pen: _Pen, line: _Line) -> None:
    """Draw a two-ended element in a direction, or to a remembered place."""
    if line.target:
        _draw_to(pen, line)
        return
    direction = line.direction or pen.direction
    across, upward = DIRECTIONS[direction]
    length = line.length or Decimal(1)
    _go(pen, line, (pen.here[0] + across * length, pen.here[1] + upward * length), direction)


def _draw_to(pen: _Pen, line: _Line) -> None:
    if line.length:
        raise CircuitError(line.number, _("write a length or “to”, not both."))
    goal = _place(pen, line, _only_name(line))
    if goal == pen.here:
        raise CircuitError(
            line.number, _("drawing has already come to “%(name)s”.") % {"name": line.names[0]}
        )
    first = line.direction or pen.direction
    corner = (goal[0], pen.here[1]) if first in ("left", "right") else (pen.here[0], goal[1])
    if pen.here[0] == goal[0] or pen.here[1] == goal[1]:
        corner = goal
    if line.word != "wire":
        _check_reach(pen, line, goal, corner)
    for point in dict.fromkeys((corner, goal)):
        _go(pen, line, point, _direction(pen.here, point))


def _check_reach(pen: _Pen, line: _Line, goal: Point, corner: Point) -> None:
    """Only wires go round a corner, and an element needs room."""
    if corner != goal:
        raise CircuitError(
            line.number,
            _("“%(name)s” is not straight ahead. Only a wire can go round a corner.")
            % {"name": line.names[0]},
        )
    if abs(goal[0] - pen.here[0]) + abs(goal[1] - pen.here[1]) < SHORTEST:
        raise CircuitError(
            line.number,
            _("“%(name)s” is too near for an element; it needs %(shortest)s.")
            % {"name": line.names[0], "shortest": SHORTEST},
        )


def _go(pen: _Pen, line: _Line, goal: Point, direction: str) -> None:
    pen.steps.append(Step(line.word, pen.here, goal, line.label, direction))
    pen.here, pen.direction = goal, direction


def _direction(start: Point, end: Point) -> str:
    if start[0] != end[0]:
        return "right" if end[0] > start[0] else "left"
    return "up" if end[1] > start[1] else "down"


def _only_name(line: _Line) -> str:
    if line.names and not (line.word in PLACES and line.label):
        return line.names[0]
    example = {"mark": "mark A", "from": "from A"}.get(line.word, f"{line.word} to A")
    raise CircuitError(
        line.number, _("give the name of a place, for example: %(example)s") % {"example": example}
    )


def _place(pen: _Pen, line: _Line, name: str) -> Point:
    if name in pen.marks:
        return pen.marks[name]
    if not pen.marks:
        raise CircuitError(
            line.number,
            _("no place is marked above. Write “mark %(name)s” where it is.") % {"name": name},
        )
    raise CircuitError(
        line.number,
        _("there is no place “%(name)s” above. Marked are: %(marks)s")
        % {"name": name, "marks": ", ".join(pen.marks)},
    )


def _refuse_length(line: _Line) -> None:
    if line.length or line.target:
        raise CircuitError(
            line.number, _("“%(word)s” has no length; give a direction only.") % {"word": line.word}
        )


def _check_extent(pen: _Pen, number: int) -> None:
    """Refuse a drawing that no screen could show."""
    for axis in (0, 1):
        values = [point[axis] for step in pen.steps for point in (step.start, step.end)] or [Decimal(0)]
        if max(values) - min(values) > WIDEST:
            raise CircuitError(
                number, _("the drawing becomes larger than %(most)s units here.") % {"most": WIDEST}
            )


_ACTIONS: dict[str, Callable[[_Pen, _Line], None]] = {
    "mark": _mark,
    "from": _go_back,
    "dot": _dot,
    "label": _label,
    "earth": _earth,
}
