"""Pure decisions of issuing: numbers, comparable and masked names, the transition table, validity. No Django."""

import calendar
import re
import secrets
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

# Crockford base32: no I, L, O, U, so that a number survives being read aloud and typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY_LENGTH = 8  # 40 random bits
CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_INTERPUNCTS = str.maketrans(dict.fromkeys("・•‧∙⋅．.･", "·"))
_NUMBER = re.compile(rf"([A-Z]{{2}})([{ALPHABET}]{{{BODY_LENGTH}}})([{ALPHABET}])")
STARS_SHOWN = 2


class State(StrEnum):
    RESERVED = "reserved"
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"
    VOID = "void"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.RESERVED: frozenset({State.ISSUED, State.VOID}),
    State.ISSUED: frozenset({State.REVOKED, State.REPLACED}),
    State.REVOKED: frozenset(),
    State.REPLACED: frozenset(),
    State.VOID: frozenset(),
}


def last_valid_day(awarded: date, months: int | None) -> date | None:
    """Return the last day on which what was awarded is in force, None for life.

    As on Chinese licences: one of 5 March with 72 months is in force up to 4 March six years later.
    """
    if not months:
        return None
    years, month = divmod(awarded.month - 1 + months, 12)
    year = awarded.year + years
    days = calendar.monthrange(year, month + 1)[1]
    if awarded.day > days:  # that month has no such day
        return date(year, month + 1, days)
    return date(year, month + 1, awarded.day) - timedelta(days=1)


def can_become(present: str, wanted: State) -> bool:
    """Return whether the transition table leads from one state to the other."""
    return wanted in TRANSITIONS[State(present)]


def check_character(text: str) -> str:
    """Return the check character of a text in the alphabet (ISO 7064 hybrid scheme, modulus 33,32)."""
    size = len(ALPHABET)
    value = size
    for character in text:
        value = (value + ALPHABET.index(character)) % size or size
        value = value * 2 % (size + 1)
    return ALPHABET[(size + 1 - value) % size]


def new_number(prefix: str) -> str:
    """Return a random register number: it tells the kind, and neither year, place nor order."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
    return f"{prefix}-{body}-{check_character(prefix + body)}"


def read_number(typed: str) -> str:
    """Return the number as it is kept, from what a person typed; empty when it cannot be one."""
    plain = re.sub(r"[\s\-‐-―−－_]", "", unicodedata.normalize("NFKC", typed)).upper().translate(CONFUSED)
    match = _NUMBER.fullmatch(plain)
    if match is None or check_character(plain[:-1]) != plain[-1]:
        return ""
    return f"{match[1]}-{match[2]}-{match[3]}"


def comparable_name(name: str) -> str:
    """Return the form in which spellings of one name meet: which dot it is, spaces and case do not count.

    That there is a dot counts: published records are found by a hash of this form, and no change of it finds them.
    """
    composed = unicodedata.normalize("NFC", name).translate(_INTERPUNCTS)
    return re.sub(r"\s+", "", composed).casefold()


def masked_name(name: str) -> str:
    """Return the first character and stars; the length of a long name is not shown."""
    return name[:1] + "*" * min(len(name) - 1, STARS_SHOWN)
