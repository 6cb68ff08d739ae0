"""Addresses of a school's own words, below those of batches."""

from django.urls import path

from certificates.issuing.wordings.desk.views import NewWords, Wordings

ADDRESSES = [
    path("wordings/", Wordings.as_view(), name="wordings"),
    path("wordings/new/", NewWords.as_view(), name="new_wording"),
]
