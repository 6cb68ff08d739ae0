"""A sitting with several papers: each candidate has one, and everything afterwards goes by it."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from lms.exams.api import (
    NewEvent,
    admit_candidates,
    close_sitting,
    open_sitting,
    save_events,
    schedule_sitting,
    sit_for_demonstration,
    take_lease,
)
from lms.exams.errors import CandidateRefused, SittingRefused, UnknownItem
from lms.exams.models import (
    Attempt,
    DrawingPurpose,
    FigureSet,
    PaperKey,
    PaperPart,
    PaperRelease,
    SittingPaper,
)
from lms.exams.paperdesk.operations.releasing import is_over
from lms.exams.sittings.operations import cancel_sitting
from lms.exams.sittings.reprint import reprint
from lms.exams.sittings.sharing import Laid, room_left, share_out
from lms.exams.statistics.operations import reckon_sitting
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, MINUTE, a_new_sitting, a_scheme, ref_of
from tests.factories.organisations import a_site
from tests.factories.papers import drawn


@pytest.mark.parametrize(
    ("laid", "taken", "wanted", "given"),
    [
        ([Laid(7)], {}, 3, [7, 7, 7]),
        ([Laid(7), Laid(8)], {}, 5, [7, 8, 7, 8, 7]),
        ([Laid(7), Laid(8)], {7: 2, 8: 1}, 2, [8, 7]),
        ([Laid(7, is_own=True), Laid(8, is_own=True)], {}, 3, [7, 8]),
        ([Laid(7, is_own=True), Laid(8, is_own=True)], {7: 1}, 2, [8]),
        ([], {}, 1, []),
    ],
)
def test_papers_are_shared_out_evenly_and_papers_of_ones_own_once(laid, taken, wanted, given):
    assert share_out(laid, taken, wanted) == given


def test_only_papers_of_ones_own_limit_how_many_may_come():
    assert room_left([Laid(7), Laid(8)], {7: 99}) is None
    assert room_left([Laid(7, is_own=True), Laid(8, is_own=True)], {7: 1}) == 1


@pytest.fixture
def scheme(db):
    return a_scheme()


def a_sitting_with(site, scheme, papers):
    new = replace(a_new_sitting(site, scheme=scheme), papers=tuple(papers))
    return schedule_sitting(sitting=new, actor=ACTOR, now=NOW)


def seated(scheme, candidates=4, **drawing):
    """Return a sitting with papers drawn together, the papers, and the candidates' attempts by number."""
    site, version = a_site(), a_version()
    papers = list(drawn(scheme, **drawing).papers.order_by("form"))
    sitting = a_sitting_with(site, scheme, papers)
    uuids = [enrol(trainee_at(site), version).uuid for _place in range(candidates)]
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=NOW)
    return sitting, papers, list(Attempt.objects.order_by("candidate__number"))


def test_candidates_get_the_forms_in_turn_and_each_answers_his_own(scheme):
    sitting, (a, b), attempts = seated(scheme, forms=2)
    assert [row.paper_id for row in attempts] == [a.pk, b.pk, a.pk, b.pk]
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    first = attempts[0]
    ref = ref_of(first)
    lease = take_lease(ref=ref, actor=ACTOR, now=NOW)
    mine = {item["uuid"] for item in a.content["items"]}
    foreign = next(item["uuid"] for item in b.content["items"] if item["uuid"] not in mine)
    event = NewEvent(seq=1, item=foreign, response=None, monotonic_ms=1)
    with pytest.raises(UnknownItem):
        save_events(ref=ref, epoch=lease.epoch, events=[event], actor=ACTOR, now=NOW)


def test_each_is_marked_by_the_key_of_his_own_paper_and_figures_cover_all_forms(scheme):
    sitting, papers, attempts = seated(scheme, forms=2)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    for attempt in attempts:
        enrolment = attempt.candidate.enrolment.uuid
        result = sit_for_demonstration(
            sitting_uuid=sitting.uuid, enrolment_uuid=enrolment, right_answers=10, now=NOW
        )
        assert result.percent == 100
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW + 121 * MINUTE)
    for attempt in attempts:
        seen = {item.uuid for item in reprint(attempt.uuid, now=NOW + 122 * MINUTE).items}
        assert seen == set(PaperKey.objects.get(paper=attempt.paper).key)
    reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW + 122 * MINUTE)
    figures = FigureSet.objects.get()
    on_papers = {item["uuid"] for paper in papers for item in paper.content["items"]}
    assert (figures.n, figures.items, figures.is_one_form) == (4, len(on_papers), False)


def test_all_forms_are_unsealed_when_nobody_is_to_sit_them_any_more(scheme):
    sitting, (a, b), _attempts = seated(scheme, forms=2)
    a_sitting_with(sitting.site, scheme, [b])
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW + 121 * MINUTE)
    released = PaperRelease.objects.filter(part=PaperPart.PAPER).values_list("paper", flat=True)
    assert set(released) == {a.pk}, "the other form is still to be sat elsewhere"


def test_a_cancelled_sitting_keeps_no_paper_sealed(scheme):
    sitting, (a, _b), _attempts = seated(scheme, forms=2)
    later = replace(a_new_sitting(sitting.site, scheme=scheme), papers=(a,), opens_at=NOW + 60 * MINUTE)
    other = schedule_sitting(sitting=later, actor=ACTOR, now=NOW)
    cancel_sitting(sitting_uuid=other.uuid, reason="The power is off", actor=ACTOR, now=NOW)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW + 121 * MINUTE)
    assert PaperRelease.objects.filter(paper=a, part=PaperPart.PAPER).exists()
    assert is_over(a)


def test_papers_of_ones_own_are_given_once_and_then_nobody_more_is_admitted(scheme):
    sitting, papers, attempts = seated(scheme, candidates=2, forms=3, purpose=DrawingPurpose.INDIVIDUAL)
    assert [row.paper_id for row in attempts] == [paper.pk for paper in papers[:2]]
    version = attempts[0].candidate.enrolment.version
    late = [enrol(trainee_at(sitting.site), version).uuid for _place in range(2)]
    with pytest.raises(CandidateRefused) as refusal:
        admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=late, actor=ACTOR, now=NOW)
    assert any("1" in reason and "2" in reason for reason in refusal.value.reasons)
    assert Attempt.objects.count() == 2


def test_a_paper_of_other_rules_cannot_be_laid(scheme):
    other = a_scheme(code="OTHER")
    with pytest.raises(SittingRefused):
        a_sitting_with(a_site(), scheme, drawn(other).papers.all())
    assert not SittingPaper.objects.exists()


@pytest.mark.postgres
def test_postgresql_itself_refuses_a_paper_of_other_rules(scheme):
    sitting = a_sitting_with(a_site(), scheme, drawn(scheme).papers.all())
    foreign = drawn(a_scheme(code="OTHER")).papers.get()
    with pytest.raises(IntegrityError, match="paper_is_of_the_sittings_scheme"), transaction.atomic():
        SittingPaper.objects.create(sitting=sitting, paper=foreign, position=2)
