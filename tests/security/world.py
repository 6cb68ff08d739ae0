"""Two sites with everything that an address can name, and one user for each role at the first."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Task, Workflow
from wagtail.models import Site as WagtailSite

from certificates.issuing.status.operations import sign_stale_lists
from certificates.models import Batch, BatchEntry, Credential, EndingRequest
from courses.catalog.api import Lesson, ProgrammeVersion
from courses.catalog.operations import create_draft_version
from courses.pages.blocks.samples import SAMPLE_CIRCUIT
from courses.pages.models import LessonPage, PackExport
from courses.pages.recordings.operations import RecordingWords, add_recording
from courses.pages.transfers import storage
from courses.pages.transfers.operations import NewTransfer, receive_upload, request_export
from lms.accounts.groups import mirror_in_groups
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.circuits import digest_of
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.delivery.api import marks_in_lesson, save_note
from lms.enrolments.api import Enrolment
from lms.enrolments.models import Admission, PlanProposal, RiskList
from lms.exams.api import take_lease
from lms.exams.appeals.operations import take_appeal
from lms.exams.desk.operations import approve_draft, discard_draft
from lms.exams.errors import SeatInUse
from lms.exams.intake import operations
from lms.exams.intake.mappings import save_mapping
from lms.exams.models import DraftAttachment, ItemAttachment, SeatRequest
from lms.exams.statistics.operations import look_over
from tests.enrolments.admission.dialogues import sent as bring_people
from tests.enrolments.admission.samples import file_of, person
from tests.exams.intake.dialogues import GIFT, read, sent, taken
from tests.exams.intake.samples import a_picture
from tests.factories.accounts import a_user, employer_user_of, instructor_at, terminal_at, trainee_at
from tests.factories.apart import a_group, placed
from tests.factories.certificates import a_share_link, complete, issue, values_of_school
from tests.factories.courses import NOW, a_version, enrol, lessons_of
from tests.factories.drafts import WHO, a_reader, a_waiting_draft, an_author
from tests.factories.drafts import a_draft as a_draft_of_question
from tests.factories.exams import ACTOR, OTHER_SEAT, attempt_of, open_sitting_for, passed_sitting, ref_of
from tests.factories.figures import a_figure_set, a_question_bank, a_score_file
from tests.factories.handmarks import Marked, give_first_turn, two_apart
from tests.factories.organisations import a_room, a_site, a_waiting_employer, an_employer
from tests.factories.outside import a_scanned_paper, credit_values
from tests.factories.pages import show_lessons
from tests.factories.practical import Practical, an_open_practical
from tests.factories.practice import PICTURE, a_mock
from tests.factories.register import publish_as_it_is
from tests.factories.reserves import OnPaper, a_room_on_paper
from tests.factories.second import a_second_signature
from tests.factories.sheets import work_values
from tests.factories.takeover import outcome_of
from tests.pages.recordings import CAPTIONS, wav
from tests.security.evidence import let_key, let_mark, sheets_at
from tests.security.examined import (
    a_frozen_set,
    a_request,
    an_appeal,
    an_appeal_of_work,
    answers_at,
    marks_at,
    papers_of,
)
from tests.security.taught import classes_at

Values = dict[str, Any]


@dataclass
class Place:
    """A site with a trainee who learns, sits, has handed in, and holds a credential."""

    trainee: User
    learning: Enrolment
    graduated: Enrolment
    practical: Practical
    marked: Marked
    paper: OnPaper
    values: Values


@dataclass
class World:
    """Who asks, and what there is to ask for."""

    users: dict[Role, User]
    own: Values
    other: Values


def make_world() -> World:
    """Return the two sites; every user belongs to the first."""
    version, other = a_version(), a_version()
    here, there = a_place(version), a_place(other)
    users = users_at(here)
    reviewing = Actor(users[Role.EXAMINATIONS_OFFICER].uuid, Role.EXAMINATIONS_OFFICER)
    take_appeal(appeal_uuid=here.values["appeal_uuid"], actor=reviewing, now=NOW)
    shared = {**pages_and_files(users[Role.INSTRUCTOR]), **words(), **a_draft(version), **questions()}
    shared |= packs_on_the_way(version, users[Role.CONTENT_REVIEWER])
    shared |= figures(users[Role.CONTENT_REVIEWER])
    shared |= question_files(users[Role.INSTRUCTOR])
    let_mark(here.practical, users[Role.ASSESSOR])
    for place, role in enumerate((Role.ASSESSOR, Role.INSTRUCTOR), start=1):
        give_first_turn(here.marked, users[role], place)
    let_key(here.paper, users)
    here.values.update(admissions_at(here, users[Role.REGISTRAR]))
    there.values.update(admissions_at(there, a_user(Role.REGISTRAR, there.learning.site)))
    here.values.update(classes_at(here.learning.site, users[Role.INSTRUCTOR]))
    there.values.update(classes_at(there.learning.site, instructor_at(there.learning.site)))
    callers = (users[Role.STATION_WORKER], users[Role.PLACEMENT_OFFICER])
    here.values.update(work_values(here.trainee, users[Role.EMPLOYER], *callers))
    there.values.update(work_values(there.trainee, employer_user_of(an_employer())))
    return World(users, {**shared, **here.values}, {**shared, **a_draft(other), **there.values})


def a_place(version: ProgrammeVersion) -> Place:
    """Return a new site with a trainee at every stage."""
    trainee = trainee_at(a_site())
    learning = enrol(trainee, version)
    show_lessons(version)
    # Passed before: nobody sits in two rooms at once.
    graduating = enrol(trainee, a_version())
    handed_in = passed_sitting(graduating).attempt
    sitting = open_sitting_for(learning)
    attempt = attempt_of(sitting, learning)
    take_lease(ref=ref_of(attempt), actor=ACTOR, now=NOW)
    with suppress(SeatInUse):
        take_lease(ref=ref_of(attempt, seat=OTHER_SEAT), actor=ACTOR, now=NOW)
    graduated = complete(graduating)
    credential = issue(graduated.uuid)
    ended, mock = a_mock(trainee, is_ended=True), a_mock(trainee)
    lesson = lessons_of(learning)[0]
    terminal, _token = terminal_at(a_room(learning.site))
    practical = an_open_practical(trainee=trainee, starts_at=NOW - timedelta(days=1))
    marked = two_apart(site=learning.site, candidates=3)
    paper = a_room_on_paper(site=learning.site, candidates=3)
    marked_work = marks_at(practical)
    values = {
        **papers_of(sitting),
        **marked_work,
        **answers_at(marked),
        **sheets_at(paper),
        **a_scanned_paper(trainee.person),
        "lesson_uuid": lesson.uuid,
        "mark_uuid": texts_of(trainee, lesson),
        "sitting_uuid": sitting.uuid,
        "candidate_uuid": attempt.candidate.uuid,
        "document": "slips",
        "language": "zh",
        "attempt_uuid": attempt.uuid,
        "attempt": attempt.uuid,
        "receipt_uuid": handed_in.uuid,
        "sat_uuid": handed_in.candidate.sitting.uuid,
        "result_set_uuid": a_frozen_set(handed_in.candidate.sitting).uuid,
        "appeal_uuid": an_appeal(handed_in, trainee).uuid,
        "work_appeal_uuid": an_appeal_of_work(marked_work["practical_result_uuid"], trainee).uuid,
        "appeal_document": "case",
        "deed": "extra",
        "act_uuid": a_request(sitting, attempt).uuid,
        "request_uuid": SeatRequest.objects.get(attempt=attempt).uuid,
        "credential_uuid": credential.uuid,
        **around(credential),
        "terminal_uuid": terminal.uuid,
        "room_uuid": terminal.room.uuid,
        "mock_uuid": mock.uuid,
        "attachment": ItemAttachment.objects.filter(version__item__use="practice").latest("pk").pk,
        "picture_name": PICTURE.name,
        "ended_mock_uuid": ended.uuid,
        "person_uuid": trainee.person.uuid,
        "in_use_uuid": version.uuid,
        "enrolment_uuid": learning.uuid,
        **credit_values(learning, graduated.school),
        "school_uuid": learning.school.uuid,
    }
    return Place(trainee, learning, graduated, practical, marked, paper, values)


def a_batch(enrolment: Enrolment) -> Values:
    """Begin a batch of credentials, as another officer would, with somebody in it for whom it failed."""
    batch = Batch.objects.create(
        kind="training_certificate", school=enrolment.school, prepared_by=new_uuid(), prepared_at=NOW
    )
    entry = BatchEntry.objects.create(batch=batch, enrolment=enrolment, kind=batch.kind, state="failed")
    return {"credential_batch_uuid": batch.uuid, "batch_entry_uuid": entry.uuid}


def an_ending(credential: Credential) -> Values:
    """Ask for a replacement, as another officer did."""
    wanted = {"kind": "replace", "reason": "lost", "content": credential.payload}
    request = EndingRequest.objects.create(
        credential=credential, **wanted, requested_by=new_uuid(), requested_at=NOW
    )
    return {"ending_uuid": request.uuid, "ending_kind": "revoke"}


def around(credential: Credential) -> Values:
    """Share a credential, and publish what programs of others read: its status list, and files of the register."""
    sign_stale_lists(now=now())
    publish_as_it_is()
    a_second_signature(credential)
    files = {"status_list_name": credential.status_entry.list.name, "register_path": "key"}
    files |= {"share_link_uuid": a_share_link(credential).uuid, "studied_uuid": credential.enrolment.uuid}
    files |= values_of_school(credential.school)
    return files | a_batch(credential.enrolment) | an_ending(credential)


def admissions_at(place: Place, registrar: User) -> Values:
    """Admit the trainee of a place, bring a file of people that waits for a yes, and ask for a plan and a list."""
    site = place.learning.site
    stay = Admission.objects.create(
        person=place.trainee.person,
        site=site,
        number=place.trainee.username,
        admitted_date=NOW.date(),
        schooling="unknown",
        created_at=NOW,
    )
    waiting = bring_people(registrar, site, file_of([person(0)]))
    outcome = outcome_of(place.learning.version, [stay])
    plan = PlanProposal.objects.create(site=site, by=registrar, at=NOW, client_key=uuid4(), outcome=outcome)
    RiskList.objects.create(site=site, at=NOW, client_key=uuid4(), outcome={"of": 0, "at_risk": 0})
    group = a_group(site)
    placed(stay, group=group, on=NOW.date())
    named = {"separate_group_uuid": group.uuid, "site_code": site.code}
    named |= {"admission_uuid": stay.uuid, "admission_file_uuid": waiting.uuid, "plan_uuid": plan.uuid}
    return named | {"place": 0}


def texts_of(trainee: User, lesson: Lesson) -> UUID:
    """Write a note at two terminals; return the text that stays beside it."""
    for text in ("one", "two"):
        save_note(person_id=trainee.person_id, lesson=lesson, text=text, based_on=0, now=NOW)
    return marks_in_lesson(trainee.person_id, lesson).replaced[0].uuid


def users_at(place: Place) -> dict[Role, User]:
    """Return one user for each role, at the place where such a role is held."""
    where: dict[Role, Any] = {
        Role.ISSUING_OFFICER: place.graduated.school,
        Role.EMPLOYER: an_employer(),
        Role.EMPLOYER_APPLICANT: a_waiting_employer(),
        Role.AUTHORITY_READER: place.learning.site.administration,
        Role.AUDITOR: place.learning.site.administration,
        # Of the districts: sees who is assigned to others, too.
        Role.PLACEMENT_OFFICER: place.learning.site.administration,
    }
    others = set(Role) - {Role.TRAINEE}
    users = {role: a_user(role, where.get(role, place.learning.site)) for role in others}
    for user in users.values():
        mirror_in_groups(user)
    return {Role.TRAINEE: place.trainee, **users}


def a_draft(version: ProgrammeVersion) -> Values:
    """Begin the next version of a programme and return what its addresses name; programmes belong to no site."""
    programme = version.programme
    draft = create_draft_version(programme_uuid=programme.uuid, actor=ACTOR, now=NOW)
    course = draft.courses.first()
    return {
        "programme_uuid": programme.uuid,
        "version_uuid": draft.uuid,
        "part": "course",
        "part_held": "unit",
        "part_uuid": course.uuid,
        "unit_uuid": course.units.first().uuid,
        "requirement_uuid": draft.requirements.first().uuid,
    }


def questions() -> Values:
    """Return a question of the bank with a picture, a draft with one, and one that waits; banks belong to no site."""
    author = an_author()
    waiting, kept = a_waiting_draft(author), a_waiting_draft(author)
    version = approve_draft(uuid=kept.uuid, revision=kept.revision, by=a_reader(), **WHO)
    open_draft, discarded = a_draft_of_question(author), a_draft_of_question(author)
    discard_draft(uuid=discarded.uuid, **WHO)
    file = default_storage.save("items/world/picture.png", ContentFile(a_picture()))
    ItemAttachment.objects.create(version=version, number=1, kind="picture", file=file)
    DraftAttachment.objects.create(draft=open_draft, number=1, kind="picture", file=file)
    return {
        "item_code": version.item.code,
        "wording": version.number,
        "draft_uuid": open_draft.uuid,
        "waiting_uuid": waiting.uuid,
        "discarded_uuid": discarded.uuid,
    }


def pages_and_files(author: User) -> Values:
    """Return ids of what Wagtail's addresses name."""
    page = LessonPage.objects.first()
    revision = page.save_revision()
    picture = get_image_model().objects.create(title="p", file=get_test_image_file())
    recording = add_recording(
        file=io.BytesIO(wav()), words=RecordingWords("r", CAPTIONS), actor=ACTOR, now=NOW
    )
    document = get_document_model().objects.create(title="d", file=ContentFile(b"words", name="notes.txt"))
    workflow, task = Workflow.objects.first(), Task.objects.first()
    return {
        "page_id": page.pk,
        "parent_page_id": page.get_parent().pk,
        "revision_id": revision.pk,
        "image_id": picture.pk,
        "document_id": document.pk,
        "recording_id": recording.pk,
        "recording_uuid": recording.uuid,
        "language": "zh",
        "workflow_id": workflow.pk,
        "task_id": task.pk,
        "collection_id": Collection.get_first_root_node().pk,
        "site_id": WagtailSite.objects.first().pk,
        "locale_id": Locale.objects.first().pk,
        "group_id": Group.objects.first().pk,
        "user_id": author.pk,
    }


