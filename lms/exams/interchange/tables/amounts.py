"""Right numbers as schools write them: "12.5±0.1 V", "220 V±10%", "(5±1)%", "4.9~5.1 A", "1,250.5 元"."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lms.exams.interchange.drafts import Number, Remark
from lms.exams.interchange.tables.refusals import Refusal

_FIGURES = r"[-+]?\d[\d,]{0,39}(?:\.\d{1,30})?(?:e[-+]?\d{1,2})?"
_NUMBER = re.compile(_FIGURES, re.IGNORECASE)
_OWN = re.compile(rf"({_FIGURES})(?:±({_FIGURES})(%?))?(?: (.*))?", re.IGNORECASE)
_BRACKETED = re.compile(rf"\(({_FIGURES}) ?± ?({_FIGURES})\) ?(.*)", re.IGNORECASE)
_BETWEEN = re.compile(rf"({_FIGURES}) ?[~～∼] ?({_FIGURES}) ?(.*)", re.IGNORECASE)
_BESIDE = re.compile(rf"± ?({_FIGURES})( ?%)?(.*)", re.IGNORECASE)
_COLUMN = re.compile(rf"±? ?({_FIGURES}) ?(%?)", re.IGNORECASE)
_UNIT = re.compile(r"(?:[^\W\d_]|[%‰°℃℉′″'\"$￥¥/])[^±.,;、~=()]{0,20}")
# Words that part two answers, or that only say roughly how much, are no unit.
_NO_UNIT = re.compile(r"或|和|\bor\b|\band\b|/\s*\d|左右|以[上下内]|多|余|大约", re.IGNORECASE)
_FRAMED = re.compile(r"\(([^\d()]{1,20})\)")
_SURE_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d+)?|,\d{3}\.\d+)")
_LIKELY_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_DECIMAL_COMMA = re.compile(r"[-+]?(?:0,\d+|\d+,(?!\d{4}$)\d+)")  # 1,0000 may be ten thousand
_NARROW = str.maketrans("０１２３４５６７８９．＋－−％，；（）", "0123456789.+--%,;()")


@dataclass(slots=True)
class Amounts:
    """Reads the numbers of one question; `remarks` are what of them can be read in two ways."""

    is_own: bool = False  # our own layout, in which ±2% is a share of the value and nothing else
    remarks: list[Remark] = field(default_factory=list)

    def read(self, answer: str, tolerance: str, unit: str) -> tuple[Number, ...]:
        """Return the numbers that are right, one a line, with the error and unit that columns of their own name.

        :raises Refusal: one of them is no number, unit or tolerance are said twice and differ, or a percentage may be
            a share of the value as well as its unit.
        """
        lines = [line for line in answer.split("\n") if line.strip()]
        return tuple(self._number(_one_spaced(line), tolerance, unit.strip()) for line in lines)

    def _number(self, line: str, tolerance: str, unit: str) -> Number:
        if tolerance:
            return self._with_column(line, tolerance, unit)
        found = _OWN.fullmatch(line) if self.is_own else None
        if found and (found[3] or not found[2] or not (found[4] or "").startswith("%")):
            return self._made(found[1], found[2] or "0", found[4] or unit, is_relative=bool(found[3]))
        if found := _BRACKETED.fullmatch(line):
            behind = found[3].strip() if self.is_own else _unit(found[3])  # our own spaces are meant
            return self._made(found[1], found[2], _agreed(unit, behind))
        if found := _BETWEEN.fullmatch(line):
            low, high = sorted((self._decimal(found[1]), self._decimal(found[2])))
            return Number((low + high) / 2, (high - low) / 2, _agreed(unit, _unit(found[3])))
        value, rest = _begun(line)
        before, sign, _ = rest.partition("±")
        if not sign:
            return self._made(value, "0", _agreed(unit, _unit(rest)))
        if _unit(before) == "%" and rest.rstrip().endswith("%"):
            return self._made(value, rest[len(before) + 1 :].rstrip("% "), _agreed(unit, "%"))  # 60%±5%
        return self._beside(line, value, _agreed(unit, _unit(before)), rest[len(before) :])

    def _with_column(self, line: str, tolerance: str, unit: str) -> Number:
        """Return a number whose tolerance has a column of its own."""
        value, rest = _begun(line)
        beside = _COLUMN.fullmatch(_one_spaced(tolerance))
        if not beside or "±" in rest:
            raise Refusal("ambiguous" if beside else "value_unusable", tolerance)
        unit = _agreed(unit, _unit(rest))
        if beside[2] and unit == "%":
            raise Refusal("ambiguous", f"{line} ± {tolerance}")
        return self._made(value, beside[1], unit, is_relative=bool(beside[2]))

    def _beside(self, line: str, value: str, unit: str, rest: str) -> Number:
        """Return a number with what stands from ± on: "±0.1 V", "±10%", "±2% A"."""
        found = _BESIDE.fullmatch(rest)
        if not found:
            raise Refusal("key_unusable", line)
        size, percent, behind = found[1], found[2] or "", _unit(found[3])
        unit = _agreed(unit, behind)
        if not percent:
            return self._made(value, size, unit)
        if unit == "%" or (not unit and percent != "%"):
            raise Refusal("ambiguous", line)
        if not unit and not self.is_own:
            self._note(line)
        return self._made(value, size, unit, is_relative=True)

    def _made(self, value: str, size: str, unit: str, *, is_relative: bool = False) -> Number:
        tolerance = self._decimal(size)
        if tolerance < 0:
            raise Refusal("value_unusable", size)
        return Number(self._decimal(value), tolerance / 100 if is_relative else tolerance, unit, is_relative)

    def _decimal(self, text: str) -> Decimal:
        """Return a number; a comma that may part thousands or decimals is said."""
        if "," in text and _SURE_THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        elif "," in text and _LIKELY_THOUSANDS.fullmatch(text):
            self._note(f"{text} = {(text := text.replace(',', ''))}")
        elif "," in text and _DECIMAL_COMMA.fullmatch(text):
            self._note(f"{text} = {(text := text.replace(',', '.'))}")
        try:
            return Decimal(text)
        except InvalidOperation as error:
            raise Refusal("key_unusable", text) from error

    def _note(self, detail: str) -> None:
        self.remarks.append(Remark("ambiguous", detail[:60]))


def _one_spaced(text: str) -> str:
    """Return a text in one width, with one blank where there are several."""
    return " ".join(text.translate(_NARROW).replace("+/-", "±").replace("+-", "±").split())


def _begun(line: str) -> tuple[str, str]:
    """Return the number that a line begins with, and the rest."""
    found = _NUMBER.match(line)
    if not found:
        raise Refusal("key_unusable", line)
    return found[0], line[found.end() :]


def _unit(text: str) -> str:
    """Return the unit that stands behind a number.

    :raises Refusal: it is something else: another answer, a sentence.
    """
    text = text.strip()
    framed = _FRAMED.fullmatch(text)
    text = framed[1].strip() if framed else "".join(text.split())
    if text and (not _UNIT.fullmatch(text) or _NO_UNIT.search(text)):
        raise Refusal("key_unusable", text)
    return text


def _agreed(unit: str, other: str) -> str:
    """Return the one unit.

    :raises Refusal: there are two.
    """
    if unit and other and unit != other:
        raise Refusal("ambiguous", f"{unit} / {other}")
    return unit or other
