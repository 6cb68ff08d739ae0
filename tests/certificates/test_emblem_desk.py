"""The pages of a school's own logo and seal: an officer proposes and looks, another approves, others see nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.models import Emblem, EmblemApproval, EmblemClosing
from lms.core import clock
from lms.core.clock import local_date
from lms.organisations.models import School
from tests.certificates.test_emblems import TODAY, kept, proposed
from tests.factories.accounts import PASSWORD, instructor_at, issuing_officer_at, registrar_at, sign_in
from tests.factories.organisations import a_school, a_site
from tests.support.emblems import a_seal

pytestmark = pytest.mark.django_db
LIST, NEW = "batch_desk:emblems", "batch_desk:new_emblem"
APPROVE, CLOSE = "batch_desk:approve_emblem", "batch_desk:close_emblem"
PICTURE, PREVIEW = "batch_desk:emblem_picture", "batch_desk:preview_emblem"


@pytest.fixture
def school() -> School:
    return a_school()


def sent(school: School, content: bytes | None = None, **more: str) -> dict[str, object]:
    day = local_date(clock.now()).isoformat()
    picture = {} if content is None else {"picture": SimpleUploadedFile("seal.png", content, "image/png")}
    return {"school": str(school.uuid), "use": "seal", "from_date": day, **picture, **more}


def test_an_officer_proposes_and_looks_and_another_approves(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    assert "印章均由平台绘制" in client.get(reverse(LIST)).content.decode()
    assert client.post(reverse(NEW), sent(school, a_seal())).status_code == 302
    row = Emblem.objects.get()
    page = client.get(reverse(LIST)).content.decode()
    assert reverse(PICTURE, args=[row.uuid]) in page
    assert reverse(APPROVE, args=[row.uuid]) not in page, "offered to who proposed it"
    assert client.post(reverse(APPROVE, args=[row.uuid]), {"secret": PASSWORD}).status_code == 422
    picture = client.get(reverse(PICTURE, args=[row.uuid]))
    assert (picture["Content-Type"], picture.content) == ("image/png", bytes(row.content))
    client.logout()

    sign_in(client, issuing_officer_at(school))
    address = reverse(APPROVE, args=[row.uuid])
    assert address in client.get(reverse(LIST)).content.decode()
    assert reverse(PICTURE, args=[row.uuid]) in client.get(address).content.decode()
    seen = client.get(reverse(PREVIEW, args=[row.uuid]))
    assert (seen["Content-Type"], "no-store" in seen["Cache-Control"]) == ("application/pdf", True)
    assert client.post(address, {"secret": "wrong"}).status_code == 422
    assert not EmblemApproval.objects.exists()
    assert client.post(address, {"secret": PASSWORD}).status_code == 302
    assert EmblemApproval.objects.count() == 1


def test_one_is_withdrawn_with_a_reason(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    client.post(reverse(NEW), sent(school, a_seal()))
    row = Emblem.objects.get()
    assert client.post(reverse(CLOSE, args=[row.uuid]), {"reason": ""}).status_code == 422
    assert client.post(reverse(CLOSE, args=[row.uuid]), {"reason": "the old one"}).status_code == 302
    assert EmblemClosing.objects.get().reason == "the old one"
    assert "the old one" in client.get(reverse(LIST)).content.decode()


def test_what_is_wrong_is_said_at_its_field(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    wrong = (
        sent(school),
        sent(school, a_seal(), as_usual="on"),
        sent(school, b""),
        sent(school, b"no picture"),
        sent(school, a_seal(), use="stamp"),
        sent(school, a_seal(), from_date="2020-01-01"),
        sent(school, a_seal(), from_date="0001-01-01"),
        sent(a_school(), a_seal()),
    )
    for data in wrong:
        assert client.post(reverse(NEW), data).status_code == 422
    assert not Emblem.objects.exists()
    assert client.post(reverse(NEW), sent(school, as_usual="on")).status_code == 302
    assert Emblem.objects.get().sha256 == ""


def test_others_do_not_get_in_nor_see_other_schools(client: Client, school: School) -> None:
    row = kept(school, a_seal())
    sign_in(client, issuing_officer_at(a_school()))
    for page in (APPROVE, PREVIEW, PICTURE, CLOSE):
        assert client.get(reverse(page, args=[row.uuid])).status_code == 404
    assert reverse(PICTURE, args=[row.uuid]) not in client.get(reverse(LIST)).content.decode()
    client.logout()
    for stranger in (registrar_at(a_site()), instructor_at(a_site())):
        sign_in(client, stranger)
        for page in (LIST, NEW):
            assert client.get(reverse(page)).status_code in {302, 403, 404}
        for page in (APPROVE, PREVIEW, PICTURE, CLOSE):
            assert client.get(reverse(page, args=[row.uuid])).status_code in {302, 403, 404}
        client.logout()


def test_the_list_costs_the_same_for_many_and_reads_no_pictures(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    proposed(school, a_seal())
    client.get(reverse(LIST))

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(reverse(LIST))
        assert not any('"certificates_emblem"."content"' in query["sql"] for query in made)
        return len(made)

    one = cost()
    for days in range(1, 8):
        kept(school, a_seal(), day=TODAY + timedelta(days=days))
    assert cost() == one
