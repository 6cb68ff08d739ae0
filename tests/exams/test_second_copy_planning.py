"""What was planned between the backup and the examination comes back with the answers, and holds none of them back."""

from pathlib import Path
from uuid import uuid4

import pytest

from lms.accounts.models import Person, RoleAssignment, User
from lms.enrolments.api import Enrolment
from lms.exams.api import admit_candidates, open_sitting, take_lease
from lms.exams.models import (
    AnswerEvent,
    Arrangement,
    Attempt,
    PaperKey,
    PaperVersion,
    Sitting,
    SittingCandidate,
    SittingInvigilator,
)
from lms.exams.papers.models import ItemOnPaper
from lms.exams.secondcopy.errors import UnusableCopy
from lms.exams.secondcopy.files import CopyFile, lines_of, opened
from lms.exams.secondcopy.kinds import KINDS, SINCE_PLANNING
from lms.exams.secondcopy.setback import SetBack
from lms.exams.sittings.checking import differences_in
from lms.exams.sittings.operations import NewArrangement, arrange_for_candidate
from lms.exams.sittings.operations.admitting import take_out_candidate
from lms.exams.sittings.operations.rescheduling import assign_invigilators
from lms.exams.sittings.operations.seating import draw_seats, move_candidate
from tests.exams.test_second_copy import an_examination, bring, copied, copier, lost, save  # noqa: F401
from tests.factories.accounts import invigilator_at, sign_in, trainee_at
from tests.factories.courses import NOW, enrol, enrolled_trainee
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    StartedAttempt,
    a_sitting,
    attempt_of,
    ref_of,
    started_attempt,
)
from tests.factories.planning import move_to

pytestmark = pytest.mark.django_db


class Planned:
    """A sitting that is not open yet, with its first candidate, who will write."""

    def __init__(self) -> None:
        self.user, self.enrolment = enrolled_trainee()
        self.sitting = a_sitting(self.enrolment)
        self.of_site = {"sitting_uuid": self.sitting.uuid, "actor": ACTOR, "now": NOW}

    def another(self) -> Enrolment:
        """Enrol one more."""
        return enrol(trainee_at(self.enrolment.site), self.enrolment.version)

    def admit(self, enrolment: Enrolment) -> SittingCandidate:
        """Admit one more, and return the row."""
        (row,) = admit_candidates(enrolment_uuids=[enrolment.uuid], **self.of_site)
        return row

    def admit_under(self, number: int, enrolment: Enrolment) -> SittingCandidate:
        """Admit one more under a number that somebody had before, as earlier versions did."""
        row = self.admit(enrolment)
        SittingCandidate.objects.filter(pk=row.pk).update(number=number)
        row.refresh_from_db()
        return row

    def take_out(self, row: SittingCandidate) -> None:
        """Take a candidate out, with a reason."""
        take_out_candidate(candidate_uuid=row.uuid, reason="当天生病，改考下一场", **self.of_site)

    def arrange(self, row: SittingCandidate, minutes: int) -> None:
        """Arrange extra minutes for a candidate; none takes back what was arranged."""
        known = Arrangement.objects.filter(candidate=row).values_list("uuid", flat=True).first()
        arrange_for_candidate(
            candidate=(self.sitting.uuid, row.uuid),
            arrangement=NewArrangement(extra_minutes=minutes, reason="右手受伤，书写慢", instead_of=known),
            by=self.user,
            actor=ACTOR,
            now=NOW,
        )

    def write(self, copier) -> Path:  # noqa: F811
        """Open the room, let the first candidate answer twice, and return the copy."""
        open_sitting(**self.of_site)
        attempt = attempt_of(self.sitting, self.enrolment)
        lease = take_lease(ref=ref_of(attempt), actor=ACTOR, now=NOW)
        begun = StartedAttempt(self.user, self.enrolment, self.sitting, attempt, lease, NOW)
        save(begun, 1, 2)
        return copied(copier)

    def seats(self) -> list[tuple[int, str]]:
        """Return numbers and seats, by candidate."""
        rows = SittingCandidate.objects.filter(sitting=self.sitting).order_by("number")
        return list(rows.values_list("enrolment", "number", "seat"))


