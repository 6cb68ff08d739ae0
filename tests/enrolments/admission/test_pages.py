"""The registrar's pages: a file from sending to cards, one person by form, the list, the stay; own site only."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client

from courses.catalog.api import load_programme_version
from lms.accounts.models import SignInCard
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.enrolments.admission import operations
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.models import Admission, AdmissionFile, FileState, ReleaseForecast
from lms.enrolments.models import EligibilityBasis, Enrolment
from tests.enrolments.admission.dialogues import admitted, sent
from tests.enrolments.admission.samples import file_of, made_up_id, person
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW, a_plan, a_version
from tests.factories.organisations import a_school_paired_with, a_site

pytestmark = pytest.mark.django_db
BASE = "/authoring/admissions/"


@pytest.fixture
def office():
    """A registrar, the site, and a signed-in client in English."""
    site = a_site()
    user = registrar_at(site)
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return user, site, client


def bring(client: Client, site, data: bytes):
    file = io.BytesIO(data)
    file.name = "名单.xlsx"
    return client.post(f"{BASE}files/", {"key": str(uuid4()), "site": str(site.uuid), "file": file})


def here(user, site, people):
    return admitted(user, sent(user, site, file_of(people)))


def test_a_workbook_is_sent_corrected_and_confirmed(office, django_capture_on_commit_callbacks) -> None:
    _user, site, client = office
    wrong = person(1, identity=made_up_id(1)[:-1] + "0")
    with django_capture_on_commit_callbacks(execute=True):
        answer = bring(client, site, file_of([person(0), wrong]))
    page = client.get(answer["Location"])
    words = page.content.decode()
    assert "C3" in words
    assert "One of them is wrong" in words or "one of them is wrong" in words
    assert "Admit 1 person" not in words
    client.post(f"{answer['Location']}correct/", {"revision": "1", "c-1-identity": made_up_id(1), "c-x": "1"})
    page = client.get(answer["Location"])
    assert "Admit 2 people" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{answer['Location']}confirm/", {"revision": "2"})
    assert "2 people were admitted" in client.get(answer["Location"]).content.decode()
    assert Admission.objects.count() == 2


def test_what_many_rows_say_wrongly_is_corrected_once(office, django_capture_on_commit_callbacks) -> None:
    _user, site, client = office
    people = [person(index, schooling="初中毕业证书" if index < 4 else "初中") for index in range(6)]
    people[5] = person(5, schooling="毕业")
    with django_capture_on_commit_callbacks(execute=True):
        file = bring(client, site, file_of(people))["Location"]
    page = client.get(file)
    [same] = page.context["same"]
    assert (same.field, same.text, same.count) == ("same-0-schooling", "初中毕业证书", 4)
    assert "In all of them: 初中" in page.content.decode()
    # The page sends every row as it stands; one is chosen apart, and one that says something else stays wrong.
    sent = {f"c-{index}-schooling": "初中毕业证书" for index in range(4)} | {"c-5-schooling": "毕业"}
    sent |= {"revision": "1", same.field: "初中", "c-1-schooling": "高中", "same-99-schooling": "初中"}
    client.post(f"{file}correct/", sent | {"same-4-schooling": "高中", "same-0-x": "1"})
    row = AdmissionFile.objects.get()
    said = [one.cells[Column.SCHOOLING].text for one in operations.rows_of(row)]
    assert said == ["初中", "高中", "初中", "初中", "初中", "毕业"]
    assert client.get(file).context["same"] == []


def test_the_preview_names_each_full_width_cell_and_what_it_was_read_as(office, monkeypatch) -> None:
    user, site, client = office
    monkeypatch.setattr("lms.enrolments.admission.views.files.MOST_DOUBTS", 1)
    people = [person(0, number="７０００００", admitted="２０２６０５１１"), person(1, number="７００００１")]
    row = sent(user, site, file_of(people))
    words = client.get(f"{BASE}files/{row.uuid}/").content.decode()
    assert "A2 学员编号 Trainee number: The characters are full-width; they were read as 700000." in words
    assert "I2 入所日期 Admission date: The characters are full-width; they were read as 2026-05-11." in words
    assert "1 more row has something unusual" in words
    assert "Admit 2 people" in words


def test_a_file_that_cannot_be_read_says_why(office, django_capture_on_commit_callbacks) -> None:
    _user, site, client = office
    with django_capture_on_commit_callbacks(execute=True):
        answer = bring(client, site, b"no workbook")
    assert "This is no .xlsx workbook" in client.get(answer["Location"]).content.decode()


def test_the_workbook_to_correct_is_named_by_its_day_only(office) -> None:
    user, site, client = office
    row = sent(user, site, file_of([person(0, number="")]))
    answer = client.post(f"{BASE}files/{row.uuid}/workbook/")
    assert re.search(r'filename="admission-to-correct-[0-9]{8}\.xlsx"', answer["Content-Disposition"])
    assert (
        openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]["B2"].value == person(0)[Column.NAME]
    )


def test_one_person_is_admitted_by_the_form_over_the_same_rules(office) -> None:
    _user, site, client = office
    said = {column.value: text for column, text in person(1, schooling="junior", language="li").items()}
    said |= {"key": str(uuid4()), "site": str(site.uuid), "fit": "yes", "consent": "refused"}
    wrong = client.post(f"{BASE}new/", {**said, "identity": "110105194912310021"})
    assert wrong.status_code == 422
    assert "does not fit the others" in wrong.content.decode()
    for day, words in (("1901-05-12", "too long ago"), ("2100-05-12", "not come yet")):
        wrong = client.post(f"{BASE}new/", {**said, "admitted": day})
        assert words in wrong.content.decode()
    assert (
        "before the admission"
        in client.post(f"{BASE}new/", {**said, "release": "2026-01-01"}).content.decode()
    )
    doubted = client.post(f"{BASE}new/", said)  # born in 1901: unusual, as of a row of a workbook
    assert "The age at admission is unusual" in doubted.content.decode()
    mark = re.search(r'type="checkbox" name="sure_of" value="([0-9a-f]{16})"', doubted.content.decode())[1]
    assert client.post(f"{BASE}new/", {**said, "release": "2032-01-01", "sure_of": mark}).status_code == 422
    assert Admission.objects.count() == 0
    for _ in range(2):
        assert client.post(f"{BASE}new/", {**said, "sure_of": mark}).status_code == 302
    stay = Admission.objects.get()
    page = client.get(f"{BASE}{stay.uuid}/").content.decode()
    assert made_up_id(1) not in page
    assert made_up_id(1)[-4:] in page


def test_a_forecast_changes_with_a_reason_and_keeps_its_history(office) -> None:
    user, site, client = office
    here(user, site, [person(0)])
    stay = Admission.objects.get()
    url = f"{BASE}{stay.uuid}/forecast/"
    later = local_date(now()) + timedelta(days=280)
    said = {"key": str(uuid4()), "is_known": "yes", "release_date": str(later), "reason": "三月评估"}
    said["seen"] = "2028-05-10"
    assert client.post(url, {**said, "reason": ""}).status_code == 422
    assert client.post(url, {**said, "release_date": "2026-01-01"}).status_code == 422
    assert "more than ten years" in client.post(url, {**said, "release_date": "9999-12-31"}).content.decode()
    for _ in range(2):
        client.post(url, said)
    client.post(url, {"key": str(uuid4()), "is_known": "no", "reason": "等通知", "seen": str(later)})
    stay.refresh_from_db()
    assert stay.forecast_date is None
    assert list(ReleaseForecast.objects.values_list("release_date", flat=True)) == [
        date(2028, 5, 10),
        later,
        None,
    ]
    page = client.get(f"{BASE}{stay.uuid}/").content.decode()
    assert page.index("等通知") < page.index("三月评估") < page.index("At admission")


def test_an_unusual_forecast_is_asked_about_and_the_same_one_again_changes_nothing(office) -> None:
    user, site, client = office
    here(user, site, [person(0)])
    stay = Admission.objects.get()
    url = f"{BASE}{stay.uuid}/forecast/"
    said = {"key": str(uuid4()), "is_known": "yes", "release_date": "2030-09-01", "reason": "三月评估"}
    said["seen"] = operations.forecast_now(stay)
    assert 'type="checkbox"' not in client.get(url).content.decode()
    doubted = client.post(url, said)
    assert doubted.status_code == 422
    assert "More than three years" in doubted.content.decode()
    assert 'type="checkbox" name="sure_of" value="2030-09-01"' in doubted.content.decode()
    assert ReleaseForecast.objects.count() == 1
    other = client.post(url, {**said, "release_date": "2031-09-01", "sure_of": "2030-09-01"})
    assert other.status_code == 422  # a tick is for the day that it was shown for
    assert "I compared 2031-09-01 with the document" in other.content.decode()
    assert 'name="sure_of" value="2031-09-01"' in other.content.decode()
    assert "checked" not in other.content.decode().partition('name="sure_of"')[2].partition(">")[0]
    assert ReleaseForecast.objects.count() == 1
    assert client.post(url, {**said, "sure_of": "2030-09-01"}).status_code == 302
    assert ReleaseForecast.objects.count() == 2
    again = client.post(url, {**said, "key": str(uuid4())}, follow=True)
    assert "this is the forecast already" in again.content.decode()
    assert ReleaseForecast.objects.count() == 2


def test_fitness_consent_and_the_end_of_a_stay(office) -> None:
    user, site, client = office
    here(user, site, [person(0)])
    stay = Admission.objects.get()
    base = f"{BASE}{stay.uuid}/"
    seen = {"seen": operations.fitness_now(stay)}
    client.post(f"{base}fitness/", {"is_fit": "no", "fitness_date": "2026-05-20", "reason": "stated", **seen})
    seen = {"seen": operations.consent_now(stay)}
    client.post(f"{base}consent/", {"notice_date": "2026-05-20", "consent": "given", **seen})
    for too_early in ("2026-05-01", "0001-01-01"):
        assert client.post(f"{base}end/", {"left_date": too_early}).status_code == 422
    said = {"left_date": "2026-05-21"}
    sure = client.post(f"{base}end/", said).context["form"]["sure"].value()
    client.post(f"{base}end/", {**said, "sure": sure})
    stay.refresh_from_db()
    assert (stay.is_fit, stay.consent, stay.left_date) == (False, "given", date(2026, 5, 21))
    assert list(stay.answers.values_list("consent", flat=True)) == ["refused", "given"]
    assert client.post(f"{base}fitness/", {"is_fit": "yes", "fitness_date": "2026-05-22"}).status_code == 422


def test_the_list_is_searched_filtered_and_sorted(office) -> None:
    user, site, client = office
    here(
        user,
        site,
        [
            person(0, release="不详"),
            person(1, release="2036-05-01", fit="否"),
            person(2, release="2026-05-20", name="王二"),
        ],
    )

    def numbers(query: str) -> list[str]:
        rows = client.get(f"{BASE}?{query}").context["page"].object_list
        return [row.number for row in rows]

    assert numbers("window=unknown") == ["700000"]
    assert numbers("window=passed") == ["700002"]
    assert numbers("fitness=no") == ["700001"]
    assert numbers("words=王二") == numbers("words=wang") == ["700002"]
    assert numbers("sort=forecast") == ["700002", "700001", "700000"]
    assert numbers("sort=-number") == ["700002", "700001", "700000"]
    assert numbers("enrolment=yes") == []
    assert numbers("stay=ended") == []
    assert numbers(f"file={uuid4()}") == numbers("file=none-of-ours") == []


def test_the_table_to_take_away_holds_no_formula_and_no_identity_number(office) -> None:
    user, site, client = office
    here(user, site, [person(0)])
    Admission.objects.update(certificates="=1+1")
    csv = client.get(f"{BASE}table/").content.decode()
    assert ",'=1+1" in csv
    assert made_up_id(0) not in csv
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{BASE}table/?format=xlsx").content)).active
    assert sheet["M2"].value == "=1+1"
    assert sheet["M2"].data_type == "s"
    assert sheet["M2"].quotePrefix


def choose(client: Client, deed: str, **more):
    answer = client.post(f"{BASE}chosen/", {"deed": deed, **more})
    return answer["Location"]


def test_those_who_were_chosen_are_enrolled_and_others_told_why_not(office) -> None:
    user, site, client = office
    here(user, site, [person(0), person(1, fit="否"), person(2)])
    version, school = a_version(), a_school_paired_with(site)
    url = choose(client, "enrol", everybody="1")
    url = f"{url}&version={version.uuid}&school={school.uuid}"
    page = client.get(url).content.decode()
    assert "Not fit for training" in page
    assert "Enrol 2 people" in page
    assert "(1 person)" in page
    # Both leave in 2028, and were born in 1901.
    [(words, late)] = client.get(f"{url}&exam_date=2030-01-01").context["open_by_reason"]
    assert words.startswith("The examination is after the forecast release. The age is unusual")
    assert len(late) == 2
    seen = {"seen": client.get(url).context["seen"]}
    client.post(url, seen)
    again = client.post(url, seen, follow=True).content.decode()
    assert Enrolment.objects.count() == 2
    assert "Nobody was enrolled: those who can be are enrolled already." in again
    assert "already enrolled" in client.get(url).content.decode()


def test_who_enrols_a_part_of_the_list_comes_back_to_that_part(office) -> None:
    user, site, client = office
    here(user, site, [person(0), person(1)])
    chosen = str(Admission.objects.first().uuid)
    part = "enrolment=none&sort=name"
    url = choose(client, "enrol", stay=chosen, address=f"{part}&next=//elsewhere.example")
    version, school = a_version(), a_school_paired_with(site)
    url = f"{url}&version={version.uuid}&school={school.uuid}"
    assert f'href="{BASE}?{part.replace("&", "&amp;")}"' in client.get(url).content.decode()
    seen = {"seen": client.get(url).context["seen"]}
    assert client.post(url, seen)["Location"] == f"{BASE}?{part}"


def test_the_form_marks_what_must_be_there_and_tells_it_with_everything_else(office) -> None:
    _user, _site, client = office
    html = client.get(f"{BASE}new/").content.decode()
    for label in ("Trainee number", "Name", "Identity number", "Schooling", "Admitted on"):
        assert re.search(rf"{label}<span class=\"w-required-mark\">", html), label
    assert not re.search(r"First language<span class=\"w-required-mark\">", html)
    answer = client.post(f"{BASE}new/", {"key": str(uuid4()), "born": "31.31.", "site": _site.uuid})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count("This cell is empty. Fill it in.") >= 2
    assert "31.31." in html


def test_cards_are_printed_for_those_who_were_chosen(office) -> None:
    user, site, client = office
    here(user, site, [person(index) for index in range(12)])
    url = choose(client, "cards", stay=[str(row.uuid) for row in Admission.objects.all()[:11]])
    assert SignInCard.objects.count() == 0
    assert "11 cards" in client.get(url).content.decode()
    answer = client.post(url)
    assert answer.content.startswith(b"%PDF")
    assert re.fullmatch(r'attachment; filename="cards-[0-9]{8}-[0-9]{6}\.pdf"', answer["Content-Disposition"])
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type /Page ") in (0, 2)
    assert SignInCard.objects.filter(revoked_at=None).count() == 11


def test_a_second_press_stops_no_cards_that_were_just_taken(office) -> None:
    """The page stays when its file comes: pressed again, and in another tab, it asks before cards stop."""
    user, site, client = office
    here(user, site, [person(index) for index in range(2)])
    url = choose(client, "cards", stay=[str(row.uuid) for row in Admission.objects.all()])
    assert client.post(url, {"seen": "0"}).status_code == 200
    first = set(SignInCard.objects.filter(revoked_at=None).values_list("pk", flat=True))
    for seen in ("0", "", "x", "١"):
        again = client.post(url, {"seen": seen})
        assert again.status_code == 409, seen
        assert "2 of these people hold a card already" in again.content.decode()
    assert set(SignInCard.objects.filter(revoked_at=None).values_list("pk", flat=True)) == first
    shown = client.get(url).context["live"]
    assert (shown.number, shown.newest) == (2, max(first))
    assert client.post(url, {"seen": str(shown.newest)}).content.startswith(b"%PDF")
    assert not set(SignInCard.objects.filter(revoked_at=None).values_list("pk", flat=True)) & first


def test_another_site_sees_nothing_of_it(office) -> None:
    user, site, _client = office
    row = here(user, site, [person(0)])
    waiting = sent(user, site, file_of([person(1)]))
    colleague = sign_in(Client(), registrar_at(site))
    stranger = sign_in(Client(), registrar_at(a_site()))
    stay = Admission.objects.get()
    assert row.state == FileState.ADMITTED
    for address in (
        f"{stay.uuid}/",
        f"{stay.uuid}/forecast/",
        f"files/{row.uuid}/",
        f"files/{waiting.uuid}/",
    ):
        assert stranger.get(f"{BASE}{address}").status_code == 404
    assert stranger.get(BASE).context["page"].paginator.count == 0
    assert stranger.post(f"{BASE}files/{waiting.uuid}/cancel/").status_code == 404
    # A colleague sees who was admitted, not what somebody is still working on.
    assert colleague.get(f"{BASE}files/{row.uuid}/").status_code == 200
    assert colleague.get(f"{BASE}files/{waiting.uuid}/").status_code == 404
    url = stranger.post(f"{BASE}chosen/", {"deed": "cards", "stay": str(stay.uuid)})["Location"]
    assert url == f"{BASE}?"


@pytest.mark.parametrize("address", ["", "table/", "files/"])
def test_the_queries_of_lists_do_not_grow(office, address, django_assert_max_num_queries) -> None:
    user, site, client = office
    client.get(BASE)
    counts = []
    for first in (0, 20):
        here(user, site, [person(index) for index in range(first, first + 20)])
        with django_assert_max_num_queries(25) as asked:
            client.get(f"{BASE}{address}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_may_not_enter_is_told_what_is_possible_instead(office) -> None:
    user, site, client = office
    here(user, site, [person(0, schooling="小学"), person(1)])
    plan = replace(a_plan(), kind="diploma")
    version = load_programme_version(plan=plan, actor=Actor.system("test"), now=NOW)
    instead, school = a_version(), a_school_paired_with(site)
    url = f"{choose(client, 'enrol', everybody='1')}&version={version.uuid}&school={school.uuid}"
    day = local_date(now()) + timedelta(days=90)
    page = client.get(f"{url}&exam_date={day}").content.decode()
    assert "Junior secondary" in page
    assert f"Possible instead: {instead.programme.title_en}" in page
    assert "Enrol 1 person" in page
    seen = client.get(f"{url}&exam_date={day}").context["seen"]
    client.post(f"{url}&exam_date={day}&proof=transcript", {"seen": seen})
    basis = EligibilityBasis.objects.get()
    assert (basis.exam_date, basis.proof, basis.schooling) == (day, "transcript", "junior")
    assert client.post(f"{url}&exam_date=someday").status_code == 422
