"""A lesson is published while a pack is written over it: lost without the lock, kept or compared anew with it."""

import copy

import pytest
from django.conf import settings
from wagtail.models import Locale, Page

from courses.pages.authoring import reviewed
from courses.pages.models import LessonPage
from courses.pages.packs import load_pack, loader
from courses.pages.packs.archive import write_archive
from courses.pages.packs.collector import written
from courses.pages.transfers import operations
from lms.core import clock, jobs
from lms.core.actor import Actor
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_packs import ends, private_documents  # noqa: F401 (a fixture)
from tests.factories.courses import NOW
from tests.pages.authors import a_reviewer
from tests.pages.packs_on_the_way import checked, confirm, quiet
from tests.pages.test_planned_lessons import HEAD, LESSON

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private_documents"),
]


def a_pack(heading: str) -> dict[str, bytes]:
    """Return a pack of one written lesson that says this."""
    lesson = copy.deepcopy(LESSON)
    lesson["blocks"][0]["text"]["zh"] = heading
    return {"pack.yaml": written(HEAD), "lessons/ODB-L01.yaml": written(lesson)}


def shown() -> str:
    return LessonPage.objects.get(locale__language_code=settings.LANGUAGE_CODE).body[0].value


@pytest.fixture
def works(monkeypatch):
    """The works of a worker who loads a pack that somebody said yes to, and of who publishes its lesson."""
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)
    chinese = [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES][0]
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root", locale=chinese)
    load_pack(files=a_pack("第一版"), actor=Actor.system("test"), now=NOW)
    page = LessonPage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    page.body[0].value = "教师写的"
    revision = page.save_revision(log_action=True)
    row = checked(who := a_reviewer(), write_archive(code="x", files=a_pack("第二版"), made_at=NOW))
    confirm(row, who)
    return (
        lambda: operations.load_upload(uuid=row.uuid, now=clock.now(), report=quiet),
        lambda: revision.publish(),
    )


def test_control_without_the_lock_the_pack_overwrites_what_was_published(monkeypatch, works) -> None:
    monkeypatch.setattr(reviewed, "lock_against_packs", lambda page: None)
    assert overtake(monkeypatch, (loader, "load_records"), works) == [None, None]
    assert shown() == "第二版"


def test_with_the_lock_the_publication_waits_and_stays(monkeypatch, works) -> None:
    assert overtake(monkeypatch, (loader, "load_records"), works) == [None, None]
    assert (shown(), ends()) == ("教师写的", ["loaded"])


def test_a_pack_that_waited_for_a_publication_is_compared_anew(monkeypatch, works) -> None:
    load, publish = works
    assert overtake(monkeypatch, (Page, "publish"), (publish, load)) == [None, None]
    assert (shown(), ends()) == ("教师写的", ["checking"])
