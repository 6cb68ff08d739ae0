"""Pure decisions about names, identity numbers and PINs. No Django."""

import re
import secrets
import unicodedata
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

MAX_NAME = 100
PIN_DIGITS = 6
# Typed forms of the interpunct in minority names; stored as U+00B7 (GB 18030 A1A4).
_INTERPUNCTS = str.maketrans(dict.fromkeys("・•‧∙⋅．", "·"))
_EASY_PINS = {"123456", "654321", "112233", "123123", "121212"}


def normalise_name(raw: str) -> str:
    """Return the name as it is kept: one kind of interpunct, single spaces, no full-width Latin."""
    name = raw.translate(_INTERPUNCTS)
    name = re.sub(r"(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f])", "·", name)
    # NFC only: NFKC would replace compatibility ideographs that are somebody's name.
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip()


def reasons_against_name(name: str) -> list[str]:
    """Return codes of what is wrong with a normalised name; empty when it can be kept."""
    if not name:
        return ["empty"]
    reasons = ["too_long"] if len(name) > MAX_NAME else []
    if any(_is_forbidden(character) for character in name):
        reasons.append("control_character")
    return reasons


def _is_forbidden(character: str) -> bool:
    # Cc control, Cf format (direction overrides), Cs surrogates, Co private use, Cn unassigned.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}


def normalise_resident_id(raw: str) -> str:
    """Return the number in half-width characters, capital X, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", raw)).upper()


def reasons_against_resident_id(number: str, *, today: date) -> list[str]:
    """Return codes of what is wrong with an 18-character number (GB 11643-1999); empty when it can be kept."""
    try:
        ric.validate(number)
    except ValidationError as error:
        return [type(error).__name__]
    return ["born_in_future"] if birth_date_of(number) > today else []


def birth_date_of(number: str) -> date:
    """Return the date of birth that positions 7 to 14 hold."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """Return 'male' for an odd sequence number, 'female' for an even one."""
    return "male" if int(number[16]) % 2 else "female"


def new_pin() -> str:
    """Return six random digits that are not one of the first that anybody tries."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
        if pin not in _EASY_PINS and len(set(pin)) > 2:
            return pin
