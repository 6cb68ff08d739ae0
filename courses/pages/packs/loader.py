"""Loads a pack: catalogue version, items, examination schemes, pages in both languages. Idempotent by content."""

import hashlib
import uuid
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Locale, Page, Site

from courses.catalog.api import Lesson, Programme, load_programme_version
from courses.pages.audit_actions import AuditAction
from courses.pages.models import CoursesIndexPage, LessonPage, PackRelease, Picture, ProgrammePage
from courses.pages.packs.reader import Pack, read_pack
from courses.pages.packs.streams import Pictures, stream_of
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.api import NewScheme, load_items, load_scheme, load_topics

LOCALES = {"zh": "zh-hans", "en": "en"}
SHELF_TITLES = {"zh": "培训项目", "en": "Programmes"}


def load_pack(*, folder: Path, actor: Actor, now: datetime) -> PackRelease:
    """Bring the pack into this installation; the same content again changes nothing.

    :raises PackError: the pack is unusable; nothing was loaded.
    :raises VersionInUse: the plan changed under a published version number.
    """
    pack = read_pack(folder)
    known = PackRelease.objects.filter(code=pack.code, sha256=pack.sha256).first()
    if known is not None:
        return known
    load_programme_version(plan=pack.plan, actor=actor, now=now)
    load_topics(topics=list(pack.topics), actor=actor, now=now)
    load_items(bank_items=list(pack.items), actor=actor, now=now)
    for scheme in pack.schemes:
        load_scheme(scheme=NewScheme(**scheme), actor=actor, now=now)
    with transaction.atomic(durable=True):
        pictures = _pictures(pack)
        for language in LOCALES:
            _show(pack, language, pictures)
        release = PackRelease.objects.create(code=pack.code, sha256=pack.sha256, loaded_at=now)
        audit.record(actor=actor, action=AuditAction.LOAD_PACK, target=release, now=now)
    return release


def _pictures(pack: Pack) -> Pictures:
    return {name: _picture(name, content).pk for name, content in pack.drawings.items()}


def _picture(name: str, content: bytes) -> Picture:
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # Wagtail's own file_hash
    known = Picture.objects.filter(file_hash=digest).first()
    if known is not None:
        return known
    stem = Path(name).stem
    picture = Picture(
        title=stem, file=ContentFile(content, name=f"{stem}-{digest[:8]}.svg"), file_hash=digest
    )
    picture.save()
    return picture


def _show(pack: Pack, language: str, pictures: Pictures) -> None:
    shelf = _shelf(language)
    plan = pack.plan
    programme_page = _put(
        shelf,
        ProgrammePage,
        {
            "title": plan.title[language],
            "slug": plan.code.lower(),
            "translation_key": _key(plan.code),
            "programme": Programme.objects.get(code=plan.code),
            "introduction": plan.summary[language],
        },
    )
    rows = {
        lesson.code: lesson
        for lesson in Lesson.objects.filter(code__in=[row["code"] for row in pack.lessons])
    }
    for source in pack.lessons:
        values = {
            "title": source["title"][language],
            "slug": source["code"].lower(),
            "translation_key": _key(source["code"]),
            "lesson": rows[source["code"]],
            "summary": source["summary"][language],
            "objectives": [objective[language] for objective in source["objectives"]],
            "body": stream_of(source["blocks"], language, pictures),
        }
        _put(programme_page, LessonPage, values)


def _key(code: str) -> uuid.UUID:
    """Return the same key for the pages of one thing in all languages, here and in every installation."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"content-pack:{code}")


def _put(parent: Page, model: type[Page], values: dict) -> Page:
    """Add the page below its parent, or bring the existing one up to date as a new published revision."""
    found = model.objects.filter(translation_key=values["translation_key"], locale=parent.locale).first()
    page = found or model(locale=parent.locale)
    body = values.pop("body", None)
    for name, value in values.items():
        setattr(page, name, value)
    if body is not None:
        field = LessonPage._meta.get_field("body")
        page.body = field.stream_block.to_python(body)
    if found is None:
        parent.add_child(instance=page)
    page.save_revision(log_action=True).publish()
    return page


def _shelf(language: str) -> CoursesIndexPage:
    locale, _created = Locale.objects.get_or_create(language_code=LOCALES[language])
    shelf = CoursesIndexPage.objects.filter(locale=locale).first()
    if shelf is not None:
        return shelf
    root = Page.get_first_root_node()
    shelf = CoursesIndexPage(
        title=SHELF_TITLES[language],
        slug=f"programmes-{locale.language_code}",
        locale=locale,
        translation_key=_key("shelf"),
    )
    root.add_child(instance=shelf)
    if language == "zh":
        _serve_from(shelf)
    return shelf


def _serve_from(shelf: CoursesIndexPage) -> None:
    """Make the Chinese shelf the root of the public pages, in place of Wagtail's welcome page."""
    site, _created = Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": shelf}
    )
    welcome, site.root_page, site.site_name = site.root_page, shelf, "Vocational training"
    site.save()
    if welcome.pk != shelf.pk and welcome.specific_class is Page:
        welcome.delete()
