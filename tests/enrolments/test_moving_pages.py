"""The pages on which a registrar moves trainees to another version: choose, see what changes, move."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.catalog.api import ProgrammeVersion, lessons_of_version
from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.models import Enrolment
from tests.enrolments.moving import ACTOR, enrol_at
from tests.factories.accounts import instructor_at, registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW, finish_all_lessons

pytestmark = pytest.mark.django_db


def address(enrolment: Enrolment, version: ProgrammeVersion) -> str:
    return reverse("moving:move", args=[version.uuid, enrolment.school.uuid])


def choose(client: Client, place: str, chosen: dict[str, object]):
    """Choose and go to the page of differences, as a browser does."""
    answer = client.post(place, chosen)
    assert answer.status_code == 302, (
        "a page that answers a form is asked to be sent again when somebody goes back"
    )
    return client.get(answer.url)


def hidden(answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"agreed": ["1"]}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', answer.content.decode()):
        found.setdefault(name, []).append(value)
    return found


def test_a_registrar_sees_the_differences_first_moves_and_moves_back(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom
    finish_all_lessons(rows[0])
    shown = client.get(reverse("moving:index")).content.decode()
    assert reverse("moving:move", args=[old.uuid, rows[0].school.uuid]) in shown
    chosen = {"version": str(new.uuid), "people": [str(row.uuid) for row in rows[:2]]}
    only_old, only_new = (lessons_of_version(row.pk).last().title_en for row in versions)
    differences = choose(client, address(rows[0], old), chosen)
    text = differences.content.decode()
    assert differences.status_code == 200
    assert "学员甲" in text
    assert "学员丙" not in text
    for words in (
        "2/2",
        "1/2",
        "0/2",
        "All lessons (Complete every lesson)",
        "Pass examination OTHER",
        f"Lessons: {only_new}",
        f"Lessons: {only_old}",
        f"Lessons learnt already: {only_old}",
    ):
        assert words in text
    answer = client.post(address(rows[0], old), hidden(differences), follow=True)
    assert "2 people are on version 2 now." in answer.content.decode()
    assert [Enrolment.objects.get(pk=row.pk).version_id for row in rows] == [new.pk, new.pk, old.pk]
    stale = client.post(address(rows[0], old), hidden(differences), follow=True).content.decode()
    assert "have been moved already" in stale
    withdraw_enrolment(enrolment_uuid=rows[2].uuid, reason="", actor=ACTOR, now=NOW)
    stale = client.post(address(rows[0], old), hidden(differences), follow=True).content.decode()
    assert "have been moved already" in stale
    assert "all on the newest version" in stale
    back = choose(client, address(rows[0], new), {"version": str(old.uuid), "people": [str(rows[0].uuid)]})
    client.post(address(rows[0], new), hidden(back))
    assert Enrolment.objects.get(pk=rows[0].pk).version_id == old.pk


def ticked(answer) -> int:
    return len(re.findall(r'type="checkbox" name="people"[^>]* checked', answer.content.decode()))


def test_nobody_is_chosen_beforehand_and_without_script_buttons_choose_all_or_nobody(
    versions, classroom
) -> None:
    (old, new), (client, rows) = versions, classroom
    first = client.get(address(rows[0], old))
    assert ticked(first) == 0
    assert "Chosen: 0 of 3" in first.content.decode()
    chosen = {"version": str(new.uuid), "people": [str(rows[0].uuid)]}
    for tick, count in (("all", 3), ("none", 0)):
        answer = choose(client, address(rows[0], old), {**chosen, "tick": tick})
        assert (answer.status_code, ticked(answer)) == (200, count)
        assert f"Chosen: {count} of 3" in answer.content.decode()
        assert f'value="{new.uuid}" selected' in answer.content.decode()
    assert Enrolment.objects.filter(version=new).count() == 0
    differences = choose(client, address(rows[0], old), chosen)
    (back,) = re.findall(r'href="(\?choice=[^"]+)"', differences.content.decode())
    again = client.get(address(rows[0], old) + back)
    assert ticked(again) == 1
    assert f'value="{new.uuid}" selected' in again.content.decode()


def test_every_page_on_the_way_can_be_gone_back_to(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom
    chosen = {"version": str(new.uuid), "people": [str(rows[0].uuid)]}
    way = client.post(address(rows[0], old), chosen).url
    differences = client.get(way)
    assert client.get(way).status_code == 200
    assert client.post(way, hidden(differences)).url == reverse("moving:index")
    for page in (way, way.replace("differences", "choice")):
        went_back = client.get(page, follow=True)
        assert went_back.redirect_chain[-1][0] == reverse("moving:index")
        assert "have been moved already" in went_back.content.decode()
    assert Enrolment.objects.filter(version=new).count() == 1


def test_a_choice_that_is_gone_begins_anew_and_one_of_another_session_is_not_seen(
    versions, classroom
) -> None:
    (old, new), (client, rows) = versions, classroom
    chosen = {"version": str(new.uuid), "people": [str(rows[0].uuid)]}
    way = client.post(address(rows[0], old), chosen).url
    other = sign_in(Client(), registrar_at(rows[0].site))
    answer = other.get(way, follow=True)
    assert answer.redirect_chain == [(address(rows[0], old), 302)]
    assert ticked(answer) == 0
    for _page in range(4):
        client.post(address(rows[0], old), chosen)
    assert client.get(way).url == address(rows[0], old)


def test_who_cannot_move_is_named_and_there_is_no_button(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom
    enrol_at(rows[0], rows[0].person.user, new)
    chosen = {"version": str(new.uuid), "people": [str(row.uuid) for row in rows]}
    text = choose(client, address(rows[0], old), chosen).content.decode()
    assert "is enrolled on that version already" in text
    assert 'name="agreed"' not in text


def test_nothing_chosen_and_something_changed_are_said_on_the_page(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom
    answer = client.post(address(rows[0], old), {"version": str(new.uuid)})
    assert answer.status_code == 422
    assert "Choose at least one person." in answer.content.decode()
    differences = choose(
        client, address(rows[0], old), {"version": str(new.uuid), "people": [str(rows[0].uuid)]}
    )
    finish_all_lessons(rows[0])
    answer = choose(client, address(rows[0], old), hidden(differences))
    assert "Something has changed meanwhile." in answer.content.decode()
    assert Enrolment.objects.get(pk=rows[0].pk).version_id == old.pk


@pytest.mark.parametrize("gone", ["left", "unknown"])
def test_somebody_chosen_who_is_not_in_the_list_any_more_is_said_without_a_key(
    versions, classroom, gone
) -> None:
    (old, new), (client, rows) = versions, classroom
    sent, there = uuid4(), 3
    if gone == "left":
        sent, there = rows[1].uuid, 2
        withdraw_enrolment(enrolment_uuid=sent, reason="left", actor=ACTOR, now=NOW)
    chosen = {"version": str(new.uuid), "people": [str(rows[0].uuid), str(sent)]}
    answer = client.post(address(rows[0], old), chosen)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody whom you had chosen is not in the list any more" in shown
    assert str(sent) not in shown
    assert (ticked(answer), f"Chosen: 1 of {there}" in shown) == (1, True)


def test_only_registrars_and_only_of_the_own_sites(versions, classroom) -> None:
    (old, _new), (client, rows) = versions, classroom
    far = Enrolment.objects.exclude(site=rows[0].site).get()
    assert client.get(address(far, old)).status_code == 404
    assert "别处的人" not in client.get(address(rows[0], old)).content.decode()
    teacher = sign_in(Client(), instructor_at(rows[0].site))
    assert teacher.get(address(rows[0], old)).status_code == 403


def test_the_pages_cost_the_same_for_many(versions, classroom) -> None:
    (old, new), (client, rows) = versions, classroom

    def queries(people) -> list[int]:
        chosen = {"version": str(new.uuid), "people": [str(row.uuid) for row in people]}
        way = client.post(address(rows[0], old), chosen).url
        counts = []
        for ask in (
            lambda: client.get(reverse("moving:index")),
            lambda: client.get(address(rows[0], old)),
            lambda: client.get(way),
        ):
            with CaptureQueriesContext(connection) as found:
                assert ask().status_code == 200
            counts.append(len(found))
        return counts

    queries(rows[:1])
    few = queries(rows[:1])
    more = [enrol_at(rows[0], trainee_at(rows[0].site), old) for _ in range(3)]
    assert queries([*rows, *more]) == few
    assert max(few) <= 45
