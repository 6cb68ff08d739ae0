"""Gaps of fill-in questions: how a stem marks them, and which answer belongs to which."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from lms.exams.interchange.drafts import Gap
from lms.exams.interchange.tables.refusals import Refusal

GAP = "____"
_NAMED = r"[\[【{（(]\s*填?空\s*\d{1,2}\s*[\]】}）)]|\{\s*\}"  # as teaching platforms write them
_LINES = re.compile(rf"[_＿]{{2,}}|[_＿](?=\s*[_＿])(?:\s*[_＿])+|﹍{{2,}}|…{{4,}}|{_NAMED}")
_BRACKETS = re.compile(r"[（(【\[]\s*(?:[_＿]+\s*|\d{1,2}\s*)?[)）】\]]")
_EMPTY_BRACKETS = re.compile(r"[（(【\[]\s*[)）】\]]")
# Two blanks, a wide one, or one beside a Chinese word part answers; one between English words does not.
_PARTING_BLANKS = re.compile(
    r"[ \t]{2,}|[ \t]*\u3000[ \t\u3000]*|(?<=[\u3400-\u9fff]) (?=\S)|(?<=\S) (?=[\u3400-\u9fff])"
)
_CHINESE = "一二三四五六七八九十"
_GAP_LABEL = re.compile(
    r"\s*(?:第([一二三四五六七八九十]|\d{1,2})[个]?空?\s*[:：、]|([①-⑳])|[（(]?(\d{1,2})(?:[)）]|[.．、:：](?!\d)))\s*"
)
_LABELS = re.compile(
    r"(?:^|(?<=[\s；;，,、]))(?=[①-⑳]|[（(]\d{1,2}[)）]|第[一二三四五六七八九十]空)|(?<=\S)(?=[②-⑳])"
)
_SEPARATORS = ("\n", "；", ";", "|", "｜", "、", "，", ",", "$$", "##")


def with_gaps(stem: str) -> tuple[str, int]:
    """Return a stem whose gaps are marked the same way, and how many it has."""
    marked = _LINES.sub(GAP, stem)
    if GAP not in marked:
        marked = _EMPTY_BRACKETS.sub(GAP, stem)
    return marked, marked.count(GAP)


def counted(stem: str) -> tuple[str, int]:
    """Return a stem as it stands, and how many gaps of our own form it has."""
    return stem, stem.count(GAP)


def has_gaps(stem: str) -> bool:
    """Return whether a stem marks gaps by lines."""
    return bool(_LINES.search(stem))


def gaps_of(answer: str, count: int, separator: str = "", alternative: str = "") -> tuple[Gap, ...]:
    """Return the gaps of an answer.

    :raises Refusal: there are more or fewer answers than gaps, or two ways to divide them.
    """
    parts = _divided(answer, count, separator, alternative)
    return tuple(Gap({text: Decimal(1) for text in _alternatives(part, alternative)}) for part in parts)


def gaps_of_cells(texts: Sequence[str], count: int) -> tuple[Gap, ...]:
    """Return the gaps whose answers stand where choices have their options.

    :raises Refusal: there are more or fewer than gaps; several for one gap might all be accepted, or be one answer.
    """
    answer = " / ".join(texts)
    if count == 1 < len(texts):
        raise Refusal("ambiguous", answer)
    return tuple(Gap({text: Decimal(1)}) for text in _checked(list(texts), count, answer))


def _divided(answer: str, count: int, separator: str, alternative: str) -> list[str]:
    """Return one answer for each gap."""
    if separator:
        parts = [part.strip() for part in answer.split(separator)]
        return _checked(parts, count, answer)
    if count == 1:
        doubtful = [sign for sign in ("；", ";", "|", "｜", "\n") if sign in answer and sign != alternative]
        if doubtful:
            raise Refusal("ambiguous", answer)
        return [answer]
    signs = [sign for sign in _SEPARATORS if sign in answer and sign != alternative]
    ways = {tuple(part.strip() for part in answer.split(sign)) for sign in signs}
    numbered = tuple(
        part.strip()
        for part in re.split(r"(?:^|(?<=\s))[(（]?\d{1,2}[)）.、](?!\d)\s*", answer)
        if part.strip()
    )
    labelled = tuple(part.strip() for part in _LABELS.split(answer) if part.strip())
    parted = tuple(_PARTING_BLANKS.split(answer)) if not ways else ()
    fitting = {
        _unlabelled(way) for way in (*ways, numbered, labelled, parted) if len(way) == count and all(way)
    }
    if len(fitting) > 1:
        raise Refusal("ambiguous", answer)
    return _checked(list(fitting.pop()) if fitting else [answer], count, answer)


def _unlabelled(parts: Sequence[str]) -> tuple[str, ...]:
    """Return answers without the numbers of their gaps, "(1)安" or "第一空：安", if each bears its own."""
    found = [_GAP_LABEL.match(part) for part in parts]
    numbers = [_number_of(each[1] or each[2] or each[3]) if each else 0 for each in found]
    if numbers != list(range(1, len(parts) + 1)):
        return tuple(parts)
    bare = tuple(
        part[each.end() :].strip(" ；;，,、") for part, each in zip(parts, found, strict=True) if each
    )
    return bare if all(bare) else tuple(parts)


def _number_of(mark: str) -> int:
    """Return the number that a label bears: 2, 二, ②."""
    return _CHINESE.index(mark) + 1 if mark in _CHINESE else int(unicodedata.normalize("NFKC", mark))


def _checked(parts: list[str], count: int, answer: str) -> list[str]:
    """Return the parts if there is one for each gap."""
    if len(parts) != count or not all(parts):
        raise Refusal("key_unusable", answer)
    return parts


def _alternatives(part: str, sign: str) -> list[str]:
    """Return the texts that are accepted for one gap."""
    return [text.strip() for text in part.split(sign) if text.strip()] if sign else [part]


# --- our own layout: one line a gap, "|" between what is accepted, "@" for a share, "#" for the rest -----------

_ESCAPED = {"\\": "\\\\", "|": "\\|", "@": "\\@", "#": "\\#", "\n": "\\n"}
_COUNTED = re.compile(r"\d{1,6}(?:\.\d{1,12})?")
_OWN_TOKEN = re.compile(r"\\(.)|([|@#])|([^\\|@#]+)", re.DOTALL)
_CASE, _FROM, _WEIGHT = "case", "from:", "weight:"


def own_gap_text(gap: Gap) -> str:
    """Return a gap as our own layout writes it."""
    texts = [
        _escaped(text) + (f" @{share.normalize():f}" if share != 1 else "")
        for text, share in gap.accepted.items()
    ]
    rest = [f"#{_CASE}"] if gap.is_case_sensitive else []
    rest += [f"#{_WEIGHT}{gap.weight.normalize():f}"] if gap.weight != 1 else []
    rest += [f"#{_FROM}{'|'.join(_escaped(choice) for choice in gap.choices)}"] if gap.choices else []
    return " ".join(["|".join(texts), *rest])


def _escaped(text: str) -> str:
    """Return a text whose signs mean nothing."""
    return "".join(_ESCAPED.get(sign, sign) for sign in text)


def own_gaps(answer: str, count: int) -> tuple[Gap, ...]:
    """Return the gaps that our own layout wrote.

    :raises Refusal: there are more or fewer lines than gaps.
    """
    lines = [line for line in answer.split("\n") if line.strip()]
    if len(lines) != count:
        raise Refusal("key_unusable", answer)
    return tuple(_own_gap(line) for line in lines)


def _own_gap(line: str) -> Gap:
    """Return one gap of our own layout."""
    accepted: dict[str, Decimal] = {}
    choices: list[str] = []
    is_case_sensitive = in_choices = False
    weight = Decimal(1)
    for sign, text in _pieces(line):
        if sign == "#":
            in_choices = text.startswith(_FROM)
            is_case_sensitive = is_case_sensitive or text.strip() == _CASE
            choices += [text.removeprefix(_FROM).strip()] if in_choices else []
            weight = _weight(text.removeprefix(_WEIGHT)) if text.startswith(_WEIGHT) else weight
        elif sign == "@":
            accepted[next(reversed(accepted))] = _share(text) if accepted else Decimal(1)
        elif in_choices:
            choices.append(text.strip())
        else:
            accepted[text.strip()] = Decimal(1)
    if not accepted or not all(accepted):
        raise Refusal("key_unusable", line)
    return Gap(accepted, is_case_sensitive, tuple(choices), weight)


def _pieces(line: str) -> list[tuple[str, str]]:
    """Return the texts of a line, each with the sign before it."""
    pieces: list[tuple[str, str]] = [("", "")]
    for escaped, sign, text in _OWN_TOKEN.findall(line):
        if sign:
            pieces.append((sign, ""))
        else:
            last_sign, last = pieces[-1]
            pieces[-1] = (last_sign, last + (("\n" if escaped == "n" else escaped) if escaped else text))
    return pieces


def _share(text: str) -> Decimal:
    """Return the share of a gap's mark that an answer earns."""
    try:
        share = Decimal(text.strip())
    except InvalidOperation as error:
        raise Refusal("value_unusable", text) from error
    if not share.is_finite() or not 0 <= share <= 1:
        raise Refusal("value_unusable", text)
    return share


def _weight(text: str) -> Decimal:
    """Return how much a gap counts beside the others."""
    found = _COUNTED.fullmatch(text.strip())
    if not found or not Decimal(found[0]):
        raise Refusal("value_unusable", text)
    return Decimal(found[0])


def gaps_as_text(gaps: tuple[Gap, ...]) -> str:
    """Return all gaps of an item as our own layout writes them."""
    return "\n".join(own_gap_text(gap) for gap in gaps)


def weights_of(text: str) -> Mapping[str, Decimal]:
    """Return weights by letter, "A=1; B=-0.5", or by the number of a gap, "1=2; 2=0.5".

    :raises Refusal: it is not written like this.
    """
    weights = {}
    for part in re.split(r"[;；\n]", text):
        found = re.fullmatch(r"\s*([a-z]|\d{1,2})\s*=\s*(-?\d{1,6}(?:\.\d{1,12})?)\s*", part.lower())
        if part.strip() and not found:
            raise Refusal("value_unusable", text)
        if found:
            weights[found[1]] = Decimal(found[2])
    return weights
