"""Which questions have no English: their readers would meet Chinese in the middle of an English page."""

import re
from collections.abc import Iterable, Mapping

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def lacks_english(texts: Iterable[Mapping[str, str]]) -> bool:
    """Return whether a text of a question has Chinese words and no English ones; 30 Ω needs no translation."""
    return any(
        bool(_CHINESE.search(text.get("zh") or "")) and not (text.get("en") or "").strip() for text in texts
    )
