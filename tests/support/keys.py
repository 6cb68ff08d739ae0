"""Signing keys of tests: in a folder of the run, and RSA keys that are made a few times instead of in each test.

They are real keys of full length. Finding the primes takes longer than most tests that issue something.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Lock

import pytest

from certificates.issuing.keys import signers
from certificates.issuing.keys.algorithms import Algorithm, PrivateKey, new_private_key

# One after the other never gives the same key twice in a test that rotates.
DIFFERENT = 4


def few_rsa_keys(make: Callable[[str], PrivateKey]) -> Callable[[str], PrivateKey]:
    """Return what makes keys, but takes the RSA ones in turn from the first few."""
    kept: list[PrivateKey] = []
    turn = count()
    one_by_one = Lock()  # races of workers make their keys at one moment

    def key_of(algorithm: str) -> PrivateKey:
        if algorithm != Algorithm.RS256:
            return make(algorithm)
        with one_by_one:
            number = next(turn)
            if number < DIFFERENT:
                kept.append(make(algorithm))
            return kept[number % DIFFERENT]

    return key_of


@contextmanager
def quick_keys() -> Iterator[None]:
    """Let keys in files be made from the few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signers, "new_private_key", few_rsa_keys(new_private_key))
        yield
