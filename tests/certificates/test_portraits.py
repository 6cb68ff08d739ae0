"""Photographs for certificates, sealed and without notes; lengths of schooling, set by officers alone."""

from base64 import b64decode

import pytest
from django.db import connection

from certificates.issuing.batches.desk.shown import people_named
from certificates.issuing.errors import MayNotIssue, UnusablePhotograph, UnusableSchooling
from certificates.issuing.portraits.operations import NamedFile, keep_portrait, keep_portraits
from certificates.issuing.studies.operations import set_schooling
from certificates.models import Portrait, Schooling
from lms.accounts.models import User
from lms.accounts.operations import rename_person
from lms.core.actor import Actor
from tests.certificates.test_press import with_exif
from tests.factories.accounts import issuing_officer_at, registrar_at
from tests.factories.certificates import ISSUED_AT, completed_enrolment
from tests.factories.organisations import a_school, a_site
from tests.factories.studies import Campus, a_campus
from tests.support.diplomas import a_photograph

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def campus(db: None) -> Campus:
    return a_campus()


def test_photographs_are_sealed_and_without_what_a_camera_noted(campus: Campus) -> None:
    row = campus.student("张三", photo=False)
    kept = keep_portrait(row, content=with_exif(1), actor=campus.one, now=ISSUED_AT)
    again = keep_portrait(row, content=with_exif(1), actor=campus.one, now=ISSUED_AT)
    assert kept == again
    assert b"SECRET-CAMERA" not in b64decode(kept.content)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM certificates_portrait")
        assert kept.content[:40] not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        a_photograph()[:300],
        a_photograph()[:-600],
        a_photograph(size=(100, 140)),
    ],
)
def test_what_cannot_be_printed_is_not_kept(campus: Campus, content: bytes) -> None:
    row = campus.student("张三", photo=False)
    with pytest.raises(UnusablePhotograph):
        keep_portrait(row, content=content, actor=campus.one, now=ISSUED_AT)
    assert not Portrait.objects.exists()


def test_many_files_are_matched_by_number_or_name_each_on_its_own(campus: Campus) -> None:
    one, two = campus.student("甲一", photo=False), campus.student("乙二", photo=False)
    twins = [campus.student("双双", photo=False) for _ in range(2)]
    number = one.person.user.username
    files = [
        NamedFile(f"C:\\x\\{number.upper()}.JPG", a_photograph(seed=1)),
        NamedFile("乙二.jpg", b"no picture"),
        NamedFile("双双.jpg", a_photograph(seed=2)),
        NamedFile("nobody.jpg", a_photograph(seed=3)),
    ]

    kept = keep_portraits(files, [one, two, *twins], actor=campus.one, now=ISSUED_AT)

    assert [one.reason == "" for one in kept] == [True, False, False, False]
    assert Portrait.objects.get().person == one.person
    stranger = Actor(issuing_officer_at(a_school()).uuid, "x")
    refused = keep_portraits(files[:1], [one], actor=stranger, now=ISSUED_AT)
    assert "issuing officers" in refused[0].reason


def test_only_an_officer_of_the_school_sets_its_length_of_schooling(campus: Campus) -> None:
    programme = campus.version.programme
    strangers = [registrar_at(campus.site), registrar_at(campus.school), issuing_officer_at(a_school())]
    for user in strangers:
        with pytest.raises(MayNotIssue):
            set_schooling(
                school=campus.school, programme=programme, years=2, actor=Actor(user.uuid, "x"), now=ISSUED_AT
            )
    with pytest.raises(MayNotIssue):
        keep_portrait(
            campus.student("甲一"),
            content=a_photograph(),
            actor=Actor(registrar_at(a_site()).uuid, "x"),
            now=ISSUED_AT,
        )
    other = completed_enrolment().version.programme
    for wrong, years in ((other, 3), (programme, 0), (programme, 7)):
        with pytest.raises(UnusableSchooling):
            set_schooling(school=campus.school, programme=wrong, years=years, actor=campus.one, now=ISSUED_AT)
    again = set_schooling(school=campus.school, programme=programme, years=3, actor=campus.one, now=ISSUED_AT)
    assert Schooling.objects.get() == again


def test_a_file_under_a_former_name_is_no_photograph_of_a_namesake(campus: Campus) -> None:
    """Taken before the name was corrected, it shows whoever was called so then; the face of nobody else is printed."""
    renamed, other = campus.student("张样", photo=False), campus.student("张样", photo=False)
    rename_person(person=renamed.person, name="章样", actor=campus.one, now=ISSUED_AT)
    user = User.objects.get(uuid=campus.one.user_uuid)
    file = NamedFile("张样.jpg", a_photograph(seed=1))
    people = people_named(user, [file.name])
    assert {row.pk for row in people} == {renamed.pk, other.pk}
    assert [bool(row.reason) for row in keep_portraits([file], people, actor=campus.one, now=ISSUED_AT)] == [
        True
    ]
    assert not Portrait.objects.exists()


def test_a_file_under_the_former_name_of_one_person_alone_is_that_ones(campus: Campus) -> None:
    renamed, other = campus.student("张样", photo=False), campus.student("李样", photo=False)
    rename_person(person=other.person, name="理样", actor=campus.one, now=ISSUED_AT)
    rename_person(person=renamed.person, name="章样", actor=campus.one, now=ISSUED_AT)
    people = people_named(User.objects.get(uuid=campus.one.user_uuid), ["张样.jpg"])
    assert [row.pk for row in people] == [renamed.pk]
    kept = keep_portraits(
        [NamedFile("张样.jpg", a_photograph(seed=1))], people, actor=campus.one, now=ISSUED_AT
    )
    assert [(row.person, row.reason) for row in kept] == [("章样", "")]
    assert Portrait.objects.get().person == renamed.person
