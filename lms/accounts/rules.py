"""Pure decisions about names, identity numbers and PINs. No Django."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from stdnum.cn import ric

MAX_NAME = 100
PIN_DIGITS = 6
# A sign of life is written down at most this often, in seconds.
SEEN_EVERY = 15
# Typed forms of the interpunct in minority names; stored as U+00B7 (GB 18030 A1A4).
_INTERPUNCTS = str.maketrans(dict.fromkeys("・•‧∙⋅．", "·"))
_IN_NO_NAME = frozenset('{}[]\\#%@*?!_";/&｛｝［］＃％＠＊？！＿＂；／＆')  # beside every symbol (S*)
_COMPATIBILITY_IDEOGRAPHS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f])")
_RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
# Wrong tries at one account from one seat before the next one has to wait.
FREE_TRIES = 5
_FIRST_WAIT, _LONGEST_WAIT = 10, 300
CARD_PREFIX = "LMS1"
_CARD = re.compile(rf"{CARD_PREFIX}:([A-Z0-9._@+-]{{2,60}}):([A-Z2-7]{{26}})")
# No 0, 1, I, L, O: they are mistaken for one another when copied from a screen.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def normalise_name(raw: str) -> str:
    """Return the name as it is kept: one kind of interpunct, single spaces, letters composed (NFC)."""
    name = raw.translate(_INTERPUNCTS)
    name = re.sub(r"(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f])", "·", name)
    # Every normal form replaces compatibility ideographs by others, and they are somebody's name.
    parts = _COMPATIBILITY_IDEOGRAPHS.split(name)
    composed = "".join(
        part if place % 2 else unicodedata.normalize("NFC", part) for place, part in enumerate(parts)
    )
    return re.sub(r"\s+", " ", composed).strip()


def reasons_against_name(name: str) -> list[str]:
    """Return codes of what is wrong with a normalised name; empty when it can be kept."""
    if not name:
        return ["empty"]
    reasons = ["too_long"] if len(name) > MAX_NAME else []
    if any(_is_forbidden(character) for character in name):
        reasons.append("control_character")
    if _IN_NO_NAME.intersection(name) or any(unicodedata.category(one)[0] == "S" for one in name):
        reasons.append("sign")
    return reasons


def _is_forbidden(character: str) -> bool:
    # Cc control, Cf format (direction overrides), Cs surrogates, Co private use, Cn unassigned.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}


def looks_like_trainee_number(typed: str) -> bool:
    """Return whether somebody may have typed the number of a card: digits only. It tells of no account."""
    number = unicodedata.normalize("NFKC", typed).strip()
    return number.isascii() and number.isdigit() and 4 <= len(number) <= 17


def normalise_resident_id(raw: str) -> str:
    """Return the number in half-width characters, capital X, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", raw)).upper()


def reasons_against_resident_id(number: str, *, today: date) -> list[str]:
    """Return codes of what is wrong with an 18-character number (GB 11643-1999); empty when it can be kept.

    The area code is not looked up: numbers of counties that no longer exist are still somebody's.
    """
    if not _RESIDENT_ID.fullmatch(number):
        return ["wrong_form"]
    if number[-1] != ric.calc_check_digit(number):
        return ["wrong_check_character"]
    try:
        born = birth_date_of(number)
    except ValueError:
        return ["impossible_date"]
    return ["born_in_future"] if born > today else []


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
        if not _is_easy(pin):
            return pin


def normalise_pin(typed: str) -> str:
    """Return the PIN in half-width digits: a Chinese input method may have been on."""
    return unicodedata.normalize("NFKC", typed).strip()


def reasons_against_pin(pin: str, *, number: str, born: date | None) -> list[str]:
    """Return codes of why a PIN cannot be chosen: no six digits, easy to guess, or known from card or date of birth."""
    if not (pin.isascii() and pin.isdigit() and len(pin) == PIN_DIGITS):
        return ["wrong_form"]
    if _is_easy(pin):
        return ["easy"]
    return ["known"] if pin in number or pin in _written(born) else []


def _is_easy(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    pairs = pin[::2] == pin[1::2]
    repeats = pin[:3] == pin[3:] or pin == pin[:2] * 3
    return len(set(pin)) <= 2 or steps in ({1}, {9}) or pairs or repeats or pin == pin[::-1]


def _written(born: date | None) -> set[str]:
    """Return the ways to write a day in six digits."""
    ways = ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m", "%m%Y")
    return {born.strftime(way) for way in ways} if born else set()


def seconds_to_wait(failures: int, *, free: int = FREE_TRIES) -> int:
    """Return how long the next try has to wait after this many wrong ones: 0, then 10 s, doubling up to 5 minutes."""
    if failures < free:
        return 0
    return int(min(_FIRST_WAIT * 2 ** min(failures - free, 10), _LONGEST_WAIT))


def card_payload(number: str, secret: str) -> str:
    """Return what the QR code of a sign-in card holds: capitals and digits only, which every scanner types right."""
    return f"{CARD_PREFIX}:{number.upper()}:{secret}"


def parse_card(typed: str) -> tuple[str, str] | None:
    """Return number and secret of what a scanner typed, or None when it is no card.

    Full-width characters are read too: a Chinese input method may have been on.
    """
    found = _CARD.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper())
    return (found[1].lower(), found[2]) if found else None


def new_terminal_code() -> str:
    """Return a random code that is easy to copy from one screen to another."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def normalise_terminal_code(typed: str) -> str:
    """Return the code in capitals without the spaces and hyphens that people add."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()


def mask_number(number: str) -> str:
    """Return a trainee number with its middle hidden: enough to recognise, too little to copy from a neighbour."""
    if len(number) <= 4:
        return number[:1] + "*" * (len(number) - 1)
    return number[:2] + "*" * (len(number) - 4) + number[-2:]


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session may be idle, and how long it may last at all, in seconds."""

    idle: int
    absolute: int

    @property
    def idle_on_server(self) -> float:
        """Return the idle limit that the server holds to.

        The page reports activity at most every quarter of the limit and we write it down at most every 15 seconds;
        without this slack somebody who was active would be signed out before the page's own warning.
        """
        return self.idle * 1.25 + SEEN_EVERY


def reason_to_end(*, age: float, idle: float, limits: SessionLimits) -> str:
    """Return why a session is over ("too_long", "idle"), or an empty string."""
    if age > limits.absolute:
        return "too_long"
    return "idle" if idle > limits.idle_on_server else ""
