"""Paging loses nothing that was typed or ticked; of what contradicts each other either cell can be corrected."""

from uuid import uuid4

import pytest

from lms.enrolments.admission.choices import NAME
from lms.enrolments.admission.views import files, listing
from tests.enrolments.admission.samples import file_of, made_up_id, person
from tests.enrolments.admission.test_pages import BASE, bring, choose, here, office

pytestmark = pytest.mark.django_db
__all__ = ["office"]


def test_turning_the_page_keeps_what_was_typed(
    office, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr(files, "ROWS_ON_A_PAGE", 1)
    _user, site, client = office
    wrong = [person(index, identity=made_up_id(index)[:-1] + "?") for index in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        file = bring(client, site, file_of(wrong))["Location"]
    assert 'name="turn" value="2"' in client.get(file).content.decode()
    typed = {"revision": "1", "c-0-identity": made_up_id(0), "turn": "2"}
    turned = client.post(f"{file}correct/", typed)["Location"]
    assert turned == f"{file}?p=2"
    page = client.get(turned)
    assert len(page.context["plan"].wrong) == 2
    assert page.context["wrong"].number == 2


def test_of_what_contradicts_each_other_either_can_be_corrected(
    office, django_capture_on_commit_callbacks
) -> None:
    _user, site, client = office
    people = [person(0), person(1, identity=made_up_id(0)), person(2, sex="女")]
    with django_capture_on_commit_callbacks(execute=True):
        file = bring(client, site, file_of(people))
    names = {cell.field for row in client.get(file["Location"]).context["wrong"] for cell in row.cells}
    assert {"c-0-identity", "c-1-identity", "c-2-sex", "c-2-identity"} <= names


def test_who_is_ticked_stays_so_on_the_next_page_of_the_list(office, monkeypatch) -> None:
    monkeypatch.setattr(listing, "ON_A_PAGE", 2)
    user, site, client = office
    here(user, site, [person(index) for index in range(3)])
    page = client.get(f"{BASE}?sort=name")
    first = str(page.context["page"][0].uuid)
    said = {"address": "sort=name", "stay": first, "turn": "2"}
    turned = client.post(f"{BASE}chosen/", said)["Location"]
    html = client.get(turned).content.decode()
    assert f'<input type="hidden" name="stay" value="{first}">' in html
    assert "1 chosen person is on another page" in html
    back = client.post(f"{BASE}chosen/", {**said, "turn": "1"})["Location"]
    assert f'value="{first}" checked' in client.get(back).content.decode()


def test_a_choice_that_is_gone_leads_back_to_the_list(office) -> None:
    _user, _site, client = office
    assert client.get(f"{BASE}enrol/?choice={uuid4()}")["Location"] == BASE
    assert choose(client, "enrol") == f"{BASE}?"
    assert NAME not in client.session
