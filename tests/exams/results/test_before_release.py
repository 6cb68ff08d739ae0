"""Between the marking and the release nothing that a candidate is sent tells a mark, a key, a reason or an outcome.

A candidate has a written examination that the computer marked, one that two persons marked, and a practical one with a
veto item. All of it is marked once well and once badly, by the operations that officers and assessors use, and undone
in between: every byte of every address that lets a trainee in has to be the same. Then guards are taken out one by one.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import transaction

from courses.catalog.api import Requirement
from lms.accounts.models import User
from lms.enrolments.api import Enrolment
from lms.enrolments.moving.proofs import proofs_of
from lms.exams.api import (
    NewScheme,
    Sitting,
    admit_candidates,
    close_sitting,
    load_items,
    load_scheme,
    mark_attempt,
    open_sitting,
    schedule_sitting,
)
from lms.exams.handmarking.operations import NewHandMark, give_mark
from lms.exams.marking import current
from lms.exams.marking.operations import marking
from lms.exams.models import PaperKey, PracticalResult, Result, ResultSet
from lms.exams.practical import policies
from lms.exams.practical.operations import close_practical, release_practical
from lms.exams.results.operations import NewSet, SetDecision, freeze_results, release_results
from lms.exams.sittings import own
from tests.append_only import changeable
from tests.exams.results.candidate_bytes import Sent, Values, sent_to, without
from tests.exams.results.test_releasing import correct
from tests.factories.accounts import examinations_officer_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting, an_item, attempt_of
from tests.factories.handmarks import Marked, an_ended_sitting, take_all, write
from tests.factories.practical import Practical, an_open_practical, signed
from tests.factories.results import Written, as_actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AFTER = NOW + 2 * DAY
# What explains the questions to whoever marks, and what a marker remarks: nobody sends it to a candidate.
SECRETS = ("口诀：先验电", "RATIONALE", "停电、验电、接地、挂牌", "MODEL:", "评语：漏写了挂牌")


@dataclass
class Waiting:
    """One candidate of three examinations that are over and not marked yet, and two officers."""

    user: User
    computer: Sitting
    by_computer: Enrolment
    by_hand: Marked
    practical: Practical
    officers: tuple[User, User]

    def values(self) -> Values:
        """Return what the addresses of these examinations name."""
        attempts = [self.by_hand.attempt(), attempt_of(self.computer, self.by_computer)]
        work = PracticalResult.objects.filter(candidate=self.practical.candidate())
        return {
            "attempt": [row.uuid for row in attempts],
            "attempt_uuid": [row.uuid for row in attempts],
            "sitting_uuid": [self.by_hand.sitting.uuid, self.computer.uuid],
            "practical_result_uuid": [row.uuid for row in work],
            "language": ["zh", "en"],
        }

    def sent(self, language: str = "zh-hans", methods: tuple[str, ...] = ("get",)) -> Sent:
        """Return what the candidate is sent now."""
        cache.clear()
        caches["screens"].clear()
        with time_machine.travel(AFTER, tick=False):
            return sent_to(self.user, self.values(), language=language, methods=methods)

    def mark(self, *, well: bool) -> None:
        """Let everybody mark, freeze both written results, settle the practical one."""
        if not well:
            self._turn_the_key()
        for marker in self.by_hand.markers:
            for turn in take_all(self.by_hand, marker):
                marks = Decimal(30 if well else 0)
                new = NewHandMark(marker, turn.uuid, marks, uuid4(), SECRETS[-1])
                give_mark(mark=new, actor=as_actor(marker), now=AFTER)
        for attempt in (self.by_hand.attempt(), attempt_of(self.computer, self.by_computer)):
            mark_attempt(attempt_uuid=attempt.uuid, actor=ACTOR, now=AFTER)
        for sitting in (self.by_hand.sitting, self.computer):
            if not sitting.candidates.filter(attempts__results__released_at=None).exists():
                continue  # a marking without its guard has told already
            new_set = NewSet(sitting.uuid, uuid4())
            freeze_results(new=new_set, actor=as_actor(self.officers[0]), now=AFTER)
        self.practical.sequences.clear()  # what was marked before was undone
        for assessor in self.practical.assessors:
            signed(self.practical, assessor, "95" if well else "40", veto=not well, now=AFTER)
        uuid = self.practical.examination.uuid
        close_practical(examination_uuid=uuid, actor=as_actor(self.officers[0]), now=AFTER)

    def _turn_the_key(self) -> None:
        row = PaperKey.objects.get(paper=self.computer.papers.get())
        row.key = {uuid: entry | {"key": not entry["key"]} for uuid, entry in row.key.items()}
        with changeable(PaperKey):
            row.save()

    def release(self) -> None:
        """Let the second officer release everything."""
        second = as_actor(self.officers[1])
        for row in ResultSet.objects.filter(sitting__in=(self.by_hand.sitting, self.computer)):
            release_results(decision=SetDecision(row.uuid, row.digest), actor=second, now=AFTER)
        release_practical(examination_uuid=self.practical.examination.uuid, actor=second, now=AFTER)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what happens inside."""
    block = transaction.atomic()
    block._from_testcase = True  # use cases open durable transactions inside
    with block:
        yield
        transaction.set_rollback(True)


