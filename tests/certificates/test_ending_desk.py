"""The pages of endings: from a certificate to a request, two people, side by side, and no query per row."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.ending.rules import Ending
from certificates.models import Credential, EndingRequest
from lms.accounts.api import User
from lms.core.models import Job
from tests.factories.accounts import (
    PASSWORD,
    english_browser,
    give_role,
    instructor_at,
    issuing_officer_at,
    registrar_at,
)
from tests.factories.certificates import NAME, complete, issue, issued_credential
from tests.factories.courses import a_version, enrol
from tests.factories.endings import asked, replaced
from tests.factories.organisations import a_school

pytestmark = pytest.mark.django_db
INDEX = "/authoring/certificate-endings/"


@pytest.fixture(autouse=True)
def _no_counted_tries() -> None:
    cache.clear()


@pytest.fixture
def credential() -> Credential:
    return issued_credential()


def officer_of(credential: Credential) -> User:
    return issuing_officer_at(credential.school)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(credential: Credential) -> str:
    return reverse("ending_desk:certificate", args=[credential.uuid])


def ask_url(credential: Credential, kind: str) -> str:
    return reverse("ending_desk:ask", args=[credential.uuid, kind])


def url(deed: str, request: EndingRequest) -> str:
    return reverse(f"ending_desk:{deed}", args=[request.uuid])


def test_a_revocation_from_the_certificate_to_the_public_answer(credential: Credential) -> None:
    mine, theirs = english_browser(officer_of(credential)), english_browser(officer_of(credential))
    public_page = reverse("certificates:credential", args=[credential.uuid])
    assert page_of(credential) in text(mine, public_page)
    assert ask_url(credential, "revoke") in text(mine, page_of(credential))
    assert "nobody sees why" in text(mine, ask_url(credential, "revoke"))
    body = {"key": uuid4(), "reason": "obtained_by_fraud", "note": "Seen on the film"}

    answers = [mine.post(ask_url(credential, "revoke"), body) for _ in range(2)]

    request = EndingRequest.objects.get()
    assert [answer.url for answer in answers] == [url("request", request)] * 2
    page = text(mine, url("request", request))
    assert "Seen on the film" in page
    assert url("approve", request) not in page
    assert url("withdraw", request) in page
    assert ask_url(credential, "replace") not in text(mine, page_of(credential))
    assert mine.post(url("approve", request), {"secret": PASSWORD}).status_code == 422
    assert url("approve", request) in text(theirs, url("request", request))
    assert url("withdraw", request) not in text(theirs, url("request", request))
    for secret in ("guess", ""):
        assert theirs.post(url("approve", request), {"secret": secret}).status_code == 422
    credential.refresh_from_db()
    assert credential.state == "issued"

    assert theirs.post(url("approve", request), {"secret": PASSWORD}).url == url("request", request)

    credential.refresh_from_db()
    assert credential.state == "revoked"
    assert theirs.post(url("approve", request), {"secret": PASSWORD}).status_code == 422
    assert "Obtained by fraud" in text(mine, page_of(credential))
    answer = text(Client(), f"/v/{credential.token}/")
    assert "2026" in answer
    for told in ("fraud", "Seen on the film"):
        assert told not in answer
        assert told not in text(english_browser(User.objects.get(person=credential.person)), public_page)


def test_a_request_that_is_done_names_the_new_certificate_and_where_its_print_is_noted(
    credential: Credential,
) -> None:
    newer = replaced(credential)
    mine = english_browser(officer_of(credential))
    request = EndingRequest.objects.get()
    prints = reverse("batch_desk:prints", args=[newer.uuid])
    for page in (text(mine, url("request", request)), text(mine, page_of(newer))):
        assert newer.number_id in page
        assert prints in page
    assert "It stands at: Done" in text(mine, url("approve", request))
    assert prints not in text(english_browser(registrar_at(credential.enrolment.site)), page_of(newer))


def test_a_correction_shows_old_and_new_side_by_side(credential: Credential) -> None:
    mine, theirs = english_browser(officer_of(credential)), english_browser(officer_of(credential))
    credential.person.full_name = "买买提·托合提"
    credential.person.save()
    form = text(mine, ask_url(credential, "correct"))
    assert f'value="{NAME}"' in form
    assert "In the records today: 买买提·托合提" in form
    body = {name: value for name, value in fields_of(credential).items() if value}
    body |= {"key": uuid4(), "reason": "typing_error", "name": "买买提·托合提"}

    request_page = mine.post(ask_url(credential, "correct"), body).url

    request = EndingRequest.objects.get()
    for address in (request_page, url("approve", request)):
        page = text(theirs, address)
        assert "买买提·托合提</strong>" in page
        assert page.count(">changed<") == 1
    theirs.post(url("approve", request), {"secret": PASSWORD})
    assert Job.objects.filter(kind="certificates.ending").count() == 1
    assert 'id="ending" data-live="2"' in text(mine, request_page)


def fields_of(credential: Credential) -> dict[str, str]:
    from certificates.issuing.ending.content import correctable
    from certificates.issuing.queries import award_of_credential

    said = correctable(award_of_credential(credential))
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def test_what_failed_is_tried_again_or_given_up_and_a_request_refused_or_withdrawn(
    credential: Credential,
) -> None:
    one, clerk = (
        english_browser(officer_of(credential)),
        english_browser(registrar_at(credential.enrolment.site)),
    )
    body = {"key": uuid4(), "reason": "lost", "name": NAME}
    first = EndingRequest.objects.get(
        uuid=clerk.post(ask_url(credential, "replace"), body).url.split("/")[-2]
    )
    assert one.post(url("refuse", first), {"reason": ""}).status_code == 422
    assert one.post(url("refuse", first), {"reason": "Not lost"}).url == url("request", first)
    assert "Not lost" in text(clerk, url("request", first))
    second = clerk.post(ask_url(credential, "replace"), body | {"key": uuid4()}).url
    clerk.post(f"{second}withdraw/")
    assert "Withdrawn" in text(clerk, second)
    third = EndingRequest.objects.get(
        uuid=clerk.post(ask_url(credential, "replace"), body | {"key": uuid4()}).url.split("/")[-2]
    )
    one.post(url("approve", third), {"secret": PASSWORD})
    EndingRequest.objects.filter(pk=third.pk).update(state="failed", answer="No key answers")
    page = text(clerk, url("request", third))
    assert "No key answers" in page
    assert url("give_up", third) not in page
    assert clerk.post(url("retry", third)).url == url("request", third)
    assert Job.objects.filter(key=f"{third.uuid}:2").count() == 1
    assert one.post(url("give_up", third), {"reason": "Found"}).url == url("request", third)
    assert "Given up" in text(clerk, page_of(credential))
    assert ask_url(credential, "revoke") in text(clerk, page_of(credential))


def test_a_chain_and_its_history_stand_on_each_certificate(credential: Credential) -> None:
    newer = replaced(credential)
    mine = english_browser(officer_of(credential))
    for one, other in ((credential, newer), (newer, credential)):
        page = text(mine, page_of(one))
        assert page_of(other) in page
        assert "Lost" in page
    holder = english_browser(User.objects.get(person=credential.person))
    page = text(holder, reverse("certificates:credential", args=[credential.uuid]))
    assert reverse("certificates:credential", args=[newer.uuid]) in page
    assert "Replaced by a newer certificate" in page
    for told in ("Lost", "certificate-endings"):
        assert told not in page


def test_the_list_is_filtered_and_searched(credential: Credential) -> None:
    other = issued_credential(name="乙二")
    officer = officer_of(credential)
    give_role(officer, officer.role_assignments.get().role, other.school)
    revoking, replacing = asked(credential), asked(other, Ending.REPLACE)
    mine = english_browser(officer)

    def listed(query: str) -> set[str]:
        page = text(mine, f"{INDEX}?{query}")
        return {row.kind for row in (revoking, replacing) if url("request", row) in page}

    assert listed("") == listed("state=open") == listed("state=requested") == {"revoke", "replace"}
    assert listed("state=done") == set()
    assert listed("kind=replace") == listed("q=乙二") == listed(f"q={other.number_id[3:]}") == {"replace"}
    assert listed("kind=zzz&state=%00&q=%00&p=9") == {"revoke", "replace"}


def test_a_name_that_was_corrected_is_found_as_it_is_printed_and_as_the_records_have_it(
    credential: Credential,
) -> None:
    newer = replaced(credential, Ending.CORRECT, name="买买提·吐尔洪")
    request = EndingRequest.objects.get()
    mine = english_browser(officer_of(credential))
    everything = reverse("credentials:index")
    for name, number in (
        ("买买提•吐尔洪", newer.number_id),
        ("吐尔逊", newer.number_id),
        (NAME, credential.number_id),
    ):
        page = text(mine, f"{everything}?q={name}")
        assert number in page
        assert "买买提·吐尔洪 (in the records: 买买提·吐尔逊)" in page
        assert url("request", request) in text(mine, f"{INDEX}?q={name}")
    assert newer.number_id not in text(mine, f"{everything}?q=另一人")
    assert f"{NAME} → 买买提·吐尔洪" in text(mine, INDEX)


def test_a_new_name_tells_which_others_of_the_person_keep_the_old_one(credential: Credential) -> None:
    other = issue(complete(enrol(credential.person.user, a_version())).uuid)
    officer = officer_of(credential)
    give_role(officer, "issuing_officer", other.school)
    mine = english_browser(officer)
    assert other.number_id in text(mine, ask_url(credential, "correct"))
    assert other.number_id not in text(mine, ask_url(credential, "revoke"))
    name = "买买提·吐尔洪"
    request = asked(credential, Ending.CORRECT, name=name)
    for address in (url("request", request), url("approve", request)):
        page = text(mine, address)
        assert f"do not bear the name {name}" in page
        assert page_of(other) in page
        assert f"In the records the person is called {NAME}" in page
    assert page_of(other) not in text(english_browser(officer_of(credential)), url("request", request)), (
        "not of another school"
    )
    replaced(other, Ending.CORRECT, name=name)
    assert f"do not bear the name {name}" not in text(mine, url("request", request))


def test_nobody_of_another_school_or_role_comes_near(credential: Credential) -> None:
    request = asked(credential)
    stranger = english_browser(issuing_officer_at(a_school(name="另一所学校")))
    assert url("request", request) not in text(stranger, INDEX)
    addresses = [page_of(credential), ask_url(credential, "revoke")]
    addresses += [url(deed, request) for deed in ("request", "approve", "refuse", "give_up")]
    for address in addresses:
        assert stranger.get(address).status_code == 404
    for deed in ("approve", "refuse", "withdraw", "retry", "give_up"):
        body = {"secret": PASSWORD, "reason": "x"}
        assert stranger.post(url(deed, request), body).status_code == 404
    clerk = english_browser(registrar_at(credential.enrolment.site))
    for deed in ("approve", "refuse", "give_up"):
        assert clerk.get(url(deed, request)).status_code == 403
    assert english_browser(instructor_at(credential.enrolment.site)).get(INDEX).status_code in {302, 403}
    holder = User.objects.get(person=credential.person)
    give_role(holder, "issuing_officer", credential.school)
    own = english_browser(holder)
    assert own.get(page_of(credential)).status_code == 404
    assert own.post(url("approve", request), {"secret": PASSWORD}).status_code == 404


@pytest.mark.parametrize("kind", ["revoke", "correct", "replace"])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"key": "x", "reason": "lost", "name": "y"},
        {"reason": "issued_in_error"},
        {"key": str(uuid4()), "reason": "'; DROP TABLE", "name": "y", "awarded_date": "2026-02-30"},
        {"key": str(uuid4()), "reason": "other", "name": "\x00", "note": "n" * 2000},
    ],
)
def test_hostile_bodies_ask_for_nothing(credential: Credential, kind: str, body: dict[str, str]) -> None:
    mine = english_browser(officer_of(credential))
    assert mine.post(ask_url(credential, kind), body).status_code == 422
    assert mine.get(ask_url(credential, "delete")).status_code == 404
    assert not EndingRequest.objects.exists()


def test_more_requests_ask_no_more(credential: Credential) -> None:
    officer = officer_of(credential)
    mine = english_browser(officer)

    def counted(page: str) -> int:
        with CaptureQueriesContext(connection) as kept:
            assert mine.get(page).status_code == 200
        return len(kept)

    asked(credential)
    mine.get(INDEX)
    before = counted(INDEX)
    for name in "甲乙丙":
        other = issued_credential(name=f"{name}某")
        give_role(officer, "issuing_officer", other.school)
        asked(other, Ending.REPLACE)
    assert counted(INDEX) == before
    newest = replaced(other := issued_credential())
    give_role(officer, "issuing_officer", other.school)
    before = counted(page_of(newest))
    again = replaced(replaced(newest))
    assert counted(page_of(again)) == before


def test_the_certificate_is_named_in_the_readers_language(credential: Credential) -> None:
    programme, school = credential.enrolment.version.programme, credential.school
    page = text(english_browser(officer_of(credential)), page_of(credential))

    assert f"<dd>{programme.title_en}</dd>" in page
    assert f"<dd>{school.name_en}</dd>" in page
