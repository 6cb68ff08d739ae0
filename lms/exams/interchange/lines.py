"""Lines of plain text as they grow out of a page's elements: blanks collapsed, lists numbered, cells in one row."""

import re

_BLANKS = re.compile(r"[ \t\n\r\f\v\u00a0\u2028\u2029\x85]+")
_SEVERAL = re.compile("  +")
# Words on one line without any sign that means something; most texts are, and need nothing but their blanks collapsed.
_MERE_WORDS = re.compile(
    "[^\x00-\x1f\x7f-\xa0\xad<&$\\\\\\[\u200b\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]*"
)
_HARD = "\ufdd4"  # a blank of a listing, which stays
_RAISED = dict(zip("0123456789+-=()ni\N{MINUS SIGN} ", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ⁻ ", strict=True))
_RAISED |= dict(zip("abcdefghjklmoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_RAISED |= {"\N{DEGREE SIGN}": "\N{DEGREE SIGN}"}
_LOWERED = dict(zip("0123456789+-=()\N{MINUS SIGN} ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋ ", strict=True))
_LOWERED |= dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_SCRIPTS = {"sup": (_RAISED, "^"), "sub": (_LOWERED, "_")}
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def mere_words(text: str) -> str | None:
    """Return a text that is the same whatever its format, with its blanks collapsed; None for any other."""
    if not _MERE_WORDS.fullmatch(text):
        return None
    return (_SEVERAL.sub(" ", text) if "  " in text else text).strip(" ")


class Lines:
    """Collects words and line ends; what is open (lists, rows, raised text) is kept on stacks, so nothing recurses."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lists: list[tuple[str | None, int]] = []
        self._rows: list[tuple[bool, int]] = []  # whether its cells stand side by side, and how many came
        self._scripts: list[int] = []
        self._listings = 0
        self._is_after_sign = False  # a list's sign waits for its words, a block inside it starts no new line

    def text(self, text: str) -> None:
        """Add text of the page."""
        if not text:
            return
        if self._listings:
            self._listing(text)
            return
        collapsed = _BLANKS.sub(" ", text)
        self._parts.append(collapsed)
        if collapsed != " ":
            self._is_after_sign = False

    def word(self, word: str) -> None:
        """Add something that is not text of the page, as it is."""
        self._parts.append(word)
        self._is_after_sign = False

    def newline(self) -> None:
        """End the line; inside a row of cells this is only a blank."""
        if not self._is_after_sign:
            self._parts.append(" " if self._rows and self._is_in_row() else "\n")

    def _is_in_row(self) -> bool:
        return any(beside and count for beside, count in self._rows[-2:])

    def _listing(self, text: str) -> None:
        """Add text whose blanks and line ends stay."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", _HARD * 4).replace(" ", _HARD)
        self._parts.append(text)

    def joined(self) -> str:
        """Return the lines, without empty ones."""
        text = _SEVERAL.sub(" ", "".join(self._parts))
        stripped = (line.strip(" ").rstrip(_HARD) for line in text.split("\n"))
        return "\n".join(line for line in stripped if line).replace(_HARD, " ")

    def open_script(self) -> None:
        """Begin raised or lowered text."""
        self._scripts.append(len(self._parts))

    def close_script(self, kind: str) -> bool:
        """End raised or lowered text; return whether all its characters exist raised or lowered."""
        start = self._scripts.pop()
        inside = "".join(self._parts[start:]).strip()
        signs, sign = _SCRIPTS[kind]
        is_whole = all(one in signs for one in inside)
        if not is_whole:
            inside = f"{sign}({inside})" if len(inside) > 1 else sign + inside
        else:
            inside = "".join(signs[one] for one in inside)
        self._parts[start:] = [inside]
        return is_whole

    def open_list(self, style: str | None, start: str = "1") -> None:
        """Begin a list; without a style its points have no numbers."""
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1
        self._lists.append((style, number))

    def close_list(self) -> None:
        """End the innermost list."""
        self._lists.pop()

    def open_point(self) -> None:
        """Begin a point of the innermost list with its sign."""
        style, number = self._lists[-1] if self._lists else (None, 1)
        if self._lists:
            self._lists[-1] = (style, number + 1)
        self._parts.append(f"{_numbered(style, number)}. " if style else "- ")
        self._is_after_sign = True

    def open_code(self) -> None:
        """Begin a listing."""
        self._listings += 1

    def close_code(self) -> None:
        """End a listing."""
        self._listings -= 1

    def open_row(self, cells: int) -> None:
        """Begin a row; a single cell is a mere frame around its lines."""
        self._rows.append((cells > 1, 0))

    def close_row(self) -> None:
        """End a row."""
        self._rows.pop()

    def open_cell(self) -> None:
        """Begin a cell."""
        beside, count = self._rows[-1] if self._rows else (False, 0)
        if beside and count:
            self._parts.append(" | ")
        if self._rows:
            self._rows[-1] = (beside, count + 1)


def _numbered(style: str, number: int) -> str:
    """Return a number as a list of this style writes it."""
    if style in ("a", "A") and number <= 26:
        return chr(ord(style) + number - 1)
    if style in ("i", "I") and number <= 39:
        return _roman(number) if style == "i" else _roman(number).upper()
    return str(number)


def _roman(number: int) -> str:
    digits = ""
    for value, digit in _ROMAN:
        while number >= value:
            digits, number = digits + digit, number - value
    return digits
