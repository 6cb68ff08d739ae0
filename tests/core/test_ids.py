"""Identifiers: in order of birth where rows travel, random where the public holds them."""

import re

from lms.core.ids import TOKEN_BYTES, new_public_token, new_uuid


def test_uuids_are_version_7_and_sort_by_birth() -> None:
    made = [new_uuid() for _index in range(200)]
    assert {uuid.version for uuid in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 200


def test_public_tokens_hold_128_bits_in_characters_a_qr_code_packs_well() -> None:
    made = [new_public_token() for _index in range(200)]
    assert TOKEN_BYTES * 8 == 128
    assert all(re.fullmatch(r"[A-Z2-7]{26}", token) for token in made)
    assert len({token[:8] for token in made}) == 200  # nothing like a time or a counter in front
