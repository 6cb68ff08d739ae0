"""Which page here shows what a pack brings: whoever made it, in this installation or by a pack, at whatever address."""

import uuid
from collections.abc import Collection, Iterator, Mapping

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from wagtail.models import Locale, Page

from courses.pages.models import CoursePage, LessonPage, ProgrammePage, UnitPage
from courses.pages.packs.page_values import LOCALES, page_key

# Type of page, the name of what it shows within the installation, language.
Subject = tuple[type[Page], str, str]
Standing = Mapping[Subject, Page]


def standing_pages(programme: str, lessons: Collection[str]) -> dict[Subject, Page]:
    """Return the pages of a programme, its courses, units and these lessons, drafts too, by what they show.

    Where two show the same, it is the published one, then the older one: the one that an export takes.
    """
    found: dict[Subject, Page] = {}
    for model, rows in _rows(programme, lessons):
        rows = rows.filter(locale__language_code__in=LOCALES.values())
        for page in rows.select_related("locale", "latest_revision").order_by("-live", "pk"):
            found.setdefault((model, page.shown_name, page.locale.language_code), page)
    return found


def _rows(programme: str, lessons: Collection[str]) -> Iterator[tuple[type[Page], QuerySet]]:
    """Yield pages with `shown_name`: codes from the programme's to their own, as `page_values` names them."""
    slash = Value("/")
    programmes = ProgrammePage.objects.filter(programme__code=programme)
    yield ProgrammePage, programmes.annotate(shown_name=F("programme__code"))
    courses = CoursePage.objects.filter(course__version__programme__code=programme)
    above = ("course__version__programme__code", slash, "course__code")
    yield CoursePage, courses.annotate(shown_name=Concat(*above))
    units = UnitPage.objects.filter(unit__course__version__programme__code=programme)
    above = ("unit__course__version__programme__code", slash, "unit__course__code", slash, "unit__code")
    yield UnitPage, units.annotate(shown_name=Concat(*above))
    shown = LessonPage.objects.filter(lesson__code__in=lessons).select_related("lesson")
    yield LessonPage, shown.annotate(shown_name=F("lesson__code"))


def key_of_translations(model: type[Page], name: str, locale: Locale, standing: Standing) -> uuid.UUID:
    """Return by which key a new page belongs to the page of the same thing in the other language, if there is one.

    Without one it is the key that packs give everywhere; a key that another page of this language took is left to it.
    """
    others = [
        page.translation_key for (of, at, _language), page in standing.items() if (of, at) == (model, name)
    ]
    for key in (*others, page_key(name)):
        if not Page.objects.filter(translation_key=key, locale=locale).exists():
            return key
    return uuid.uuid4()
