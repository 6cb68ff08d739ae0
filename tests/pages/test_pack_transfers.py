"""A pack is sent, checked, confirmed and loaded in an installation that is empty, or leaves nothing."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from courses.pages.audit_actions import AuditAction
from courses.pages.errors import ExaminationRunning, TransferEnded, UploadNotReady
from courses.pages.models import LessonPage, PackLoad, PackRelease, PackUpload, Picture
from courses.pages.packs import files_in, load_pack
from courses.pages.packs import loader as pack_loader
from courses.pages.transfers import operations, storage
from courses.pages.transfers.operations import loading
from lms.core import clock
from lms.core.actor import Actor
from lms.core.circuits.errors import DrawingFailed
from lms.core.enums import Role
from lms.core.models import AuditEntry, Job
from tests.factories.courses import NOW, a_lender_and_a_borrower
from tests.factories.exams import started_attempt
from tests.pages.authors import a_reviewer, a_writer, client_of
from tests.pages.packs_on_the_way import (
    INDEX,
    change,
    checked,
    confirm,
    kept_files,
    loaded,
    packed,
    quiet,
    sent,
    upload_over_http,
    why,
)
from tests.support import quick_yaml as yaml

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]
LATER = NOW + timedelta(hours=25)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Pictures in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def who():
    return a_reviewer()


def test_a_pack_is_loaded_by_somebodys_yes_and_only_once(small_pack, who):
    row = checked(who, packed(small_pack))
    assert row.state == "ready"
    assert not PackRelease.objects.exists()
    done = loaded(row, who)
    confirm(row, a_reviewer())
    operations.load_upload(uuid=row.uuid, now=NOW, report=quiet)
    assert (done.state, done.release.code) == ("loaded", row.preview["facts"]["code"])
    (load,) = PackLoad.objects.all()
    assert (load.by, load.result, load.upload, load.programme) == (who, "loaded", done, "CPC5")
    assert AuditEntry.objects.filter(action=AuditAction.CONFIRM_PACK).count() == 1
    entry = AuditEntry.objects.get(action=AuditAction.LOAD_PACK)
    assert (entry.actor_uuid, entry.acting_role) == (who.uuid, "content_reviewer")
    again = checked(who, packed(small_pack))
    assert again.state == "unchanged"
    with pytest.raises(TransferEnded):
        fetch_nothing(again, who)


def test_a_pack_that_differs_in_nothing_says_so_and_one_that_does_differ_does_not(small_pack, who):
    loaded(checked(who, packed(small_pack)), who)
    head = small_pack / "pack.yaml"
    head.write_text(head.read_text("utf-8") + "# written again\n", "utf-8")
    same = checked(who, packed(small_pack))
    address = reverse("packs:upload", args=[same.uuid])
    shown = client_of(who).get(address).content.decode()
    assert same.state == "ready"
    assert "不用做什么：这里已有的内容和它一样。" in shown
    assert "仍然载入" in shown
    item = next((small_pack / "items").glob("*.yaml"))
    item.write_text(item.read_text("utf-8").replace("difficulty: easy", "difficulty: hard", 1), "utf-8")
    other = client_of(who).get(reverse("packs:upload", args=[checked(who, packed(small_pack)).uuid]))
    assert "不用做什么" not in other.content.decode()


def fetch_nothing(row: PackUpload, who) -> None:
    """Say yes to an upload whose file is gone."""
    PackUpload.objects.filter(pk=row.pk).update(state="discarded")
    confirm(row, who)


def test_a_pack_that_is_refused_half_way_leaves_no_row_and_no_file(small_pack, who, media, monkeypatch):
    row = checked(who, packed(small_pack))

    def break_down(*args, **kwargs):
        assert Picture.objects.exists()
        raise pack_loader.ExaminationRunning("stop")

    monkeypatch.setattr(pack_loader, "show_pack", break_down)
    with pytest.raises(ExaminationRunning):
        load_pack(files=files_in(small_pack), actor=Actor.system("test"), now=NOW)
    assert not Picture.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert row.state == "ready"


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda content: content[:-40], "no content pack"),
        (lambda content: b"MZ" + b"\x00" * 4000, "no content pack"),
    ],
)
def test_a_file_that_is_no_pack_is_refused_and_deleted(
    small_pack, who, spoil, named, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row = sent(who, spoil(packed(small_pack)))
    row.refresh_from_db()
    assert row.state == "refused"
    assert named in why(row)
    assert row.reasons["zh-hans"] != row.reasons["en"]
    assert kept_files() == []
    assert PackLoad.objects.get().result == "refused"


def test_a_wrong_value_is_named_by_file_and_place(small_pack, who):
    change(small_pack, "lessons/CPC5-L01.yaml", title={"zh": "只有中文"})
    row = checked(who, packed(small_pack))
    assert row.state == "refused"
    assert "lessons/CPC5-L01.yaml.title" in why(row)
    assert "the language en is missing" in why(row)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"minutes": 10**30}, "CPC5-L01.yaml.minutes: a number is larger"),
        ({"minutes": -5}, "lessons/CPC5-L01.yaml.minutes: -5 does not lie between 1 and 32767"),
        ({"minutes": 40_000}, "lessons/CPC5-L01.yaml.minutes: 40000 does not lie"),
        ({"minutes": "long"}, "CPC5-L01.yaml.minutes: 'long' stands where there must be a whole number"),
        ({"minutes": float("nan")}, "CPC5-L01.yaml.minutes: a number is larger"),
        ({"title": {"zh": "断\0电", "en": "Off"}}, r"CPC5-L01.yaml.title.zh holds the character '\x00'"),
        ({"objectives": [{"zh": "断", "en": "\x1b[1m"}]}, r"objectives[1].en holds the character '\x1b'"),
    ],
)
def test_what_no_database_keeps_is_refused_by_place(small_pack, who, values, named):
    change(small_pack, "lessons/CPC5-L01.yaml", **values)
    row = checked(who, packed(small_pack))
    assert row.state == "refused"
    assert named in why(row)


def test_a_number_that_the_catalogue_does_not_take_is_a_reason_not_a_crash(small_pack, who):
    head = yaml.safe_load((small_pack / "pack.yaml").read_text("utf-8"))
    change(small_pack, "pack.yaml", version={**head["version"], "number": -1})
    row = checked(who, packed(small_pack))
    assert row.state == "refused"
    assert "of another kind" in why(row)


def test_a_title_too_long_for_a_page_is_a_reason_not_a_crash(small_pack, who):
    change(small_pack, "lessons/CPC5-L01.yaml", title={"zh": "长" * 300, "en": "long"})
    row = checked(who, packed(small_pack))
    if row.state == "ready":
        row = loaded(row, who)
    assert row.state == "refused"
    assert why(row)
    assert not LessonPage.objects.exists()


def test_what_was_shown_is_what_is_loaded(small_pack, who):
    row = checked(who, packed(small_pack))
    with pytest.raises(UploadNotReady):
        operations.confirm_upload(uuid=row.uuid, sha256="0" * 64, by=who, actor=Actor(who.uuid, "x"), now=NOW)
    path = Path(storages["documents"].path(storage.name_of(row.uuid, row.sha256)))
    change(small_pack, "lessons/CPC5-L01.yaml", minutes=50)
    path.chmod(0o600)
    path.write_bytes(packed(small_pack))
    row = loaded(row, who)
    assert row.state == "refused"
    assert "not the one that was sent" in why(row)
    assert not PackRelease.objects.exists()


def test_nothing_is_loaded_while_somebody_is_examined(small_pack, who):
    row = checked(who, packed(small_pack))
    started_attempt()
    with pytest.raises(ExaminationRunning):
        confirm(row, who)
    PackUpload.objects.filter(pk=row.pk).update(state="loading", confirmed_by=who)
    operations.load_upload(uuid=row.uuid, now=NOW, report=quiet)
    row.refresh_from_db()
    assert row.state == "ready"
    assert "An examination is running" in why(row)
    assert not PackRelease.objects.exists()


def test_a_load_whose_worker_died_after_the_commit_is_still_one_load(small_pack, who, media, monkeypatch):
    row = checked(who, packed(small_pack))
    confirm(row, who)
    with monkeypatch.context() as patched:
        patched.setattr(loading, "_settle", lambda *args, **kwargs: None)
        operations.load_upload(uuid=row.uuid, now=NOW, report=quiet)
    operations.load_upload(uuid=row.uuid, now=NOW + timedelta(minutes=5), report=quiet)
    row.refresh_from_db()
    assert row.state == "loaded"
    assert PackLoad.objects.get().upload == row


def test_a_busy_helper_refuses_no_pack(small_pack, who, monkeypatch):
    """The job is done again; the file stays."""

    def busy(*_args):
        raise DrawingFailed("busy")

    row = checked(who, packed(small_pack))
    confirm(row, who)
    monkeypatch.setattr(pack_loader, "keep_circuits", busy)
    with pytest.raises(DrawingFailed):
        operations.load_upload(uuid=row.uuid, now=NOW, report=quiet)
    row.refresh_from_db()
    assert (row.state, row.reasons, kept_files()) == ("loading", {}, [str(row.uuid)])


def test_the_same_form_sent_twice_is_one_upload(small_pack, who):
    new = operations.NewTransfer(uuid4(), who)
    call = {"new": new, "actor": Actor(who.uuid, "x"), "now": NOW}
    first, again = (operations.receive_upload(file=ContentFile(b"x"), **call) for _time in range(2))
    assert first == again
    assert len(kept_files()) == 1


def test_one_person_has_three_uploads_on_the_way(who):
    first, *_others = [sent(who, b"no pack") for _time in range(3)]
    client = client_of(who)
    client.cookies["language"] = "en"
    answer = upload_over_http(client, b"no pack")
    assert answer.status_code == 422
    assert "3 files of yours are on the way" in answer.content.decode()
    assert (PackUpload.objects.count(), len(kept_files())) == (3, 3)
    assert sent(a_reviewer(), b"no pack").state == "checking"
    operations.discard_upload(uuid=first.uuid, actor=Actor(who.uuid, "x"), now=NOW)
    assert sent(who, b"no pack").state == "checking"


def test_the_page_says_how_far_the_work_is(small_pack, who):
    row = sent(who, packed(small_pack))
    Job.objects.filter(key=f"{row.uuid}:1").update(state="running", progress_done=1, progress_total=3)
    client = client_of(who)
    client.cookies["language"] = "en"
    page = client.get(f"{INDEX}uploads/{row.uuid}/").content.decode()
    assert 'value="1" max="3"' in page
    assert "Step 2 of 3" in page
    Job.objects.filter(key=f"{row.uuid}:1").update(state="failed")
    page = client.get(f"{INDEX}uploads/{row.uuid}/").content.decode()
    assert "broke off" in page
    assert "data-live" not in page
    PackUpload.objects.update(expires_at=clock.now() + timedelta(hours=1))
    again = f"{INDEX}uploads/{row.uuid}/again/"
    assert again in page
    for _time in range(2):
        assert client.post(again).status_code == 302
    jobs = dict(Job.objects.filter(kind="pages.check_pack").values_list("key", "state"))
    assert jobs == {f"{row.uuid}:1": "failed", f"{row.uuid}:2": "queued"}
    assert again not in client.get(f"{INDEX}uploads/{row.uuid}/").content.decode()
    assert AuditEntry.objects.filter(action=AuditAction.RETRY_PACK, actor_uuid=who.uuid).count() == 1
    assert client.post(f"{INDEX}uploads/{row.uuid}/discard/").status_code == 302
    assert PackUpload.objects.get().state == "discarded"


def test_who_discards_an_upload_is_asked_first(small_pack, who):
    row = checked(who, packed(small_pack))
    client, address = client_of(who), f"{INDEX}uploads/{row.uuid}/discard/"
    page = client.get(f"{INDEX}uploads/{row.uuid}/").content.decode()
    assert f'href="{address}"' in page
    assert f'action="{address}"' not in page
    asked = client.get(address).content.decode()
    assert '<form method="post">' in asked
    assert f'href="{INDEX}uploads/{row.uuid}/"' in asked
    assert PackUpload.objects.get().state == "ready"
    assert client.post(address).status_code == 302
    assert PackUpload.objects.get().state == "discarded"


def test_a_load_that_broke_off_is_tried_again_or_discarded(small_pack, who):
    row = checked(who, packed(small_pack))
    confirm(row, who)
    about = {"uuid": row.uuid, "actor": Actor(who.uuid, "content_reviewer")}
    with pytest.raises(UploadNotReady):
        operations.discard_upload(**about, now=NOW)
    Job.objects.filter(kind="pages.load_pack").update(state="failed")
    with pytest.raises(TransferEnded):
        operations.retry_upload(**about, now=LATER)
    operations.retry_upload(**about, now=NOW)
    assert Job.objects.filter(kind="pages.load_pack", state="queued").count() == 1
    with pytest.raises(UploadNotReady):
        operations.discard_upload(**about, now=NOW)
    Job.objects.filter(kind="pages.load_pack").update(state="failed")
    assert operations.discard_upload(**about, now=NOW).state == "discarded"


def test_a_file_over_the_limit_is_answered_in_words_and_kept_nowhere(who, monkeypatch):
    """The limit holds before the token is looked for, as a browser meets it."""
    monkeypatch.setattr("courses.pages.transfers.views.MOST_BYTES", 1000)
    client = Client(enforce_csrf_checks=True)
    client.force_login(who)
    page = client.get(f"{INDEX}upload/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answer = upload_over_http(client, b"x" * 5000, csrfmiddlewaretoken=token)
    assert answer.status_code == 422
    assert "MB" in answer.content.decode()
    assert not PackUpload.objects.exists()
    assert kept_files() == []


@pytest.mark.parametrize("data", [{}, {"key": "x", "pack": "no file"}, {"key": str(uuid4()), "pack": ""}])
def test_a_form_without_a_file_is_answered_in_words(who, data):
    assert client_of(who).post(f"{INDEX}upload/", data).status_code == 422
    assert not PackUpload.objects.exists()


def test_a_form_from_elsewhere_is_refused_and_its_file_not_kept(who):
    client = Client(enforce_csrf_checks=True)
    client.force_login(who)
    assert upload_over_http(client, b"x").status_code == 403
    assert not PackUpload.objects.exists()


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REGISTRAR, Role.EXAMINATIONS_OFFICER])
def test_others_move_no_packs(role):
    client = client_of(a_writer(role))
    assert client.get(INDEX).status_code in (302, 403)
    assert upload_over_http(client, b"x").status_code in (302, 403)
    assert not PackUpload.objects.exists()


def test_a_programme_that_borrows_names_the_pack_to_load_first(who):
    lender, borrower = a_lender_and_a_borrower()
    client = client_of(who)
    client.cookies["language"] = "en"
    words = f"load the pack “{lender.programme.title_en}” ({lender.programme.code})"
    assert client.get(INDEX).content.decode().count(words) == 1
    for version, times in ((lender, 0), (borrower, 1)):
        asked = client.post(reverse("packs:ask", args=[version.uuid]), {"key": uuid4()}, follow=True)
        assert asked.content.decode().count(words) == times


def test_an_installation_without_packs_says_what_to_do(who):
    client = client_of(who)
    client.cookies["language"] = "en"
    page = client.get(INDEX).content.decode()
    assert "No programme has a published version yet." in page
    assert "Nothing was loaded yet." in page
