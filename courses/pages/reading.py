"""How long a Chinese text takes and how hard it is: pure measures, no Django (docs/decisions/0060).

Time: characters by a slow reader's pace, which is dated because it is a judgement that may be revised.
Difficulty: length of sentences, and the share of characters outside level 1 of GB/T 2312-1980, the 3755 characters
that the standard itself calls commonly used. Python's own codec knows them, so no list has to be kept.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

# A procedure that is said to take longer than a working day is a slip of the pen.
MOST_MINUTES = 600
SENTENCE_END = re.compile(r"[。！？；!?;\n]+")
CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_SPACE = re.compile(r"\s+")
# First bytes of the rows of level 1: rows 16 to 55 of the table.
_LEVEL_ONE = range(0xB0, 0xD8)


@dataclass(frozen=True, slots=True)
class Pace:
    """From which day on how long things take a slow reader, and where the numbers are from."""

    valid_from: date
    characters_per_minute: int
    seconds_per_item: int
    seconds_per_picture: int
    seconds_per_step: int
    seconds_per_task: int
    basis: str


PACES = (
    Pace(
        valid_from=date(2026, 1, 1),
        characters_per_minute=130,
        seconds_per_item=60,
        seconds_per_picture=45,
        seconds_per_step=60,
        seconds_per_task=180,
        basis="half the 255 characters a minute that adult native readers reach on the IReST texts "
        "(Trauzettel-Klosinski and Dietz 2012), because lessons are studied and not only read",
    ),
)


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Two measures of a Chinese text."""

    characters_per_sentence: float
    rare_percent: float
    rare: tuple[str, ...]


def pace_on(day: date) -> Pace:
    """Return the pace that holds on a day; before the first one, the first."""
    return max((pace for pace in PACES if pace.valid_from <= day), default=PACES[0], key=_since)


def _since(pace: Pace) -> date:
    return pace.valid_from


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text without the spaces in them."""
    parts = (_SPACE.sub("", part) for part in SENTENCE_END.split(text))
    return [part for part in parts if part]


def count_chinese(text: str) -> int:
    """Return how many Chinese characters a text holds."""
    return len(CHINESE.findall(text))


@lru_cache(maxsize=8192)
def is_common(character: str) -> bool:
    """Return whether a Chinese character belongs to level 1 of GB/T 2312."""
    try:
        return character.encode("gb2312")[0] in _LEVEL_ONE
    except UnicodeEncodeError:
        return False


def difficulty_of(text: str, *, taught: str = "") -> Difficulty:
    """Measure a text; characters of terms that the lesson itself teaches do not count as rare."""
    characters = CHINESE.findall(text)
    sentences = [count_chinese(sentence) for sentence in sentences_of(text)]
    lengths = [length for length in sentences if length]
    rare = [character for character in characters if not is_common(character) and character not in taught]
    return Difficulty(
        characters_per_sentence=sum(lengths) / len(lengths) if lengths else 0.0,
        rare_percent=100 * len(rare) / len(characters) if characters else 0.0,
        rare=tuple(dict.fromkeys(rare)),
    )
