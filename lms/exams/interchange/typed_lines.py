"""A line of a paper that somebody typed, and what it is."""

from dataclasses import dataclass
from enum import Enum, auto


class Role(Enum):
    """What a line is."""

    BLANK = auto()
    WORDS = auto()
    OPTION = auto()
    ANSWER = auto()
    RATIONALE = auto()
    HEADING = auto()
    ABOUT = auto()  # 难度：易


@dataclass(frozen=True, slots=True)
class Line:
    """One line and what it is; `letter` of an option, `content` after its sign; not the format's own way: `is_odd`.

    The `content` of a heading is the kind that it names, its `letter` the word for it; `letter` of a fact about the
    question names its field.
    """

    number: int
    role: Role
    text: str
    letter: str = ""
    content: str = ""
    is_odd: bool = False
