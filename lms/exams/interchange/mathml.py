"""Formulas in MathML are kept as TeX: the presentation elements that question files use, nothing half-understood."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

DEEPEST = 40
# Characters that TeX reads as commands, and the signs that it has a name for.
_ESCAPED = {"%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "_": r"\_", "{": r"\{", "}": r"\}"}
_SIGNS = {
    "\N{MINUS SIGN}": "-",
    "\N{MULTIPLICATION SIGN}": r"\times ",
    "\N{DIVISION SIGN}": r"\div ",
    "\N{DOT OPERATOR}": r"\cdot ",
    "\N{MIDDLE DOT}": r"\cdot ",
    "\N{PLUS-MINUS SIGN}": r"\pm ",
    "\N{LESS-THAN OR EQUAL TO}": r"\le ",
    "\N{GREATER-THAN OR EQUAL TO}": r"\ge ",
    "\N{NOT EQUAL TO}": r"\ne ",
    "\N{ALMOST EQUAL TO}": r"\approx ",
    "\N{INFINITY}": r"\infty ",
    "\N{N-ARY SUMMATION}": r"\sum ",
    "\N{N-ARY PRODUCT}": r"\prod ",
    "\N{INTEGRAL}": r"\int ",
    "\N{RIGHTWARDS ARROW}": r"\to ",
    "\N{PARTIAL DIFFERENTIAL}": r"\partial ",
    "\N{GREEK SMALL LETTER ALPHA}": r"\alpha ",
    "\N{GREEK SMALL LETTER BETA}": r"\beta ",
    "\N{GREEK SMALL LETTER GAMMA}": r"\gamma ",
    "\N{GREEK SMALL LETTER DELTA}": r"\delta ",
    "\N{GREEK SMALL LETTER ETA}": r"\eta ",
    "\N{GREEK SMALL LETTER THETA}": r"\theta ",
    "\N{GREEK SMALL LETTER LAMDA}": r"\lambda ",
    "\N{GREEK SMALL LETTER MU}": r"\mu ",
    "\N{GREEK SMALL LETTER PI}": r"\pi ",
    "\N{GREEK SMALL LETTER RHO}": r"\rho ",
    "\N{GREEK SMALL LETTER SIGMA}": r"\sigma ",
    "\N{GREEK SMALL LETTER TAU}": r"\tau ",
    "\N{GREEK SMALL LETTER PHI}": r"\varphi ",
    "\N{GREEK PHI SYMBOL}": r"\phi ",
    "\N{GREEK SMALL LETTER OMEGA}": r"\omega ",
    "\N{GREEK CAPITAL LETTER DELTA}": r"\Delta ",
    "\N{GREEK CAPITAL LETTER SIGMA}": r"\Sigma ",
    "\N{GREEK CAPITAL LETTER PHI}": r"\Phi ",
    "\N{GREEK CAPITAL LETTER OMEGA}": r"\Omega ",
    "\N{INVISIBLE TIMES}": "",
    "\N{FUNCTION APPLICATION}": "",
}
_ACCENTS = {
    "\N{MACRON}": "bar",
    "\N{OVERLINE}": "overline",
    "\N{RIGHTWARDS ARROW}": "vec",
    "^": "hat",
    "~": "tilde",
}


class NotUnderstood(Exception):
    """The formula holds an element that has no TeX here."""


def tex_of(math: Any) -> str | None:
    """Return the TeX of a `math` element: the one that it carries itself, or one made of its elements."""
    for one in math.iter():
        if name_of(one) == "annotation" and "tex" in (one.get("encoding") or "").lower():
            return (one.text or "").strip() or None
    try:
        return _row(math, 0).strip() or None
    except NotUnderstood:
        return None


def name_of(element: Any) -> str:
    """Return an element's name without prefix or namespace, in small letters; "" for a comment."""
    tag = element.tag
    return _bare(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=512)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _row(element: Any, depth: int) -> str:
    own = _signs(element.text or "") if not len(element) else ""
    return own + "".join(_tex(child, depth + 1) for child in element)


