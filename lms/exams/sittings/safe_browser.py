"""Whether a request comes from Safe Exam Browser as an officer configured it (ADR 0118). Never the user agent."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urldefrag

HEADER = "X-SafeExamBrowser-ConfigKeyHash"
MOST_KEYS = 10
_KEY = re.compile(r"[0-9a-f]{64}")


def hash_of(url: str, key: str) -> str:
    """Return what the browser sends for an address: SHA-256 of the whole address, without its fragment, and the key."""
    return hashlib.sha256((urldefrag(url).url + key).encode()).hexdigest()


def is_genuine(sent: str, *, url: str, keys: Iterable[str]) -> bool:
    """Return whether the header fits one of the keys; every key is compared, each in the same time."""
    found = sent.strip().lower().encode()
    fits = [hmac.compare_digest(found, hash_of(url, key).encode()) for key in keys]
    return any(fits)


def read_keys(text: str) -> list[str]:
    """Return what stands on the lines of a text, each once, as keys are written."""
    return list(dict.fromkeys(line.strip().lower() for line in text.splitlines() if line.strip()))


def are_usable(keys: Sequence[str]) -> bool:
    """Return whether these are keys, and not too many."""
    return len(keys) <= MOST_KEYS and all(_KEY.fullmatch(key) for key in keys)
