"""Two people say yes to one upload at the same moment: written down twice without the lock, one load with it.

Two uploads of one programme are loaded at the same moment: the second is compared anew, as what it was compared with is
no longer there.
"""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from courses.pages.api import files_in
from courses.pages.audit_actions import AuditAction
from courses.pages.models import PackUpload
from courses.pages.packs import load_pack, loader
from courses.pages.packs.archive import write_archive
from courses.pages.packs.collector import written
from courses.pages.packs.differences import basis_of
from courses.pages.packs.loader import load_records
from courses.pages.packs.reader import read_pack
from courses.pages.transfers import operations
from courses.pages.transfers.operations import loading, uploads
from lms.core import clock, jobs
from lms.core.actor import Actor
from lms.core.models import AuditEntry, Job
from lms.core.written_files import taken_back_on_failure
from lms.exams.api import files_with_drawings, get_scheme
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.factories.papers import drawn
from tests.pages.authors import a_reviewer
from tests.pages.packs_on_the_way import checked, confirm, quiet
from tests.pages.test_pack_examinations import LICENCE
from tests.pages.test_planned_lessons import HEAD, LESSON, PLANNED

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private_documents", "no_worker"),
]
PREVIEW = {"facts": {"programme": "NONE", "code": "none", "version": 1, "sha256": ""}}


@pytest.fixture
def private_documents(settings, tmp_path):
    kept = settings.STORAGES["documents"]
    options = {**kept["OPTIONS"], "location": str(tmp_path)}
    settings.STORAGES = {**settings.STORAGES, "documents": {**kept, "OPTIONS": options}}


@pytest.fixture
def no_worker(monkeypatch):
    """Nobody answers the bell: what is looked at is what was asked for."""
    monkeypatch.setattr(jobs, "ring", lambda job_id: None)


def confirmations():
    """Return the works of two people who both say yes to one checked upload."""
    people = [a_reviewer(), a_reviewer()]
    new = operations.NewTransfer(uuid4(), people[0])
    row = operations.receive_upload(new=new, file=ContentFile(b"pack"), actor=Actor.system("test"), now=NOW)
    PackUpload.objects.filter(pk=row.pk).update(state="ready", preview=PREVIEW, basis=basis_of("NONE"))

    def say_yes(who):
        return lambda: operations.confirm_upload(
            uuid=row.uuid, sha256=row.sha256, by=who, actor=Actor(who.uuid, "content_reviewer"), now=NOW
        )

    return say_yes(people[0]), say_yes(people[1])


def yes_written_down() -> int:
    return AuditEntry.objects.filter(action=AuditAction.CONFIRM_PACK).count()


def test_control_without_the_lock_both_are_written_down(monkeypatch):
    monkeypatch.setattr(uploads, "lock_upload", lambda uuid: PackUpload.objects.get(uuid=uuid))
    overtake(monkeypatch, (uploads, "basis_of"), confirmations())
    assert yes_written_down() == 2


def test_with_the_lock_there_is_one_yes_and_one_load(monkeypatch):
    first, second = overtake(monkeypatch, (uploads, "basis_of"), confirmations())
    assert first.confirmed_by_id == second.confirmed_by_id
    assert yes_written_down() == 1
    assert Job.objects.filter(kind="pages.load_pack").count() == 1


# --- two packs of one programme ----------------


def a_pack(summary: str) -> dict[str, bytes]:
    """Return a pack whose lessons are all planned: nothing of it becomes a page of a lesson."""
    planned = [{key: LESSON[key] for key in ("code", "title", "minutes")}, *PLANNED]
    programme = {**HEAD["programme"], "summary": {"zh": summary, "en": summary}}
    return {"pack.yaml": written({**HEAD, "programme": programme, "planned": planned})}


@pytest.fixture
def loads(monkeypatch):
    """The works of two workers, each with a pack of one programme that somebody said yes to."""
    monkeypatch.setattr(
        loader, "show_pack", lambda *_args: None
    )  # no pages: the tests' database has no root page
    load_pack(files=a_pack("first"), actor=Actor.system("test"), now=NOW)
    who = a_reviewer()
    rows = [checked(who, write_archive(code="x", files=a_pack(words), made_at=NOW)) for words in "ab"]
    for row in rows:
        confirm(row, who)

    def load(row: PackUpload):
        return lambda: operations.load_upload(uuid=row.uuid, now=clock.now(), report=quiet)

    return load(rows[0]), load(rows[1])


def ends() -> list[str]:
    return sorted(PackUpload.objects.values_list("state", flat=True))


def test_control_without_the_lock_a_pack_is_loaded_over_one_that_nobody_compared_it_with(monkeypatch, loads):
    monkeypatch.setattr(loading, "lock_programme", lambda code: None)
    assert overtake(monkeypatch, (loader, "load_records"), loads) == [None, None]
    assert ends() == ["loaded", "loaded"]


def test_with_the_lock_the_second_pack_is_compared_anew(monkeypatch, loads):
    assert overtake(monkeypatch, (loader, "load_records"), loads) == [None, None]
    assert ends() == ["checking", "loaded"]


# --- a pack of an examination whose papers are being drawn ----------------


def records_of(minutes: int):
    """Return a work: bring in what the licence's pack has beside pages, its examination lasting so long."""
    files = files_in(LICENCE)
    text = files["pack.yaml"].decode().replace("duration_minutes: 120", f"duration_minutes: {minutes}")
    pack = read_pack({**files, "pack.yaml": text.encode()})
    drawn_files = files_with_drawings((*pack.items, *pack.lent_items), pack.item_pictures)

    def load() -> None:
        with taken_back_on_failure(), transaction.atomic():
            load_records(pack, drawn_files, actor=Actor.system("test"), now=NOW)

    return load


def test_a_pack_and_a_drawing_of_its_examination_wait_for_each_other_and_never_clash(monkeypatch):
    records_of(120)()
    scheme = get_scheme("LVE-LICENCE")
    works = (records_of(90), lambda: drawn(scheme))
    loaded, drawing = overtake(monkeypatch, (loader, "load_scheme"), works)
    assert loaded is None
    assert drawing.papers.count() == 1
    assert get_scheme("LVE-LICENCE").number == 2
