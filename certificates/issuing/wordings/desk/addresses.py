"""Addresses of a school's own words, below those of batches."""

from django.urls import path

from certificates.issuing.wordings.desk.views import (
    ApproveWords,
    CloseWords,
    NewWords,
    PreviewWords,
    Wordings,
)

WORDING = "wordings/<uuid:own_words_uuid>/"

ADDRESSES = [
    path("wordings/", Wordings.as_view(), name="wordings"),
    path("wordings/new/", NewWords.as_view(), name="new_wording"),
    path(f"{WORDING}preview.pdf", PreviewWords.as_view(), name="preview_wording"),
    path(f"{WORDING}approve/", ApproveWords.as_view(), name="approve_wording"),
    path(f"{WORDING}close/", CloseWords.as_view(), name="close_wording"),
]
