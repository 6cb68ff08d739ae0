"""Lets pages be found by Chinese words. Both database backends take a run of Chinese characters for one word.

So each page gives the index its pairs, triples and fours of neighbouring characters, and longer pieces for what
somebody types in one go; these are words of their own for SQLite's and PostgreSQL's indexes (ADR 0062).
"""

import re
from typing import Any, ClassVar

from wagtail.search import index

from courses.pages.lesson_words import words_of

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
SIZES = (2, 3, 4)
LONGEST = 10
LONGEST_OF_TITLE = 255  # who looks for a page copies its title, or the latter half of it


def pieces_of(text: str, longest: int = LONGEST) -> list[str]:
    """Return the pieces of each run of Chinese characters, each once; a single character stays alone."""
    found: dict[str, None] = {}
    for run in _RUN.findall(text):
        for size in SIZES:
            found.update(dict.fromkeys(run[start : start + size] for start in range(len(run) - size + 1)))
        # The editor's search takes the last word for a beginning: what begins anywhere is found by it.
        found.update(dict.fromkeys(run[start : start + longest] for start in range(max(1, len(run) - 1))))
    return list(found)


class FoundByChinese:
    """What is searched by its words. Comes before the model of Wagtail among the bases."""

    search_extra: ClassVar[list] = [
        index.SearchField("search_words"),
        index.AutocompleteField("search_words"),
    ]

    def search_words(self) -> str:
        """Return what the index takes: the words as written, and Chinese in pieces."""
        title, *others = self.words_to_find()
        text = "\n".join(others)
        pieces = dict.fromkeys([*pieces_of(title, LONGEST_OF_TITLE), *pieces_of(text)])
        return f"{title}\n{text}\n{' '.join(pieces)}"

    def words_to_find(self) -> list[str]:
        """Return title first, then code, summary and body of a lesson; others say what theirs are."""
        page: Any = self
        blocks = [words_of(block) for block in page.body.get_prep_value()]
        return [page.title, page.lesson.code, page.summary, *page.objectives, *blocks]
