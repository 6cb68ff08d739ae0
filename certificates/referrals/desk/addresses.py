"""Addresses of openings in Wagtail's interface."""

from django.urls import path

from certificates.referrals.desk.views import Approve, OneOpening, OpeningList, Refuse

ADDRESSES = [
    path("", OpeningList.as_view(), name="index"),
    path("<uuid:sent_opening_uuid>/", OneOpening.as_view(), name="opening"),
    path("<uuid:sent_opening_uuid>/approve/", Approve.as_view(), name="approve"),
    path("<uuid:sent_opening_uuid>/refuse/", Refuse.as_view(), name="refuse"),
]
