"""Circuits in lessons: drawn when saved or loaded, sent at an address that never changes, previewed for authors."""

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import StructBlockValidationError

from courses.catalog.api import get_published_version
from courses.pages.api import PackError, files_in, load_pack
from courses.pages.blocks.circuits import CircuitBlock, shown
from courses.pages.blocks.samples import circuit_sample
from courses.pages.models import CircuitDrawing, LessonPage
from lms.core.actor import Actor
from lms.core.circuits import digest_of
from lms.core.enums import Role
from tests.factories.accounts import a_user, sign_in, trainee_at
from tests.factories.courses import NOW, enrol, lessons_of
from tests.factories.organisations import a_site
from tests.support import quick_yaml as yaml

pytestmark = pytest.mark.django_db
LAMP = 'battery "6 V" up\nswitch "S" right\nlamp "EL" down\nwire left'
BLOCK = {
    "type": "circuit",
    "spec": LAMP,
    "alt": {"zh": "灯", "en": "A lamp"},
    "caption": {"zh": "图", "en": "One"},
}


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def _value(**changed):
    return CircuitBlock().to_python({**circuit_sample(), **changed})


def _with_block(folder, block):
    path = sorted((folder / "lessons").glob("*.yaml"))[0]
    lesson = yaml.safe_load(path.read_text("utf-8"))
    lesson["blocks"].append(block)
    path.write_text(yaml.safe_dump(lesson, allow_unicode=True), "utf-8")
    return folder


@pytest.fixture
def circuit_pack(small_pack, settings, tmp_path):
    """The small pack with a circuit in its first lesson, loaded."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return load_pack(files=files_in(_with_block(small_pack, BLOCK)), actor=Actor.system("test"), now=NOW)


def test_cleaning_a_block_keeps_its_drawing_once():
    for _ in range(2):
        CircuitBlock().clean(_value(spec=LAMP))
    assert CircuitDrawing.objects.get().sha256 == digest_of(LAMP)


def test_a_wrong_line_is_an_error_of_the_description():
    with pytest.raises(StructBlockValidationError) as caught:
        CircuitBlock().clean(_value(spec="lamp\nlampe"))
    assert isinstance(caught.value.block_errors["spec"], ValidationError)
    assert "2" in str(caught.value.block_errors["spec"])
    assert not CircuitDrawing.objects.exists()


def test_the_diagram_is_sent_inert_and_kept_for_ever(client, circuit_pack):
    response = client.get(reverse("learning:circuit", kwargs={"digest": digest_of(LAMP)}))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert "immutable" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert b">EL</text>" in response.content


def test_a_missing_diagram_of_a_lesson_is_drawn_when_asked_for(client, circuit_pack):
    CircuitDrawing.objects.all().delete()
    address = reverse("learning:circuit", kwargs={"digest": digest_of(LAMP)})
    assert client.get(address).status_code == 200
    assert CircuitDrawing.objects.count() == 1


def test_unknown_names_are_not_found_and_search_the_lessons_once(client, circuit_pack):
    with CaptureQueriesContext(connection) as captured:
        for letter in "abcdef":
            assert client.get(f"/learn/circuits/{letter * 64}.svg").status_code == 404
    assert sum("lessonpage" in query["sql"] for query in captured) == 1


def test_a_lesson_with_a_circuit_shows_it_and_asks_no_more_of_the_database(client, circuit_pack):
    user = trainee_at(a_site())
    lessons = lessons_of(enrol(user, get_published_version(programme_code="CPC5")))
    sign_in(client, user)
    urls = [reverse("learning:lesson", kwargs={"lesson_uuid": lesson.uuid}) for lesson in lessons[:2]]
    for url in urls:
        client.get(url)  # the first opening is noted
    with CaptureQueriesContext(connection) as captured:
        page = client.get(urls[0]).content.decode()
    assert f"/learn/circuits/{digest_of(LAMP)}.svg" in page
    assert 'alt="灯"' in page
    assert not [query for query in captured if "circuitdrawing" in query["sql"]]


def test_a_pack_with_a_wrong_circuit_is_refused_with_lesson_and_line(small_pack):
    files = files_in(_with_block(small_pack, {**BLOCK, "spec": "lampe"}))
    with pytest.raises(PackError, match=r"lessons/.*\d+.* \(circuit\): .*1"):
        load_pack(files=files, actor=Actor.system("t"), now=NOW)
    assert not LessonPage.objects.exists()


def test_a_description_that_no_longer_fits_is_told_in_words():
    context = {"value": _value(spec="lampe"), **shown("lampe")}
    html = render_to_string("pages/blocks/circuit.html", context)
    assert "<img" not in html
    assert circuit_sample()["alt"] in html


@pytest.fixture
def author(client):
    user = a_user(Role.INSTRUCTOR, a_site())
    sign_in(client, user)
    return client


def _preview(client, spec):
    return client.post("/authoring/circuits/preview/", {"spec": spec}, headers={"Accept": "application/json"})


def test_an_author_sees_what_is_being_written(author):
    assert _preview(author, LAMP).json()["svg"].startswith("<svg")
    assert not CircuitDrawing.objects.exists()


def test_an_author_reads_which_line_is_wrong(author):
    response = _preview(author, "lamp\nlampe")
    assert response.status_code == 422
    assert response.json()["code"] == "pages.circuit.unreadable"
    assert "2" in response.json()["detail"]


def test_the_preview_is_for_authors_only(client):
    assert _preview(client, LAMP).status_code == 302
    sign_in(client, trainee_at(a_site()))
    assert _preview(client, LAMP).status_code == 403
