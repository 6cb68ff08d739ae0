"""A pack meets what an installation has: what changes is named, nothing of others is taken, and it goes out again."""

import io
import os
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image

from courses.catalog.api import get_published_version
from courses.pages.errors import ExportNotReady, TransferEnded, UploadNotReady
from courses.pages.models import LessonPage, PackExport, PackRelease, PackUpload, Picture, ProgrammePage
from courses.pages.packs import files_in, load_pack, loader
from courses.pages.packs.archive import read_archive, write_archive
from courses.pages.packs.collector import written
from courses.pages.packs.export import make_pack
from courses.pages.transfers import operations, storage
from courses.pages.transfers.operations import exports
from lms.core import clock
from lms.core.actor import Actor
from lms.core.models import AuditEntry, Job
from lms.exams.models import PracticalTask
from tests.factories.courses import NOW
from tests.factories.pages import take_away
from tests.pages.authors import a_reviewer, client_of
from tests.pages.packs_on_the_way import (
    INDEX,
    change,
    checked,
    confirm,
    kept_files,
    packed,
    quiet,
    upload_over_http,
    why,
)
from tests.support import quick_yaml as yaml

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]
LATER = NOW + timedelta(hours=25)


@pytest.fixture
def who():
    return a_reviewer()


def test_the_preview_names_what_changes_and_what_is_lost(loaded_pack, small_pack, who):
    page = LessonPage.objects.get(lesson__code="CPC5-L01", locale__language_code="zh-hans")
    page.title = "有人改过"
    page.save_revision(user=who).publish()
    lesson = yaml.safe_load((small_pack / "lessons/CPC5-L01.yaml").read_text("utf-8"))
    lesson["blocks"].insert(1, {"type": "heading", "text": {"zh": "新的一段", "en": "A new part"}})
    lesson["blocks"][-1] = {"type": "heading", "text": {"zh": "完", "en": "End"}}
    change(small_pack, "lessons/CPC5-L01.yaml", blocks=lesson["blocks"])
    items = yaml.safe_load((small_pack / "items/fillings.yaml").read_text("utf-8"))
    items[0]["stem"]["zh"] += "（改）"
    items.append({**items[1], "code": "CPC5-NEW1"})
    (small_pack / "items/fillings.yaml").write_bytes(written(items))
    row = checked(who, packed(small_pack))
    assert row.state == "ready", row.reasons
    found = row.preview["differences"]
    assert found["lessons"]["changed"] == ["CPC5-L01"]
    assert len(found["lessons"]["same"]) == 1
    assert (found["items"]["new"], found["items"]["changed"]) == (["CPC5-NEW1"], [items[0]["code"]])
    assert not found["rubrics"]["new"]
    assert not found["pictures"]["new"] + found["pictures"]["changed"]
    chinese, english = found["pages"]
    assert (chinese["facts"], english["facts"]) == (["title"], [])
    changes = [(block["place"], block["kind"], block["change"]) for block in english["blocks"]]
    assert changes == [(2, "heading", "added"), (len(lesson["blocks"]), "heading", "changed")]
    assert len(english["blocks"]) == 2
    assert found["warnings"]["edited_here"] == ["CPC5-L01"]
    assert set(found["warnings"]["unread"]) == {"CPC5-NEW1", items[0]["code"]}


def test_a_picture_with_other_lines_changes_its_block(loaded_pack, small_pack, who):
    drawing, *_others = sorted((small_pack / "drawings").glob("*.svg"))
    drawing.write_bytes(drawing.read_bytes().replace(b"</svg>", b"<g/></svg>"))
    (small_pack / "drawings" / "further.svg").write_bytes(drawing.read_bytes().replace(b"<g/>", b"<g></g>"))
    found = checked(who, packed(small_pack)).preview["differences"]
    assert found["pictures"]["changed"] == [f"drawings/{drawing.name}"]
    assert found["pictures"]["new"] == ["drawings/further.svg"]
    assert {block["kind"] for page in found["pages"] for block in page["blocks"]} == {"drawing"}
    assert len(found["lessons"]["changed"]) == 1


