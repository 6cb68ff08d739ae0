"""Keys that a stem shows in brackets, "……是（A）。", "铜导电。（×）": taken out of it, or held against the answer."""

import re

from lms.exams.interchange.drafts import DraftItem, Kind, Remark
from lms.exams.interchange.tables import gaps
from lms.exams.interchange.tables.answers import bare_answer
from lms.exams.interchange.tables.refusals import Refusal
from lms.exams.interchange.tables.words import folded
from lms.exams.interchange.truth import FALSE_WORDS, SHOWN, TRUE_WORDS

IN_STEM = re.compile(rf"[（(【\[]\s*([A-Ha-hＡ-Ｈ](?:[\s,，、]*[A-Ha-hＡ-Ｈ])*|{SHOWN})\s*[)）】\]]")
_BLANK = "（ ）"
_LETTERS = re.compile(r"[a-h](?:[,、;]*[a-h])*")
_SIGNS = frozenset("√×✓✗✔✘")
_OF_PICTURE = re.compile(r"[图表]\s*$")
_AFTER = re.compile(r"[\s。.．？?！!；;]*")
_TRUTHS = ("true", "false")
_LONGEST_KEY = 40


def meaning(key: str) -> str:
    """Return an answer in one form: letters in their order, "true" or "false", else its words."""
    plain = folded(bare_answer(key)) if len(key) < _LONGEST_KEY else ""
    if _LETTERS.fullmatch(plain):
        return "".join(sorted({letter for letter in plain if letter.isalpha()}))
    return "true" if plain in TRUE_WORDS else "false" if plain in FALSE_WORDS else plain


def keys_in(stem: str) -> list[str]:
    """Return the keys that a stem shows, each in one form."""
    return [meaning(key) for key in IN_STEM.findall(stem)]


def taken_out(stem: str) -> str:
    """Return a stem with empty brackets where keys stood."""
    return IN_STEM.sub(_BLANK, stem)


def only_key(stems: list[str]) -> str:
    """Return the one key that the stems of a question show, as it was written; "" if they show none.

    :raises Refusal: they show several.
    """
    found = {meaning(key): key for stem in stems for key in IN_STEM.findall(stem)}
    if len(found) > 1:
        raise Refusal("ambiguous", " / ".join(sorted(found)))
    return next(iter(found.values()), "")


def refuse_contradicted(stems: list[str], answer: str, item: DraftItem) -> None:
    """Refuse a question whose stems are known to show the key, if it is another than the answer beside it.

    :raises Refusal: the two differ.
    """
    said = _meanings(answer, item)
    for stem in stems:
        for key in IN_STEM.findall(stem):
            if said.isdisjoint(_as_said(key, item)):
                raise Refusal("ambiguous", f"（{key}） / {answer}")


def shown_in(stems: list[str], answer: str, item: DraftItem) -> Remark | None:
    """Return what is to be said of a stem that shows its key; who sits the examination would see it.

    Another letter in the middle of a stem is said too: a vitamin, or a key.

    :raises Refusal: what stands where keys do contradicts the answer beside it: nobody can say which is right.
    """
    if not answer or item.kind not in (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE):
        return None
    said = _meanings(answer, item)
    found = [(stem, each) for stem in stems for each in IN_STEM.finditer(stem)]
    if any(not said.isdisjoint(_as_said(each[1], item)) for _stem, each in found):
        return Remark("key_in_stem")
    against = [(stem, each) for stem, each in found if _may_be_key(stem, each, said, item)]
    for stem, each in against:
        if each[1] in _SIGNS or _AFTER.fullmatch(stem, each.end()):
            raise Refusal("ambiguous", f"（{each[1]}） / {answer}")
    doubtful = next((each[1] for stem, each in against if not _asks(stem)), "")
    return Remark("ambiguous", f"（{doubtful}） / {answer[:_LONGEST_KEY]}") if doubtful else None


def _meanings(answer: str, item: DraftItem) -> set[str]:
    """Return in which forms the key of an item may be shown."""
    shown = {meaning(answer)}
    if item.kind == Kind.TRUE_FALSE:
        shown.add(_TRUTHS[not item.key])
    elif item.kind in (Kind.SINGLE, Kind.MULTIPLE):
        shown.add("".join(sorted(item.key)))
    return shown


def _asks(stem: str) -> bool:
    """Return whether a stem is a question, not a sentence with a place for its key."""
    return stem.rstrip().endswith(("?", "？"))


def _as_said(key: str, item: DraftItem) -> set[str]:
    """Return what a shown key may say: F is a letter, and of a statement that it is false."""
    found = meaning(key)
    return {found, "false"} if found == "f" and item.kind == Kind.TRUE_FALSE else {found}


def _may_be_key(stem: str, key: re.Match[str], said: set[str], item: DraftItem) -> bool:
    """Return whether what stands in brackets would be an answer of this question."""
    found = meaning(key[1])
    if found in _TRUTHS:
        return item.kind == Kind.TRUE_FALSE
    if gaps.with_gaps(stem)[1] or _OF_PICTURE.search(stem, 0, key.start()):
        return False  # the place of the key is empty; "如图（A）"
    if item.kind == Kind.TRUE_FALSE:
        return any(_LETTERS.fullmatch(one) for one in said)
    return set(found) <= {option.name for option in item.options}