@pytest.fixture
def planned() -> Planned:
    return Planned()


def rests() -> bool:
    """Both answers are there, and everything follows from the log."""
    return AnswerEvent.objects.count() == 2 and list(differences_in(Attempt.objects.all())) == []


@pytest.mark.parametrize("is_copied_before", [True, False], ids=["copied before", "copied after"])
def test_seats_that_changed_hands(planned, copier, is_copied_before):  # noqa: F811
    rows = [planned.admit(planned.another()) for _number in range(2)]
    draw_seats(seed="a", **planned.of_site)
    with lost():
        if is_copied_before:
            copied(copier)
        rows[0].refresh_from_db()
        move_candidate(candidate_uuid=rows[1].uuid, move=move_to(rows[0].seat, rows[1]), **planned.of_site)
        path, wanted = planned.write(copier), planned.seats()
    assert planned.seats() != wanted
    bring(path)
    assert planned.seats() == wanted
    assert rests()


def test_seats_drawn_anew(planned, copier):  # noqa: F811
    for _number in range(4):
        planned.admit(planned.another())
    draw_seats(seed="a", **planned.of_site)
    with lost():
        draw_seats(seed="another", **planned.of_site)
        path, wanted = planned.write(copier), planned.seats()
    bring(path)
    assert planned.seats() == wanted
    assert rests()


@pytest.mark.parametrize("is_in_backup", [True, False], ids=["in the backup", "since the backup"])
@pytest.mark.parametrize("is_copied_before", [True, False], ids=["copied before", "copied after"])
def test_who_was_taken_out_stays_out(planned, copier, is_in_backup, is_copied_before):  # noqa: F811
    first, second = planned.another(), planned.another()
    row = planned.admit(first) if is_in_backup else None
    with lost():
        row = row or planned.admit(first)
        planned.arrange(row, 10)
        if is_copied_before:
            copied(copier)
        planned.take_out(row)
        planned.admit_under(row.number, second)
        path, wanted = planned.write(copier), planned.seats()
    replayed = bring(path)
    assert planned.seats() == wanted
    assert not Arrangement.objects.exists()
    assert replayed.taken_off["exams.sittingcandidate"] == is_in_backup
    assert rests()
    again = bring(path)
    assert again.added == again.moved_on == again.taken_off == {}


def test_who_was_taken_out_and_admitted_again_is_in(planned, copier):  # noqa: F811
    other = planned.another()
    row = planned.admit(other)
    with lost():
        copied(copier)
        planned.take_out(row)
        again = planned.admit_under(row.number, other)
        path, wanted = planned.write(copier), planned.seats()
    bring(path)
    assert planned.seats() == wanted
    assert list(SittingCandidate.objects.filter(enrolment=other).values_list("uuid", flat=True)) == [
        again.uuid
    ]


def test_who_was_taken_out_but_wrote_in_this_database_is_left_alone(planned, copier):  # noqa: F811
    row = planned.admit(planned.another())
    with lost():
        planned.take_out(row)
        path = planned.write(copier)
    open_sitting(**planned.of_site)
    take_lease(ref=ref_of(row.attempts.get()), actor=ACTOR, now=NOW)
    with pytest.raises(UnusableCopy):
        bring(path)
    assert row.attempts.get().state == "in_progress"


def test_people_enrolled_and_papers_drawn_since_the_backup(copier, client):  # noqa: F811
    with lost():
        begun = started_attempt()
        save(begun, 1, 2)
        path = copied(copier)
        key = begun.key()
        name, resident_id = begun.user.person.full_name, begun.user.person.resident_id
        places = ItemOnPaper.objects.count()
    assert not Sitting.objects.exists()
    assert not PaperVersion.objects.exists()
    assert not Enrolment.objects.exists()
    bring(path)
    assert rests()
    assert PaperKey.objects.get().key == key
    assert ItemOnPaper.objects.count() == places > 0
    assert Person.objects.values_list("full_name", "resident_id").get() == (name, resident_id)
    assert RoleAssignment.objects.values_list("user", "role").get() == (begun.user.pk, "trainee")
    page = sign_in(client, User.objects.get()).get(f"/exams/sittings/{begun.sitting.uuid}/")
    assert page.status_code == 200
    assert name not in path.read_text()
    again = bring(path)
    assert again.added == again.moved_on == again.taken_off == {}


