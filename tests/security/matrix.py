"""Asks every address as every role with both methods and says where an answer is not what the rule says."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client, override_settings

from lms.accounts.backends import PlatformBackend
from lms.accounts.guard import SEEN
from lms.accounts.models import User
from lms.core.access import Rule
from lms.core.enums import Role
from lms.exams.sittings.sealing import page_proof
from tests.security.addresses import Address
from tests.security.classification import OBJECT_RULES, RULES, WAGTAIL_DECIDES
from tests.security.owned import OWNED
from tests.security.world import World

SIGN_IN_PAGES = ("/accounts/login/", "/sign-in/")
# Addresses of two objects that do not belong to each other.
APART: dict[str, str] = {}
# Questions of one bank, which stand on the papers of every site; programmes, which any school may teach.
SHARED = {"answered_item_uuid", "tabled_programme_uuid"}
# What a gap called `uuid` or `pk` means depends on whose address it is.
UUIDS = {"accounts": "terminal_uuid", "people": "person_uuid", "certificates": "credential_uuid"}
PKS = {
    "wagtailsites": "site_id",
    "wagtailusers_users": "user_id",
    "wagtailusers_groups": "group_id",
    "wagtaillocales": "locale_id",
    "wagtailadmin_collections": "collection_id",
    "wagtailadmin_workflows": "workflow_id",
    "wagtaildocs_chooser": "document_id",
    "wagtailimages_chooser": "image_id",
    "recordings": "recording_id",
    "recording_chooser": "recording_id",
}
ITEM = "00000000-0000-7000-8000-000000000000"
EVENTS = {
    "epoch": 1,
    "events": [{"seq": 1, "item": ITEM, "response": True, "monotonic_ms": 1, "client_at": ""}],
}


def events_of(path: str) -> dict[str, Any]:
    """Return answers as the page sends them that was given the first lease of the attempt in an address."""
    attempt = UUID(path.partition("/attempts/")[2][:36])
    return {**EVENTS, "page": page_proof(attempt, 1)}


JSON_BODIES: dict[str, Any] = {
    "api:save_events": events_of,
    "api:hand_in": {"final_seq": 0},
    "api:note_left_page": {"epoch": 1, "number": 1, "seconds": 5},
    "api:take_leftovers": {"records": []},
    "api:open_marking": {},
    "employer_api:check_one": {"number": "TC-0", "name": "x"},
    "employer_api:check_list": {"certificates": [{"number": "TC-0", "name": "x"}]},
    "api:save_marks": {"epoch": 1, "events": []},
    "api:sign_marks": {"sheet": ITEM, "epoch": 1, "final_seq": 0, "shown": {}, "secret": "guess"},
}
BODIES: dict[str, dict[str, str]] = {
    "exams:decide_seat": {"decision": "approve"},
    # Wagtail's field stumbles over a body without it.
    "wagtailadmin_choose_page_external_link": {"external-link-chooser-url": "https://example.org/"},
    "packs:ask": {"key": ITEM},
    "exams:attempt_act": {"minutes": "5", "reason": "power failure", "client_key": ITEM},
    "exams:room_act": {"minutes": "5", "reason": "power failure", "client_key": ITEM},
    "exams:decide_act": {"reason": "seen", "decision": "refuse"},
    "exams:note_incident": {"category": "power", "client_key": ITEM},
    "exams:confirm_clock": {"reason": "compared"},
    "exams:take_back_identity": {"reason": "mistaken"},
}


@dataclass(frozen=True)
class Question:
    """One request: which address with which values, whose object it names, with which method."""

    address: Address
    path: str
    is_own: bool
    method: str


def rule_for(address: Address) -> Rule | None:
    """Return the rule of an address, or None when nobody said."""
    return RULES.get(address.key, address.rule)


@contextmanager
def clients(world: World) -> Iterator[dict[Role | None, Client]]:
    """Provide a signed-in client for each role, and one of a stranger, who ask thousands of times.

    Who asks is the same each time, as every request is undone: the session comes with its cookie, and the user's row
    and roles are read once. Three of five queries of a request were these.
    """
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"):
        made: dict[Role | None, Client] = {None: Client(raise_request_exception=False)}
        for role, user in world.users.items():
            made[role] = Client(raise_request_exception=False)
            made[role].force_login(user)
            sign_of_life(made[role])
        with known(world.users.values()):
            yield made


@contextmanager
def known(users: Iterable[User]) -> Iterator[None]:
    """Let the sign-in find copies of these users with the roles that the database says they hold."""
    rows = {user.pk: User.objects.get(pk=user.pk) for user in users}
    for row in rows.values():
        row.held_roles()  # keeps them with the row
        hasattr(row, "wagtail_userprofile")  # Wagtail looks for the language of the interface there
    read = PlatformBackend.get_user

    def get_user(backend: PlatformBackend, user_id: int) -> User | None:
        return copy(rows[user_id]) if user_id in rows else read(backend, user_id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PlatformBackend, "get_user", get_user)
        yield


def sign_of_life(client: Client) -> None:
    """Note in the session what each undone request would note again: when it began, and that somebody is there."""
    client.get("/")
    session = client.session
    session[SEEN] += 3600  # no test takes that long
    session.save()


def questions(address: Address, world: World) -> Iterator[Question]:
    """Yield the requests to make of an address."""
    names = set(address.parameters())
    sides = [(True, world.own)] + ([(False, world.other)] if names & OWNED else [])
    sides += [(False, values) for values in mixed(address, world)]
    for is_own, values in sides:
        path = address.path(values_for(address, values))
        for method in ("get", "post"):
            yield Question(address, path, is_own, method)


def paired(address: Address) -> list[str]:
    """Return the gaps of an address whose objects have to belong together: two or more, or none."""
    names = [name for name in address.parameters() if name.endswith("uuid")]
    names = [name for name in names if meant(address, name) not in SHARED]
    return names if len(names) > 1 and address.key not in APART else []


def mixed(address: Address, world: World) -> Iterator[dict[str, Any]]:
    """Yield values of which one names a foreign object and the others own ones."""
    for name in paired(address):
        of = meant(address, name)
        yield {**world.own, of: world.other[of]}


def meant(address: Address, name: str) -> str:
    """Return which value of the world stands in a gap of an address."""
    return OF_ADDRESSES.get(address.key, {}).get(name, name)


# Addresses that want another object of the world than their parameter's name says.
OF_ADDRESSES = {
    "certificates:status_list": {"name": "status_list_name"},
    "certificates:register_file": {"path": "register_path"},
    "practice:picture": {"name": "picture_name"},
    "exams:picture": {"name": "picture_name"},
    "practice:result": {"mock_uuid": "ended_mock_uuid"},
    "packs:ask": {"version_uuid": "published_uuid"},
    "question_bank:read": {"draft_uuid": "waiting_uuid"},
    "question_bank:take_back": {"draft_uuid": "waiting_uuid"},
    "question_bank:fetch": {"draft_uuid": "discarded_uuid"},
    **dict.fromkeys(
        ("sittings:marking", "sittings:markers", "sittings:dismiss_marker"),
        {"sitting_uuid": "marked_sitting_uuid"},
    ),
    **dict.fromkeys(
        ("exams:answers", "exams:take_answers"),
        {"sitting_uuid": "marked_sitting_uuid", "item_uuid": "answered_item_uuid"},
    ),
    "sittings:decide_marks": {
        "sitting_uuid": "marked_sitting_uuid",
        "attempt_uuid": "marked_attempt_uuid",
        "item_uuid": "answered_item_uuid",
    },
    **dict.fromkeys(
        (
            "exams:room_reserve",
            "exams:decide_opening",
            "sittings:reserve",
            "sittings:print_reserve",
            "sittings:packet",
            "sittings:packet_file",
            "sittings:packet_again",
            "sittings:strike_packet",
            "sittings:sheet",
            "sittings:hand_in_sheet",
            "sittings:hand_in_sheets",
        ),
        {"sitting_uuid": "paper_sitting_uuid"},
    ),
    "sittings:no_sheet": {"sitting_uuid": "paper_sitting_uuid", "sheet_uuid": "free_sheet_uuid"},
    "sittings:free_turn": {"sitting_uuid": "paper_sitting_uuid", "sheet_uuid": "begun_sheet_uuid"},
    "exams:begin_keying": {"sheet_uuid": "free_sheet_uuid"},
    "exams:receipt": {"attempt_uuid": "receipt_uuid"},
    "exams:receipt_file": {"attempt_uuid": "receipt_uuid"},
    "exams:my_result": {"attempt_uuid": "receipt_uuid"},
    "exams:my_slip": {"attempt_uuid": "receipt_uuid"},
    **dict.fromkeys(
        ("exams:my_appeal", "exams:withdraw_appeal", "exams:my_appeal_decision", "appeals:new"),
        {"attempt_uuid": "receipt_uuid"},
    ),
    "appeals:print": {"document": "appeal_document"},
    "results:file": {"sitting_uuid": "sat_uuid"},
    "results:absence": {"sitting_uuid": "missed_sitting_uuid", "candidate_uuid": "absent_candidate_uuid"},
    "results:print": {"sitting_uuid": "sat_uuid"},
    "programmes:add_part": {"part": "part_held"},
}


def values_for(address: Address, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the ones that depend on the address."""
    area = address.key.split(":")[0]
    page = values["page_id"]
    filled = {"pk": values[PKS.get(area, "page_id")], "page_pk": page, "page_to_move_id": page, **values}
    filled |= {"workflow_pk": values["workflow_id"], "doc_id": values["document_id"]}
    if "tasks/" in address.route:
        filled["pk"] = values["task_id"]
    if area == "wagtailadmin_api":
        kind = address.key.split(":")[1]
        filled["pk"] = values[{"images": "image_id", "documents": "document_id"}.get(kind, "page_id")]
    if area in UUIDS:
        filled["uuid"] = values[UUIDS[area]]
    for name, taken in OF_ADDRESSES.get(address.key, {}).items():
        filled[name] = values[taken]
    if address.key == "guide_picture":
        filled["name"] = "zh-authoring-0-desk.png"
    return filled


