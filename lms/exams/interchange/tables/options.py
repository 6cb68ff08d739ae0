"""Options that stand in one cell, apart again: by their labels (A. B. C.) or by what stands between them."""

import json
import re
import unicodedata
from collections.abc import Sequence
from itertools import islice

from lms.exams.interchange.tables.refusals import Refusal

MOST_OPTIONS = 26
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LABELS = (_LETTERS, _LETTERS.lower(), "甲乙丙丁戊己庚辛", tuple(str(number) for number in range(1, 21)))
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_APART = r"(?:^|(?<=[\s|｜;；,，、。$#/]))"
_STOP = r"(?:\s*[.．、:：,，·]|\s)\s*"
_POINT = r"\s*[.．、:：]\s*"
_NO_DECIMAL = r"(?!\d)"
# "A-10kV" of a cell that holds all options; "A-B" and "B-C" are ends of wires.
_STOPS = "[.、:,)]"
_WITH_DASH = r"(?:[.、:,)]|[-—](?!\s*[A-Za-z](?![A-Za-z])))"
_ENDS = " \t\n\u3000|｜;；,，、$#/"
# Where options may begin behind a stem: a first label after a blank, a bracket or the end of a sentence.
_FIRST_IN_STEM = re.compile(r"[\s)）。？?:：，,](?=[(（]?[AＡ][)）]?\s*[.．、:：)）])")
# "（ A ）" is a key, not the label of the first option.
_BRACKETS = ("(", "（", "[", "【")
# Each place is tried with every kind of label: a hostile text may not have many of them.
_LONGEST_STEM, _MOST_TRIES = 2_000, 2
# Signs that hardly ever stand inside an option; the others have to be named by a mapping.
SURE_SEPARATORS = ("\n", "|", "｜", "$$", "##", "；", ";", "\t")
DOUBTFUL_SEPARATORS = ("、", "，", ",", "/", " ")


def split_options(cell: str, separator: str = "") -> list[str]:
    """Return the options of one cell, without labels; one text alone means that nothing divides it.

    :raises Refusal: two signs divide it into different options.
    """
    listed = _listed(cell)
    if listed:
        return listed
    labelled = _by_labels(cell)
    if labelled:
        return labelled
    if separator:
        return unlabelled(_parts(cell, separator), _WITH_DASH)
    divided = {sign: _parts(cell, sign) for sign in SURE_SEPARATORS if sign in cell}
    fitting = {sign: parts for sign, parts in divided.items() if len(parts) > 1}
    if "\n" in fitting or len(fitting) == 1:
        return unlabelled(fitting.get("\n") or next(iter(fitting.values())), _WITH_DASH)
    if fitting:
        raise Refusal("ambiguous", " ".join(sorted(fitting)))
    return [cell]


def options_behind(stem: str) -> tuple[str, list[str]]:
    """Return a stem and the options that stand behind it in the same cell, none if there are none."""
    if len(stem) > _LONGEST_STEM:
        return stem, []
    places = islice(_FIRST_IN_STEM.finditer(stem), 10 * _MOST_TRIES)
    beginnings = (found for found in places if not stem[: found.end()].rstrip().endswith(_BRACKETS))
    for found in islice(beginnings, _MOST_TRIES):
        options = _by_labels(stem[found.end() :])
        if options and stem[: found.end()].strip():
            return stem[: found.end()].strip(), options
    return stem, []


def _parts(cell: str, separator: str) -> list[str]:
    """Return the parts between separators; empty ones at the ends are none."""
    return [part.strip() for part in cell.split(separator) if part.strip()]


def _listed(cell: str) -> list[str]:
    """Return the options of a JSON list or object, as some systems export them."""
    if not cell.startswith(("[", "{")) or len(cell) > 20_000:
        return []
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    if isinstance(value, dict):
        in_order = list(value) == list(_LETTERS[: len(value)])
        value = list(value.values()) if in_order else []
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        return []
    return unlabelled([text.strip() for text in value]) if len(value) > 1 else []


def _by_labels(cell: str) -> list[str]:
    """Return the options behind labels in their order, if the first label begins the cell."""
    first = cell[:1]
    if first in "(（[【":
        return _first_divided(
            cell, [(labels, r"[(（\[【]", r"\s*[)）\]】]\s*[.．、:：]?\s*") for labels in _LABELS]
        )
    if first == _CIRCLED[0]:
        return _behind(cell, _CIRCLED, "", r"\s*[.．、]?\s*")
    apart = [
        (labels, _APART, rf"(?:{_STOP}|[)）]\s*){_NO_DECIMAL if labels is _LABELS[-1] else ''}")
        for labels in _LABELS
    ]
    divided = _first_divided(cell, apart)
    if divided:
        return divided
    # "A.铜B.铁": nothing stands before a label, so each may come only once.
    attached = _behind(cell, _LETTERS, r"(?<![A-Za-z0-9])", _POINT)
    if attached and all(cell.count(f"{letter}{sign}") < 2 for letter in _LETTERS for sign in ".、．"):
        return attached
    # "A铜 B铁": a letter with nothing behind it is a label only if that leaves different texts.
    parts = _behind(cell, _LETTERS, _APART, r"(?=[^\x00-\x7f])(?![级类型等岗、，；])")
    return parts if len(set(parts)) == len(parts) else []


def _first_divided(cell: str, ways: Sequence[tuple[Sequence[str], str, str]]) -> list[str]:
    """Return the options by the first way that divides them."""
    return next((parts for way in ways if (parts := _behind(cell, *way))), [])


def _behind(cell: str, labels: Sequence[str], before: str, stop: str) -> list[str]:
    """Return the texts behind labels that follow each other; nothing if there are not two."""
    starts: list[tuple[int, int]] = []
    position = 0
    for label in labels:
        found = re.compile(before + _any_width(label) + stop, re.MULTILINE).search(cell, position)
        if not found or (not starts and found.start() > 0):
            break
        starts.append((found.start(), found.end()))
        position = found.end()
    if len(starts) < 2:
        return []
    ends = [start for start, _ in starts[1:]] + [len(cell)]
    parts = [cell[begin:end].strip(_ENDS) for (_, begin), end in zip(starts, ends, strict=True)]
    return parts if all(parts) else []


def _any_width(label: str) -> str:
    """Return a pattern for a label in both widths."""
    if not label.isascii():
        return re.escape(label)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in label)
    return f"(?:{label}|{wide})"


def unlabelled(texts: list[str], stop: str = _STOPS) -> list[str]:
    """Return texts without their labels if every one bears its own: "A.铜" in the column of A."""
    bare = [_without_label(text, place, stop) for place, text in enumerate(texts)]
    given = [new for text, new in zip(texts, bare, strict=True) if text]
    return [new or "" for new in bare] if len(given) > 1 and all(new is not None for new in given) else texts


def _without_label(text: str, place: int, stop: str) -> str | None:
    """Return a text without the label of its place, None if it does not bear it."""
    if not text or place >= MOST_OPTIONS:
        return None
    plain = unicodedata.normalize("NFKC", text[:8])
    letter = _LETTERS[place]
    found = re.match(rf"[(\[【]?(?:{letter}|{letter.lower()})[)\]】]?\s*{stop}\s*(?=\S)", plain)
    if not found:
        return None
    # The label is as long in either width; what follows it stays as it was written.
    return text[found.end() :].strip() or None