def test_what_was_loaded_meanwhile_is_compared_anew(loaded_pack, small_pack, who):
    change(small_pack, "lessons/CPC5-L01.yaml", minutes=50)
    row = checked(who, packed(small_pack))
    PackRelease.objects.filter(pk=loaded_pack.pk).update(loaded_at=NOW + timedelta(minutes=1))
    with pytest.raises(UploadNotReady, match="since the preview|之后"):
        confirm(row, who)
    operations.check_upload(uuid=row.uuid, now=NOW, report=quiet)
    assert confirm(row, who).state == "ready" or PackUpload.objects.get(pk=row.pk).state == "loading"
    PackRelease.objects.filter(pk=loaded_pack.pk).update(loaded_at=NOW + timedelta(minutes=2))
    operations.load_upload(uuid=row.uuid, now=NOW, report=quiet)
    assert PackUpload.objects.get(pk=row.pk).state == "checking"


def test_what_is_written_while_the_pack_is_read_is_not_written_over(
    loaded_pack, small_pack, who, monkeypatch
):
    change(small_pack, "lessons/CPC5-L01.yaml", summary={"zh": "别的", "en": "Other"})
    row = checked(who, packed(small_pack))
    confirm(row, who)

    def somebody_writes(_specs):
        page = LessonPage.objects.get(lesson__code="CPC5-L01", locale__language_code="zh-hans")
        page.title = "有人改过"
        page.save_revision(user=who).publish()

    monkeypatch.setattr(loader, "keep_circuits", somebody_writes)
    operations.load_upload(uuid=row.uuid, now=NOW, report=quiet)
    row.refresh_from_db()
    assert row.state == "checking"
    assert LessonPage.objects.filter(title="有人改过").exists()


def test_a_photograph_of_a_pack_stays_one(loaded_pack, small_pack, who):
    stream = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(stream, "PNG")
    (small_pack / "drawings" / "photo.png").write_bytes(stream.getvalue())
    load_pack(files=files_in(small_pack), actor=Actor.system("test"), now=NOW)
    kept = Picture.objects.get(title="photo")
    assert (kept.file.name[-4:], kept.width, kept.height) == (".png", 20, 10)