def _tex(element: Any, depth: int) -> str:
    name = name_of(element)
    if depth > DEEPEST:
        raise NotUnderstood(name)
    if name in _TOKENS:
        return _TOKENS[name](" ".join("".join(element.itertext()).split()))
    if name in _ROWS:
        return _row(element, depth)
    if name in _DROPPED:
        return ""
    if name in _SHAPED:
        return _SHAPED[name](element, depth)
    return _parted(element, depth)


def _parted(element: Any, depth: int) -> str:
    """Return the TeX of an element whose children have each a meaning of their own."""
    name = name_of(element)
    count, write = _PARTED.get(name, (-1, "".join))
    if len(element) != count:
        raise NotUnderstood(name)
    return write([_tex(child, depth + 1) for child in element])


def _signs(text: str) -> str:
    return "".join(_SIGNS.get(sign, _ESCAPED.get(sign, sign)) for sign in text.strip())


def _identifier(text: str) -> str:
    return _signs(text) if len(text) <= 1 else rf"\mathrm{{{_signs(text)}}}"


def _words(text: str) -> str:
    return rf"\text{{{''.join(_ESCAPED.get(sign, sign) for sign in text)}}}" if text else r"\ "


def _table(element: Any, depth: int) -> str:
    rows = [[_row(cell, depth + 2) for cell in row] for row in element if name_of(row) == "mtr"]
    return r"\begin{matrix}" + r" \\ ".join(" & ".join(row) for row in rows) + r"\end{matrix}"


def _fenced(element: Any, depth: int) -> str:
    inside = (element.get("separators", ",")[:1] or "").join(_tex(child, depth + 1) for child in element)
    return rf"\left{_fence(element.get('open', '('))}{inside}\right{_fence(element.get('close', ')'))}"


def _fence(sign: str) -> str:
    if sign in "()[]|" and sign:
        return sign
    return {"{": r"\{", "}": r"\}"}.get(sign, ".")


def _over(parts: Sequence[str]) -> str:
    accent = next(
        (name for sign, name in _ACCENTS.items() if parts[1].strip() in (sign, _signs(sign).strip())), ""
    )
    return rf"\{accent}{{{parts[0]}}}" if accent else rf"{_based(parts[0])}^{{{parts[1]}}}"


def _based(base: str) -> str:
    return base if base.startswith(("\\sum", "\\prod", "\\int")) else f"{{{base}}}"


_TOKENS: dict[str, Callable[[str], str]] = {
    "mi": _identifier,
    "mn": _signs,
    "mo": _signs,
    "mtext": _words,
    "ms": _words,
}
_ROWS = {"math", "mrow", "mstyle", "semantics", "mpadded"}
_SHAPED: dict[str, Callable[[Any, int], str]] = {
    "mtable": _table,
    "mfenced": _fenced,
    "msqrt": lambda element, depth: rf"\sqrt{{{_row(element, depth)}}}",
}
_DROPPED = {"mspace", "annotation", "annotation-xml", ""}
_PARTED: dict[str, tuple[int, Callable[[Sequence[str]], str]]] = {
    "mfrac": (2, lambda parts: rf"\frac{{{parts[0]}}}{{{parts[1]}}}"),
    "mroot": (2, lambda parts: rf"\sqrt[{parts[1]}]{{{parts[0]}}}"),
    "msup": (2, lambda parts: f"{{{parts[0]}}}^{{{parts[1]}}}"),
    "msub": (2, lambda parts: f"{{{parts[0]}}}_{{{parts[1]}}}"),
    "msubsup": (3, lambda parts: f"{_based(parts[0])}_{{{parts[1]}}}^{{{parts[2]}}}"),
    "munderover": (3, lambda parts: f"{_based(parts[0])}_{{{parts[1]}}}^{{{parts[2]}}}"),
    "munder": (2, lambda parts: f"{_based(parts[0])}_{{{parts[1]}}}"),
    "mover": (2, _over),
}
