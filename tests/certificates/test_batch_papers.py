"""What officers bring for documents of a batch: photographs, lengths of schooling; previews; the offer of each kind."""

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.batches.operations import prepare_batch
from certificates.issuing.kinds.models import CredentialKind
from certificates.models import Portrait, Schooling
from tests.certificates.test_documents import text_of
from tests.factories.accounts import english_browser, issuing_officer_at, registrar_at
from tests.factories.certificates import ISSUED_AT
from tests.factories.organisations import a_school, a_site
from tests.factories.studies import Campus, a_campus, officer_of
from tests.support.diplomas import a_photograph

pytestmark = pytest.mark.django_db
DESK = "/authoring/certificate-batches/"
PHOTOGRAPHS, SCHOOLING, PREPARE = f"{DESK}photographs/", f"{DESK}schooling/", f"{DESK}prepare/"


@pytest.fixture
def campus() -> Campus:
    cache.clear()
    return a_campus()


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def offered(client: Client, campus: Campus, kind: str) -> str:
    programme = campus.version.programme.uuid
    return client.get(
        f"{PREPARE}?kind={kind}&school={campus.school.uuid}&programme={programme}"
    ).content.decode()


def test_each_kind_is_offered_to_whom_the_audit_says(campus: Campus) -> None:
    people = {
        "diploma": campus.graduate("甲一"),
        "study_completion": campus.taught("乙二"),
        "study_record": campus.left("丙三"),
    }
    lacking = campus.graduate("丁四", photo=False)
    mine = officer_of(campus)
    for kind, row in people.items():
        page = offered(mine, campus, kind)
        assert re.findall(r'name="person" value="([^"]+)"', page) == [str(row.uuid)], kind
    page = offered(mine, campus, "diploma")
    assert "The certificate would lack: photograph" in page
    assert "丙三" not in page
    assert "Everything is met: a diploma is due" in offered(mine, campus, "study_completion")
    assert "not for programmes of this kind" in offered(mine, campus, "skill_level")

    assert mine.post(PHOTOGRAPHS, {"photograph": [file("丁四.jpg", a_photograph())]}).status_code == 200

    assert str(lacking.uuid) in offered(mine, campus, "diploma")


def test_photographs_come_many_at_once_and_each_says_what_became_of_it(campus: Campus) -> None:
    one, two = campus.student("甲一", photo=False), campus.student("乙二", photo=False)
    files = [
        file(f"{one.person.user.username}.jpg", a_photograph()),
        file("乙二.jpg", b"<script>"),
        file("<b>x</b>.jpg", a_photograph()),
        file("large.jpg", b"\xff\xd8" + b"0" * 2_000_000),
    ]
    answer = english_browser(registrar_at(campus.site)).post(PHOTOGRAPHS, {"photograph": files})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 photograph was kept." in page
    assert "The photograph is damaged." in page
    assert "<b>x</b>" not in page
    assert Portrait.objects.get().person == one.person
    assert not Portrait.objects.filter(person=two.person).exists()
    stranger = english_browser(registrar_at(a_site()))
    refused = stranger.post(PHOTOGRAPHS, {"photograph": [file("乙二.jpg", a_photograph())]})
    assert refused.status_code == 422
    assert Portrait.objects.count() == 1
    assert stranger.post(PHOTOGRAPHS, {}).status_code == 422


def test_an_officer_sets_the_length_of_schooling(campus: Campus) -> None:
    campus.student("甲一")
    mine, programme = officer_of(campus), campus.version.programme
    said = {"school": campus.school.uuid, "programme": programme.uuid, "years": 2}
    assert mine.post(SCHOOLING, said).url == SCHOOLING
    assert Schooling.objects.latest("pk").years == 2
    for wrong in ({"years": 0}, {"years": 99}, {"programme": "x"}, {"school": a_school().uuid}):
        assert mine.post(SCHOOLING, {**said, **wrong}).status_code == 422
    assert english_browser(issuing_officer_at(a_school())).post(SCHOOLING, said).status_code == 422
    assert english_browser(registrar_at(campus.site)).get(SCHOOLING).status_code == 403
    assert Schooling.objects.count() == 2


def test_a_preview_is_void_and_only_for_who_sees_the_batch(campus: Campus, tmp_path: Path) -> None:
    batch = prepare_batch(
        [campus.graduate("甲一")], kind=CredentialKind.DIPLOMA, actor=campus.one, now=ISSUED_AT
    )
    address = reverse("batch_desk:preview", args=[batch.entries.get().uuid])
    mine = officer_of(campus)
    assert address in mine.get(reverse("batch_desk:batch", args=[batch.uuid])).content.decode()
    answer = mine.get(address)
    text = text_of(answer.content, tmp_path)
    assert set("预览无效") <= set(text)
    assert "甲一" in text
    assert english_browser(issuing_officer_at(a_school())).get(address).status_code == 404
    person = batch.entries.get().enrolment.person
    person.sex = ""
    person.save()
    assert mine.get(address).status_code == 409


def test_more_people_and_programmes_ask_no_more(campus: Campus) -> None:
    mine = officer_of(campus)

    def asked(kind: str) -> int:
        with CaptureQueriesContext(connection) as kept:
            offered(mine, campus, kind)
        return len(kept)

    kinds = ("diploma", "study_completion", "study_record", "skill_level")
    for name in ("甲一", "乙二"):
        campus.graduate(name)
        campus.taught(name)
        campus.left(name)
    for kind in kinds:
        asked(kind)
    before = [asked(kind) for kind in kinds]
    for name in ("丙三", "丁四", "戊五"):
        campus.graduate(name)
        campus.taught(name, photo=False)
        campus.left(name)
    assert [asked(kind) for kind in kinds] == before
