"""Staff see credentials in Wagtail's interface: a list to search and filter, without a way to edit."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from certificates.employerapi.desk.addresses import ADDRESSES as KEY_ADDRESSES
from certificates.employerapi.desk.views import LOOKERS, KeyDesk
from certificates.issuing.batches.desk.addresses import ADDRESSES as BATCH_ADDRESSES
from certificates.issuing.deskpages import KEEPERS
from certificates.issuing.emblems.desk.addresses import ADDRESSES as EMBLEM_ADDRESSES
from certificates.issuing.ending.desk.addresses import ADDRESSES as ENDING_ADDRESSES
from certificates.issuing.kinds.desk.addresses import ADDRESSES as KIND_ADDRESSES
from certificates.issuing.kinds.desk.views import LOOKERS as KIND_LOOKERS
from certificates.issuing.kinds.desk.views import Kinds
from certificates.issuing.numbers.desk.addresses import ADDRESSES as POOL_ADDRESSES
from certificates.issuing.prints.desk.addresses import ADDRESSES as PRINT_ADDRESSES
from certificates.issuing.register.desk.addresses import ADDRESSES as REGISTER_ADDRESSES
from certificates.issuing.register.desk.views import OFFICERS
from certificates.issuing.staff import CredentialPolicy, CredentialViewSet
from certificates.issuing.wordings.desk.addresses import ADDRESSES as WORDING_ADDRESSES
from certificates.models import Credential
from certificates.referrals.consent.desk.addresses import ADDRESSES as CONSENT_ADDRESSES
from certificates.referrals.consent.desk.views import ConsentDesk
from certificates.referrals.desk.addresses import ADDRESSES as OPENING_ADDRESSES
from certificates.referrals.desk.views import OFFICERS as PLACEMENT_OFFICERS
from certificates.referrals.desk.views import OpeningDesk
from certificates.referrals.followup.desk.addresses import ADDRESSES as FOLLOW_UP_ADDRESSES
from certificates.referrals.followup.desk.views import FollowUpDesk
from certificates.referrals.followup.policies import CALLERS
from certificates.referrals.indicators.desk.addresses import ADDRESSES as INDICATOR_ADDRESSES
from certificates.referrals.indicators.desk.views import IndicatorDesk
from certificates.referrals.indicators.policies import READERS
from certificates.referrals.matching.desk.addresses import ADDRESSES as MATCHING_ADDRESSES
from certificates.referrals.matching.desk.addresses import BESIDE_OPENINGS
from certificates.referrals.matching.desk.views import PeopleDesk
from certificates.referrals.sheets.desk.addresses import ADDRESSES as REFERRAL_ADDRESSES
from certificates.referrals.sheets.desk.views import ReferralDesk
from lms.core.menu import RuledMenuItem

register_permission_policy(Credential, CredentialPolicy(Credential))


@hooks.register("register_admin_viewset")
def credentials_viewset() -> CredentialViewSet:
    return CredentialViewSet("credentials")


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    return [
        path("certificate-register/", include((REGISTER_ADDRESSES, "register_desk"))),
        path(
            "certificate-batches/",
            include(
                (
                    [
                        *BATCH_ADDRESSES,
                        *PRINT_ADDRESSES,
                        *WORDING_ADDRESSES,
                        *EMBLEM_ADDRESSES,
                        *POOL_ADDRESSES,
                    ],
                    "batch_desk",
                )
            ),
        ),
        path("certificate-endings/", include((ENDING_ADDRESSES, "ending_desk"))),
        path("certificate-kinds/", include((KIND_ADDRESSES, "kind_desk"))),
        path("employer-keys/", include((KEY_ADDRESSES, "employer_keys"))),
        path("openings/", include(([*OPENING_ADDRESSES, *BESIDE_OPENINGS], "opening_desk"))),
        path("people-and-work/", include((MATCHING_ADDRESSES, "matching_desk"))),
        path("consents/", include((CONSENT_ADDRESSES, "consent_desk"))),
        path("referrals/", include((REFERRAL_ADDRESSES, "referral_desk"))),
        path("follow-ups/", include((FOLLOW_UP_ADDRESSES, "follow_ups"))),
        path("indicators/", include((INDICATOR_ADDRESSES, "indicators"))),
    ]


@hooks.register("register_admin_menu_item")
def register_item() -> MenuItem:
    return RuledMenuItem(
        OFFICERS,
        gettext_lazy("Register of certificates"),
        reverse("register_desk:index"),
        name="certificate-register",
        icon_name="lock",
        order=160,
    )


@hooks.register("register_admin_menu_item")
def batches_item() -> MenuItem:
    return RuledMenuItem(
        KEEPERS,
        gettext_lazy("Certificates in batches"),
        reverse("batch_desk:index"),
        name="certificate-batches",
        icon_name="list-ul",
        order=159,
    )


@hooks.register("register_admin_menu_item")
def endings_item() -> MenuItem:
    return RuledMenuItem(
        KEEPERS,
        gettext_lazy("Corrections and revocations"),
        reverse("ending_desk:index"),
        name="certificate-endings",
        icon_name="rotate",
        order=159,
    )


@hooks.register("register_admin_menu_item")
def kinds_item() -> MenuItem:
    return RuledMenuItem(
        KIND_LOOKERS,
        Kinds.list_title,
        reverse("kind_desk:index"),
        name="certificate-kinds",
        icon_name="doc-full",
        order=160,
    )


@hooks.register("register_admin_menu_item")
def employer_keys_item() -> MenuItem:
    return RuledMenuItem(
        LOOKERS,
        KeyDesk.list_title,
        reverse("employer_keys:index"),
        name="employer-keys",
        icon_name="key",
        order=161,
    )


@hooks.register("register_admin_menu_item")
def openings_item() -> MenuItem:
    return RuledMenuItem(
        PLACEMENT_OFFICERS,
        OpeningDesk.list_title,
        reverse("opening_desk:index"),
        name="openings",
        icon_name="clipboard-list",
        order=162,
    )


@hooks.register("register_admin_menu_item")
def consents_item() -> MenuItem:
    return RuledMenuItem(
        PLACEMENT_OFFICERS,
        ConsentDesk.list_title,
        reverse("consent_desk:index"),
        name="consents",
        icon_name="lock-open",
        order=163,
    )


@hooks.register("register_admin_menu_item")
def referrals_item() -> MenuItem:
    return RuledMenuItem(
        PLACEMENT_OFFICERS,
        ReferralDesk.list_title,
        reverse("referral_desk:index"),
        name="referrals",
        icon_name="mail",
        order=165,
    )


@hooks.register("register_admin_menu_item")
def people_and_work_item() -> MenuItem:
    return RuledMenuItem(
        PLACEMENT_OFFICERS,
        PeopleDesk.list_title,
        reverse("matching_desk:index"),
        name="people-and-work",
        icon_name="group",
        order=162,
    )


@hooks.register("register_admin_menu_item")
def follow_ups_item() -> MenuItem:
    return RuledMenuItem(
        CALLERS,
        FollowUpDesk.list_title,
        reverse("follow_ups:index"),
        name="follow-ups",
        icon_name="calendar-check",
        order=163,
    )


@hooks.register("register_admin_menu_item")
def indicators_item() -> MenuItem:
    return RuledMenuItem(
        READERS,
        IndicatorDesk.list_title,
        reverse("indicators:index"),
        name="indicators",
        icon_name="success",
        order=166,
    )
