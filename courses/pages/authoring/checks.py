"""Asks the rules of content about pages: gathers what they need, for many pages at once."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from courses.catalog.api import Lesson
from courses.pages.authoring.attachments import known_handouts, known_recordings
from courses.pages.authoring.choosers import names_of_items
from courses.pages.authoring.words import sentence_of
from courses.pages.content_checks import (
    Finding,
    Known,
    LessonContent,
    check_lesson,
    errors_in,
    repeated_items,
)
from courses.pages.lesson_words import codes_of, is_untranslated, plain
from courses.pages.reading import pace_on
from lms.core import clock
from lms.exams.api import list_scheme_choices, list_task_choices, practice_faults

# What of a lesson page is looked at.
CHECKED = ("title", "summary", "objectives", "lesson", "body")


@dataclass(frozen=True, slots=True)
class CheckedLesson:
    """A lesson page with what was found."""

    page: Any
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[str]:
        """Return the sentences of what stops the lesson."""
        return [sentence_of(finding) for finding in errors_in(self.findings)]

    @property
    def warnings(self) -> list[str]:
        """Return the sentences of what its author should look at."""
        stopping = errors_in(self.findings)
        return [sentence_of(finding) for finding in self.findings if finding not in stopping]


def newest(page: Any) -> Any:
    """Return the page as last saved, published or not, in what is looked at."""
    return newest_of([page])[0]


def newest_of(pages: Iterable[Any]) -> list[Any]:
    """Return pages as last saved, published or not, in what is looked at: to be checked, not to be saved.

    Pages that come with their `lesson`, `locale` and `latest_revision` cost one query, however many they are.
    """
    saved = [_as_saved(page) for page in pages]
    without = [
        page for page in saved if page.lesson_id and not page._meta.get_field("lesson").is_cached(page)
    ]
    lessons = Lesson.objects.in_bulk({page.lesson_id for page in without}) if without else {}
    for page in without:
        page.lesson = lessons.get(page.lesson_id)
    return saved


def _as_saved(page: Any) -> Any:
    if page.latest_revision is None:
        return page
    saved, content = copy(page), page.latest_revision.content
    for name in CHECKED:
        if name in content:
            field = page._meta.get_field(name)
            setattr(saved, field.attname, field.to_python(content[name]))
    return saved


def saved_at(page: Any) -> datetime | None:
    """Return when the page as it stands in memory was saved; None when it is not what was saved last."""
    revision = page.latest_revision
    if revision is None:
        return None
    here = page.serializable_data()
    is_saved = all(here[name] == revision.content.get(name) for name in CHECKED)
    return revision.created_at if is_saved else None


def error_sentences(page: Any) -> list[str]:
    """Return what stops a page on its way to the reader; pages that are no lessons have nothing to check."""
    from courses.pages.models import LessonPage

    specific = page.specific
    return check_page(newest(specific)).errors if isinstance(specific, LessonPage) else []


def check_page(page: Any) -> CheckedLesson:
    """Check one lesson page as it stands in memory."""
    return check_pages([page])[0]


def check_pages(pages: Sequence[Any]) -> list[CheckedLesson]:
    """Check lesson pages with a number of queries that does not grow with theirs."""
    streams = {page.pk: _stream(page) for page in pages}
    known = _known(list(streams.values()))
    others = _other_pages(pages)
    pace = pace_on(clock.local_date(clock.now()))
    return [
        CheckedLesson(
            page,
            tuple(check_lesson(_content(page, streams[page.pk], others), known, pace)),
        )
        for page in pages
    ]


def _stream(page: Any) -> list[dict[str, Any]]:
    """Return the blocks as stored; a form that somebody is filling in may hold halves of them."""
    return [dict(block) for block in page.body.get_prep_value()] if page.body else []


def _known(streams: Sequence[list[dict[str, Any]]]) -> Known:
    from courses.pages.models import Picture

    stream = [block for one in streams for block in one]
    repeated = {code for one in streams for code in repeated_items(one)}
    values = [plain(block["value"]) for block in stream]
    named = [value["image"] for value in values if isinstance(value, dict) and value.get("image")]
    return Known(
        practice_faults=practice_faults(codes_of(stream, "practice", "items")),
        practice_names=names_of_items(repeated),
        rubrics=frozenset(code for code, _title in list_task_choices()),
        schemes=frozenset(code for code, _title in list_scheme_choices()),
        pictures=frozenset(Picture.objects.filter(pk__in=named).values_list("pk", flat=True)),
        recordings=known_recordings(codes_of(stream, "recording", "recording")),
        handouts=known_handouts(codes_of(stream, "handout", "document")),
    )


def _faults(stream: list[dict[str, Any]]) -> dict[int, list[str]]:
    """Return why blocks cannot be drawn or worked out, by their numbers: a draft may hold half-written ones."""
    from courses.pages.packs.sources import problems_of_block

    return {
        number: problems_of_block(block["type"], plain(block["value"]))
        for number, block in enumerate(stream, start=1)
    }


@dataclass(frozen=True, slots=True)
class _Other:
    """A page that shows the same lesson."""

    pk: int
    title: str
    language: str
    saved_at: Any


def _other_pages(pages: Sequence[Any]) -> dict[int, list[_Other]]:
    from courses.pages.models import LessonPage

    found: dict[int, list[_Other]] = {}
    rows = LessonPage.objects.filter(lesson__in={page.lesson_id for page in pages}).order_by("pk")
    columns = ("lesson_id", "pk", "title", "locale__language_code", "latest_revision_created_at")
    for lesson_id, *values in rows.values_list(*columns):
        found.setdefault(lesson_id, []).append(_Other(*values))
    return found


def _content(page: Any, stream: list[dict[str, Any]], others: dict[int, list[_Other]]) -> LessonContent:
    language = page.locale.language_code
    same = [other for other in others.get(page.lesson_id, []) if other.pk != page.pk]
    before = [other for other in same if other.language == language and other.pk < (page.pk or other.pk + 1)]
    return LessonContent(
        blocks=stream,
        minutes=page.lesson.minutes if page.lesson_id else 0,
        is_chinese=language == settings.LANGUAGE_CODE,
        translation=_translation(page, [other for other in same if other.language != language]),
        taken_by=before[0].title if before else "",
        title=page.title,
        summary=page.summary,
        objectives=tuple(page.objectives or ()),
        faults=_faults(stream),
    )


def _translation(page: Any, translated: list[_Other]) -> str:
    """Return whether the other language is there, begun to be translated and, next to the Chinese, new enough."""
    if not translated:
        return "missing"
    chinese, own = settings.LANGUAGE_CODE, page.latest_revision_created_at
    other = translated[0]
    if page.locale.language_code == chinese:
        if is_untranslated(other.title):  # the rest of the other page is asked for by its own checks
            return "unfinished"
        older, newer = other.saved_at, own
    else:
        older, newer = own, other.saved_at
    return "older" if older and newer and older < newer else "present"