def test_why_it_was_not_loaded_stands_on_the_page_of_the_upload(loaded_pack, small_pack, who):
    change(small_pack, "lessons/CPC5-L01.yaml", minutes=50)
    row = checked(who, packed(small_pack))
    page = f"{INDEX}uploads/{row.uuid}/"
    answer = client_of(who).post(f"{page}load/", {"sha256": "0" * 64}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert PackUpload.objects.get(pk=row.pk).state == "ready"


def test_what_a_reviewer_publishes_after_the_preview_is_compared_anew(loaded_pack, small_pack, who):
    change(small_pack, "lessons/CPC5-L01.yaml", summary={"zh": "别的", "en": "Other"})
    row = checked(who, packed(small_pack))
    assert "edited_here" not in row.preview["differences"]["warnings"]
    page = LessonPage.objects.get(lesson__code="CPC5-L01", locale__language_code="zh-hans")
    page.title = "有人改过"
    page.save_revision(user=who).publish()
    with pytest.raises(UploadNotReady):
        confirm(row, who)
    PackUpload.objects.filter(pk=row.pk).update(state="checking")
    operations.check_upload(uuid=row.uuid, now=NOW, report=quiet)
    row.refresh_from_db()
    assert row.preview["differences"]["warnings"]["edited_here"] == ["CPC5-L01"]
    page.save_revision(user=who)
    PackUpload.objects.filter(pk=row.pk).update(state="loading")
    operations.load_upload(uuid=row.uuid, now=NOW, report=quiet)
    assert PackUpload.objects.get(pk=row.pk).state == "checking"


def test_uploads_and_exports_end_after_a_day_with_their_files(
    loaded_pack, small_pack, who, private_files, django_capture_on_commit_callbacks
):
    change(small_pack, "lessons/CPC5-L01.yaml", minutes=50)
    row = checked(who, packed(small_pack))
    export, about = an_export(who), {"actor": Actor(who.uuid, "content_reviewer"), "now": NOW}
    storage.keep_bytes(export.uuid, b"of a runner that was late")
    (private_files / storage.FILES.folder / "no name of ours.zip").write_bytes(b"left")
    kept = list((private_files / storage.FILES.folder).iterdir())
    set_age(kept, NOW - timedelta(hours=1))
    assert operations.tidy_transfers(now=NOW) == 0
    assert len(kept_files()) == 4
    set_age(kept, NOW - timedelta(hours=3))
    assert operations.tidy_transfers(now=NOW) == 0
    assert set(kept_files()) == {str(row.uuid), str(export.uuid)}
    with operations.fetch_export(uuid=export.uuid, **about) as file:
        assert "pack.yaml" in read_archive(file)
    with pytest.raises(TransferEnded):
        operations.fetch_export(uuid=export.uuid, **{**about, "now": export.expires_at})
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.tidy_transfers(now=LATER) == 2
    assert kept_files() == []
    row.refresh_from_db()
    export.refresh_from_db()
    assert (row.state, export.state) == ("expired", "expired")
    with pytest.raises(TransferEnded):
        confirm(row, who)


def asked_for(who) -> PackExport:
    """Return an export that is still to be made."""
    return operations.request_export(
        new=operations.NewTransfer(uuid4(), who),
        version_uuid=get_published_version(programme_code="CPC5").uuid,
        actor=Actor(who.uuid, "content_reviewer"),
        now=NOW,
    )


def an_export(who) -> PackExport:
    """Return an export that is made."""
    row = asked_for(who)
    operations.make_export(uuid=row.uuid, now=NOW, report=quiet)
    return PackExport.objects.get(pk=row.pk)


def set_age(paths, since) -> None:
    """Say since when the files are there."""
    for path in paths:
        os.utime(path, (since.timestamp(), since.timestamp()))


def test_a_rubric_or_examination_of_another_programme_is_not_changed(loaded_pack, small_pack, who):
    head = yaml.safe_load((small_pack / "pack.yaml").read_text("utf-8"))
    assert set(PracticalTask.objects.values_list("bank", flat=True)) <= {"CPC5"}
    scheme = {**head["examination_schemes"][0], "duration_minutes": 1, "blueprint": []}
    foreign = a_foreign_pack(scheme)
    row = checked(who, write_archive(code="foreign", files=foreign, made_at=NOW))
    assert row.state == "refused"
    assert scheme["code"] in why(row)
    assert "another programme" in why(row)


def a_foreign_pack(scheme: dict) -> dict[str, bytes]:
    """Return the files of a pack without lessons that brings an examination."""
    words = {"zh": "别的", "en": "Other"}
    head = {
        "schema": 1,
        "code": "foreign",
        "programme": {"code": "FOREIGN", "kind": "short_skills", "title": words, "summary": words},
        "version": {"number": 1, "valid_from": NOW.date(), "basis": words},
        "courses": [{"code": "F1", "title": words, "theory_minutes": 45, "practice_minutes": 0}],
        "requirements": [
            {"code": "R1", "kind": "examination_passed", "scheme": scheme["code"], "title": words}
        ],
        "topics": [{"code": "t", "title": words}],
        "examination_schemes": [
            {**scheme, "blueprint": [{"topic": "t", "type": "single", "count": 1, "marks": 100}]}
        ],
    }
    return {"pack.yaml": written(head)}


def test_an_export_is_made_fetched_and_written_down(loaded_pack, who, django_capture_on_commit_callbacks):
    version = get_published_version(programme_code="CPC5")
    client = client_of(who)
    key = uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{INDEX}export/{version.uuid}/", {"key": key})
        assert client.post(f"{INDEX}export/{version.uuid}/", {"key": key}).url == answer.url
    row = PackExport.objects.get()
    assert (row.state, row.reasons) == ("ready", {})
    page = client.get(answer.url).content.decode()
    assert row.sha256 in page
    file = client.post(f"{answer.url}file/")
    assert file["Content-Disposition"] == 'attachment; filename="CPC5-v4.zip"'
    files = read_archive(io.BytesIO(file.getvalue()))
    assert "pack.yaml" in files
    actions = set(AuditEntry.objects.filter(actor_uuid=who.uuid).values_list("action", flat=True))
    assert {"pages.request_pack_export", "pages.export_pack", "pages.download_pack"} <= actions


def test_an_export_is_discarded_before_its_day(loaded_pack, who, django_capture_on_commit_callbacks):
    row, client = an_export(who), client_of(who)
    PackExport.objects.update(expires_at=clock.now() + timedelta(hours=1))
    page = f"{INDEX}exports/{row.uuid}/"
    assert f"{page}discard/" in client.get(page).content.decode()
    assert client.get(f"{page}discard/").status_code == 200
    assert kept_files() == [str(row.uuid)]
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(f"{page}discard/").url == INDEX
    row.refresh_from_db()
    assert (row.state, kept_files()) == ("discarded", [])
    assert AuditEntry.objects.filter(action="pages.end_pack_export", actor_uuid=who.uuid).count() == 1
    assert str(row.uuid) not in client.get(INDEX).content.decode()
    assert client.post(f"{page}file/").status_code == 410


def test_an_export_under_work_is_not_discarded_and_leaves_no_file_when_it_was(loaded_pack, who, monkeypatch):
    row, about = asked_for(who), {"actor": Actor(who.uuid, "content_reviewer"), "now": NOW}
    with pytest.raises(ExportNotReady):
        operations.discard_export(uuid=row.uuid, **about)
    Job.objects.filter(kind="pages.export_pack").update(state="failed")

    def discard_meanwhile(**values):
        assert operations.discard_export(uuid=row.uuid, **about).state == "discarded"
        return make_pack(**values)

    monkeypatch.setattr(exports, "make_pack", discard_meanwhile)
    operations.make_export(uuid=row.uuid, now=NOW, report=quiet)
    assert kept_files() == []


def test_an_export_that_broke_off_is_made_when_somebody_tries_again(
    loaded_pack, who, django_capture_on_commit_callbacks
):
    version = get_published_version(programme_code="CPC5")
    client = client_of(who)
    answer = client.post(f"{INDEX}export/{version.uuid}/", {"key": uuid4()})
    Job.objects.filter(kind="pages.export_pack").update(state="failed")
    again = answer.url + "again/"
    assert again in client.get(answer.url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(again).url == answer.url
    assert PackExport.objects.get().state == "ready"
    assert client.post(again).url == answer.url
    assert Job.objects.filter(kind="pages.export_pack").count() == 2


def test_an_export_is_written_down_once_and_when_its_file_is_kept(loaded_pack, who, monkeypatch):
    written_down = AuditEntry.objects.filter(action="pages.export_pack")

    def full(*_about):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(storage, "keep_bytes", full)
        with pytest.raises(OSError, match="no space"):
            an_export(who)
    assert not written_down.exists()
    row = PackExport.objects.get()
    for _time in range(2):
        operations.make_export(uuid=row.uuid, now=NOW, report=quiet)
    entry = written_down.get()
    assert (entry.actor_uuid, entry.target_uuid) == (who.uuid, row.version.uuid)


def test_what_cannot_be_exported_says_why(loaded_pack, who, django_capture_on_commit_callbacks):
    version = get_published_version(programme_code="CPC5")
    page = LessonPage.objects.get(lesson__code="CPC5-L01", locale__language_code="zh-hans")
    title = page.lesson.title_zh
    take_away(page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(who).post(f"{INDEX}export/{version.uuid}/", {"key": uuid4()})
    assert title in client_of(who).get(answer.url).content.decode()
    assert client_of(who).post(f"{answer.url}file/").status_code == 410


def assert_each_language_has_its_page(client, page):
    """Press both buttons of the result: each opens the page in its language."""
    address = re.search(r'name="next" value="(/[^"]+)"', page.partition("<ul>")[0])[1]
    for language in ("zh-hans", "en"):
        assert f'name="language" value="{language}"' in page
        client.post("/language/", {"language": language, "next": address})
        title = ProgrammePage.objects.get(locale__language_code=language).title
        assert f"<h1>{title}</h1>" in client.get(address).content.decode()


def test_a_lesson_without_any_page_goes_out_as_planned_and_is_named(
    loaded_pack, who, django_capture_on_commit_callbacks
):
    version = get_published_version(programme_code="CPC5")
    take_away(LessonPage.objects.filter(lesson__code="CPC5-L01"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(who).post(f"{INDEX}export/{version.uuid}/", {"key": uuid4()})
    assert "CPC5-L01" in client_of(who).get(answer.url).content.decode()
    file = client_of(who).post(f"{answer.url}file/")
    head = yaml.safe_load(read_archive(io.BytesIO(file.getvalue()))["pack.yaml"])
    assert [row["code"] for row in head["planned"]] == ["CPC5-L01"]


def test_a_file_goes_from_the_form_to_the_result(
    loaded_pack, small_pack, who, django_capture_on_commit_callbacks
):
    change(small_pack, "lessons/CPC5-L01.yaml", minutes=50)
    client = client_of(who)
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload_over_http(client, packed(small_pack))
    row = PackUpload.objects.get()
    assert answer.url == f"{INDEX}uploads/{row.uuid}/"
    assert kept_files() == [str(row.uuid)]
    assert "CPC5-L01" in client.get(answer.url).content.decode()
    assert Job.objects.get(key=f"{row.uuid}:1").progress_done == 3
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{answer.url}load/", {"sha256": row.sha256}).url == answer.url
    page = client.get(answer.url).content.decode()
    assert "/authoring/programmes/versions/" in page
    assert_each_language_has_its_page(client, page)
    assert kept_files() == []
    index = client.get(INDEX).content.decode()
    assert row.preview["facts"]["code"] in index
    assert who.display_name in index
