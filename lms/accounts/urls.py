"""Addresses of sign-in, terminals and people."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from lms.accounts.employers.urls import addresses as employers
from lms.accounts.policies import SIGN_IN_ROLES
from lms.accounts.views import rooms, sign_in, terminals
from lms.core.access import Public, Roles, access

# Staff screens are Wagtail's; this is the address that our own pages link to.
to_people = access(Roles(*SIGN_IN_ROLES))(RedirectView.as_view(pattern_name="people:index"))

accounts: list[URLPattern] = [
    path("sign-in/", sign_in.TraineeSignIn.as_view(), name="trainee_sign_in"),
    path("sign-in/confirm/", sign_in.ConfirmIdentity.as_view(), name="confirm"),
    path("sign-in/pin/", sign_in.ChoosePin.as_view(), name="choose_pin"),
    path("sign-in/keep-alive/", sign_in.keep_alive, name="keep_alive"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("people/", to_people, name="people"),
    path("rooms/", rooms.RoomList.as_view(), name="rooms"),
    path("rooms/<uuid:room_uuid>/", rooms.RoomPlan.as_view(), name="room_plan"),
    path("terminals/", terminals.TerminalList.as_view(), name="terminals"),
    path("terminals/register/", terminals.RegisterTerminal.as_view(), name="register_terminal"),
    path("terminals/<uuid:uuid>/withdraw/", terminals.WithdrawTerminal.as_view(), name="withdraw_terminal"),
]

# Wagtail brings a sign-in of its own, without our limits and second factor: these addresses stand in front of it.
to_login = access(Public)(RedirectView.as_view(pattern_name="account_login", query_string=True))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((accounts, "accounts"))),
    path("accounts/", include((employers, "employers"))),
    path("accounts/", include("lms.accounts.allauth_urls")),
    path("authoring/login/", to_login, name="authoring_login"),
    path("authoring/logout/", sign_in.sign_out, name="authoring_logout"),
    path("courses/_util/login/", to_login, name="pages_login"),
]
