"""A key of the wrong size is found when the platform starts, not when it is first used."""

from typing import Any

import pytest

from lms.core.checks import keys_have_their_size


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("FIELD_KEYS", [], "core.E001"),
        ("FIELD_KEYS", ["c2hvcnQ="], "core.E001"),
        ("FIELD_KEYS", ["not base64!"], "core.E001"),
        ("SIGNING_KEY", "c2hvcnQ=", "core.E002"),
        ("SIGNING_KEY", "", "core.E002"),
        ("LOOKUP_KEY", "", "core.E003"),
    ],
)
def test_a_bad_key_is_an_error(settings: Any, name: str, value: Any, error: str) -> None:
    setattr(settings, name, value)
    assert [found.id for found in keys_have_their_size(None)] == [error]


def test_good_keys_pass() -> None:
    assert keys_have_their_size(None) == []
