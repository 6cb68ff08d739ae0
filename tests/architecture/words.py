"""Words that no page, document or lesson may hold: they would tell where somebody learnt (invariant I3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.architecture.tree import File

CHINESE = (
    "强制|戒毒|戒治|戒断|强戒|吸毒|毒品|毒瘾|涉毒|禁毒|贩毒|康复|收容|劳教|矫治|矫正|"
    "监狱|看守所|拘留|服刑|犯人|罪犯|刑满|释放|隔离所|回归社会"
)
ENGLISH = (
    "rehabilitation|rehab|detox|detoxification|drugs?|narcotics?|addicts?|addiction|prisons?|prisoners?|jail|"
    "inmates?|detainees?|detention|convicts?|offenders?|ex-offender|custody|parole|reentry|sobriety"
)
# Technical uses of a word, taken out before looking; each is what the trade calls the thing.
TECHNICAL: tuple[str, ...] = ()
_FORBIDDEN = re.compile(rf"{CHINESE}|\b(?:{ENGLISH})\b", re.IGNORECASE)


def forbidden_words(file: File) -> Iterator[str]:
    """Yield the lines that hold such a word."""
    for number, line in enumerate(file.text.splitlines(), start=1):
        found = _FORBIDDEN.search(without_technical(line))
        if found:
            yield f"{file.path}:{number} {found[0]}: {line.strip()[:100]}"


def without_technical(line: str) -> str:
    """Return the line without the technical terms."""
    for term in TECHNICAL:
        line = line.replace(term, "")
    return line
