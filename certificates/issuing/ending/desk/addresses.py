"""Addresses of endings in Wagtail's interface."""

from django.urls import path

from certificates.issuing.ending.desk.views import (
    Approve,
    Ask,
    CertificatePage,
    GiveUp,
    Preview,
    Refuse,
    RequestList,
    RequestPage,
    Retry,
    Withdraw,
)

CERTIFICATE = "of/<uuid:credential_uuid>/"
REQUEST = "<uuid:ending_uuid>/"
ADDRESSES = [
    path("", RequestList.as_view(), name="index"),
    path(CERTIFICATE, CertificatePage.as_view(), name="certificate"),
    path(f"{CERTIFICATE}<slug:ending_kind>/", Ask.as_view(), name="ask"),
    path(REQUEST, RequestPage.as_view(), name="request"),
    path(f"{REQUEST}preview.pdf", Preview.as_view(), name="preview"),
    path(f"{REQUEST}approve/", Approve.as_view(), name="approve"),
    path(f"{REQUEST}refuse/", Refuse.as_view(), name="refuse"),
    path(f"{REQUEST}withdraw/", Withdraw.as_view(), name="withdraw"),
    path(f"{REQUEST}retry/", Retry.as_view(), name="retry"),
    path(f"{REQUEST}give-up/", GiveUp.as_view(), name="give_up"),
]
