"""What no fact about work may say, each with its own words and field; and a form is one contact."""

from datetime import timedelta

import pytest

from certificates.models import FollowUpContact, Outcome
from certificates.referrals.followup.errors import FollowUpRefused
from certificates.referrals.followup.forms import OutcomeForm
from certificates.referrals.followup.rules import Result
from certificates.referrals.outcomes.errors import UnusableOutcome
from certificates.referrals.outcomes.models import ExitReason
from certificates.referrals.outcomes.rules import Kind
from lms.core.clock import local_date, now
from tests.factories.accounts import a_person, registrar_at
from tests.factories.follow_ups import a_caller, a_contact, a_district, a_fact, a_follow_up
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"days": 4 * 366 + 1}, "day", "年份对吗"),
        ({"days": -1}, "day", "还没有到"),
        ({"kind": Kind.EXIT}, "exit_reason", "写明离职原因"),
        ({"exit_reason": ExitReason.OWN_WISH}, "exit_reason", "只有离职才写"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(said, field, words) -> None:
    site = a_site()
    person, officer = a_person(site), registrar_at(site)
    with pytest.raises(UnusableOutcome, match=words) as refused:
        a_fact(person, by=officer, **said)
    assert refused.value.field == field
    assert not Outcome.objects.exists()
    # A day before the stay is as good as any: else who reports could find out when it began.
    a_stay(person, admitted_date=local_date(now()))
    a_fact(person, by=officer, days=4 * 366)


@pytest.mark.parametrize(
    "other", [{"note": "在家"}, {"result": Result.NOT_REACHED}, {"work": "working"}, {"day": -1}]
)
def test_a_form_that_was_kept_is_not_taken_for_another_one(other) -> None:
    """A device is told "kept" of nothing that was not."""
    site = a_site()
    caller = a_caller(site)
    follow_up = a_follow_up(caller, a_district(site), site=site)
    kept = a_contact(caller, follow_up)
    if "day" in other:
        other = {"day": kept.contact_date - timedelta(days=1)}
    assert a_contact(caller, follow_up, key=kept.client_key) == kept
    with pytest.raises(FollowUpRefused, match="以前保存过别的内容"):
        a_contact(caller, follow_up, key=kept.client_key, **other)
    assert FollowUpContact.objects.get() == kept


def test_nothing_is_chosen_for_the_officer() -> None:
    form = OutcomeForm()
    for name in ("kind", "reporter", "way"):
        assert form[name].initial is None
        assert form.fields[name].choices[0][0] == ""
