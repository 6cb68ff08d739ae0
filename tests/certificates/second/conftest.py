"""A command of the operator's, and the second signature that it made."""

from pathlib import Path
from typing import Any

import pytest

from certificates.issuing.second.queries import second_signature_of
from certificates.models import Credential
from tests.support.second import a_command, a_second_key, turn


@pytest.fixture
def command(tmp_path: Path, settings: Any) -> Path:
    """A command of the operator's with two keys; none is in use yet."""
    a_command(tmp_path / "device", settings, "one", "other")
    return tmp_path / "device"


@pytest.fixture
def second(command: Path, credential: Credential) -> bytes:
    """The second signature of the certificate."""
    a_second_key()
    assert turn() == 1
    made = second_signature_of(credential)
    assert made is not None
    return made