def test_an_account_made_after_its_candidate_was_copied(planned, copier):  # noqa: F811
    with lost():
        other = planned.another()
        RoleAssignment.objects.filter(user__person=other.person).delete()
        User.objects.filter(person=other.person).delete()
        planned.admit(other)
        copied(copier)
        User.objects.create_user(username="later", person=other.person, display_name="Later")
        path = planned.write(copier)
    bring(path)
    assert User.objects.get(username="later").person_id == other.person_id


def test_what_the_backup_knows_of_people_stands(planned, copier):  # noqa: F811
    with lost():
        path = planned.write(copier)
    Person.objects.filter(pk=planned.enrolment.person_id).update(full_name="改过的名字")
    bring(path)
    assert Person.objects.get(pk=planned.enrolment.person_id).full_name == "改过的名字"


def test_somebody_else_under_the_same_key_is_refused(planned, copier):  # noqa: F811
    with lost():
        path = planned.write(copier)
    # As where the database was used before the copy was replayed.
    Person.objects.filter(pk=planned.enrolment.person_id).update(uuid=uuid4())
    with pytest.raises(UnusableCopy):
        bring(path)
    assert not AnswerEvent.objects.exists()


def test_arrangements_and_invigilators_are_as_they_were_last(planned, copier):  # noqa: F811
    rows = [planned.admit(planned.another()) for _number in range(3)]
    before, after = invigilator_at(planned.sitting.site), invigilator_at(planned.sitting.site)
    planned.arrange(rows[0], 10)
    planned.arrange(rows[1], 10)
    assign_invigilators(user_uuids=[before.uuid], **planned.of_site)
    with lost():
        copied(copier)
        planned.arrange(rows[0], 20)
        planned.arrange(rows[1], 0)
        planned.arrange(rows[2], 30)
        assign_invigilators(user_uuids=[after.uuid], **planned.of_site)
        path = planned.write(copier)
    bring(path)
    arranged = Arrangement.objects.order_by("candidate__number").values_list("candidate", "extra_minutes")
    assert list(arranged) == [(rows[0].pk, 20), (rows[2].pk, 30)]
    assert SittingInvigilator.objects.values_list("user", flat=True).get() == after.pk
    assert rests()


def test_a_copy_of_an_earlier_version_takes_nothing_away(planned, copier):  # noqa: F811
    row = planned.admit(planned.another())
    planned.arrange(row, 10)
    with lost():
        path = planned.write(copier)
    earlier = {model._meta.label_lower for model in KINDS if model not in SINCE_PLANNING}
    rows = [opened(line) for line in lines_of(path) if line.kind in earlier]
    path.unlink()
    CopyFile(path).append(rows)
    bring(path)
    assert Arrangement.objects.get().extra_minutes == 10
    assert rests()


def test_a_database_that_goes_on_without_its_copy_does_not_spoil_it(copier):  # noqa: F811
    begun = started_attempt()
    with lost():
        an_examination(begun, copier)
    save(begun, 1, after=11 * MINUTE)  # nobody replayed the copy
    with pytest.raises(SetBack):
        copied(copier)
    (aside,) = copier.folder.glob("sitting-*.set-back-*")
    anew = copied(copier)
    assert [line.kind for line in lines_of(anew)].count("exams.answerevent") == 1
    assert [line.kind for line in lines_of(aside)].count("exams.answerevent") == 3


def test_a_candidate_that_a_set_back_database_lacks_is_not_taken_out(planned, copier):  # noqa: F811
    with lost():
        planned.admit(planned.another())
        copied(copier)
    with pytest.raises(SetBack):
        copied(copier)
