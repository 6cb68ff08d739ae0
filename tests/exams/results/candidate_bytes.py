"""Everything that a candidate is sent: every address that lets a trainee in, filled with what is the candidate's.

`sent_to(user, values)` asks each one and keeps status, cookies, headers and body, without what differs each time;
`without(function, guard)` takes one guard out of a function, to prove that what is sent tells of it.
"""

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from django.test import Client

from lms.core.enums import Role
from tests.canary.surfaces import whole
from tests.factories.accounts import sign_in
from tests.security.addresses import Address, addresses
from tests.security.matrix import Question, admits, ask, rule_for

# What stands in these gaps is nothing of an examination: other tests read these pages.
_OTHERS = (
    "attachment code consent_request_uuid digest lesson_uuid mark_uuid mock_uuid name number path recording_uuid "
    "scheme_code share_link_uuid token uuid"
)
OF_OTHERS = frozenset(_OTHERS.split())
# Wagtail's own, and what packages bring for signing in.
OTHER_PARTS = ("authoring/", "documents/", "styleguide/", "accounts/", "_util/", "courses/_")
# Nobody is signed in afterwards.
LEFT_OUT = {"accounts:sign_out"}
# Tokens and nonces. A digest, which is hexadecimal, is none: it could tell of a mark.
VARYING = re.compile(
    rb"nonce-[^']+|nonce=\"[^\"]*\"|\"(?![0-9a-f]{64}\")[A-Za-z0-9]{64}\"|csrftoken=\w+|sessionid=\w+"
    rb"|name=\"client_key\"[^>]*|data-visit=\"[^\"]*\""
)
Values = dict[str, list[Any]]
Sent = dict[str, bytes]


def asked_of_candidates(values: Values) -> Iterator[tuple[Address, dict[str, int]]]:
    """Yield each address that lets a trainee in, with each choice among these values, by their places.

    :raises AssertionError: an address has a gap of which nobody said what stands in it.
    """
    for address in addresses():
        rule, names = rule_for(address), address.parameters()
        if rule is None or not admits(rule, Role.TRAINEE) or address.route.startswith(OTHER_PARTS):
            continue
        unknown = set(names) - set(values) - OF_OTHERS
        assert not unknown, f"{address.key}: what of an examination stands in {sorted(unknown)}?"
        if address.key in LEFT_OUT or set(names) & OF_OTHERS:
            continue
        for places in product(*(range(len(values[name])) for name in names)):
            yield address, dict(zip(names, places, strict=True))


def sent_to(user: Any, values: Values, *, language: str, methods: tuple[str, ...] = ("get", "post")) -> Sent:
    """Return what is sent to a candidate, by method and address; the values themselves are told by their places."""
    client = sign_in(Client(raise_request_exception=False), user)
    client.cookies["language"] = language
    found = {}
    for (address, places), method in product(list(asked_of_candidates(values)), methods):
        path = address.path({name: values[name][place] for name, place in places.items()})
        answer = ask(client, Question(address, path, is_own=True, method=method))
        said = b"%d\n%s\n%s" % (answer.status_code, answer.cookies.output().encode(), whole(answer))
        for name, known in values.items():
            for place, value in enumerate(known if name != "language" else ()):
                said = said.replace(str(value).encode(), f"{name} {place}".encode())
        where = " ".join(f"{name}={place}" for name, place in places.items())
        found[f"{method} {address.key} {where}".strip()] = VARYING.sub(b"", said)
    return found


@contextmanager
def without(function: Callable[..., Any], guard: str, instead: str = "") -> Iterator[None]:
    """Let a function run without one of its conditions inside.

    :raises AssertionError: it has no such condition, or more than one.
    """
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(guard) == 1, f"{function.__qualname__} does not say once: {guard}"
    names: dict[str, Any] = {}
    exec(source.replace(guard, instead), function.__globals__, names)  # noqa: S102 - our own source
    whole_code = function.__code__
    function.__code__ = names[function.__name__].__code__
    try:
        yield
    finally:
        function.__code__ = whole_code
