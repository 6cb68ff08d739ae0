"""The pages of a learner: the lesson player, what it reports, private notes."""

from courses.pages.views.notes import Bookmark, MyNotes, Note, ReplacedText
from courses.pages.views.player import LessonCompletion, LessonPlayer, PracticeAnswer
from courses.pages.views.signs import LessonAlive, LessonPosition, LessonView

__all__ = [
    "Bookmark",
    "LessonAlive",
    "LessonCompletion",
    "LessonPlayer",
    "LessonPosition",
    "LessonView",
    "MyNotes",
    "Note",
    "PracticeAnswer",
    "ReplacedText",
]
