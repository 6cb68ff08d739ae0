"""Addresses of consents in Wagtail's interface."""

from django.urls import path

from certificates.referrals.consent.desk.views import Ask, ConsentList, OneConsent, WithdrawFor

ADDRESSES = [
    path("", ConsentList.as_view(), name="index"),
    path("new/", Ask.as_view(), name="ask"),
    path("<uuid:consent_request_uuid>/", OneConsent.as_view(), name="consent"),
    path("<uuid:consent_request_uuid>/withdraw/", WithdrawFor.as_view(), name="withdraw"),
]
