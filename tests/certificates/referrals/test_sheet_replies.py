"""Replies to referral sheets: one after the other, each once, with what it needs; how a referral then stands."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from certificates.models import SheetReply
from certificates.referrals.sheets import queries
from certificates.referrals.sheets.errors import SheetChangedMeanwhile, UnusableReply
from certificates.referrals.sheets.models import ReplyWay
from certificates.referrals.sheets.rules import (
    Answer,
    Heard,
    Reply,
    Standing,
    Why,
    fault_of,
    standing_of,
)
from lms.core.clock import local_date, now
from tests.factories.consents import officer_for, withdraw
from tests.factories.organisations import a_site
from tests.factories.sheets import (
    a_graduate,
    a_sheet,
    consented,
    issue,
    reply,
)

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def test_replies_follow_one_another_and_none_is_overwritten() -> None:
    sheet, today = a_sheet(), local_date(now())
    reply(sheet, Answer.INTERVIEW, day=today + timedelta(days=3))
    reply(sheet, Answer.OFFER, way=ReplyWay.PAPER)
    reply(sheet, Answer.STARTED, day=today)
    assert [row.answer for row in sheet.replies.all()] == ["interview", "offer", "started"]
    assert (
        queries.standing_at(queries.sheets_for_employer(sheet.consent.employer_id).get(), now())
        is Standing.STARTED
    )


def test_the_same_form_is_one_reply_and_the_code_gives_one() -> None:
    sheet, key = a_sheet(), uuid4()
    assert reply(sheet, key=key) == reply(sheet, key=key)
    for other in ({"answer": Answer.STARTED, "day": local_date(now())}, {"words": "另有说明"}):
        with pytest.raises(
            SheetChangedMeanwhile
        ):  # sent again with something else: it is not kept, and told so
            reply(sheet, key=key, **other)
    slip = reply(sheet, way=ReplyWay.PAPER)
    with time_machine.travel(TODAY + timedelta(days=1)), pytest.raises(SheetChangedMeanwhile):
        reply(sheet, key=slip.client_key, way=ReplyWay.PAPER)  # of another day: something else
    first = reply(sheet, way=ReplyWay.LINK)
    assert first.by is None
    with pytest.raises(UnusableReply):
        reply(sheet, way=ReplyWay.LINK)
    assert SheetReply.objects.count() == 3


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("字" * 301, ReplyWay.PORTAL),
        ("好\u202e人", ReplyWay.LINK),
        ("他在戒毒所学的", ReplyWay.PAPER),  # typed in by an officer, read by the employer
    ],
)
def test_words_that_cannot_be_told_are_refused(words: str, way: ReplyWay) -> None:
    sheet = a_sheet()
    with pytest.raises(UnusableReply) as refused:
        reply(sheet, words=words, way=way)
    assert refused.value.field == "words"
    assert not SheetReply.objects.exists()


DAY = date(2026, 7, 2)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Reply(Answer.INTERVIEW), "day"),
        (Reply(Answer.STARTED), "day"),
        (Reply(Answer.STARTED, DAY + timedelta(days=1)), "day"),
        (Reply(Answer.INTERVIEW, DAY + timedelta(days=367)), "day"),
        (Reply(Answer.DECLINED), "why"),
        (Reply(Answer.OFFER, why=Why.FILLED), "why"),
    ],
)
def test_a_reply_that_cannot_be_names_its_field(said: Reply, field: str) -> None:
    wrong = fault_of(said, today=DAY)
    assert wrong is not None
    assert wrong[0] == field


def test_a_start_stays_a_start_when_the_consent_ends() -> None:
    assert stands("offer", "started", is_live=False) is Standing.STARTED
    assert stands("offer", is_live=False) is Standing.ENDED
    assert stands() is Standing.SENT
    for is_live in (True, False):  # a slip of before that is typed in after says nothing new
        assert stands("started", "offer", is_live=is_live) is Standing.STARTED
    assert stands("started", "declined", "offer") is Standing.OFFER


def test_what_is_not_proven_counts_while_nothing_else_was_said() -> None:
    unproven = Heard("declined", is_proven=False)
    assert stands(unproven) is Standing.DECLINED
    assert stands("started", unproven) is Standing.STARTED
    assert stands("interview", unproven) is Standing.INTERVIEW
    assert stands(Heard("started", is_proven=False), "interview") is Standing.INTERVIEW
    assert stands("interview", Heard("started", is_proven=False)) is Standing.INTERVIEW


def stands(*said: str | Heard, is_live: bool = True) -> Standing:
    heard = [one if isinstance(one, Heard) else Heard(one) for one in said]
    return standing_of(heard, is_live=is_live)


@pytest.mark.parametrize("standing", list(Standing))
def test_the_database_finds_what_the_rule_says(standing: Standing) -> None:
    officer, today = None, local_date(now())
    site = a_site()
    sheets = []
    answered = ([], [Answer.OFFER], [Answer.OFFER, Answer.STARTED], [Answer.INTERVIEW])
    for answers in (*answered, [Answer.STARTED, Answer.INTERVIEW]):
        trainee = a_graduate(site=site)
        officer = officer or officer_for(trainee)
        sheet = issue(*consented(trainee, officer=officer))
        for answer in answers:
            reply(sheet, answer, day=today)
        sheets.append(sheet)
    by_code = ReplyWay.LINK
    for way, answer in ((ReplyWay.PORTAL, Answer.STARTED), (ReplyWay.PAPER, Answer.INTERVIEW)):
        confirmed = issue(*consented(a_graduate(site=site), officer=officer))
        reply(confirmed, answer, day=today, way=way)
        reply(confirmed, Answer.DECLINED, why=Why.FILLED, way=by_code)
    claimed = issue(*consented(a_graduate(site=site), officer=officer))
    reply(claimed, Answer.STARTED, day=today, way=by_code)
    outdone = issue(*consented(a_graduate(site=site), officer=officer))
    reply(outdone, Answer.STARTED, day=today, way=by_code)
    reply(outdone, Answer.OFFER)
    declined = issue(*consented(a_graduate(site=site), officer=officer))
    reply(declined, Answer.DECLINED, why=Why.FILLED)
    withdraw(issue(*consented(a_graduate(site=site), officer=officer)).consent)
    assert officer is not None
    withdraw(sheets[2].consent)
    rows = queries.sheets_for_officer(officer)
    found = set(queries.that_stand(rows, standing, at=now()))
    assert found == {row for row in rows if queries.standing_at(row, now()) is standing}
    assert found
