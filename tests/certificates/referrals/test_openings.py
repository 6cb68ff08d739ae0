"""Employers write openings, officers decide; every step is a row, nobody decides on what was not seen."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from certificates.models import Opening, OpeningDecision
from certificates.referrals import operations, queries, rules
from certificates.referrals.errors import (
    OpeningChangedMeanwhile,
    OpeningNotFound,
    OpeningRefused,
    UnusableOpening,
)
from certificates.referrals.operations import Seen
from certificates.referrals.rules import Standing, State, Step, next_state, standing_of
from lms.accounts.models import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.organisations.models import Employer
from tests.factories.accounts import employer_user_of, end_roles_of
from tests.factories.employers import a_colleague
from tests.factories.openings import (
    a_draft,
    a_sent_opening,
    acting,
    an_approved_opening,
    an_offer,
    an_officer,
    employer_id_of,
    seen_of,
)
from tests.factories.organisations import an_employer
from tests.support.post import posted

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 7, 10), date(2026, 7, 20)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def user() -> User:
    return employer_user_of(an_employer())


def approve(opening: Opening, *, by: User | None = None, seen: Seen | None = None) -> Opening:
    who = acting(by or an_officer(), Role.PLACEMENT_OFFICER)
    return operations.approve_opening(seen=seen or seen_of(opening), **who)


def refuse(opening: Opening, *, by: User | None = None, reason: str = "请写明工资") -> Opening:
    who = acting(by or an_officer(), Role.PLACEMENT_OFFICER)
    return operations.refuse_opening(seen=seen_of(opening), reason=reason, **who)


def change(opening: Opening, user: User, *, seen: Seen | None = None, **more: object) -> Opening:
    return operations.change_opening(
        employer_id=employer_id_of(user),
        seen=seen or seen_of(opening),
        offer=an_offer(**more),
        **acting(user),
    )


def close(opening: Opening, user: User) -> Opening:
    return operations.close_opening(employer_id=employer_id_of(user), seen=seen_of(opening), **acting(user))


@pytest.mark.parametrize(
    ("state", "today", "standing"),
    [
        (State.DRAFT, date(2027, 1, 1), Standing.DRAFT),
        (State.SUBMITTED, LAST, Standing.WAITING),
        (State.SUBMITTED, LAST + timedelta(days=1), Standing.ENDED),
        (State.APPROVED, FIRST - timedelta(days=1), Standing.COMING),
        (State.APPROVED, FIRST, Standing.RUNNING),
        (State.APPROVED, LAST, Standing.RUNNING),
        (State.APPROVED, LAST + timedelta(days=1), Standing.ENDED),
        (State.REFUSED, FIRST, Standing.REFUSED),
        (State.CLOSED, FIRST, Standing.CLOSED),
    ],
)
def test_the_day_says_how_an_opening_stands(state, today, standing) -> None:
    about = {"state": state, "from_date": FIRST, "until_date": LAST, "today": today}
    assert standing_of(is_suspended=False, **about) is standing
    goes_on = standing in (Standing.WAITING, Standing.COMING, Standing.RUNNING)
    assert standing_of(is_suspended=True, **about) is (Standing.PAUSED if goes_on else standing)


def test_steps_follow_one_table() -> None:
    assert {(state, step) for state in State for step in Step if next_state(state, step)} == {
        *((state, Step.CHANGE) for state in State if state is not State.CLOSED),
        *((state, Step.CLOSE) for state in State if state is not State.CLOSED),
        (State.DRAFT, Step.SUBMIT),
        (State.SUBMITTED, Step.APPROVE),
        (State.SUBMITTED, Step.REFUSE),
        (State.APPROVED, Step.REFUSE),
    }
    assert next_state(State.APPROVED, Step.CHANGE) is State.SUBMITTED


def test_from_draft_to_closed_every_step_is_a_row(user) -> None:
    opening = close(an_approved_opening(user), user)
    rows = list(opening.decisions.order_by("revision"))
    assert [row.step for row in rows] == ["change", "submit", "approve", "close"]
    assert [row.state for row in rows] == ["draft", "submitted", "approved", "closed"]
    assert rows[2].offer["title"] == "面点师"
    actions = AuditEntry.objects.filter(action__contains="_opening").order_by("seq")
    assert [row.action.removeprefix("certificates.") for row in actions] == [
        "write_opening",
        "submit_opening",
        "approve_opening",
        "close_opening",
    ]


def test_steps_stay_as_they_were(user) -> None:
    a_draft(user)
    rows = OpeningDecision.objects.all()
    for act in (lambda: rows.update(reason="x"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_what_is_changed_is_looked_at_again(user, state) -> None:
    opening = a_sent_opening(user) if state == "submitted" else an_approved_opening(user)
    changed = change(opening, user, text="上夜班")
    assert (changed.state, changed.text) == ("submitted", "上夜班")
    assert approve(changed).state == "approved"


def test_what_was_refused_is_changed_and_sent_in_again(user) -> None:
    refused = refuse(a_sent_opening(user))
    assert refused.decisions.get(step="refuse").reason == "请写明工资"
    draft = change(refused, user, text="月薪面议")
    assert draft.state == "draft"
    sent = operations.submit_opening(employer_id=employer_id_of(user), seen=seen_of(draft), **acting(user))
    assert sent.state == "submitted"


def test_nobody_decides_on_what_was_not_seen(user) -> None:
    sent = a_sent_opening(user)
    seen = seen_of(sent)
    change(sent, user, text="限男")
    for revision in (seen.revision, "", "x", "999"):
        with pytest.raises(OpeningChangedMeanwhile):
            approve(sent, seen=Seen(sent.uuid, revision))
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_two_colleagues_do_not_write_over_each_other(user) -> None:
    draft = a_draft(user)
    seen = seen_of(draft)
    change(draft, user, text="one")
    with pytest.raises(OpeningChangedMeanwhile):
        change(draft, a_colleague(user), seen=seen, text="two")
    draft.refresh_from_db()
    assert draft.text == "one"


def test_a_form_sent_twice_is_one_step(user) -> None:
    key, employer = uuid4(), employer_id_of(user)
    first, second = (
        operations.write_opening(employer_id=employer, offer=an_offer(), client_key=key, **acting(user))
        for _time in range(2)
    )
    assert first.pk == second.pk
    seen, officer = seen_of(first), an_officer()
    for _time in range(2):
        sent = operations.submit_opening(employer_id=employer, seen=seen, **acting(user))
    seen = seen_of(sent)
    for _time in range(2):
        approved = approve(sent, by=officer, seen=seen)
    assert (approved.revision, approved.decisions.count()) == (3, 3)


def test_a_form_of_one_employer_makes_nothing_at_another(user) -> None:
    known, other = a_draft(user), employer_user_of(an_employer())
    with pytest.raises(OpeningNotFound):
        operations.write_opening(
            employer_id=employer_id_of(other),
            offer=an_offer(),
            client_key=known.client_key,
            **acting(other),
        )


def test_only_the_own_openings_are_touched(user) -> None:
    opening, stranger = a_sent_opening(user), employer_user_of(an_employer())
    for step in (
        lambda: change(opening, stranger),
        lambda: close(opening, stranger),
        lambda: operations.submit_opening(
            employer_id=employer_id_of(stranger), seen=seen_of(opening), **acting(stranger)
        ),
    ):
        with pytest.raises(OpeningNotFound):
            step()
    with pytest.raises(OpeningRefused):
        operations.close_opening(employer_id=employer_id_of(user), seen=seen_of(opening), **acting(stranger))


def test_nobody_decides_for_an_own_employer(user) -> None:
    opening = a_sent_opening(user)
    colleague = a_colleague(user)
    for officer in (user, colleague):
        with pytest.raises(OpeningRefused):
            approve(opening, by=officer)
        with pytest.raises(OpeningRefused):
            refuse(opening, by=officer)
    end_roles_of(user)
    with pytest.raises(OpeningRefused):  # who wrote it, although no longer there
        approve(opening, by=user)


def test_without_verification_nothing_is_written_and_nothing_approved(user) -> None:
    opening = a_sent_opening(user)
    employer = opening.employer
    employer.is_verified = False
    employer.save(update_fields=["is_verified"])
    with pytest.raises(OpeningRefused):
        approve(opening)
    with pytest.raises(OpeningRefused):
        close(opening, user)
    with pytest.raises(OpeningRefused):
        a_draft(user)
    assert refuse(opening).state == "refused"


def test_after_its_last_day_nothing_is_sent_in_or_approved(user) -> None:
    draft, sent = a_draft(user), a_sent_opening(user)
    with time_machine.travel(TODAY + timedelta(days=61), tick=False):
        with pytest.raises(OpeningRefused):
            operations.submit_opening(employer_id=employer_id_of(user), seen=seen_of(draft), **acting(user))
        with pytest.raises(OpeningRefused):
            approve(sent)


def test_the_employer_is_told_how_it_was_decided_once_and_without_the_reason(user) -> None:
    User.objects.filter(pk=user.pk).update(email="hr@specimen.example")
    opening, officer = a_sent_opening(user), an_officer()
    seen = seen_of(opening)
    for _again in range(2):  # a form that is sent twice
        approve(opening, by=officer, seen=seen)
    refuse(Opening.objects.get(), by=officer, reason="请写明工资")
    letters = posted()
    assert [letter.subject.split(" · ")[1] for letter in letters] == [
        "Your opening is approved",
        "Your opening was not approved",
    ]
    assert all(letter.body.count(opening.title) == 2 for letter in letters)
    assert not any("请写明工资" in letter.body for letter in letters)


def test_a_closed_opening_stays_closed(user) -> None:
    closed = close(a_draft(user), user)
    for step in (lambda: change(closed, user), lambda: close(closed, a_colleague(user))):
        with pytest.raises(OpeningRefused):
            step()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\u202eb"])
def test_a_refusal_has_a_reason(user, reason) -> None:
    with pytest.raises(UnusableOpening):
        refuse(a_sent_opening(user), reason=reason)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "面" * 61}),
        ("title", {"title": "面\u202e点"}),
        ("district", {"district": ""}),
        ("text", {"text": "x" * 2001}),
        ("text", {"text": "a\x00b"}),
        ("pay_to", {"pay_from": 2, "pay_to": 1}),
        ("pay_to", {"pay_from": 0}),
        ("pay_to", {"pay_to": 100_001 * 100}),
        ("number_wanted", {"number_wanted": 0}),
        ("number_wanted", {"number_wanted": 1000}),
        ("until_date", {"until_date": date(2026, 7, 1)}),
        ("until_date", {"until_date": date(2026, 12, 30)}),
        ("wanted_level", {"wanted_kind": "diploma", "wanted_level": 5}),
        ("occupation", {"occupation": "no-such"}),
    ],
)
def test_what_cannot_be_is_not_kept(user, field, more) -> None:
    with pytest.raises(UnusableOpening) as refused:
        a_draft(user, **more)
    assert refused.value.field == field
    assert not Opening.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"pay_from": 0},
        {"pay_from": 999_999_999},
        {"number_wanted": 0},
        {"until_date": date(2020, 1, 1)},
        {"wanted_level": 5},
        {"title": ""},
        {"state": "expired"},
    ],
)
def test_the_database_refuses_it_too(user, values) -> None:
    opening = a_draft(user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(**values)


def test_an_employer_has_so_many_openings(user, monkeypatch) -> None:
    monkeypatch.setattr(rules, "MOST_OPEN", 2)
    first = a_draft(user)
    a_draft(user)
    with pytest.raises(OpeningRefused):
        a_draft(user)
    close(first, user)
    a_draft(user)


def test_the_database_finds_what_the_day_says(user) -> None:
    today = timezone.localdate()
    later = today + timedelta(days=5)
    close(a_sent_opening(user), user), refuse(a_sent_opening(user)), a_draft(user)
    a_sent_opening(user), an_approved_opening(user), an_approved_opening(user, from_date=later)
    close(a_draft(user), user)  # never sent in: officers do not see it
    other = employer_user_of(an_employer())
    a_sent_opening(other), an_approved_opening(other), refuse(a_sent_opening(other))
    Employer.objects.filter(pk=employer_id_of(other)).update(is_verified=False)
    for day in (today, later, today + timedelta(days=61)):
        rows = list(queries.openings_for_officers(today=day))
        assert len(rows) == 8
        for standing in set(Standing) - {Standing.DRAFT}:
            found = set(queries.openings_for_officers(today=day, standing=standing))
            assert found == {row for row in rows if queries.standing_on(row, today=day) is standing}
    with pytest.raises(OpeningNotFound):
        queries.opening_for_officers(a_draft(user).uuid, today=today)
