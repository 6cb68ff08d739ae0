"""Staff read programmes and versions, compare them, and edit drafts through plain forms with confirmations."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.catalog.models import Course, ProgrammeVersion, RequirementKind, VersionState
from courses.catalog.operations import create_draft_version, remove_part
from courses.catalog.parts import Part, PartKind
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.factories.accounts import a_user, sign_in
from tests.factories.courses import NOW, a_diploma_version, a_version
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


@pytest.fixture
def reviewer():
    client = sign_in(Client(), a_user(Role.CONTENT_REVIEWER, a_site()))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def instructor():
    client = sign_in(Client(), a_user(Role.INSTRUCTOR, a_site()))
    client.cookies["language"] = "en"
    return client


def _draft(version=None):
    version = version or a_version()
    return create_draft_version(programme_uuid=version.programme.uuid, actor=ACTOR, now=NOW)


def _text(client, name, *args, **query):
    answer = client.get(reverse(f"programmes:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def _listed(client, **query):
    """Return the codes in the list."""
    return set(re.findall(r"<td[^>]*>\s*(P\d+)\s*</td>", _text(client, "index", **query)))


def test_the_list_is_searched_and_filtered(instructor):
    first, diploma = a_version().programme, a_diploma_version().programme
    both, one = {first.code, diploma.code}, {diploma.code}
    assert _listed(instructor) == both
    assert _listed(instructor, q=diploma.code) == one
    assert _listed(instructor, kind="diploma") == one


def test_a_version_is_read_with_blocks_hours_credits_and_warnings(instructor):
    version = a_diploma_version()
    page = _text(instructor, "version", version.uuid)
    for words in (
        "Common basic courses",
        "Vocational core courses",
        "needs first:",
        "a diploma programme has",
    ):
        assert words in page
    assert "Skill-level certificate, level 5" in page
    assert "Edit the draft" not in page


def test_instructors_read_and_do_not_change(instructor):
    draft = _draft()
    for name in ("draft", "facts", "publish", "discard"):
        assert instructor.get(reverse(f"programmes:{name}", args=[draft.uuid])).status_code in (302, 403)
    assert instructor.post(reverse("programmes:publish", args=[draft.uuid])).status_code in (302, 403)
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert "Begin a new version" not in _text(instructor, "programme", draft.programme.uuid)


def test_a_reviewer_goes_from_the_programme_to_a_published_change(reviewer):
    version = a_version()
    programme = version.programme
    assert "Begin a new version" in _text(reviewer, "programme", programme.uuid)
    begun = reviewer.post(reverse("programmes:begin_draft", args=[programme.uuid]))
    draft = ProgrammeVersion.objects.get(programme=programme, number=2)
    again = reviewer.post(reverse("programmes:begin_draft", args=[programme.uuid]))
    assert begun.url == again.url == reverse("programmes:draft", args=[draft.uuid])
    course = draft.courses.get()
    add = reverse("programmes:add_part", args=[draft.uuid, "unit", course.uuid])
    unit = {
        "code": "NEW",
        "title_zh": "新单元",
        "title_en": "New unit",
        "theory_minutes": 45,
        "practice_minutes": 90,
    }
    assert reviewer.post(add, unit).url == reverse("programmes:draft", args=[draft.uuid])
    assert "NEW" in _text(reviewer, "draft", draft.uuid)
    assert "Unit NEW" in _text(reviewer, "publish", draft.uuid).replace("\n", "")
    reviewer.post(reverse("programmes:publish", args=[draft.uuid]))
    draft.refresh_from_db()
    assert draft.state == VersionState.PUBLISHED
    assert "It never changes" in _text(reviewer, "draft", draft.uuid)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_date_of_a_draft_stands_in_its_field(reviewer, language):
    draft = _draft()
    reviewer.cookies["language"] = language
    assert f'value="{draft.valid_from:%Y-%m-%d}"' in _text(reviewer, "facts", draft.uuid)


def test_a_wrong_value_is_told_at_its_field(reviewer):
    draft = _draft()
    course = draft.courses.get()
    add = reverse("programmes:add_part", args=[draft.uuid, "unit", course.uuid])
    unit = {"code": course.units.get().code, "title_zh": "单元", "theory_minutes": 45, "practice_minutes": 0}
    page = reviewer.post(add, unit).content.decode()
    assert "This code is taken in this version." in page
    assert course.units.count() == 1


def test_a_requirement_with_the_threshold_of_another_kind_is_told(reviewer):
    draft = _draft()
    row = draft.requirements.get(kind=RequirementKind.LESSONS_COMPLETED)
    change = reverse("programmes:change_part", args=[draft.uuid, "requirement", row.uuid])
    values = {"code": row.code, "title_zh": "要求", "kind": "credits_earned", "share_percent": 100}
    page = reviewer.post(change, values).content.decode()
    assert "A requirement needs the threshold of its kind, and no other." in page


def test_prerequisites_in_a_circle_are_named(reviewer):
    draft = _draft(a_diploma_version())
    later, first = Course.objects.filter(version=draft, prerequisites__isnull=False).first(), None
    first = later.prerequisites.get().needs
    answer = reviewer.post(
        reverse("programmes:prerequisites", args=[draft.uuid, first.uuid]), {"needs": [str(later.uuid)]}
    )
    page = answer.content.decode()
    assert f"{first.code} → {later.code} → {first.code}" in page
    assert not first.prerequisites.exists()


def test_removing_asks_first(reviewer):
    draft = _draft()
    course = draft.courses.get()
    remove = reverse("programmes:remove_part", args=[draft.uuid, "course", course.uuid])
    assert course.title_en in reviewer.get(remove).content.decode()
    assert draft.courses.exists()
    reviewer.post(remove)
    assert not draft.courses.exists()
    assert "There is no course yet." in _text(reviewer, "publish", draft.uuid)


def test_versions_are_compared_in_words(reviewer, instructor):
    draft = _draft()
    row = draft.requirements.get(kind=RequirementKind.LESSONS_COMPLETED)
    change = reverse("programmes:change_part", args=[draft.uuid, "requirement", row.uuid])
    values = {"code": row.code, "title_zh": row.title_zh, "title_en": row.title_en, "kind": row.kind}
    reviewer.post(change, {**values, "share_percent": 80})
    page = _text(instructor, "compare", draft.programme.uuid)
    for words in ("changed (share in percent)", "<td>100</td>", "<td>80</td>"):
        assert words in page
    same = _text(instructor, "compare", draft.programme.uuid, old=1, new=1)
    assert "There is no difference." in same


@pytest.mark.parametrize("name", ["version", "draft"])
def test_a_page_asks_as_often_for_many_courses_as_for_few(reviewer, name):
    few, many = _draft(a_version()), _draft(a_diploma_version(courses=12))
    counts = [_queries(reviewer, reverse(f"programmes:{name}", args=[draft.uuid])) for draft in (few, many)]
    assert counts[1] <= counts[0] + 1  # the diploma has a recognition table, whose lines are one query
    assert max(counts) <= 30


def _queries(client, path):
    cache.clear()
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


# --- a second press, and forms that are refused ----------------


def _said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_publishing_twice_is_harmless_and_told(reviewer):
    draft = _draft()
    publish = reverse("programmes:publish", args=[draft.uuid])
    first = reviewer.post(publish, follow=True)
    assert _said(first) == ["The version is published. New enrolments get it."]
    for again in (reviewer.post(publish, follow=True), reviewer.get(publish, follow=True)):
        assert again.redirect_chain[-1][0] == reverse("programmes:version", args=[draft.uuid])
        assert _said(again) == ["This version is published already."]
    assert AuditEntry.objects.filter(action="catalog.publish_version", target_uuid=draft.uuid).count() == 1


def test_publishing_what_was_changed_since_shows_the_page_again_with_the_reasons(reviewer):
    draft = _draft()
    remove_part(part=Part(draft.uuid, PartKind.COURSE, draft.courses.get().uuid), actor=ACTOR, now=NOW)
    answer = reviewer.post(reverse("programmes:publish", args=[draft.uuid]))
    assert answer.status_code == 409
    assert "There is no course yet." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_discarding_twice_is_harmless_and_told(reviewer):
    draft = _draft()
    programme = draft.programme
    discard = reverse("programmes:discard", args=[draft.uuid])
    form = {"programme": str(programme.uuid)}
    assert f'name="programme" value="{programme.uuid}"' in _text(reviewer, "discard", draft.uuid)
    assert _said(reviewer.post(discard, form, follow=True)) == ["The draft is discarded."]
    again = reviewer.post(discard, form, follow=True)
    assert again.redirect_chain[-1][0] == reverse("programmes:programme", args=[programme.uuid])
    assert _said(again) == ["This draft is discarded already."]
    for nonsense in ({}, {"programme": "x"}, {"programme": str(draft.uuid)}):
        assert reviewer.post(discard, nonsense).url == reverse("programmes:index")


def test_a_draft_that_was_published_meanwhile_is_not_discarded_and_it_is_told(reviewer):
    draft = _draft()
    reviewer.post(reverse("programmes:publish", args=[draft.uuid]))
    answer = reviewer.post(reverse("programmes:discard", args=[draft.uuid]), follow=True)
    assert _said(answer)[-1] == "This version was published meanwhile, so it stays."
    assert ProgrammeVersion.objects.filter(pk=draft.pk).exists()


def test_a_refused_form_says_so_to_programs_too(reviewer):
    draft = _draft()
    facts = reviewer.post(reverse("programmes:facts", args=[draft.uuid]), {"valid_from": ""})
    course = reviewer.post(
        reverse("programmes:add_part", args=[draft.uuid, "course", draft.uuid]), {"code": ""}
    )
    assert (facts.status_code, course.status_code) == (422, 422)
