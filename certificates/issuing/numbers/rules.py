"""Pure decisions on patterns of numbers: what a pattern may hold, its numbers, and what would betray a place.

Patterns are literal characters and, in braces, {YY} or {YYYY} for the year, {L} for the level, {N...} for the serial,
one N for each digit. Numbers have no separators, and no I, L, O or U: they survive being read aloud and typed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from certificates.issuing.rules import ALPHABET, CONFUSED, read_number

LONGEST = 30
SHORTEST_TELLING = 3  # a code of two characters is part of too many numbers by chance
RUNNING_OUT = 10  # when a tenth is left: an authority may take weeks for the next range
OWN_LENGTH = 11  # of the random numbers, without their hyphens
CODE_LENGTH = 22
_PATTERN = re.compile(rf"(?:[{ALPHABET}]|\{{(?:YYYY|YY|L|N{{1,9}})\}})+")
_PIECE = re.compile(r"\{(Y+|L|N+)\}")


class NumberRule(StrEnum):
    """How numbers of a kind come about: drawn at random, from a school's pool, or from a pool of 22-character codes."""

    RANDOM = "random"
    POOL = "pool"
    SKILL_CODE = "skill_code"


class Fault(StrEnum):
    """What is wrong with a pattern or a range."""

    CHARACTERS = "characters"
    SERIAL = "serial"
    LENGTH = "length"
    PLACE = "place"
    CODE_FORM = "code_form"
    LEVEL = "level"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Filling:
    """What goes into the braces; `level` is None for what has none."""

    serial: int
    year: int
    level: int | None = None


def plain(text: str) -> str:
    """Return a number or code without separators, in capitals, look-alikes read as digits."""
    bare = re.sub(r"[\s\-‐-―−－_]", "", unicodedata.normalize("NFKC", text)).upper()
    return bare.translate(CONFUSED)


def kept_form(typed: str) -> str:
    """Return a number of any rule as it is kept, from what a person typed; empty when it cannot be one."""
    bare = plain(typed)
    return read_number(typed) or (bare if re.fullmatch(rf"[{ALPHABET}]{{1,{LONGEST}}}", bare) else "")


def readable(typed: str) -> str:
    """Return a typed number in its kept form, or as typed when it cannot be one; for counting tries."""
    return kept_form(typed) or typed.strip().upper()


def serial_digits(pattern: str) -> int:
    """Return how many digits the serial has; 0 when the pattern has none or more than one."""
    serials = [piece for piece in _PIECE.findall(pattern) if piece.startswith("N")]
    return len(serials[0]) if len(serials) == 1 else 0


def fill(pattern: str, filling: Filling) -> str:
    """Return the number.

    :raises ValueError: when the pattern asks for a level and there is none.
    """
    if "{L}" in pattern and filling.level is None:
        raise ValueError("no level")

    def put(found: re.Match[str]) -> str:
        piece = found[1]
        if piece == "L":
            return str(filling.level)
        if piece.startswith("Y"):
            return f"{filling.year:04d}"[-len(piece) :]
        return f"{filling.serial:0{len(piece)}d}"

    return _PIECE.sub(put, pattern)


def faults_of_pattern(pattern: str, rule: NumberRule, place_codes: Iterable[str]) -> list[Fault]:
    """Return what is wrong with a pattern; `place_codes` are those of sites, which no number may tell (I3)."""
    if not _PATTERN.fullmatch(pattern):
        return [Fault.CHARACTERS]
    if not serial_digits(pattern):
        return [Fault.SERIAL]
    sample = fill(pattern, Filling(serial=0, year=2000, level=5))
    faults = []
    if len(sample) > LONGEST or len(sample) == OWN_LENGTH and sample[:2].isalpha():
        faults.append(Fault.LENGTH)
    if tells_place(pattern, place_codes):
        faults.append(Fault.PLACE)
    if rule is NumberRule.SKILL_CODE and not _is_code_pattern(pattern):
        faults.append(Fault.CODE_FORM)
    if (
        rule is NumberRule.POOL and "{L}" in pattern
    ):  # none of these kinds has a level: each number would fail
        faults.append(Fault.LEVEL)
    return faults


def faults_of_range(pattern: str, first: int, last: int) -> list[Fault]:
    """Return what is wrong with the serials from `first` to `last`; nobody counts from 0, and it is read as none."""
    return [] if 1 <= first <= last < 10 ** serial_digits(pattern) else [Fault.RANGE]


def is_running_out(*, left: int, size: int) -> bool:
    """Return whether so little of a pool is left that the next one should be asked for."""
    return left * RUNNING_OUT <= size


def tells_place(pattern: str, place_codes: Iterable[str]) -> bool:
    """Return whether the fixed characters of a pattern hold the code of a site, or a whole run of them is one."""
    runs = [run for run in _PIECE.sub(" ", pattern).split() if run]
    for code in map(plain, place_codes):
        if any(run == code or len(code) >= SHORTEST_TELLING and code in run for run in runs):
            return True
    return False


def _is_code_pattern(pattern: str) -> bool:
    """Return whether year, level and serial stand where the 22-character code has them (design notes B3)."""
    form = rf"[{ALPHABET[10:]}][0-9]{{12}}\{{YY\}}(?:[1-5]|\{{L\}})\{{N{{6}}\}}"
    return re.fullmatch(form, pattern) is not None
