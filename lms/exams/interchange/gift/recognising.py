"""Whether a text of which nobody said the format is GIFT: braces alone are in every program, style sheet and letter."""

import re

_NUMBER = r"#\s*(?:[=~%]|[-+]?[.\d]|#{3})"
_TRUTH = r"(?:T|F|TRUE|FALSE|对|错|正确|错误|√|×)\s*[#}＃｝]"
_ANSWERS = re.compile(rf"(?<!\\)\{{\s*(?:\[\w{{1,20}}\]\s*)?(?:[=~＝～]|{_NUMBER}|{_TRUTH})", re.IGNORECASE)
_ESSAY = re.compile(r"[.?!。？！]\s*\{\s*\}\s*$", re.MULTILINE)
_BRACE = re.compile(r"(?<!\\)\{")
_FEWEST = 3  # one brace of so many has answers: formulas that nobody escaped have braces too


def looks_like_gift(text: str) -> bool:
    """Return whether enough of a text's braces hold answers."""
    found = len(_ANSWERS.findall(text)) + len(_ESSAY.findall(text))
    return found > 0 and found * _FEWEST >= len(_BRACE.findall(text))