def ask(client: Client, question: Question) -> HttpResponse:
    """Make the request and undo what it did."""
    cookies, key = dict(client.cookies), question.address.key
    body = {"data": BODIES.get(key, {})}
    if key in JSON_BODIES:
        data = JSON_BODIES[key]
        data = data(question.path) if callable(data) else data
        body = {"data": data, "content_type": "application/json"}
    cache.clear()  # limits on public look-ups are not what is asked here
    block = transaction.atomic()
    block._from_testcase = True  # use cases open durable transactions inside
    with block:
        response = (
            client.get(question.path) if question.method == "get" else client.post(question.path, **body)
        )
        transaction.set_rollback(True)
    if response.streaming:
        response.getvalue()  # reads the file to its end and closes it
    client.cookies = SimpleCookie(cookies)
    return response


def is_denied(response: HttpResponse, path: str) -> bool:
    """Return whether the answer turns the caller away: not signed in, not allowed, or back to the desk."""
    if response.status_code in (401, 403):
        return True
    target = response.get("Location", "")
    home = target == "/authoring/" and path != "/authoring/"
    return target.startswith((*SIGN_IN_PAGES, "/authoring/login/")) or home


def tells_nothing(response: HttpResponse) -> bool:
    """Return whether the answer is the same as if there were nothing."""
    return response.status_code in (404, 405)


