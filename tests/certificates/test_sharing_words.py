"""The words of links: their states in Chinese, and what a holder calls each of them, which nobody else reads."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from certificates.models import ShareLink
from certificates.sharing.errors import NotAChoice
from certificates.sharing.operations import Wanted, make_link
from certificates.sharing.presentation import STATES
from certificates.sharing.rules import LONGEST_LABEL, LinkState
from tests.factories.accounts import an_actor, sign_in
from tests.factories.certificates import ISSUED_AT, issued_credential


@pytest.mark.parametrize(
    ("state", "chinese"),
    [
        (LinkState.OPEN, "有效"),
        (LinkState.CLOSED, "已关闭"),
        (LinkState.ENDED, "已到期"),
    ],
)
def test_a_state_has_the_words_of_links(state: LinkState, chinese: str) -> None:
    with override("zh-hans"):
        assert str(STATES[state][0]) == chinese


LABEL = "给老王面馆"


@pytest.mark.django_db
def test_the_holder_calls_a_link_by_a_name_that_nobody_else_reads(client: Client) -> None:
    credential = issued_credential()
    sign_in(client, credential.person.user)
    with time_machine.travel(ISSUED_AT, tick=False):
        said = {"fields_shown": ["name"], "days": "7", "passcode": ""}
        new = reverse("certificates:new_share_link", args=[credential.uuid])
        for label in (f" {LABEL} ", ""):
            assert client.post(new, {**said, "label": label}).status_code == 302
        link = ShareLink.objects.get(label=LABEL)
        own = [reverse("certificates:share_links", args=[credential.uuid])]
        own += [
            reverse(f"certificates:{name}", args=[link.uuid]) for name in ("share_link", "close_share_link")
        ]
        for page in own:
            assert LABEL in client.get(page).content.decode()
        slip = client.get(own[1]).content.decode()
        assert LABEL in slip[slip.index('<div class="no-print"><dt>') :].split("</div>")[0], (
            "the slip is passed on"
        )
        assert LABEL not in Client().get(reverse("certificates:shared", args=[link.token])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("label", ["好\u202e人", "字" * (LONGEST_LABEL + 1)])
def test_a_name_that_cannot_be_read_is_refused(client: Client, label: str) -> None:
    credential = issued_credential()
    wanted = Wanted(["name"], 7, label=label)
    with pytest.raises(NotAChoice) as refused:
        make_link(
            credential_uuid=credential.uuid,
            person_id=credential.person_id,
            wanted=wanted,
            actor=an_actor(),
            now=ISSUED_AT,
        )
    assert refused.value.field == "label"
    sign_in(client, credential.person.user)
    new = reverse("certificates:new_share_link", args=[credential.uuid])
    said = {"fields_shown": ["name"], "days": "7", "passcode": "", "label": label}
    assert client.post(new, said).status_code == 200
    assert not ShareLink.objects.exists()