def packs_on_the_way(version: ProgrammeVersion, user: User) -> Values:
    """Send a file that is no pack, and make one; packs belong to no site."""
    about = {"actor": ACTOR, "now": NOW}
    sent = NewTransfer(uuid4(), user), NewTransfer(uuid4(), user)
    upload = receive_upload(new=sent[0], file=ContentFile(b"no pack"), **about)
    export = request_export(new=sent[1], version_uuid=version.uuid, **about)
    far, sha256 = now() + timedelta(hours=1), storage.keep_bytes(export.uuid, b"a pack")
    PackExport.objects.filter(pk=export.pk).update(state="ready", sha256=sha256, expires_at=far)
    return {"upload_uuid": upload.uuid, "export_uuid": export.uuid, "published_uuid": version.uuid}


def figures(user: User) -> Values:
    """Take old results in, and look over others; a bank belongs to no site."""
    a_question_bank()
    row = a_figure_set(user)
    draft = look_over(file=a_score_file(31), by=user, actor=ACTOR, now=NOW)
    item = row.item_figures.first().version.item
    return {"set_uuid": row.uuid, "scores_uuid": draft.uuid, "item_uuid": item.uuid}


def question_files(user: User) -> Values:
    """Bring a table whose columns are still to be named, take another file in, and write one."""
    table = read(sent(user, "题干,选项A,选项B,答案\n什么？,铜,木,A\n".encode(), "a.csv"))
    draft = taken(read(sent(user, GIFT))).origin.drafts.first()
    about = {"bank": "OLD", "format_name": "gift", "actor": ACTOR, "now": now()}
    export = operations.request_export(new=operations.NewTransfer(uuid4(), user), **about)
    operations.make_export(uuid=export.uuid, now=now())
    mapping = save_mapping(name="kept", content={}, by=user, actor=ACTOR, now=now())
    return {
        "mapping_uuid": mapping.uuid,
        "file_uuid": table.uuid,
        "import_uuid": draft.origin.uuid,
        "outgoing_uuid": export.uuid,
    }


def words() -> Values:
    """Return values for gaps that name no object."""
    return {
        "name": "trainee",
        "code": "NO-SUCH",
        "digest": digest_of(SAMPLE_CIRCUIT),
        "scheme_code": "MOCK",
        "number": 1,
        "token": "A" * 26,
        "path": "images/nothing.png",
        "slug": "public",
        "action_name": "unpublish",  # publishing is refused to everybody: tests/pages/test_review.py
        "app_label": "wagtailcore",
        "app_name": "wagtailcore",
        "model_name": "page",
        "action": "delete",
        "content_type_app_name": "pages",
        "content_type_model_name": "lessonpage",
        "filter_spec": "original",
        "object_id": "1",
        "session_id": 1,
        "task_state_id": 1,
        "workflow_state_id": 1,
        "restriction_id": 1,
        "page_view_restriction_id": 1,
        "uploaded_file_id": 1,
        "uidb64": "MQ",
        "destination_id": 1,
    }