def a_computers_sitting(user: User) -> tuple[Sitting, Enrolment]:
    """Return a closed sitting of the day after at which the candidate answered ten questions rightly."""
    began = NOW + DAY
    load_items(bank_items=[an_item() for _ in range(10)], actor=ACTOR, now=NOW)
    new = NewScheme(
        code="COMPUTER",
        title={"zh": "机考", "en": "Examination on the computer"},
        duration_minutes=30,
        pass_percent=60,
        blueprint=[{"topic": "safety", "type": "true_false", "count": 10, "marks": 10}],
        basis={"zh": "教学计划", "en": "Teaching plan"},
        release="by_two",
    )
    site, scheme = user.person.site, load_scheme(scheme=new, actor=ACTOR, now=NOW)
    enrolment = enrol(user, a_version(scheme="COMPUTER"))
    window = {"opens_at": began, "closes_at": began + timedelta(hours=2)}
    about = replace(a_new_sitting(site, scheme=scheme), **window)
    sitting = schedule_sitting(sitting=about, actor=ACTOR, now=NOW)
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=began)
    write(attempt_of(sitting, enrolment), 10, (), seat="seat:c", began=began)
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=began + timedelta(hours=3))
    sitting.refresh_from_db()
    return sitting, enrolment


@pytest.fixture
def waiting() -> Waiting:
    by_hand = an_ended_sitting()
    user = by_hand.enrolments[0].person.user
    practical = an_open_practical(trainee=user, starts_at=NOW - DAY)
    officers = tuple(examinations_officer_at(user.person.site) for _ in range(2))
    return Waiting(user, *a_computers_sitting(user), by_hand, practical, officers)


def both_ways(waiting: Waiting, language: str = "zh-hans", methods: tuple[str, ...] = ("get",)) -> list[Sent]:
    """Return what is sent after a good marking and after a bad one."""
    found = []
    for well in (True, False):
        with undone():
            waiting.mark(well=well)
            assert outcomes(waiting) == [well] * 3
            found.append(waiting.sent(language, methods))
    return found


def outcomes(waiting: Waiting) -> list[bool]:
    """Return what stands in the database, told to nobody."""
    of = {"attempt__candidate__enrolment__person": waiting.user.person}
    work = PracticalResult.objects.filter(candidate=waiting.practical.candidate())
    return [row.passed for row in (*Result.objects.filter(**of), *work)]


def differing(well: Sent, badly: Sent) -> set[str]:
    """Return where the two are not the same."""
    return {name for name in well.keys() | badly.keys() if well.get(name) != badly.get(name)}


@pytest.mark.slow
@pytest.mark.invariant(15)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_byte_depends_on_how_it_was_marked(waiting, language):
    well, badly = both_ways(waiting, language, ("get", "post"))
    assert differing(well, badly) == set()
    assert [name for name, said in well.items() if said.startswith(b"5")] == []
    assert [secret for secret in SECRETS if any(secret.encode() in said for said in well.values())] == []
    answered = {name.split()[1] for name, said in well.items() if said.startswith(b"200")}
    assert {
        "portal:home",
        "exams:my_sittings",
        "exams:receipt",
        "exams:receipt_file",
        "api:read_clock",
    } <= answered


def test_nothing_is_proved_before_the_release(waiting):
    people = [waiting.by_computer, *waiting.by_hand.enrolments, *waiting.practical.enrolments]
    waiting.mark(well=True)
    for row in people:
        for requirement in Requirement.objects.filter(version=row.version_id, kind="examination_passed"):
            assert not proofs_of(requirement, [row])
    waiting.release()
    for row in people:
        for requirement in Requirement.objects.filter(version=row.version_id, kind="examination_passed"):
            assert [proof.is_met for proof in proofs_of(requirement, [row])[row.pk]] == [True]


def test_after_the_release_the_candidate_is_told(waiting):
    waiting.mark(well=True)
    before = waiting.sent()
    waiting.release()
    after = waiting.sent()
    changed = {name.split()[1] for name in differing(before, after)}
    pages = {"portal:home", "exams:my_sittings", "exams:receipt", "exams:my_result", "exams:my_slip"}
    assert pages | {"exams:my_practical_results", "exams:my_practical_result"} <= changed


def test_a_corrected_key_changes_no_byte_until_it_is_released(waiting):
    waiting.mark(well=True)
    waiting.release()
    told = waiting.sent()
    of = Written(waiting.computer, [waiting.user], [waiting.by_computer], *waiting.officers)
    with undone():
        correct(of, turned=6)
        newest = Result.objects.filter(attempt=of.attempt()).latest("key_version")
        assert (newest.passed, newest.released_at) == (False, None)
        assert differing(told, waiting.sent()) == set()


# Where an outcome could come out: the function, the words of its guard, what stands there without it.
GUARDS = {
    "list of own examinations": (own._my_sitting, "if row.released_at and", "if"),
    "own result, slip, home": (
        current.results_that_count,
        "Result.objects.filter(released_at__isnull=False) if released else Result.objects.all()",
        "Result.objects.all()",
    ),
    "practical results": (
        policies.results_of,
        "filter(candidate__examination__state=PracticalState.RELEASED)",
        "all()",
    ),
    "marking itself": (
        marking._mark,
        "now if is_first and is_released_at_once(attempt, newest.key) else None",
        "now",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("guard", GUARDS.values(), ids=GUARDS)
def test_without_one_of_the_guards_the_outcome_is_found_in_what_is_sent(waiting, guard):
    with ExitStack() as stack:
        stack.enter_context(without(*guard))
        found = differing(*both_ways(waiting))
    assert found
    assert differing(*both_ways(waiting)) == set()
