"""Only the person says yes, no, and takes it back; what is asked, told and closed follows from that."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.utils import translation

from certificates.models import Consent, ConsentText, Disclosure
from certificates.referrals.consent import operations, queries, rules, sources, texts
from certificates.referrals.consent.errors import (
    ConsentChangedMeanwhile,
    ConsentNotFound,
    ConsentRefused,
    NoLiveConsent,
    UnusableConsent,
)
from certificates.referrals.consent.models import Way
from certificates.referrals.consent.operations import Yes
from certificates.referrals.consent.rules import Field, Standing
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.organisations.models import Employer
from tests.canary.surfaces import VARYING
from tests.factories.accounts import PIN, a_user, give_role, registrar_at, trainee_at
from tests.factories.consents import (
    ASKED,
    a_consent,
    an_opening,
    ask,
    disclose,
    give,
    officer_for,
    refuse,
    withdraw,
)
from tests.factories.organisations import a_site
from tests.support.post import posted

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
UNKNOWN = "B" * 26


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def neutral(response: HttpResponse, token: str) -> str:
    """Return a page without what differs from answer to answer."""
    return VARYING.sub("", response.content.decode().replace(token, "TOKEN"))


def suspend(employer: Employer) -> None:
    Employer.objects.filter(pk=employer.pk).update(is_verified=False)


def test_the_words_of_a_used_version_never_change():
    used = {(words.purpose, words.version): words.sha256 for words in texts.VERSIONS}
    assert used == {
        ("referral", 1): "19678ddbbe55f5e28aa7c4cee8908a51758f3e5dc9604d0d330fb1c209ab7f9e",
        ("referral", 2): "91609dbe7509eac934ce39f5556721054f5ad7b82ecb62d0c6ce0e7498df14c6",
        ("follow_up", 1): "d71e1810e096b7fe60333792162041102b039435d8ea009d256cd6df003735ab",
    }
    a_consent()
    kept = ConsentText.objects.get()
    assert (kept.zh, kept.sha256) == (texts.newest(texts.REFERRAL).zh, used["referral", 2])


def test_a_yes_keeps_who_what_in_which_words_and_until_when():
    request = ask(fields=["opinion", "name", "contact"])
    with translation.override("en"):
        consent = give(
            request, fields=["opinion", "name"], yes=Yes(["opinion", "name"], PIN, was_read_aloud=True)
        )
    assert (consent.person, consent.employer) == (request.person, request.employer)
    assert consent.fields == ["name", "opinion"]
    assert (consent.text_sha256, consent.language) == (request.text.sha256, "en")
    assert consent.was_read_aloud
    assert consent.expires_at == TODAY + timedelta(days=180)
    assert AuditEntry.objects.filter(action="certificates.give_consent").count() == 1


@pytest.mark.parametrize(
    ("ends", "withdrawn", "is_refused", "standing"),
    [
        (None, None, False, Standing.WAITING),
        (None, None, True, Standing.REFUSED),
        (TODAY + timedelta(seconds=1), None, False, Standing.LIVE),
        (TODAY + timedelta(seconds=1), None, True, Standing.LIVE),
        (TODAY, None, False, Standing.EXPIRED),
        (TODAY + timedelta(days=1), TODAY, False, Standing.WITHDRAWN),
    ],
)
def test_how_a_question_stands(ends, withdrawn, is_refused, standing):
    said = {"is_refused": is_refused, "expires_at": ends, "withdrawn_at": withdrawn, "now": TODAY}
    later = TODAY + timedelta(days=1)
    assert rules.standing_of(asks_until=later, is_as_asked=True, **said) == standing
    over = Standing.LAPSED if standing == "waiting" else standing
    assert rules.standing_of(asks_until=TODAY, is_as_asked=True, **said) == over
    assert rules.standing_of(asks_until=later, is_as_asked=False, **said) == over


def test_no_staff_answers_for_anybody_not_even_with_the_persons_own_account_of_staff():
    request = ask()
    officer, registrar = officer_for(request.person.user), registrar_at(request.person.site)
    for staff in (officer, registrar, trainee_at(request.person.site)):
        who = {"by": staff, "actor": Actor(staff.uuid, Role.TRAINEE), "now": now()}
        with pytest.raises(ConsentNotFound):
            operations.give(request=request, yes=Yes(ASKED, PIN), **who)
        with pytest.raises(ConsentNotFound):
            operations.refuse(request=request, **who)
    oneself = request.person.user
    oneself.role_assignments.update(ended_at=now())
    give_role(oneself, Role.PLACEMENT_OFFICER, request.person.site)
    with pytest.raises(ConsentNotFound):
        give(request)
    assert not Consent.objects.exists()


def test_the_pin_is_asked_again():
    request = ask()
    with pytest.raises(UnusableConsent):
        give(request, yes=Yes(ASKED, "000000"))
    assert give(request).pk


def test_fewer_may_be_given_and_never_more():
    request = ask(fields=["name", "contact", "certificates"])
    for more in (
        ["name", "opinion"],
        ["name", "certificates"],
        [],
        ["name", "x"],
    ):  # no certificate is there to tell
        with pytest.raises(UnusableConsent):
            give(request, fields=more)
    assert give(request, fields=["name"]).fields == ["name"]


def test_what_changed_since_it_was_read_is_read_again():
    request = ask()
    with pytest.raises(ConsentChangedMeanwhile):
        give(request, yes=Yes(ASKED, PIN, shown="0" * 64))


def test_the_same_again_is_one():
    request, key = ask(), uuid4()
    assert give(request) == give(request)
    with pytest.raises(ConsentRefused):
        give(request, fields=["name"])
    consent = request.consent
    assert withdraw(consent) == withdraw(consent)
    trainee = trainee_at(a_site())
    opening, officer = an_opening(), officer_for(trainee)
    first = ask(trainee, opening=opening, officer=officer, key=key)
    assert ask(trainee, opening=opening, officer=officer, key=key) == first
    with pytest.raises(ConsentChangedMeanwhile):
        ask(trainee, opening=opening, officer=officer, key=key, fields=["name"])


def test_a_no_is_a_no_for_a_month_and_may_become_a_yes_by_oneself():
    trainee, opening = trainee_at(a_site()), an_opening()
    request = ask(trainee, opening=opening)
    refuse(request)
    refuse(request)
    with pytest.raises(ConsentRefused):
        ask(trainee, opening=opening)
    with time_machine.travel(TODAY + timedelta(days=30), tick=False):
        assert ask(trainee, opening=opening).pk
    assert give(request).pk
    with pytest.raises(ConsentRefused):
        ask(trainee, opening=opening)


def test_officers_ask_people_of_their_places_for_openings_that_run():
    trainee, opening = trainee_at(a_site()), an_opening()
    elsewhere = officer_for(trainee_at(a_site()))
    for other in (elsewhere, registrar_at(trainee.person.site), trainee):
        with pytest.raises(ConsentNotFound):
            ask(trainee, opening=opening, officer=other)
    with (
        time_machine.travel(TODAY + timedelta(days=62), tick=False),
        pytest.raises(ConsentRefused),
    ):
        ask(trainee, opening=opening)
    suspend(opening.employer)
    with pytest.raises(ConsentRefused):
        ask(trainee, opening=opening)


@pytest.mark.parametrize(
    "words", [{"opinion": "在强制 隔离 表现好"}, {"name": "x"}, {"wish": "a" * 301}, {"wish": "a\u202eb"}]
)
def test_words_of_officers_tell_nothing_of_where_somebody_learnt(words):
    with pytest.raises(UnusableConsent):
        ask(words=words, fields=[*ASKED, *words])


def test_what_leaves_is_written_down_and_ends_with_the_consent():
    consent = a_consent(fields=["name", "opinion"])
    assert disclose(consent, fields=["name", "opinion"], way=Way.PORTAL).fields == ["name", "opinion"]
    with pytest.raises(NoLiveConsent):
        disclose(consent, fields=["contact"])
    assert queries.is_live(consent, at=now())
    assert not queries.is_live(consent, at=consent.expires_at)
    withdraw(consent)
    assert not queries.is_live(consent, at=now())
    with pytest.raises(NoLiveConsent) as refused:
        disclose(consent, fields=["name"], way=Way.PORTAL)
    assert refused.value.status == 410
    assert Disclosure.objects.get().fields == ["name", "opinion"]


def test_a_suspended_employer_is_told_nothing():
    consent = a_consent()
    suspend(consent.employer)
    with pytest.raises(NoLiveConsent):
        disclose(consent)
    assert not queries.is_live(consent, at=now())
    waits = ask()
    suspend(waits.employer)
    with pytest.raises(ConsentRefused):
        give(waits)


def test_only_oneself_or_an_officer_of_the_place_takes_it_back():
    consent = a_consent()
    other = trainee_at(a_site())
    with pytest.raises(ConsentNotFound):
        withdraw(consent, by=other)
    for stranger in (officer_for(other), registrar_at(consent.person.site)):
        with pytest.raises(ConsentNotFound):
            operations.withdraw_for(
                consent=consent, officer=stranger, actor=Actor(stranger.uuid, "x"), now=now()
            )
    officer = officer_for(consent.person.user)
    row = operations.withdraw_for(
        consent=consent, officer=officer, actor=Actor(officer.uuid, Role.PLACEMENT_OFFICER), now=now()
    )
    assert not row.is_by_person


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_letter_is_in_both_languages_whoever_took_the_consent_back(language: str) -> None:
    consent = a_consent()
    disclose(consent)
    a_user(Role.EMPLOYER, consent.employer)
    with translation.override(language):
        withdraw(consent)
    (letter,) = [one for one in posted() if "taken back" in one.subject]
    assert "有一份同意已收回 · A consent was taken back" in letter.subject
    assert "Somebody has taken back the consent" in letter.body
    assert letter.body.count(consent.reference) == 2
    assert letter.body.count("http") == 1
    assert letter.body.index(consent.request.opening.title) < letter.body.index("Somebody")


def test_values_come_from_what_is_kept_and_never_from_a_stay():
    trainee = trainee_at(a_site(), name="示范·甲")
    request = ask(trainee, fields=[field.value for field in Field])
    shown = sources.values_of(request, request.fields, today=local_date(now()))
    assert set(shown) == {"name", "contact", "opinion"}
    assert trainee.person.site.name not in str(shown)
