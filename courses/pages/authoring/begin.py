"""Begins a lesson page from a template. One transaction, one draft whoever else begins it; Wagtail's log says who."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.catalog.api import Lesson, lock_programme
from courses.pages.addresses import free_slug
from courses.pages.audit_actions import AuditAction
from courses.pages.authoring.templates import get_template
from courses.pages.errors import LessonBegun
from courses.pages.models import LessonPage
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor


@dataclass(frozen=True, slots=True)
class NewLesson:
    """What a lesson begins with; without a title of its own it has the catalogue's."""

    parent: Page
    lesson: Lesson
    title: str
    template: str


def begin_lesson(*, new: NewLesson, user: User, actor: Actor, now: datetime) -> LessonPage:
    """Add a draft with the template's blocks below the parent.

    :raises TemplateNotFound: when there is no such template.
    :raises LessonBegun: the lesson has a page in this language already.
    """
    language = "zh" if new.parent.locale.language_code == settings.LANGUAGE_CODE else "en"
    content = get_template(new.template).content(language)
    page = LessonPage(
        title=new.title or getattr(new.lesson, f"title_{language}") or new.lesson.title_zh,
        slug=free_slug(new.lesson.code.lower(), new.parent),
        lesson=new.lesson,
        summary=content["summary"],
        objectives=content["objectives"],
        locale=new.parent.locale,
        owner=user,
        live=False,
    )
    page.body = LessonPage._meta.get_field("body").stream_block.to_python(content["blocks"])
    with transaction.atomic(durable=True):
        _lock_unwritten(page)
        _pair(page)
        new.parent.refresh_from_db()  # who waited for the lock has read the tree before it
        new.parent.add_child(instance=page)
        page.save_revision(user=user, log_action="wagtail.create", clean=False)
        audit.record(actor=actor, action=AuditAction.BEGIN_LESSON, target=new.lesson, now=now)
    return page


def _lock_unwritten(page: LessonPage) -> None:
    """Let nobody else begin the lesson, nor a pack bring it, until the caller's transaction ends.

    :raises LessonBegun: it has a page in the page's language.
    """
    lock_programme(page.programme_code)
    Lesson.objects.select_for_update().get(pk=page.lesson_id)
    if LessonPage.objects.filter(lesson=page.lesson, locale=page.locale).exists():
        words = _("Somebody has begun this lesson just now. Its draft stands among the pages of its unit.")
        raise LessonBegun(words, field="lesson")


def _pair(page: LessonPage) -> None:
    """Make the page the translation of the one that shows the lesson in the other language, if there is one."""
    others = LessonPage.objects.filter(lesson=page.lesson).exclude(locale=page.locale)
    other = others.first()
    if other is not None and not LessonPage.objects.filter(
        translation_key=other.translation_key, locale=page.locale
    ):
        page.translation_key = other.translation_key
