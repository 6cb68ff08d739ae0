"""Pure decisions about employers: the unified social credit code, and names and domains that look alike. No Django."""

import re
import unicodedata
from enum import StrEnum
from uuid import UUID

from stdnum.cn import uscc

from lms.organisations.employers.mail_hosts import PUBLIC_MAIL

CODE_LENGTH = 18
# GB 32100-2015: no I, O, S, V, Z. Authority and kind, six digits of the district, the body's own nine, the check.
CODE_FORM = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
_CODE = re.compile(CODE_FORM.strip("^$"))
_LETTERS_OF_NO_CODE = frozenset("IOSVZ")
# What a company is, which tells no two apart; the longest first.
_ENDINGS_ZH = (
    "股份有限责任公司",
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "集团公司",
    "有限公司",
    "公司",
    "集团",
)
_ENDINGS_EN = frozenset(
    {"co", "company", "corp", "corporation", "group", "inc", "incorporated", "limited", "llc", "ltd"}
)
# Letters of other scripts, and digits, that are read as one of ours; of letters that are drawn alike, one.
_TWINS = {
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0501\u0455": "aeopcyxljds",  # Cyrillic
    "\u043a\u043c\u043d\u0442\u0432\u0433\u0438": "kmhtbru",
    "\u03b1\u03b5\u03bf\u03c1\u03c5\u03c7\u03b9\u03ba\u03bd\u03c4\u03b2\u03b7\u03bc": "aeopyxlkvtbnm",  # Greek
    "\u0131\u0251\u0261\u029f": "lagl",  # Latin without a dot, and of phonetics
    "01|i": "olll",
    # Signs of Japanese that are drawn like characters.
    "\u30ed\u30cb\u30a8\u30ab\u30bf\u30c8\u30cf\u30fc\u30aa\u30c1\u30df": "口二工力夕卜八一才千三",
    # Characters that differ in the length or the joint of a stroke.
    "已巳末曰士入夭戌戍刁": "己己未日土人天戊戊刀",
}
_READ_AS = str.maketrans(
    {letter: ours for others, ones in _TWINS.items() for letter, ours in zip(others, ones, strict=True)}
)
# Letters that nobody sees: fillers of Hangul, which are no signs and no spaces.
_UNSEEN = dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0))
_WORDS_OF_NO_NAME = frozenset({"and", "the"})
_PARTS_OF_NO_NAME = frozenset(
    {
        "ac",
        "biz",
        "cc",
        "cn",
        "co",
        "com",
        "edu",
        "example",
        "gov",
        "hr",
        "info",
        "invalid",
        "localhost",
        "mail",
        "net",
        "oa",
        "org",
        "test",
        "top",
        "www",
        "xyz",
        "中国",
        "公司",
    }
)
# Below this, names that differ in one letter are too many.
SHORTEST_ALIKE = 6
LONGEST_KEY = 200


class Decision(StrEnum):
    """What an officer decides."""

    LOOKED_AT = "looked_at"  # the first of two: something else looks like it
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    LIFT_LOOKED_AT = "lift_looked_at"  # the first of two who lift
    LIFTED = "lifted"


class Standing(StrEnum):
    """How an employer stands."""

    WAITING = "waiting"
    SECOND = "second"  # one officer stands for it, another has to
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    LIFTING = "lifting"  # suspended still: one officer would lift it, another has to


class Check(StrEnum):
    """What an officer compared."""

    REGISTER = "register"
    CALLED = "called"
    ADDRESS = "address"
    LICENCE = "licence"


# Without these nobody stands for an employer.
NEEDED_CHECKS = frozenset({Check.REGISTER, Check.CALLED})
_MAY_COME = {
    Standing.WAITING: {Decision.VERIFIED, Decision.REFUSED},
    Standing.SECOND: {Decision.VERIFIED, Decision.REFUSED},
    Standing.VERIFIED: {Decision.SUSPENDED},
    Standing.REFUSED: {Decision.VERIFIED},
    Standing.SUSPENDED: {Decision.LIFTED},
    Standing.LIFTING: {Decision.LIFTED, Decision.SUSPENDED},
}
# What the first of two comes to, and how an employer stands that waits for the second.
FIRST_OF_TWO = {Decision.VERIFIED: Decision.LOOKED_AT, Decision.LIFTED: Decision.LIFT_LOOKED_AT}
WAIT_FOR_SECOND = frozenset({Standing.SECOND, Standing.LIFTING})
# Officers have something to do; the code of what is suspended is its own all the same.
WAIT_FOR_OFFICERS = frozenset({Standing.WAITING, *WAIT_FOR_SECOND})
STAND_SUSPENDED = frozenset({Standing.SUSPENDED, Standing.LIFTING})


