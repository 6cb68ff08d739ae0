"""Answers as schools write them become keys; one that can be read in two ways is refused, never guessed."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from lms.exams.interchange.tables.mapping import Conventions
from lms.exams.interchange.tables.refusals import Refusal
from lms.exams.interchange.tables.words import folded
from lms.exams.interchange.truth import FALSE_WORDS, TRUE_WORDS

_PREFIX = re.compile(
    r"^(?:【|\[)?(?:正确|参考|标准|试题)?(?:答案|选项|answer|key|ans)(?:】|\])?(?:是|为|选)?[:：\s.]*",
    re.IGNORECASE,
)
_CHOSEN = re.compile(r"(?:应|故|本题)?选(?:择)?\s*[:：]?\s*(?=[A-Za-z](?:[\s,、;，和及]*[A-Za-z])*[\s。.]*$)")
_FRAME = re.compile(r"[(\[【「](.*)[)\]】」]", re.DOTALL)
_BETWEEN = r"[\s,、;/|+&.和与及]*"
_LETTERS = re.compile(rf"[a-z](?:{_BETWEEN}[a-z])*[\s,、;]*")
_SEPARATED_DIGITS = re.compile(r"\d{1,2}(?:[\s,、;/|+&和与及]+\d{1,2})*[\s,、;]*")
_LETTER_AND_TEXT = re.compile(r"([a-z])(?:[.、:,)]|\s)\s*(.+)", re.DOTALL)
_TEXT_SEPARATORS = ("\n", "|", "┋", ";", "$$", "、", ",", "/")
_STEMS = str.maketrans("甲乙丙丁戊己庚辛", "abcdefgh")
_STEM_SIGNS = frozenset("甲乙丙丁戊己庚辛、,")
_MOST_LETTERS = 80


def bare_answer(text: str) -> str:
    """Return an answer in one width, without "答案：", brackets around it and a full stop behind it."""
    return _short_bare(text) if len(text) < _SHORT else _bare(text)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _PREFIX.sub("", plain, count=1).strip() or plain
    plain = _CHOSEN.sub("", plain, count=1) if _CHOSEN.match(plain) else plain
    framed = _FRAME.fullmatch(plain)
    if framed and not re.search(r"[()\[\]【】]", framed[1]):
        plain = framed[1].strip()
    return plain.rstrip("。").rstrip(".").strip() if not re.search(r"\d\.$", plain) else plain


_SHORT = 20
_short_bare = lru_cache(maxsize=5_000)(_bare)


def without_prefix(text: str) -> str:
    """Return an answer without "答案：" before it, as it was written otherwise."""
    found = _PREFIX.match(text.strip())
    return (
        (text.strip()[found.end() :].strip() or text)
        if found and re.search("[:：】]", found[0])
        else text.strip()
    )


def choice_key(answer: str, options: Sequence[str], conventions: Conventions) -> list[int]:
    """Return the places of the right options, in order.

    :raises Refusal: it names none of them, or can be read in two ways.
    """
    plain = bare_answer(answer)
    style = conventions.choice_answers
    readers = {
        "letters": _by_letters,
        "digits": _by_digits,
        "digits_from_0": _by_digits_from_0,
        "texts": _by_texts,
    }
    names = ["letters", "digits", "texts"] if style == "auto" else [style]
    found = {tuple(key) for name in names if (key := readers[name](plain, options))}
    if len(found) == 1:
        return list(found.pop())
    if found:
        raise Refusal("ambiguous", answer)
    raise Refusal("key_unusable", answer)


def _places(places: list[int], options: Sequence[str]) -> list[int]:
    """Return different places with an option at each, in order; nothing if one has none."""
    usable = all(0 <= place < len(options) and options[place] for place in places)
    return sorted(places) if usable and len(set(places)) == len(places) else []


def _by_letters(plain: str, options: Sequence[str]) -> list[int]:
    """Read "ABD", "A,B,D", "A、B、D、", "A B D", "a", "A. 铜", "甲"."""
    lower = plain.lower()
    lower = lower.translate(_STEMS) if len(lower) <= len(_STEMS) and not set(lower) - _STEM_SIGNS else lower
    if len(lower) <= _MOST_LETTERS and _LETTERS.fullmatch(lower):
        return _places([ord(letter) - 97 for letter in lower if "a" <= letter <= "z"], options)
    named = _LETTER_AND_TEXT.fullmatch(lower)
    if named:
        place = ord(named[1]) - 97
        if place < len(options) and folded(options[place]) == folded(named[2]):
            return _places([place], options)
    return []


def _by_digits(plain: str, options: Sequence[str], first: int = 1) -> list[int]:
    """Read "1", "1,3", "134"; counted from 1."""
    if re.fullmatch(r"\d\.0+", plain):
        plain = plain[0]
    if not _SEPARATED_DIGITS.fullmatch(plain):
        if not re.fullmatch(r"\d{2,10}", plain):
            return []
        digits = list(plain)
    else:
        digits = re.findall(r"\d+", plain)
    if len(digits) == 1 and int(digits[0]) - first >= len(options):
        digits = list(digits[0])
    return _places([int(digit) - first for digit in digits], options)


def _by_digits_from_0(plain: str, options: Sequence[str]) -> list[int]:
    """Read digits counted from 0."""
    return _by_digits(plain, options, first=0)


def _by_texts(plain: str, options: Sequence[str]) -> list[int]:
    """Read the text of the right option, or the texts of all of them."""
    known: dict[str, list[int]] = {}
    for place, option in enumerate(options):
        if option:
            known.setdefault(folded(option), []).append(place)
    whole = known.get(folded(plain), [])
    if whole:
        return whole if len(whole) == 1 else []
    for separator in _TEXT_SEPARATORS:
        parts = [folded(part) for part in plain.split(separator) if part.strip()]
        if len(parts) > 1 and all(len(known.get(part, ())) == 1 for part in parts):
            return _places([known[part][0] for part in parts], options)
    return []


def truth(answer: str, options: Sequence[str], conventions: Conventions) -> bool:
    """Return whether a statement is right.

    :raises Refusal: the answer is no word for it, or a convention has to be named first (A and B, 1 and 2).
    """
    plain = folded(bare_answer(answer))
    if plain in conventions.true_words or plain in conventions.false_words:
        return plain in conventions.true_words
    worded = [folded(option) for option in options]
    if len(plain) == 1 and "a" <= plain <= "h" and any(worded):
        place = ord(plain) - 97
        said = worded[place] if place < len(worded) else plain  # F beside T and F is no sixth option
        if said in TRUE_WORDS or said in FALSE_WORDS:
            return said in TRUE_WORDS
        raise Refusal("key_unusable", answer)
    if plain in TRUE_WORDS or plain in FALSE_WORDS:
        return plain in TRUE_WORDS
    if plain in ("a", "b", "0", "1", "2"):
        raise Refusal("ambiguous", answer)
    raise Refusal("key_unusable", answer)


def _one_spaced(text: str) -> str:
    """Return a text without runs of blanks, which patterns would walk through again and again."""
    return "\n".join(line for each in text.splitlines() if (line := " ".join(each.split())))


def order_key(answer: str, options: Sequence[str], conventions: Conventions) -> list[int]:
    """Return the places of the options in their right order.

    :raises Refusal: it does not name each option once.
    """
    plain = re.sub(r"(?:->|=>|→|>|⇒|-|—)", ",", _one_spaced(bare_answer(answer)))
    lower = plain.lower()
    named = [place for place, option in enumerate(options) if option]
    from_0 = conventions.choice_answers == "digits_from_0"
    found = set()
    if _LETTERS.fullmatch(lower):
        found.add(tuple(ord(letter) - 97 for letter in lower if "a" <= letter <= "z"))
    elif re.fullmatch(r"[\d\s,、;①-⑳]+", plain):
        separated = re.findall(r"\d+", plain)
        digits = separated if len(separated) > 1 else list(plain.strip())
        found.add(tuple(int(digit) - (0 if from_0 else 1) for digit in digits))
    for separator in ("\n", "|", ";", ","):
        places = {folded(option): place for place, option in enumerate(options)}
        parts = [folded(part) for part in plain.split(separator)]
        if len(parts) > 1 and all(part in places for part in parts):
            found.add(tuple(places[part] for part in parts))
    usable = {order for order in found if sorted(order) == named}
    if len(usable) != 1:
        raise Refusal("ambiguous" if usable else "key_unusable", answer)
    return list(usable.pop())


def pairs_key(answer: str, options: Sequence[str], matches: Sequence[str]) -> dict[int, int]:
    """Return which match belongs to each option: "A-2；B-1", letters for options, figures for matches.

    :raises Refusal: an option has no match, or two.
    """
    plain = "".join(unicodedata.normalize("NFKC", answer).lower().split())
    if not re.fullmatch(r"(?:[a-z][-—:=→>]*\d{1,2}[,;、]*)+", plain):
        raise Refusal("key_unusable", answer)
    pairs = [
        (ord(letter) - 97, int(digit) - 1)
        for letter, digit in re.findall(r"([a-z])[^a-z\d]*(\d{1,2})", plain)
    ]
    key = dict(pairs)
    named = [place for place, option in enumerate(options) if option]
    usable = all(0 <= match < len(matches) and matches[match] for match in key.values())
    if sorted(place for place, _ in pairs) != named or not usable:
        raise Refusal("key_unusable", answer)
    return key
