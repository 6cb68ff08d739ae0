"""Where a question is used: released papers, mock examinations, practice; lessons are told by who knows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.exams.bank.models import Item
from lms.exams.papers.queries import released_uses_of
from lms.exams.practice.models import MockQuestion, PracticeAnswer


@dataclass(frozen=True, slots=True)
class Place:
    """One place at which a question stands: what it is, and its address if the reader may go there."""

    words: str
    address: str = ""


# What knows a question's places, and which of them a person may go to.
Finder = Callable[[Item, User], Sequence[Place]]
_finders: list[Finder] = []


def tell_places(finder: Finder) -> Finder:
    """Let another part say where it shows a question: called in `AppConfig.ready` of who knows."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def places_of(item: Item, user: User) -> list[Place]:
    """Return every place that is known; that a question stands on a sealed paper is told to nobody.

    The person gets addresses only of places that they may go to.
    """
    return [*_papers(item), *(place for finder in _finders for place in finder(item, user))]


def _papers(item: Item) -> list[Place]:
    words = _("Question %(number)s of paper %(paper)s (%(examination)s), wording %(wording)s")
    uses = released_uses_of(item.pk)
    places = [
        Place(
            words
            % {
                "number": use.number,
                "paper": use.paper.code,
                "examination": use.paper.scheme.title,
                "wording": use.wording,
            }
        )
        for use in uses.newest
    ]
    others = [Place(_("and %(number)s older papers") % {"number": uses.others})] if uses.others else []
    return [*places, *others]


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often a question was before somebody's eyes."""

    mocks: int
    answers: int


def exposure_of(item: Item) -> Exposure:
    """Return in how many mock examinations a question stood, and how often it was practised."""
    mocks = MockQuestion.objects.filter(item_version__item=item).count()
    return Exposure(mocks, PracticeAnswer.objects.filter(item_version__item=item).count())
