"""The door to accounts for other apps."""

from lms.accounts.confirming import knows_own_secret
from lms.accounts.groups import REVIEWERS_GROUP
from lms.accounts.models import Person, Terminal, User
from lms.accounts.operations import (
    NewPerson,
    NewUser,
    add_person,
    add_user,
    end_role,
    grant_role,
    reveal_resident_id,
)
from lms.accounts.permissions import let_role
from lms.accounts.places import place_of
from lms.accounts.policies import holders_of, people_visible_to, sites_visible_to
from lms.accounts.queries import actor_of, assignments_of, find_user, get_person
from lms.accounts.rules import normalise_name, reasons_against_resident_id

__all__ = [
    "REVIEWERS_GROUP",
    "NewPerson",
    "NewUser",
    "Person",
    "Terminal",
    "User",
    "actor_of",
    "add_person",
    "add_user",
    "assignments_of",
    "end_role",
    "find_user",
    "get_person",
    "grant_role",
    "holders_of",
    "knows_own_secret",
    "let_role",
    "normalise_name",
    "people_visible_to",
    "place_of",
    "reasons_against_resident_id",
    "reveal_resident_id",
    "sites_visible_to",
]
