"""The audit log over HTTP: who reads it, in which words, filtered, page by page; never the name of a trainee."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lms.accounts.audit_actions import AuditAction
from lms.auditing.queries.entries import get_entry, kinds
from lms.auditing.words import SECTIONS, kind_in_words
from lms.core.actor import Actor
from lms.core.audit import Mark, action_in_words, actions_marked, list_actions
from lms.core.enums import STAFF_ROLES, Role
from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.changing.operations import TakeUp, take_up_again
from lms.exams.audit_actions import AuditAction as ExamAction
from lms.exams.sittings.room_models import ActKind
from lms.exams.sittings.room_rules import needs_second_person
from tests.auditing.pages import CHECKS, EXPORT, LIST, NOW, auditing, noted, noted_times, numbers_in, shown
from tests.factories.accounts import a_user, administrator_at, registrar_at, sign_in, trainee_at
from tests.factories.courses import a_version, enrol
from tests.factories.organisations import a_school, a_site, an_administration

pytestmark = pytest.mark.django_db
HOSTILE = ["\x00", "' OR 1=1 --", "9" * 30, "-1", "<script>alert(1)</script>", "mark:nothing", "2026-99-99"]


def test_the_list_says_when_who_in_which_role_what_about_what_and_why():
    site = a_site()
    officer = registrar_at(site)
    noted(site, officer, action=AuditAction.REVEAL_RESIDENT_ID, reason="核对证件")
    page = shown(auditing())
    for words in (
        "2026-06-01 10:00:00",  # as clocks in China say
        f"{officer.display_name} ({officer.username})",
        "Registrar",
        "Identity number revealed",
        str(site.uuid),
        "核对证件",
    ):
        assert words in page


def test_an_empty_log_says_so_and_offers_no_file():
    page = shown(auditing())
    assert "Nothing is recorded yet." in page
    assert EXPORT not in page


def test_the_newest_comes_first_and_pages_follow_each_other_both_ways():
    site, client = a_site(), auditing()
    noted_times(120, site)
    first = shown(client)
    assert numbers_in(first) == list(range(120, 70, -1))
    assert "Newer entries" not in first
    second = shown(client, before=71)
    assert numbers_in(second) == list(range(70, 20, -1))
    assert "after=70" in second
    assert "before=21" in second
    last = shown(client, before=21)
    assert numbers_in(last) == list(range(20, 0, -1))
    assert "Older entries" not in last
    assert numbers_in(shown(client, after=20)) == list(range(70, 20, -1))
    assert numbers_in(shown(client, after=70)) == list(range(120, 70, -1))


def test_entries_written_meanwhile_do_not_move_what_is_on_the_next_page():
    site, client = a_site(), auditing()
    noted_times(60, site)
    noted_times(5, site)
    assert numbers_in(shown(client, before=11)) == list(range(10, 0, -1))


def test_a_filter_stays_with_the_ways_to_other_pages():
    site, client = a_site(), auditing()
    noted_times(60, site)
    page = shown(client, action="accounts.add_user", kind="organisations.site")
    assert "?action=accounts.add_user&amp;kind=organisations.site&amp;before=11" in page


def three_entries():
    """Write down an early sign-in of one person, a result released by another, a number revealed late."""
    site = a_site()
    one, other = registrar_at(site), registrar_at(site)
    early, late = NOW - timedelta(days=30), NOW + timedelta(days=30)
    noted(one, one, action=AuditAction.SIGN_IN, at=early)
    noted(site, other, action=ExamAction.RELEASE_RESULTS)
    noted(site, one, action=AuditAction.REVEAL_RESIDENT_ID, at=late)
    return site, one, other


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"first": "2026-06-01"}, [3, 2]),
        ({"last": "2026-06-01"}, [2, 1]),
        ({"first": "2026-06-01", "last": "2026-06-01"}, [2]),
        ({"action": "accounts.sign_in"}, [1]),
        ({"action": "part:exams"}, [2]),
        ({"action": "mark:reveal"}, [3]),
        ({"action": "mark:second_person"}, [2]),
        ({"action": "mark:sign_in"}, [1]),
        ({"kind": "organisations.site"}, [3, 2]),
        ({"kind": "accounts.user"}, [1]),
        ({"action": "part:accounts", "first": "2026-06-01"}, [3]),
        ({"action": "part:catalog"}, []),
        ({"first": "0001-01-01", "last": "9999-12-31"}, [3, 2, 1]),
    ],
)
def test_filters_find_what_they_say(asked, found):
    three_entries()
    assert numbers_in(shown(auditing(), **asked)) == found


def test_days_are_those_of_china():
    site, client = a_site(), auditing()
    noted(site, at=datetime(2026, 5, 31, 16, 0, tzinfo=UTC))  # midnight there
    assert numbers_in(shown(client, first="2026-06-01", last="2026-06-01")) == [1]
    assert numbers_in(shown(client, first="2026-05-31", last="2026-05-31")) == []


def test_a_person_is_found_by_user_name_and_by_identifier_and_a_thing_by_its_own():
    site, one, other = three_entries()
    client = auditing()
    assert numbers_in(shown(client, who=one.username.upper())) == [3, 1]
    assert numbers_in(shown(client, who=other.uuid)) == [2]
    assert numbers_in(shown(client, target=site.uuid)) == [3, 2]
    assert numbers_in(shown(client, target=site.uuid, kind="accounts.user")) == []
    assert "No entry fits this filter." in shown(client, target=uuid4())


def test_a_person_is_found_by_the_name_that_is_shown_and_namesakes_are_told_apart():
    site, one, other = three_entries()
    client = auditing()
    one.display_name, other.display_name = "示范教务员", "王一"
    one.save(update_fields=["display_name"])
    other.save(update_fields=["display_name"])
    for said in ("示范教务员", f"示范教务员 ({one.username})", f"示范教务员（{one.username}）"):
        assert numbers_in(shown(client, who=said)) == [3, 1]
    namesake = registrar_at(site)
    namesake.display_name = one.display_name
    namesake.save(update_fields=["display_name"])
    page = shown(client, who="示范教务员")
    assert f"Write the user name: {one.username}, {namesake.username}." in page
    assert numbers_in(page) == []
    assert numbers_in(shown(client, who=f"示范教务员 ({one.username})")) == [3, 1]


def test_a_shown_name_with_brackets_of_its_own_is_found():
    _site, one, _other = three_entries()
    one.display_name = "王芳（代）"
    one.save(update_fields=["display_name"])
    for said in ("王芳（代）", f"王芳（代） ({one.username})"):
        assert numbers_in(shown(auditing(), who=said)) == [3, 1]


def test_a_user_name_goes_before_the_shown_name_of_somebody_else():
    _site, one, other = three_entries()
    other.display_name = one.username
    other.save(update_fields=["display_name"])
    assert numbers_in(shown(auditing(), who=one.username)) == [3, 1]


def test_why_somebody_was_withdrawn_and_taken_up_again_is_said_in_words():
    row = enrol(trainee_at(a_site()), a_version())
    actor = Actor.system("test")
    for note in ("", "改学面点"):
        withdraw_enrolment(enrolment_uuid=row.uuid, reason=note, code="own_wish", actor=actor, now=NOW)
        order = TakeUp("mistake", uuid4(), note)
        take_up_again(enrolment_uuid=row.uuid, order=order, actor=actor, now=NOW)
    page = shown(auditing(), target=row.uuid)
    for words in (
        "Own wish",
        "Own wish · 改学面点",
        "Withdrawn by mistake",
        "Withdrawn by mistake · 改学面点",
    ):
        assert f"{words}</td>" in page
    assert "own_wish" not in page


def test_a_trainee_is_not_named_and_not_found_by_number():
    site = a_site()
    trainee = trainee_at(site, name="阿依古丽·示范", number="260123")
    noted(trainee.person, trainee, role="trainee")
    noted(trainee, registrar_at(site))
    client = auditing()
    for path in (LIST, f"{LIST}1/", f"{LIST}2/"):
        page = shown(client, path)
        assert "阿依古丽" not in page
        assert trainee.username not in page
    assert "Somebody in training" in shown(client)
    for said in ("nobody-at-all", trainee.username, "阿依古丽·示范", f"阿依古丽·示范 ({trainee.username})"):
        page = shown(client, who=said)
        assert "No member of staff has this name or user name." in page
        assert numbers_in(page) == []


def test_a_former_trainee_without_a_person_is_not_named_either():
    site = a_site()
    former = a_user(Role.TRAINEE, site, username="former-one")
    noted(site, former, role="employer")
    page = shown(auditing())
    assert "former-one" not in page
    assert "Somebody in training" in page


def test_the_platform_strangers_and_accounts_that_are_gone_have_words():
    site, client = a_site(), auditing()
    noted(site)
    gone = registrar_at(site)
    noted(site, gone)
    gone.role_assignments.all().delete()
    gone.delete()
    page = shown(client)
    assert "The platform itself" in page
    assert "An account that is not here any more" in page


@pytest.mark.parametrize("name", ["first", "last", "action", "who", "kind", "target", "before", "after"])
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_filters_are_answered_in_words(name, value):
    noted(a_site())
    page = shown(auditing(), **{name: value})
    assert "<script>alert" not in page
    if name not in ("before", "after"):
        assert "the filter is not clear" in page
        assert numbers_in(page) == []


def test_days_the_wrong_way_round_are_refused_in_words():
    noted(a_site())
    assert "The last day is before the first." in shown(auditing(), first="2026-06-02", last="2026-06-01")


def test_an_entry_shows_all_but_the_salt_and_its_neighbours_and_others_about_the_same():
    site = a_site()
    officer = registrar_at(site)
    first = noted(site, officer, reason="first", after={"n": 1})
    second = noted(site, officer, reason="second")
    third = noted(a_school(), officer)
    page = shown(auditing(), f"{LIST}2/")
    for words in (second.hash, first.hash, str(second.uuid), f"{LIST}1/", f"{LIST}3/", "accounts.add_user"):
        assert words in page
    assert second.salt not in page
    assert "This entry fits" in page
    assert numbers_in(page) == [first.seq, third.seq, first.seq]
    assert f"?who={officer.uuid}" in page


def test_what_stands_beside_an_entry_is_led_to_by_the_thing_and_the_person_not_along_the_chain():
    site = a_site()
    noted_times(2, site, registrar_at(site))
    with CaptureQueriesContext(connection) as kept:
        get_entry(2)
    beside = [one["sql"] for one in kept if "LIMIT 10" in one["sql"]]
    assert len(beside) == 2
    assert not [sql for sql in beside if "core_auditchain" in sql]


@pytest.mark.parametrize("number", ["0", "7", "9" * 25])
def test_an_entry_that_is_not_there_is_not_found(number):
    noted(a_site())
    assert auditing().get(f"{LIST}{number}/").status_code == 404


def test_no_page_asks_more_with_more_entries():
    site, client = a_site(), auditing()

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as kept:
            shown(client, path)
        return len(kept)

    people = [registrar_at(site) for _ in range(6)]
    for person in people[:2]:
        noted_times(2, site, person)
    paths = (LIST, f"{LIST}?who={people[0].username}", f"{LIST}2/")
    [asked(path) for path in paths]
    few = [asked(path) for path in paths]
    for person in people:
        noted_times(12, site, person)
    assert [asked(path) for path in paths] == few
    assert max(few) <= 12


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - {Role.AUDITOR}))
@pytest.mark.parametrize("path", [LIST, f"{LIST}1/", EXPORT])
def test_nobody_but_an_auditor_reads_or_takes_away(role, path):
    place = an_administration() if role is Role.AUTHORITY_READER else a_site()
    place = a_school() if role is Role.ISSUING_OFFICER else place
    noted(place)
    client = sign_in(Client(), a_user(role, place))
    answer = client.post(path) if path is EXPORT else client.get(path)
    assert answer.status_code in {302, 403, 404}


def test_an_administrator_sees_how_the_chain_stands_and_no_entry():
    site = a_site()
    noted(site, reason="not for administrators")
    page = shown(sign_in(Client(), administrator_at(site)), CHECKS)
    assert "not for administrators" not in page
    assert str(site.uuid) not in page
    assert f'href="{LIST}"' not in page


def test_every_action_and_every_kind_has_its_own_words_in_both_languages():
    with translation.override("zh-hans"):
        assert [action for action in list_actions() if action_in_words(action).isascii()] == []
        assert [kind for kind in kinds() if kind_in_words(kind).isascii()] == []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            named = Counter(kind_in_words(kind) for kind in kinds())
            assert [name for name, number in named.items() if number > 1] == []
    with translation.override("en"):
        assert [action for action in list_actions() if not action_in_words(action).isascii()] == []
        names = {action: action_in_words(action).casefold() for action in list_actions()}
        made = [
            action for action, name in names.items() if name == action.partition(".")[2].replace("_", " ")
        ]
        assert made == [], "the name that Django makes of the code is no name"
    assert {action.partition(".")[0] for action in list_actions()} == set(SECTIONS)


def test_what_is_done_in_a_room_by_two_only_is_among_the_decisions_of_a_second_person():
    by_two = [kind for kind in ActKind if needs_second_person(kind, minutes=0, given_before=0)]
    assert {f"exams.{kind}_attempt" for kind in by_two} <= set(actions_marked(Mark.SECOND_PERSON))
    assert len(by_two) == 2
    assert ExamAction.RELEASE_PRACTICAL in actions_marked(Mark.SECOND_PERSON)


def test_every_mark_marks_something():
    assert all(set(actions_marked(mark)) < set(list_actions()) and actions_marked(mark) for mark in Mark)


def test_a_kind_that_is_gone_keeps_its_code():
    assert kind_in_words("exams.nosuchthing") == "exams.nosuchthing"
    assert kind_in_words("no label") == "no label"
    assert apps.get_model("accounts.person")._meta.label_lower in kinds()
