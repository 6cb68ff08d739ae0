"""The door to accounts for other apps."""

from lms.accounts.confirming import knows_own_secret
from lms.accounts.employers.mails import write_to, write_to_people_of
from lms.accounts.employers.queries import employers_person, last_decision_about
from lms.accounts.groups import REVIEWERS_GROUP
from lms.accounts.models import Person, Sex, SignInCard, Terminal, User
from lms.accounts.operations import (
    NewPerson,
    NewTrainee,
    NewUser,
    add_person,
    add_trainees,
    add_user,
    correct_person,
    end_role,
    grant_role,
    issue_cards,
    keep_resident_id,
    move_trainee,
    reveal_resident_id,
    revoke_cards_of,
)
from lms.accounts.permissions import let_role
from lms.accounts.places import place_of
from lms.accounts.policies import (
    acting_for_employers,
    but_ones_own,
    employer_of,
    holders_of,
    people_visible_to,
    sites_held_by,
    sites_visible_to,
)
from lms.accounts.qr import qr_svg
from lms.accounts.queries import (
    LiveCards,
    actor_of,
    assignments_of,
    find_user,
    get_person,
    is_ones_own,
    live_cards_of,
    people_by_resident_id,
    staff_called,
    staff_named,
    users_by_number,
)
from lms.accounts.rules import (
    birth_date_of,
    looks_like_trainee_number,
    normalise_name,
    normalise_resident_id,
    reasons_against_name,
    reasons_against_resident_id,
    sex_of,
)
from lms.accounts.searches.listings import Listing, register_listing
from lms.accounts.searches.queries import searches_beside

__all__ = [
    "REVIEWERS_GROUP",
    "Listing",
    "NewPerson",
    "NewTrainee",
    "NewUser",
    "Person",
    "Sex",
    "SignInCard",
    "Terminal",
    "User",
    "acting_for_employers",
    "employer_of",
    "actor_of",
    "add_person",
    "add_trainees",
    "add_user",
    "assignments_of",
    "birth_date_of",
    "correct_person",
    "but_ones_own",
    "employers_person",
    "end_role",
    "find_user",
    "get_person",
    "grant_role",
    "holders_of",
    "is_ones_own",
    "LiveCards",
    "issue_cards",
    "live_cards_of",
    "keep_resident_id",
    "knows_own_secret",
    "last_decision_about",
    "let_role",
    "looks_like_trainee_number",
    "move_trainee",
    "normalise_name",
    "normalise_resident_id",
    "people_by_resident_id",
    "people_visible_to",
    "place_of",
    "qr_svg",
    "reasons_against_name",
    "reasons_against_resident_id",
    "register_listing",
    "reveal_resident_id",
    "revoke_cards_of",
    "searches_beside",
    "sex_of",
    "sites_held_by",
    "sites_visible_to",
    "staff_called",
    "staff_named",
    "users_by_number",
    "write_to",
    "write_to_people_of",
]
