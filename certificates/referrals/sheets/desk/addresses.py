"""Addresses of referrals before placement officers."""

from django.urls import path

from certificates.referrals.sheets.desk.schools import ChangeSchoolContact, SchoolList
from certificates.referrals.sheets.desk.views import (
    IssueSheet,
    OneReferral,
    PaperReply,
    Referrals,
    SheetPack,
    SheetPaper,
    SheetPreview,
)

SHEET = "<uuid:referral_sheet_uuid>/"
TO_ISSUE = "to-issue/<uuid:given_request_uuid>/"

ADDRESSES = [
    path("", Referrals.as_view(), name="index"),
    path(TO_ISSUE, IssueSheet.as_view(), name="issue"),
    path(f"{TO_ISSUE}preview.pdf", SheetPreview.as_view(), name="preview"),
    path("schools/", SchoolList.as_view(), name="schools"),
    path("schools/<uuid:school_uuid>/", ChangeSchoolContact.as_view(), name="school"),
    path(SHEET, OneReferral.as_view(), name="referral"),
    path(f"{SHEET}sheet.pdf", SheetPaper.as_view(), name="paper"),
    path(f"{SHEET}pack.zip", SheetPack.as_view(), name="pack"),
    path(f"{SHEET}reply/", PaperReply.as_view(), name="reply"),
]
