"""Numbers of files as exact fractions, so that a third of a mark three times is one mark."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,2})?")
_DIGITS = 28
_WRITTEN_OUT, _MOST_PARTS = 10, 100  # digits behind the point of a fraction with so small a denominator


@lru_cache(maxsize=1024)
def fraction_of(text: str) -> Fraction | None:
    """Return the number that a text writes; None for what is no number, or an absurd one."""
    text = text.strip()
    return Fraction(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=1024)
def worth_of(text: str) -> Fraction | None:
    """Return what a text says something is worth: a third that a program wrote out to its last digit is a third."""
    number = fraction_of(text)
    places = len(text.strip().partition(".")[2])
    if number is None or not _WRITTEN_OUT <= places <= _DIGITS + 2:
        return number
    simple = number.limit_denominator(_MOST_PARTS)
    return simple if abs(simple - number) <= Fraction(5, 10**places) else number


@lru_cache(maxsize=1024)
def decimal_of(number: Fraction) -> Decimal:
    """Return a fraction as a decimal: exact where there is one, else to 28 digits."""
    with localcontext(prec=200) as wide:
        quotient = Decimal(number.numerator) / Decimal(number.denominator)
        if Fraction(quotient) != number:
            wide.prec = _DIGITS
            quotient = +quotient
        return _plain(quotient)


def _plain(number: Decimal) -> Decimal:
    """Return a decimal without zeros at its end and without an exponent."""
    short = number.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
