"""Share links: exactly what the holder chose, until the day, while open; one answer for every other case."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from certificates.issuing.names import CredentialKind
from certificates.models import Credential, SharedField, ShareLink
from certificates.sharing import operations, queries, rules
from certificates.sharing.errors import CannotShare, NotAChoice, ShareLinkNotFound
from certificates.sharing.operations import Wanted, close_link
from certificates.sharing.presentation import told_by_document
from certificates.sharing.views import TICKET
from certificates.verification.rules import NETWORK_FAILURES
from lms.core.models import AuditEntry
from tests.factories.accounts import an_actor, registrar_at, sign_in, trainee_at
from tests.factories.certificates import ISSUED_AT, NAME, a_share_link, issued_credential
from tests.factories.endings import revoked
from tests.factories.organisations import a_site
from tests.factories.studies import a_campus

pytestmark = pytest.mark.django_db
VARYING = re.compile(r'value="[^"]*"|nonce="[^"]+"')
SOON = ISSUED_AT + timedelta(hours=1)
PASSCODE = "k7w2pq"


@pytest.fixture
def credential() -> Credential:
    return issued_credential()


@pytest.fixture(autouse=True)
def _a_little_later():
    with time_machine.travel(SOON, tick=False):
        yield


def look(client: Client, link: ShareLink):
    return client.get(reverse("certificates:shared", args=[link.token]))


def facts(response) -> str:
    text = response.content.decode()
    return text[text.index("verdict__body") :]


def test_a_link_without_more_shows_the_least(client: Client, credential: Credential) -> None:
    response = look(client, a_share_link(credential))

    text = response.content.decode()
    assert response.status_code == 200
    assert "verdict--valid" in text
    for shown in ("示范项目", "示范职业学校"):
        assert shown in facts(response)
    for hidden in (NAME, NAME[0] + "**", credential.number_id, "2026年6月30日", "document.pdf"):
        assert hidden not in facts(response)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (SharedField.NAME, NAME),
        (SharedField.AWARDED, "2026年6月30日"),
        (SharedField.DOCUMENT, "document.pdf"),
    ],
)
def test_each_field_shows_itself_alone(
    client: Client, credential: Credential, field: SharedField, shown: str
) -> None:
    others = {NAME, "2026年6月30日", "document.pdf", credential.number_id} - {shown}

    text = facts(look(client, a_share_link(credential, field)))

    assert shown in text
    assert not [other for other in others if other in text]


def test_the_number_is_shown_when_chosen(client: Client, credential: Credential) -> None:
    assert credential.number_id in facts(look(client, a_share_link(credential, SharedField.NUMBER)))


def test_the_code_in_capitals_leads_to_the_same_page(client: Client, credential: Credential) -> None:
    link = a_share_link(credential)
    assert client.get(reverse("certificates:shared_code", args=[link.token])).status_code == 200


def test_unknown_closed_ended_and_locked_links_answer_alike(client: Client, credential: Credential) -> None:
    closed, ended, locked = (a_share_link(credential, days=days) for days in (7, 1, 7))
    close_link(link_uuid=closed.uuid, person_id=credential.person_id, actor=an_actor(), now=SOON)
    ShareLink.objects.filter(pk=locked.pk).update(wrong_passcodes=rules.WRONG_PASSCODES)

    with time_machine.travel(ISSUED_AT + timedelta(days=1), tick=False):
        tokens = ["A" * 26, "x", closed.token, ended.token, locked.token]
        answers = [client.get(reverse("certificates:shared", args=[token])) for token in tokens]
        bodies = {
            VARYING.sub("", answer.content.decode()).replace(f"/s/{token}/", "")
            for answer, token in zip(answers, tokens, strict=True)
        }
        assert look(client, a_share_link(credential, now=SOON)).status_code == 200

    assert [answer.status_code for answer in answers] == [410] * 5
    assert len(bodies) == 1


def test_a_revoked_certificate_says_so_and_hands_out_no_document(
    client: Client, credential: Credential
) -> None:
    link = a_share_link(credential, SharedField.DOCUMENT)
    ticket = ticket_in(look(client, link))
    revoked(credential, now=SOON)

    text = look(client, link).content.decode()

    assert "verdict--revoked" in text
    assert "document.pdf" not in text
    assert fetch(client, link, ticket).status_code == 410


def ticket_in(response) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def fetch(client: Client, link: ShareLink, ticket: str):
    return client.post(reverse("certificates:shared_document", args=[link.token]), {"ticket": ticket})


def test_the_document_comes_with_the_ticket_of_this_link_and_for_a_while(
    client: Client, credential: Credential
) -> None:
    link, other = (a_share_link(credential, SharedField.DOCUMENT) for _ in range(2))
    ticket = ticket_in(look(client, link))

    answer = fetch(client, link, ticket)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == f'attachment; filename="{credential.number_id}.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert fetch(client, other, ticket).status_code == 410
    assert fetch(client, link, ticket + "x").status_code == 410
    assert fetch(client, link, "").status_code == 410
    with time_machine.travel(SOON + timedelta(seconds=rules.DOCUMENT_SECONDS + 1), tick=False):
        assert fetch(client, link, ticket).status_code == 410


def test_a_closed_link_hands_out_nothing_to_an_earlier_ticket(client: Client, credential: Credential) -> None:
    link = a_share_link(credential, SharedField.DOCUMENT)
    ticket = ticket_in(look(client, link))
    close_link(link_uuid=link.uuid, person_id=credential.person_id, actor=an_actor(), now=SOON)
    assert fetch(client, link, ticket).status_code == 410


def test_a_ticket_is_no_use_where_no_document_is_shared(client: Client, credential: Credential) -> None:
    from django.core import signing

    link = a_share_link(credential)
    assert fetch(client, link, signing.dumps(link.token_hash, salt=TICKET)).status_code == 410


def test_a_passcode_is_asked_first(client: Client, credential: Credential) -> None:
    link = a_share_link(credential, SharedField.NAME, passcode=PASSCODE)
    address = reverse("certificates:shared", args=[link.token])

    asked = client.get(address).content.decode()
    wrong = client.post(address, {"passcode": "000000"}).content.decode()
    right = client.post(address, {"passcode": PASSCODE})

    for text in (asked, wrong):
        assert NAME not in text
        assert "示范项目" not in text
        assert 'name="passcode"' in text
    assert "密码不对" in wrong
    assert NAME in facts(right)
    link.refresh_from_db()
    assert (link.wrong_passcodes, link.openings) == (1, 1)
    assert PASSCODE not in link.passcode


def test_too_many_wrong_passcodes_lock_the_link_for_good(credential: Credential) -> None:
    link = a_share_link(credential, passcode=PASSCODE)
    for _ in range(rules.WRONG_PASSCODES):
        assert not operations.open_with(link, "000000", now=SOON)

    assert not operations.open_with(link, PASSCODE, now=SOON)
    assert queries.open_link(link.token, now=SOON) is None


def test_openings_are_counted_and_looks_of_programs_are_not(client: Client, credential: Credential) -> None:
    link = a_share_link(credential)
    client.head(reverse("certificates:shared", args=[link.token]))
    for _ in range(2):
        look(client, link)
    link.refresh_from_db()
    assert link.openings == 2


def test_guessing_is_slowed_down(client: Client, credential: Credential) -> None:
    link = a_share_link(credential)
    statuses = {
        client.get(reverse("certificates:shared", args=["A" * 25 + letter])).status_code
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    }
    assert statuses == {410, 429}
    assert look(client, link).status_code == 200  # an open link is no guess
    locked = a_share_link(credential, passcode="123456")
    address = reverse("certificates:shared", args=[locked.token])
    assert client.get(address).status_code == 200
    assert (
        client.post(address, {"passcode": "123456"}).status_code == 200
    )  # nor is what others missed a passcode


def test_wrong_passcodes_hold_up_passcodes_and_no_other_check(client: Client, credential: Credential) -> None:
    with time_machine.travel(ISSUED_AT, tick=False):  # a window may end in between
        for _ in range(NETWORK_FAILURES // rules.WRONG_PASSCODES + 1):
            address = reverse("certificates:shared", args=[a_share_link(credential, passcode=PASSCODE).token])
            answers = [client.post(address, {"passcode": "000000"}) for _ in range(rules.WRONG_PASSCODES)]
        assert answers[-1].status_code == 429
        assert "查看密码" in answers[-1].content.decode()
        other = reverse("certificates:shared", args=[a_share_link(credential, passcode=PASSCODE).token])
        assert client.post(other, {"passcode": PASSCODE}).status_code == 429
        typed = {"number": credential.number_id, "name": NAME}
        assert "verdict--valid" in client.post(reverse("certificates:verify"), typed).content.decode()


def test_the_holder_makes_a_link_prints_it_and_closes_it(client: Client, credential: Credential) -> None:
    sign_in(client, credential.person.user)
    assert "还没有链接" in client.get(url("share_links", credential)).content.decode()

    made = client.post(
        url("new_share_link", credential), {"fields_shown": ["name", "number"], "days": "30", "passcode": ""}
    )
    link = ShareLink.objects.get()
    assert made.url == reverse("certificates:share_link", args=[link.uuid])
    assert link.fields == ["name", "number"]
    assert link.expires_at == SOON + timedelta(days=30)
    page = client.get(made.url).content.decode()
    assert f"/s/{link.token}/" in page
    assert "示范项目 · 示范职业学校" in page
    assert "data:image/svg+xml" in page

    close = reverse("certificates:close_share_link", args=[link.uuid])
    assert client.get(close).status_code == 200
    assert client.post(close).url == url("share_links", credential)
    assert look(Client(), link).status_code == 410
    assert "data:image/svg+xml" not in client.get(made.url).content.decode()
    actions = [entry.action for entry in AuditEntry.objects.order_by("-pk")[:2]]
    assert actions == ["certificates.close_share_link", "certificates.make_share_link"]


def url(name: str, credential: Credential) -> str:
    return reverse(f"certificates:{name}", args=[credential.uuid])


@pytest.mark.parametrize("name", ["share_links", "new_share_link"])
def test_nobody_else_reaches_the_links(client: Client, credential: Credential, name: str) -> None:
    for other in (trainee_at(credential.enrolment.site), registrar_at(credential.enrolment.site)):
        sign_in(client, other)
        assert client.get(url(name, credential)).status_code == 404


def test_nobody_else_closes_a_link(credential: Credential) -> None:
    link, other = a_share_link(credential), trainee_at(a_site())
    with pytest.raises(ShareLinkNotFound):
        close_link(link_uuid=link.uuid, person_id=other.person_id, actor=an_actor(), now=SOON)
    with pytest.raises(ShareLinkNotFound):
        queries.own_link(person_id=None, link_uuid=link.uuid)


@pytest.mark.parametrize(
    "sent",
    [
        {"days": "8"},
        {"days": ""},
        {"days": "7", "fields_shown": ["site"]},
        {"days": "7", "passcode": "12345"},
        {"days": "7", "passcode": "密码密码密码"},
        {"days": "7", "passcode": "a" * 13},
        {"days": "7\x00", "passcode": "\x00"},
    ],
)
def test_what_is_not_on_offer_is_refused_in_words(
    client: Client, credential: Credential, sent: dict[str, object]
) -> None:
    sign_in(client, credential.person.user)
    answer = client.post(url("new_share_link", credential), sent)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not ShareLink.objects.exists()


def test_the_operation_itself_takes_only_what_is_on_offer(credential: Credential) -> None:
    for wanted in (Wanted({"site"}, 7), Wanted((), 8), Wanted((), 7, "short")):
        with pytest.raises(NotAChoice):
            operations.make_link(
                credential_uuid=credential.uuid,
                person_id=credential.person_id,
                wanted=wanted,
                actor=an_actor(),
                now=SOON,
            )


def test_ten_links_at_once_are_enough(credential: Credential) -> None:
    links = [a_share_link(credential) for _ in range(rules.LINKS_AT_ONCE)]
    with pytest.raises(CannotShare, match="10"):
        a_share_link(credential)
    close_link(link_uuid=links[0].uuid, person_id=credential.person_id, actor=an_actor(), now=SOON)
    assert a_share_link(credential, now=SOON)


def test_what_is_not_in_force_is_not_shared(client: Client, credential: Credential) -> None:
    a_share_link(credential)
    revoked(credential, now=SOON)
    with pytest.raises(CannotShare):
        a_share_link(credential)
    sign_in(client, credential.person.user)
    page = client.get(url("share_links", credential)).content.decode()
    assert url("new_share_link", credential) not in page
    assert "打开只显示证书已失效" in page, "its link is not called good"
    form = client.get(url("new_share_link", credential))
    assert form.url == url("share_links", credential), "nobody fills in a form that is refused"


def test_the_list_asks_no_more_with_more_links(client: Client, credential: Credential) -> None:
    sign_in(client, credential.person.user)
    client.get(url("share_links", credential))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(2):
        a_share_link(credential)
        a_share_link(credential)
        with CaptureQueriesContext(connection) as asked:
            client.get(url("share_links", credential))
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- what the PDF tells, and what is typed -----------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ｋ７ｗ２ｐｑ", " k7w2pq ", PASSCODE])
def test_a_passcode_of_full_width_is_the_same_passcode(credential: Credential, typed: str) -> None:
    made = operations.make_link(
        credential_uuid=credential.uuid,
        person_id=credential.person_id,
        wanted=Wanted([], 7, typed),
        actor=an_actor(),
        now=SOON,
    )
    assert operations.open_with(made, PASSCODE, now=SOON)
    assert operations.open_with(made, typed, now=SOON)
    assert not operations.open_with(made, PASSCODE.upper(), now=SOON), "capitals are others, as the hint says"


def test_that_capitals_count_is_said_where_a_passcode_is_typed(
    client: Client, credential: Credential
) -> None:
    assert "区分大小写" in look(client, a_share_link(credential, passcode=PASSCODE)).content.decode()
    sign_in(client, credential.person.user)
    page = client.get(reverse("certificates:new_share_link", args=[credential.uuid])).content.decode()
    assert "区分大小写" in page
    assert "PDF 上会显示证书上印的全部内容" in page


def test_the_page_of_a_link_says_what_its_pdf_tells_and_only_where_it_has_one(
    client: Client, credential: Credential
) -> None:
    sign_in(client, credential.person.user)
    with_file = a_share_link(credential, SharedField.DOCUMENT)
    without = a_share_link(credential, SharedField.NAME)
    for link, is_told in ((with_file, True), (without, False)):
        page = client.get(reverse("certificates:share_link", args=[link.uuid])).content.decode()
        assert ("PDF 上会显示证书上印的全部内容" in page) == is_told
    listed = client.get(reverse("certificates:share_links", args=[credential.uuid])).content.decode()
    assert listed.count("PDF 上会显示证书上印的全部内容") == 1


def test_a_diploma_is_said_to_tell_the_day_of_birth_and_to_show_the_face() -> None:
    campus = a_campus()
    row = campus.graduate("林小满")
    campus.issue([row], CredentialKind.DIPLOMA)
    with override("zh-hans"):
        told = told_by_document(row.credentials.get(kind=CredentialKind.DIPLOMA))
    for word in ("证书编号", "出生日期", "性别", "照片"):
        assert word in told