def standing_of(*, is_verified: bool, last: str) -> Standing:
    """Return how an employer stands by the last decision; empty for none."""
    if is_verified:
        return Standing.VERIFIED
    by_last = {
        Decision.LOOKED_AT: Standing.SECOND,
        Decision.REFUSED: Standing.REFUSED,
        Decision.SUSPENDED: Standing.SUSPENDED,
        Decision.LIFT_LOOKED_AT: Standing.LIFTING,
    }
    return by_last.get(Decision(last), Standing.WAITING) if last else Standing.WAITING


def may_come(standing: Standing, decision: Decision) -> bool:
    """Return whether a decision changes anything now."""
    return decision in _MAY_COME[standing]


def takes_two(*, standing: Standing, has_look_alikes: bool) -> bool:
    """Return whether who verifies an employer, or lifts its suspension, now is the first of two."""
    return has_look_alikes and standing not in WAIT_FOR_SECOND


def is_own_first_look(
    decision: Decision, *, standing: Standing, looked_by: UUID | None, user_uuid: UUID
) -> bool:
    """Return whether the second look would come from whoever gave the first (`looked_by`, of the last decision)."""
    return decision in FIRST_OF_TWO and standing in WAIT_FOR_SECOND and looked_by == user_uuid


def normalise_code(raw: str) -> str:
    """Return a code in half-width capitals, without the spaces and hyphens that people add."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", raw)).upper()


def reasons_against_code(code: str) -> list[str]:
    """Return codes of what is wrong with a normalised code (GB 32100-2015); empty when it can be kept."""
    if len(code) != CODE_LENGTH:
        return ["wrong_length"]
    if _LETTERS_OF_NO_CODE.intersection(code):
        return ["impossible_letter"]
    if not _CODE.fullmatch(code):
        return ["wrong_form"]
    return [] if code[-1] == uscc.calc_check_digit(code[:-1]) else ["wrong_check_character"]


def folded_name(name: str) -> str:
    """Return by what a body is told from others: no width, case, spaces, signs, nor the words for what a company is."""
    words = [word for word in re.split(r"[\W_]+", _plain(name)) if word]
    while words and words[-1] in _ENDINGS_EN:
        words.pop()
    words = [word for word in words if word not in _WORDS_OF_NO_NAME] or words
    whole = "".join(words)
    return _as_read(_without_ending(whole) or whole)


def _plain(text: str) -> str:
    """Return text without width, case, accents and letters that nobody sees."""
    apart = unicodedata.normalize("NFKD", text).translate(_UNSEEN)
    seen = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", seen).casefold()


def _as_read(word: str) -> str:
    """Return a word with those letters as one that are drawn alike."""
    return word.translate(_READ_AS).replace("rn", "m").replace("vv", "w")


def compared_by(name: str) -> str:
    """Return a folded name as it is kept beside the name."""
    return folded_name(name)[:LONGEST_KEY]


def _without_ending(name: str) -> str:
    for ending in _ENDINGS_ZH:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


def domain_of(address: str) -> str:
    """Return the domain of an e-mail address as people read it: small letters, other scripts spelt out."""
    domain = unicodedata.normalize("NFKC", address).rpartition("@")[2].strip(". ").casefold()
    return ".".join(_spelt_out(part) for part in domain.split("."))


def _spelt_out(part: str) -> str:
    try:
        return part.encode("ascii").decode("idna")
    except UnicodeError:
        return part


def domains_look_alike(one: str, other: str) -> bool:
    """Return whether a reader may take one domain for the other: the same name elsewhere, or one letter apart.

    The same domain, and one below the other, are the same owner's and so not meant here; nor are those of public mail
    servers, which everybody has. What both end with tells nothing: neighbours under one host are no look-alikes.
    """
    if one == other or one.endswith(f".{other}") or other.endswith(f".{one}"):
        return False
    if is_public_mail(one) or is_public_mail(other):
        return False
    firsts, seconds = _names_in(one.split("."), other.split("."))
    return any(_names_look_alike(first, second) for first in firsts for second in seconds)


def is_public_mail(domain: str) -> bool:
    """Return whether anybody may have an address there."""
    return domain in PUBLIC_MAIL


def _names_look_alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= SHORTEST_ALIKE and _is_one_step(one, other))


def _names_in(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Return the names in two domains as they are read, without what both end with and what says only where."""
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return _read(one), _read(other)


def _read(parts: list[str]) -> list[str]:
    """Return parts of a domain that name somebody: without hyphens, letters that look the same as one."""
    names = [part for part in parts if part not in _PARTS_OF_NO_NAME]
    return [name for name in (_as_read(_plain(part).replace("-", "")) for part in names) if name]


def _is_one_step(one: str, other: str) -> bool:
    """Return whether a letter more, less, changed, or two swapped make one of the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    is_swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or is_swapped
