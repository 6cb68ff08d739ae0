"""I3 for letters: whoever writes them, none names a place of stay, in no header and no word."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as own_settings
from django.core.cache import cache
from django.test import Client

from certificates.referrals.errors import UnusableOpening
from certificates.referrals.operations import approve_opening, refuse_opening
from lms.accounts.models import User
from lms.core.enums import Role
from lms.organisations.models import Employer, Site
from tests.canary.test_canary import AUTHORITY, CODE, SITE_EN, SITE_ZH, STAFF, assert_clean
from tests.factories.accounts import a_user, employer_user_of, sign_in
from tests.factories.employers import SIGNS_UP
from tests.factories.openings import a_sent_opening, acting, seen_of
from tests.factories.organisations import a_waiting_employer, an_administration, an_employer
from tests.support.post import posted

pytestmark = pytest.mark.django_db
KNOWN = "known@bread.example"
CHECKED = {"checks": ["register", "called"], "note": f"{STAFF} {SITE_ZH}"}


@pytest.fixture
def officer() -> User:
    cache.clear()
    administration = an_administration(name=AUTHORITY)
    site = Site.objects.create(code=CODE, name_zh=SITE_ZH, name_en=SITE_EN, administration=administration)
    user = a_user(Role.PLACEMENT_OFFICER, site)
    User.objects.filter(pk=user.pk).update(display_name=STAFF, email="officer@school.example")
    return user


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_letter_reveals_the_site(officer, language) -> None:
    person = employer_user_of(an_employer())
    User.objects.filter(pk=person.pk).update(email=KNOWN)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = Client()
    client.cookies[own_settings.LANGUAGE_COOKIE_NAME] = language
    client.post("/accounts/signup/", SIGNS_UP)
    client.post("/accounts/signup/", SIGNS_UP | {"email": KNOWN})
    # Those of the officer as well: their letter is written to somebody of the site.
    for address in (KNOWN, "unknown@bread.example", "officer@school.example"):
        client.post("/accounts/password/reset/", {"email": address})
    said = {"evidence": ["called", "asked"], "note": f"{STAFF} {SITE_ZH}"}
    sign_in(client, officer).post(f"/authoring/employers/people/{person.uuid}/second-step/", said)
    desk = f"/authoring/employers/{waiting_employer().uuid}"
    for deed in ("verify", "suspend", "lift"):
        client.post(f"{desk}/{deed}/", CHECKED)
    sign_in(client, person).post("/accounts/colleagues/invite/", {"email": "new@bread.example"})
    by = acting(officer, Role.PLACEMENT_OFFICER)
    approve_opening(seen=seen_of(a_sent_opening(person)), **by)
    sent = a_sent_opening(person)
    with pytest.raises(UnusableOpening):  # the employer reads the reason at its opening
        refuse_opening(seen=seen_of(sent), reason=f"{STAFF} {SITE_ZH}", **by)
    refuse_opening(seen=seen_of(sent), reason=STAFF, **by)
    letters = posted()
    assert len(letters) == 12
    assert_clean({f"{place} {letter.subject}": whole(letter) for place, letter in enumerate(letters)})


def waiting_employer() -> Employer:
    """Return an employer that waits, with somebody who is told when it is verified."""
    employer = a_waiting_employer()
    user = a_user(Role.EMPLOYER_APPLICANT, employer)
    User.objects.filter(pk=user.pk).update(email="hr@machines.example")
    return employer


def whole(letter) -> bytes:  # type: ignore[no-untyped-def]
    """Return a letter as it is sent, and its words as they are read."""
    return b"\n".join((letter.message().as_bytes(), letter.subject.encode(), letter.body.encode()))
