"""The states of a link in Chinese: words of links, not those of sheets and sittings that English spells alike."""

import pytest
from django.utils.translation import override

from certificates.sharing.presentation import STATES
from certificates.sharing.rules import LinkState


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
