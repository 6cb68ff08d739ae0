"""Pages of referrals in tests: a page as text, who reads for the employer, a reply as its form sends it."""

from uuid import uuid4

from django.test import Client

from certificates.models import ReferralSheet
from lms.accounts.models import User
from tests.factories.accounts import employer_user_of


def text(client: Client, address: str, **query: str) -> str:
    """Return a page that is there."""
    response = client.get(address, query)
    assert response.status_code == 200, address
    return response.content.decode()


def of_employer(sheet: ReferralSheet) -> User:
    """Return somebody of the employer that a sheet was sent to."""
    return employer_user_of(sheet.consent.employer)


def a_reply(**more: str) -> dict[str, str]:
    """Return a reply as its form sends it."""
    return {"answer": "offer", "day": "", "why": "", "words": "", "key": str(uuid4()), **more}
