"""Words for right and wrong: the only list of them, for every format that files are read in.

Some say it wherever they stand, also as one of two options; others (是, yes) only where an answer to a statement is
expected: "yes" and "no" are the options of many a question that is no statement.
"""

import re
import unicodedata
from collections.abc import Iterable

_TRUE = (
    *(
        "true",
        "t",
        "right",
        "correct",
        "对",
        "正确",
        "真",
        "√",
        "✓",
        "✔",
        "对的",
        "正确的",
        "是对的",
        "对(√)",
        "√(正确)",
    ),
    *("richtig", "wahr", "vrai", "juist", "waar", "goed", "verdadero", "vero", "verdadeiro"),
)
_FALSE = (
    *(
        "false",
        "f",
        "wrong",
        "incorrect",
        "错",
        "错误",
        "假",
        "×",
        "✗",
        "✘",
        "x",
        "不对",
        "不正确",
        "错的",
        "错误的",
    ),
    *("falsch", "faux", "onjuist", "niet waar", "nietwaar", "fout", "falso", "错(×)", "×(错误)"),
)
_TRUE_AS_ANSWER = ("☑", "✅", "是", "y", "yes", "r", "v", "是的")
_FALSE_AS_ANSWER = ("✕", "✖", "❌", "╳", "☒", "否", "n", "no", "w", "不是", "非")
_SAID_TRUE, _SAID_FALSE = frozenset(_TRUE), frozenset(_FALSE)
_AROUND = re.compile(r"^[\s(（\[]+|[\s.。)）\]]+$")

# As answers to statements; in the form of `tables.words.folded`.
TRUE_WORDS = frozenset({*_TRUE, *_TRUE_AS_ANSWER})
FALSE_WORDS = frozenset({*_FALSE, *_FALSE_AS_ANSWER})
# As lists of keys write them, and as they stand in brackets in a stem, where T is a unit and x a variable.
SIGNS_AND_WORDS = frozenset({*_TRUE, *_FALSE})
_IN_BRACKETS = {word for word in SIGNS_AND_WORDS if not re.search("[a-z]", word)} - {"真", "假"}
SHOWN = "|".join(sorted(map(re.escape, _IN_BRACKETS), key=lambda word: (-len(word), word)))


def said(texts: Iterable[str]) -> bool | None:
    """Return whether words say true or false, wherever they stand, and nothing else; None if they do not."""
    plain = {unicodedata.normalize("NFKC", words).casefold().strip() for words in texts}
    folded = {words if words in _SAID_TRUE | _SAID_FALSE else _AROUND.sub("", words) for words in plain}
    if folded <= _SAID_TRUE:
        return True
    return False if folded <= _SAID_FALSE else None
