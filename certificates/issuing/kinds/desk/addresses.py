"""Addresses of the versions of kinds."""

from django.urls import path

from certificates.issuing.kinds.desk.views import (
    ApproveVersion,
    CloseVersion,
    Kinds,
    NewVersionPage,
    PreviewVersion,
)

PROPOSAL = "proposals/<uuid:kind_proposal_uuid>/"

ADDRESSES = [
    path("", Kinds.as_view(), name="index"),
    path("new/", NewVersionPage.as_view(), name="new"),
    path(f"{PROPOSAL}preview.pdf", PreviewVersion.as_view(), name="preview"),
    path(f"{PROPOSAL}approve/", ApproveVersion.as_view(), name="approve"),
    path(f"{PROPOSAL}close/", CloseVersion.as_view(), name="close"),
]
