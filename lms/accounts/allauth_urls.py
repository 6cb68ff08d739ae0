"""The pages of django-allauth that we use, and who may call each; nothing else of it has an address.

Ours stand where an employer's address is confirmed (lms.accounts.employers).
Left out on purpose: e-mail management, sign-in by code, phone, `password/set` (nobody signs in without a password).
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.urls import URLPattern, path, re_path

from lms.accounts.employers.views import confirm, link_sent
from lms.accounts.views.sign_in import sign_out
from lms.core.access import Public, Roles, Rule, access
from lms.core.enums import EMPLOYER_ROLES, STAFF_ROLES

# Trainees have a PIN from the registrar: passwords and second factors are for offices and employers.
Office = Roles(*STAFF_ROLES, *EMPLOYER_ROLES)

Employers = Roles(*EMPLOYER_ROLES)

# Name -> who may call it; the permission matrix reads it from the views, this is the place to look it up.
ALLAUTH_ACCESS: dict[str, Rule] = {
    "account_login": Public,
    "account_inactive": Public,
    "account_signup": Public,
    "usersessions_list": Employers,
    "account_reauthenticate": Office,
    "account_change_password": Office,
    "account_reset_password": Public,
    "account_reset_password_done": Public,
    "account_reset_password_from_key": Public,
    "account_reset_password_from_key_done": Public,
    "mfa_index": Office,
    "mfa_authenticate": Public,
    "mfa_reauthenticate": Office,
    "mfa_activate_totp": Office,
    "mfa_deactivate_totp": Office,
    "mfa_view_recovery_codes": Office,
    "mfa_generate_recovery_codes": Office,
    "mfa_download_recovery_codes": Office,
    "mfa_list_webauthn": Office,
    "mfa_add_webauthn": Office,
    "mfa_reauthenticate_webauthn": Office,
    "mfa_edit_webauthn": Office,
    "mfa_remove_webauthn": Office,
}
_VIEWS = {
    "login/": (account.login, "account_login"),
    "inactive/": (account.account_inactive, "account_inactive"),
    # For employers only (ACCOUNT_FORMS): all others are given their account.
    "signup/": (account.signup, "account_signup"),
    "reauthenticate/": (account.reauthenticate, "account_reauthenticate"),
    "password/change/": (account.password_change, "account_change_password"),
    "password/reset/": (account.password_reset, "account_reset_password"),
    "password/reset/done/": (account.password_reset_done, "account_reset_password_done"),
    "password/reset/key/done/": (
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
    ),
    "sessions/": (usersessions.list_usersessions, "usersessions_list"),
    "2fa/": (mfa.index, "mfa_index"),
    "2fa/authenticate/": (mfa.authenticate, "mfa_authenticate"),
    "2fa/reauthenticate/": (mfa.reauthenticate, "mfa_reauthenticate"),
    "2fa/totp/activate/": (totp.activate_totp, "mfa_activate_totp"),
    "2fa/totp/deactivate/": (totp.deactivate_totp, "mfa_deactivate_totp"),
    "2fa/recovery-codes/": (recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    "2fa/recovery-codes/generate/": (recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    "2fa/recovery-codes/download/": (recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    "2fa/webauthn/": (webauthn.list_webauthn, "mfa_list_webauthn"),
    "2fa/webauthn/add/": (webauthn.add_webauthn, "mfa_add_webauthn"),
    "2fa/webauthn/reauthenticate/": (webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    "2fa/webauthn/keys/<int:pk>/edit/": (webauthn.edit_webauthn, "mfa_edit_webauthn"),
    "2fa/webauthn/keys/<int:pk>/remove/": (webauthn.remove_webauthn, "mfa_remove_webauthn"),
}

urlpatterns: list[URLPattern] = [
    *(path(route, access(ALLAUTH_ACCESS[name])(view), name=name) for route, (view, name) in _VIEWS.items()),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        access(ALLAUTH_ACCESS["account_reset_password_from_key"])(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("confirm-email/", link_sent, name="account_email_verification_sent"),
    path("confirm-email/<str:confirmation_key>/", confirm, name="account_confirm_email"),
    # allauth's forms post here to leave a half-finished sign-in; ours also writes it down and wipes.
    path("logout/", sign_out, name="account_logout"),
]
