"""What the audit trail may say of people and accounts."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AuditAction(TextChoices):
    ADD_PERSON = "accounts.add_person", pgettext_lazy("audit", "Person added")
    MOVE_PERSON = "accounts.move_person", pgettext_lazy("audit", "Person moved to another site")
    ADD_USER = "accounts.add_user", pgettext_lazy("audit", "User added")
    GRANT_ROLE = "accounts.grant_role", pgettext_lazy("audit", "Role granted")
    END_ROLE = "accounts.end_role", pgettext_lazy("audit", "Role ended")
    OFFER_TERMINAL_CODE = (
        "accounts.offer_terminal_code",
        pgettext_lazy("audit", "Code for a terminal offered"),
    )
    REGISTER_TERMINAL = "accounts.register_terminal", pgettext_lazy("audit", "Terminal registered")
    WITHDRAW_TERMINAL = "accounts.withdraw_terminal", pgettext_lazy("audit", "Terminal withdrawn")
    RESET_PIN = "accounts.reset_pin", pgettext_lazy("audit", "PIN reset")
    KEEP_SEARCH = "accounts.keep_search", pgettext_lazy("audit", "Search kept")
    DROP_SEARCH = "accounts.drop_search", pgettext_lazy("audit", "Search dropped")
    CHOOSE_PIN = "accounts.choose_pin", pgettext_lazy("audit", "PIN chosen")
    SIGN_UP_EMPLOYER = "accounts.sign_up_employer", pgettext_lazy("audit", "Employer's person signed up")
    DROP_SIGN_UP = "accounts.drop_sign_up", pgettext_lazy("audit", "Sign-up of an employer dropped")
    CONFIRM_ADDRESS = "accounts.confirm_address", pgettext_lazy("audit", "E-mail address confirmed")
    INVITE_COLLEAGUE = "accounts.invite_colleague", pgettext_lazy("audit", "Colleague invited")
    WITHDRAW_INVITATION = "accounts.withdraw_invitation", pgettext_lazy("audit", "Invitation withdrawn")
    ACCEPT_INVITATION = "accounts.accept_invitation", pgettext_lazy("audit", "Invitation accepted")
    RETURN_TO_ACCOUNT = "accounts.return_to_account", pgettext_lazy("audit", "Account won back by mail")
    CHANGE_OWNER = "accounts.change_owner", pgettext_lazy("audit", "Owner of an employer's account changed")
    ISSUE_CARD = "accounts.issue_card", pgettext_lazy("audit", "Sign-in card issued")
    REVOKE_CARD = "accounts.revoke_card", pgettext_lazy("audit", "Sign-in card revoked")
    SET_PASSWORD = "accounts.set_password", pgettext_lazy("audit", "Password set")
    CORRECT_PERSON = "accounts.correct_person", pgettext_lazy("audit", "Data of a person corrected")
    RENAME_PERSON = "accounts.rename_person", pgettext_lazy("audit", "Name of a person corrected")
    KEEP_RESIDENT_ID = "accounts.keep_resident_id", pgettext_lazy("audit", "Identity number kept")
    REVEAL_RESIDENT_ID = "accounts.reveal_resident_id", pgettext_lazy("audit", "Identity number revealed")
    END_SECOND_STEPS = "accounts.end_second_steps", pgettext_lazy("audit", "Second factor removed")
    SIGN_IN = "accounts.sign_in", pgettext_lazy("audit", "Signed in")
    SIGN_OUT = "accounts.sign_out", pgettext_lazy("audit", "Signed out")
