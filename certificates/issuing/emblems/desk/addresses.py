"""Addresses of a school's own logo and seal, below those of batches."""

from django.urls import path

from certificates.issuing.emblems.desk.views import (
    ApproveEmblem,
    CloseEmblem,
    EmblemPicture,
    Emblems,
    NewEmblemPage,
    PreviewEmblem,
)

EMBLEM = "emblems/<uuid:emblem_uuid>/"

ADDRESSES = [
    path("emblems/", Emblems.as_view(), name="emblems"),
    path("emblems/new/", NewEmblemPage.as_view(), name="new_emblem"),
    path(f"{EMBLEM}picture.png", EmblemPicture.as_view(), name="emblem_picture"),
    path(f"{EMBLEM}preview.pdf", PreviewEmblem.as_view(), name="preview_emblem"),
    path(f"{EMBLEM}approve/", ApproveEmblem.as_view(), name="approve_emblem"),
    path(f"{EMBLEM}close/", CloseEmblem.as_view(), name="close_emblem"),
]
