"""What Wagtail's migrations name in English only has a name in both languages; what somebody named stays."""

import pytest
from django.urls import reverse
from wagtail.models import Collection, Page, Site, Task, Workflow

from courses.pages.authoring.setup import SITE_NAME, WAGTAILS, set_up_review
from tests.pages.authors import an_instructor, client_of

pytestmark = pytest.mark.django_db


def test_the_roots_and_the_retired_review_begin_with_chinese() -> None:
    shown = [Page.objects.get(depth=1).title, Collection.objects.get(depth=1).name]
    shown += [*Workflow.objects.values_list("name", flat=True), *Task.objects.values_list("name", flat=True)]
    assert len(shown) >= 6
    for name in shown:
        assert "\u4e00" <= name[0] <= "\u9fff", name
    assert not Workflow.objects.filter(name=WAGTAILS).exists()


def test_names_are_given_once_and_names_of_people_stay(loaded_pack) -> None:
    assert Site.objects.get().site_name == SITE_NAME
    Site.objects.update(site_name="Vocational training")
    Page.objects.filter(depth=1).update(title="Our school")
    Collection.objects.filter(depth=1).update(name="Root")
    set_up_review()
    assert Site.objects.get().site_name == SITE_NAME
    assert Page.objects.get(depth=1).title == "Our school"
    assert Collection.objects.get(depth=1).name != "Root"


def test_the_account_page_asks_for_no_name_and_saves_what_is_chosen() -> None:
    who, address = an_instructor(), reverse("wagtailadmin_account")
    client = client_of(who)
    panels = [panel for row in client.get(address).context["panels_by_tab"].values() for panel in row]
    assert panels
    fields = [field for panel in panels for field in panel.get_form()]
    assert [field.name for field in fields if field.name in ("first_name", "last_name")] == []
    sent = {field.html_name: field.value() for field in fields if field.value() not in (None, "", False)}
    answer = client.post(address, sent | {"locale-preferred_language": "en"})
    assert answer.status_code == 302
    who.refresh_from_db()
    assert who.wagtail_userprofile.preferred_language == "en"
