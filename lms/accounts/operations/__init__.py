"""Writes to people, sign-ins and terminals; each use case is one durable transaction with its audit row."""

from lms.accounts.operations.people import (
    NewPerson,
    NewUser,
    add_person,
    add_user,
    correct_person,
    end_role,
    grant_role,
    keep_resident_id,
    rename_person,
    reveal_resident_id,
)
from lms.accounts.operations.secrets import (
    choose_pin,
    issue_card,
    issue_cards,
    reset_pin,
    revoke_card,
    revoke_cards_of,
    set_password,
)
from lms.accounts.operations.sessions import record_sign_in, record_sign_out
from lms.accounts.operations.terminals import Seat, offer_terminal_code, register_terminal, withdraw_terminal
from lms.accounts.operations.trainees import NewTrainee, add_trainees, move_trainee

__all__ = [
    "choose_pin",
    "NewPerson",
    "NewTrainee",
    "NewUser",
    "Seat",
    "add_person",
    "add_trainees",
    "add_user",
    "correct_person",
    "end_role",
    "grant_role",
    "issue_card",
    "issue_cards",
    "keep_resident_id",
    "rename_person",
    "move_trainee",
    "offer_terminal_code",
    "record_sign_in",
    "record_sign_out",
    "register_terminal",
    "reset_pin",
    "reveal_resident_id",
    "revoke_card",
    "revoke_cards_of",
    "set_password",
    "withdraw_terminal",
]
