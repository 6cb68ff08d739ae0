"""What the audit trail may say of people and accounts."""

from django.db.models import TextChoices


class AuditAction(TextChoices):
    ADD_PERSON = "accounts.add_person"
    MOVE_PERSON = "accounts.move_person"
    ADD_USER = "accounts.add_user"
    GRANT_ROLE = "accounts.grant_role"
    END_ROLE = "accounts.end_role"
    OFFER_TERMINAL_CODE = "accounts.offer_terminal_code"
    REGISTER_TERMINAL = "accounts.register_terminal"
    WITHDRAW_TERMINAL = "accounts.withdraw_terminal"
    RESET_PIN = "accounts.reset_pin"
    KEEP_SEARCH = "accounts.keep_search"
    DROP_SEARCH = "accounts.drop_search"
    CHOOSE_PIN = "accounts.choose_pin"
    SIGN_UP_EMPLOYER = "accounts.sign_up_employer"
    DROP_SIGN_UP = "accounts.drop_sign_up"
    CONFIRM_ADDRESS = "accounts.confirm_address"
    INVITE_COLLEAGUE = "accounts.invite_colleague"
    WITHDRAW_INVITATION = "accounts.withdraw_invitation"
    ACCEPT_INVITATION = "accounts.accept_invitation"
    RETURN_TO_ACCOUNT = "accounts.return_to_account"
    CHANGE_OWNER = "accounts.change_owner"
    ISSUE_CARD = "accounts.issue_card"
    REVOKE_CARD = "accounts.revoke_card"
    SET_PASSWORD = "accounts.set_password"  # noqa: S105 - the name of an action
    CORRECT_PERSON = "accounts.correct_person"
    KEEP_RESIDENT_ID = "accounts.keep_resident_id"
    REVEAL_RESIDENT_ID = "accounts.reveal_resident_id"
    SIGN_IN = "accounts.sign_in"
    SIGN_OUT = "accounts.sign_out"
