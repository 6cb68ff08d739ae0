"""An officer orders papers, reads the proof, opens one with a reason, releases it; others see that, and no content."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lms.core import jobs
from lms.core.enums import Role
from lms.core.models import AuditEntry, JobState
from lms.exams.models import PaperKey, PaperOrder, PaperVersion, Sitting, SittingState
from lms.exams.paperdesk import operations
from lms.exams.paperdesk.operations import DRAW_JOB, cancel_order, draw_ordered
from lms.exams.papers.operations import release
from tests.exams.papers.desk import at_the_desk, page
from tests.factories.accounts import a_user, give_role, sign_in
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, a_scheme, open_sitting_for
from tests.factories.organisations import a_school, a_school_paired_with, a_site

pytestmark = pytest.mark.django_db
REASON = "Printing for the room without computers"


@pytest.fixture
def school():
    return a_school()


@pytest.fixture
def officer(school):
    return at_the_desk(school)


def asked(school, **changes):
    """Return the form of an order as a browser sends it."""
    form = {
        "purpose": "parallel",
        "papers": "2",
        "overlap": "",
        "seed": "",
        "school": school.uuid,
        "key": uuid4(),
    }
    return {**form, **changes}


def order(client, school, scheme=None, **changes):
    """Order papers and return the row."""
    scheme = scheme or a_scheme()
    answer = client.post(reverse("schemes:order", args=[scheme.uuid]), asked(school, **changes))
    assert answer.status_code == 302, answer.content.decode()
    return PaperOrder.objects.get(uuid=answer["Location"].rstrip("/").rsplit("/", 1)[1])


def drawn(client, school, **changes):
    """Order papers, let the worker draw them, and return them."""
    row = draw_ordered(uuid=order(client, school, **changes).uuid, now=NOW)
    assert row.drawing, row.reasons
    return list(row.drawing.papers.order_by("form"))


def secrets_of(paper):
    """Return words that stand on a paper, and its keys, as bytes that no page of a sealed one may hold."""
    stems = [item["stem"][language] for item in paper.content["items"] for language in ("zh", "en")]
    uuids = [item["uuid"] for item in paper.content["items"]]
    keys = [json.dumps(row) for row in PaperKey.objects.filter(paper=paper).values_list("key", flat=True)]
    return [text.encode() for text in (*stems, *uuids, *keys)]


def leaks(answer, paper):
    return [secret for secret in secrets_of(paper) if secret in answer.content]


# --- drawing ----------------------------------------------------------------------------------------------------


def test_papers_are_ordered_drawn_by_the_worker_and_proved_on_their_page(officer, school):
    row = order(officer, school, overlap="5")
    waiting = page(officer, "papers:order", row.uuid)
    assert "Cancel the drawing" in waiting
    assert 'data-live="1"' in waiting
    assert len(row.seed) == 32
    job = jobs.Job.objects.get(kind=DRAW_JOB)
    assert jobs.run(job_id=job.pk) == JobState.DONE
    text = page(officer, "papers:order", row.uuid)
    assert f'href="{reverse("sittings:new")}"' in text
    for words in (
        "form A",
        "form B",
        "Counted again from the papers alone",
        "each counts alike, whatever its marks",
        "Farthest apart",
    ):
        assert words in text
    assert row.seed not in text, "the same papers could be drawn again, released and read"
    assert "papers__overlap" in text
    assert "data-live" not in text
    assert PaperVersion.objects.count() == 2


def test_the_same_order_sent_twice_is_one(officer, school):
    scheme, key = a_scheme(), uuid4()
    first = order(officer, school, scheme, key=key)
    assert order(officer, school, scheme, key=key).pk == first.pk
    other = officer.post(reverse("schemes:order", args=[scheme.uuid]), asked(school, key=key, papers="3"))
    assert "already used for other papers" in other.content.decode()
    assert jobs.Job.objects.filter(kind=DRAW_JOB).count() == 1


def test_a_form_that_comes_back_for_another_school_is_not_the_order_of_the_first():
    client = at_the_desk(site := a_site())
    first, second = (a_school_paired_with(site) for _number in range(2))
    scheme, key = a_scheme(), uuid4()
    order(client, first, scheme, key=key)
    again = client.post(reverse("schemes:order", args=[scheme.uuid]), asked(second, key=key))
    assert "already used for other papers" in again.content.decode()
    assert not PaperOrder.objects.filter(school=second).exists()


@pytest.mark.parametrize(
    ("purpose", "papers", "words"),
    [
        ("one", "3", "One paper for all is one."),
        ("parallel", "1", "Parallel forms are at least two."),
        ("one", "", "Write a number."),
    ],
)
def test_a_number_that_does_not_go_with_the_purpose_is_said_and_never_changed(
    officer, school, purpose, papers, words
):
    address = reverse("schemes:order", args=[a_scheme().uuid])
    answer = officer.post(address, asked(school, purpose=purpose, papers=papers))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PaperOrder.objects.exists()


def test_an_order_that_was_cancelled_is_not_drawn_and_a_drawn_one_stays(officer, school):
    row = order(officer, school)
    officer.post(reverse("papers:cancel_order", args=[row.uuid]))
    assert draw_ordered(uuid=row.uuid, now=NOW).state == "cancelled"
    assert PaperVersion.objects.count() == 0
    other = order(officer, school, a_scheme(code="OTHER"))
    draw_ordered(uuid=other.uuid, now=NOW)
    assert cancel_order(uuid=other.uuid, actor=ACTOR, now=NOW).state == "drawn"


def test_what_is_lacking_is_said_in_both_languages(officer, school):
    row = order(officer, school, papers="3", overlap="0")
    assert draw_ordered(uuid=row.uuid, now=NOW).state == "refused"
    text = page(officer, "papers:order", row.uuid)
    assert "safety / Several answers: 1 more needed, the bank has 5" in text
    row.refresh_from_db()
    assert set(row.reasons) == {"zh-hans", "en"}
    assert PaperVersion.objects.count() == 0


def test_work_that_broke_off_is_asked_for_once_more(officer, school):
    row = order(officer, school)
    jobs.Job.objects.update(state=JobState.FAILED)
    assert "The work broke off" in page(officer, "papers:order", row.uuid)
    officer.post(reverse("papers:retry_order", args=[row.uuid]))
    row.refresh_from_db()
    assert operations.job_of(row).state == JobState.QUEUED


# --- sealed -----------------------------------------------------------------------------------------------------


def test_no_page_of_a_sealed_paper_holds_a_byte_of_it(officer, school):
    paper, _other = drawn(officer, school)
    names = ("papers:paper", "papers:open", "papers:release", "papers:correct_key", "papers:takers")
    addresses = [reverse(name, args=[paper.uuid]) for name in names]
    addresses += [reverse("papers:index"), reverse("papers:order", args=[paper.drawing.order.uuid])]
    for address in addresses:
        answer = officer.get(address)
        assert answer.status_code == 200, address
        assert leaks(answer, paper) == [], address
        assert "no-store" in answer["Cache-Control"]


def test_opening_without_a_reason_is_refused_and_shows_nothing(officer, school):
    paper, _other = drawn(officer, school)
    for reason in ("", "？", "x" * 301):
        answer = officer.post(
            reverse("papers:open", args=[paper.uuid]),
            {"document": "paper", "language": "zh", "reason": reason, "act": "show"},
        )
        assert answer.status_code == 422
        assert leaks(answer, paper) == []
    assert not AuditEntry.objects.filter(action="exams.open_paper_early").exists()


def test_opening_with_a_reason_shows_the_paper_and_the_line_that_was_written(officer, school):
    paper, _other = drawn(officer, school)
    form = {"document": "paper", "language": "both", "reason": REASON, "act": "show"}
    answer = officer.post(reverse("papers:open", args=[paper.uuid]), form)
    entry = AuditEntry.objects.get(action="exams.open_paper_early")
    text = answer.content.decode()
    assert paper.content["items"][0]["stem"]["zh"] in text
    assert f"entry {entry.seq} of the audit trail" in text
    assert "Right:" not in text
    assert "no-store" in answer["Cache-Control"]
    sheet = {"document": "sheet", "language": "zh", "reason": "核对更正", "act": "show"}
    officer.post(reverse("papers:open", args=[paper.uuid]), sheet)
    trail = page(officer, "papers:paper", paper.uuid)
    assert REASON in trail
    assert "opened before its release: Paper" in " ".join(trail.split())
    assert "opened before its release: Answer sheet" in " ".join(trail.split())


def test_the_key_is_shown_only_where_the_key_was_opened(officer, school):
    paper, _other = drawn(officer, school)
    form = {"document": "key", "language": "zh", "reason": REASON, "act": "show"}
    text = officer.post(reverse("papers:open", args=[paper.uuid]), form).content.decode()
    assert text.count("Right:") == len(paper.content["items"])
    assert "opened “Key”" in text


def test_a_released_paper_is_read_without_a_reason_and_its_key_is_not(officer, school):
    paper, _other = drawn(officer, school)
    form = {"part": "paper", "sure": "on", "reason": REASON}
    for lacking in ("sure", "reason"):
        part_of_it = {name: value for name, value in form.items() if name != lacking}
        assert officer.post(reverse("papers:release", args=[paper.uuid]), part_of_it).status_code == 422
    assert paper.seed not in page(officer, "papers:paper", paper.uuid)
    officer.post(reverse("papers:release", args=[paper.uuid]), form)
    assert paper.seed in page(officer, "papers:paper", paper.uuid)
    assert AuditEntry.objects.get(action="exams.release_paper").reason == REASON
    show = {"document": "paper", "language": "zh", "reason": "", "act": "show"}
    opened = {**show, "document": "key", "reason": "A colleague looked at the key"}
    at_the_desk(school).post(reverse("papers:open", args=[paper.uuid]), opened)
    answer = officer.post(reverse("papers:open", args=[paper.uuid]), show)
    assert "This is released: nothing was written down." in answer.content.decode()
    assert "A colleague looked" not in answer.content.decode()
    assert paper.content["items"][0]["stem"]["zh"] in answer.content.decode()
    assert AuditEntry.objects.filter(action="exams.open_paper_early").count() == 1
    key = officer.post(reverse("papers:open", args=[paper.uuid]), {**show, "document": "key"})
    assert key.status_code == 422
    assert b"Right:" not in key.content


# --- who --------------------------------------------------------------------------------------------------------


def test_papers_belong_to_their_school_and_the_sites_that_sit_them(officer, school):
    paper, _other = drawn(officer, school)
    stranger = at_the_desk(a_school())
    assert paper.code not in page(stranger, "papers:index")
    for name in ("paper", "open", "release", "correct_key", "takers"):
        assert stranger.get(reverse(f"papers:{name}", args=[paper.uuid])).status_code == 404
    assert stranger.get(reverse("papers:order", args=[paper.drawing.order.uuid])).status_code == 404
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    at_site = at_the_desk(enrolment.site)
    assert "No sitting" not in page(at_site, "papers:paper", sitting.papers.get().uuid)
    assert sitting.papers.get().code not in page(officer, "papers:index")


def test_who_audits_there_and_draws_here_only_looks_there(officer, school):
    theirs, _other = drawn(officer, school)
    user = a_user(Role.EXAMINATIONS_OFFICER, a_school())
    give_role(user, Role.AUDITOR, school)
    both = sign_in(Client(), user)
    assert theirs.code in page(both, "papers:index")
    answer = both.get(reverse("papers:paper", args=[theirs.uuid]))
    assert reverse("papers:open", args=[theirs.uuid]).encode() not in answer.content
    form = {"document": "key", "language": "zh", "reason": REASON, "act": "show", "part": "key", "sure": "on"}
    for name in ("open", "release", "correct_key", "takers"):
        for ask in (both.get, both.post):
            assert ask(reverse(f"papers:{name}", args=[theirs.uuid]), form).status_code == 404


def test_a_key_stays_sealed_while_a_sitting_is_not_closed():
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    client = at_the_desk(enrolment.site)
    form = {"part": "key", "sure": "on", "reason": REASON}
    address = reverse("papers:release", args=[sitting.papers.get().uuid])
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "until every sitting" in refused.content.decode()
    Sitting.objects.filter(pk=sitting.pk).update(state=SittingState.CLOSED)
    assert client.post(address, {"part": "key", "sure": "on"}).status_code == 302, "then nobody asks why"


def test_the_seed_of_a_sealed_paper_draws_no_copy(officer, school):
    paper, _other = drawn(officer, school, seed="one-seed")
    address = reverse("schemes:order", args=[paper.scheme.uuid])
    refused = officer.post(address, asked(school) | {"seed": "one-seed"})
    assert refused.status_code == 422
    assert "still sealed" in refused.content.decode()


def test_an_officer_of_a_site_orders_for_the_schools_that_teach_there():
    site = a_site()
    school = a_school_paired_with(site)
    client = at_the_desk(site)
    paper = drawn(client, school)[0]
    assert paper.code in page(client, "papers:index")
    other = client.post(reverse("schemes:order", args=[paper.scheme.uuid]), asked(a_school()))
    assert other.status_code == 422


def test_auditors_see_that_a_paper_was_opened_and_why_and_nothing_else():
    site = a_site()
    school = a_school_paired_with(site)
    officer = at_the_desk(site)
    paper = drawn(officer, school)[0]
    form = {"document": "key", "language": "zh", "reason": REASON, "act": "show"}
    officer.post(reverse("papers:open", args=[paper.uuid]), form)
    auditor = at_the_desk(site.administration, role=Role.AUDITOR)
    assert paper.code in page(auditor, "papers:index")
    answer = auditor.get(reverse("papers:paper", args=[paper.uuid]))
    assert REASON.encode() in answer.content
    assert b"opened before its release: Key" in b" ".join(answer.content.split())
    assert leaks(answer, paper) == []
    for name in ("open", "release", "correct_key", "takers"):
        assert auditor.get(reverse(f"papers:{name}", args=[paper.uuid])).status_code == 403
        assert auditor.post(reverse(f"papers:{name}", args=[paper.uuid]), form).status_code == 403


def test_invigilators_come_to_none_of_it(officer, school):
    paper, _other = drawn(officer, school)
    for role in (Role.INVIGILATOR, Role.ASSESSOR, Role.INSTRUCTOR, Role.REGISTRAR):
        client = at_the_desk(school, role=role)
        assert client.get(reverse("papers:paper", args=[paper.uuid])).status_code == 403
        assert client.get(reverse("papers:index")).status_code in (302, 403)


def test_the_list_is_filtered_by_seal_and_found_by_drawing_and_hash(officer, school):
    one, two = drawn(officer, school)
    third, _fourth = drawn(officer, school)
    found = page(officer, "papers:index", q=str(one.drawing.order.uuid))
    assert [paper.code in found for paper in (one, two, third)] == [True, True, False]
    release(one, "paper", actor=ACTOR, now=NOW)
    released = page(officer, "papers:index", seal="released")
    assert one.code in released
    assert two.code not in released
    sealed = page(officer, "papers:index", seal="sealed")
    assert two.code in sealed
    assert one.code not in sealed
    found = page(officer, "papers:index", q=two.sha256)
    assert two.code in found
    assert one.code not in found


def test_no_empty_list_leaves_one_alone(officer):
    assert "Papers are drawn from an examination" in page(officer, "papers:index")
    assert "Nothing was drawn yet" in page(officer, "papers:orders")