def complaint(question: Question, role: Role | None, rule: Rule, response: HttpResponse) -> str:
    """Return what is wrong with an answer, or nothing."""
    if response.status_code >= 500:
        return f"{response.status_code}"
    denied = is_denied(response, question.path)
    if not admits(rule, role):
        return "" if denied or tells_nothing(response) else f"let in with {response.status_code}"
    if not question.is_own and rule.audience != "public":
        return (
            "" if denied or tells_nothing(response) else f"let to another site's with {response.status_code}"
        )
    # Public pages may lead on to the sign-in page; in some of its views Wagtail goes on to ask for the one page.
    may_deny = rule.audience == "public" or question.address.key in WAGTAIL_DECIDES
    return "" if may_deny or not denied else f"turned away with {response.status_code}"


def admits(rule: Rule, role: Role | None) -> bool:
    """Return whether a rule lets a role in."""
    if rule.audience == "public":
        return True
    return role is not None and (rule.audience == "signed_in" or role in rule.roles)


def complaints(asked: list[Address], world: World, *, render_all: bool = True) -> list[str]:
    """Return everything that is wrong, one line each.

    A page is drawn for every role that is let in (without `render_all` for the first of them) and for the first that
    is not; for the others only the decision counts, which takes a third of the time.
    """
    logging.disable(logging.CRITICAL)
    try:
        with clients(world) as who:
            return list(_complaints(asked, world, who, render_all=render_all))
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def drawing(is_wanted: bool) -> Iterator[None]:
    """Draw templates inside, or leave them empty; thousands of times, for which a mock is too slow."""
    drawn = Template.render
    if not is_wanted:
        Template.render = lambda *_of_the_page, **_options: ""
    try:
        yield
    finally:
        Template.render = drawn


def _complaints(
    asked: list[Address], world: World, who: dict[Role | None, Client], *, render_all: bool
) -> Iterator[str]:
    for address in asked:
        declared = rule_for(address)
        if declared is None:
            yield f"{address.key} ({address.route}): nobody said who may reach it"
            continue
        rule, reached = OBJECT_RULES.get(address.key, declared), set()
        for question in questions(address, world):
            drawn: set[bool] = set()
            for role, client in who.items():
                let_in = admits(rule, role)
                with drawing((render_all and let_in) or let_in not in drawn):
                    response = ask(client, question)
                drawn.add(let_in)
                wrong = complaint(question, role, rule, response)
                if wrong:
                    yield f"{question.method.upper()} {question.path} as {role or 'a stranger'}: {wrong}"
                if question.is_own and not tells_nothing(response):
                    reached.add(role)
        yield from unreachable(address, rule, reached)


# Addresses that answer 404 to everybody in this small world, each for its reason.
EMPTY_HERE = {
    "authoring_failwhale": "closed on purpose",
    "authoring_test404": "closed on purpose",
    "media": "no such picture",
    "mfa_deactivate_totp": "nobody has a second factor here",
    "mfa_download_recovery_codes": "nobody has a second factor here",
    "mfa_view_recovery_codes": "nobody has a second factor here",
    "learning:practice": "no such practice item",
    "practice_items:chosen": "no such practice item",
    "exams:my_appeal_decision": "nobody has decided on the appeal yet",
    "exams:my_practical_appeal_decision": "nobody has decided on the appeal yet",
    "appeals:settle": "no further marking was asked for",
}


def unreachable(address: Address, rule: Rule, reached: set[Role | None]) -> Iterator[str]:
    """Yield roles that a view of ours should let in, but that never got anything but 404 and 405."""
    if address.rule is None or address.key in EMPTY_HERE:
        return
    missing = [role or "a stranger" for role in (None, *Role) if admits(rule, role) and role not in reached]
    if missing:
        yield f"{address.key}: answers only 404 and 405 to {', '.join(missing)}, who should be let in"
