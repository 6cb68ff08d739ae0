"""What an examination is called, by its code: reasons and rules name it as people know it."""

from collections.abc import Callable

from lms.core.language import pick
from lms.exams.papers.queries import newest_schemes

# Given a code: the title in the reader's language, or an empty string where the source does not know it.
Source = Callable[[str], str]
_sources: list[Source] = []


def register_titles(source: Source) -> None:
    """Let another kind of examination say what its codes are called; called once, when the app is ready."""
    _sources.append(source)


def title_of(code: str) -> str:
    """Return the title in the reader's language; of an examination that nobody knows the code."""
    found = (source(code) for source in (_written, *_sources))
    return next((title for title in found if title), code)


def _written(code: str) -> str:
    scheme = newest_schemes().filter(code=code).first()
    return pick(scheme, "title") if scheme else ""
