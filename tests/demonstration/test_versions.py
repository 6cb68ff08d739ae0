"""The demonstration has people on an older version of a programme, whom a registrar can move at once."""

from datetime import UTC, datetime

import pytest

from courses.catalog.api import load_programme_version
from courses.catalog.models import Lesson, Programme
from courses.catalog.operations import create_draft_version
from courses.pages.packs import files_in, read_pack
from lms.accounts.groups import mirror_in_groups
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.demonstration.build import PACKS
from lms.demonstration.stages import SHORT
from lms.demonstration.versions import MORE, publish_newer_version
from lms.enrolments.moving.operations import MoveOrder, move_enrolments
from lms.enrolments.moving.queries import list_groups, list_outlooks
from lms.enrolments.moving.rules import digest_of
from tests.factories.accounts import a_user
from tests.factories.courses import enrolled_trainee

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ABOUT = {"actor": Actor.system("test"), "now": NOW}


@pytest.fixture
def short_course() -> Programme:
    pack = read_pack(files_in(PACKS / "safe-electricity-short"))
    borrowed = [lesson for course in pack.plan.courses for unit in course.units for lesson in unit.lessons]
    for lesson in (*borrowed, MORE):
        Lesson.objects.create(code=lesson.code, title_zh=lesson.code)
    return load_programme_version(plan=pack.plan, **ABOUT).programme


def test_a_second_start_publishes_no_further_version(short_course) -> None:
    for _again in range(2):
        publish_newer_version(**ABOUT)
    assert short_course.code == SHORT
    assert [version.number for version in short_course.versions.order_by("number")] == [1, 2]


def test_a_version_that_somebody_is_working_on_stays_theirs(short_course) -> None:
    create_draft_version(programme_uuid=short_course.uuid, **ABOUT)
    publish_newer_version(**ABOUT)
    assert [version.state for version in short_course.versions.order_by("number")] == ["published", "draft"]


def test_who_began_before_can_be_moved_and_has_one_lesson_more_to_learn(short_course) -> None:
    user, enrolment = enrolled_trainee(short_course.versions.get())
    publish_newer_version(**ABOUT)
    registrar = a_user(Role.REGISTRAR, user.person.site)
    mirror_in_groups(registrar)
    [group] = list_groups(registrar)
    assert (group.version.number, group.newest, group.people, group.may_move) == (1, 2, 1, True)
    old, new = short_course.versions.order_by("number")
    outlooks = list_outlooks([enrolment], old=old, new=new)
    assert [row.before[0].counted[1] for row in outlooks] == [5]
    assert [row.after[0].counted[1] for row in outlooks] == [6]
    order = MoveOrder([enrolment.uuid], old, new, shown=digest_of(outlooks), client_key=enrolment.uuid)
    move_enrolments(order=order, **ABOUT)
    enrolment.refresh_from_db()
    assert enrolment.version == new
