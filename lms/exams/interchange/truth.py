"""Words for right and wrong that the answers of a statement consist of, in the languages that files are seen in."""

import re
import unicodedata
from collections.abc import Iterable

_TRUE = {
    *("true", "t", "right", "correct", "对", "正确", "真", "√", "✓", "✔", "对的", "是对的"),
    *("richtig", "wahr", "vrai", "juist", "waar", "goed", "verdadero", "vero", "verdadeiro"),
}
_FALSE = {
    *("false", "f", "wrong", "incorrect", "错", "错误", "假", "×", "✗", "✘", "x", "不对", "不正确", "错的"),
    *("falsch", "faux", "onjuist", "niet waar", "fout", "falso"),
}
_AROUND = re.compile(r"^[\s(（\[]+|[\s.。)）\]]+$")


def said(texts: Iterable[str]) -> bool | None:
    """Return whether words say true or false, and nothing else; None if they do not."""
    folded = {_AROUND.sub("", unicodedata.normalize("NFKC", words).casefold()) for words in texts}
    if folded <= _TRUE:
        return True
    return False if folded <= _FALSE else None
