"""Addresses of batches in Wagtail's interface."""

from django.urls import path

from certificates.issuing.batches.desk.papers import Photographs, Preview, Schoolings, TranscriptPaper
from certificates.issuing.batches.desk.views import (
    AddTranscripts,
    Approve,
    BatchList,
    BatchPage,
    Cancel,
    Drop,
    Prepare,
    Retry,
)

BATCH = "<uuid:credential_batch_uuid>/"
ENTRY = "entries/<uuid:batch_entry_uuid>/"
ADDRESSES = [
    path("", BatchList.as_view(), name="index"),
    path("prepare/", Prepare.as_view(), name="prepare"),
    path("photographs/", Photographs.as_view(), name="photographs"),
    path("schooling/", Schoolings.as_view(), name="schooling"),
    path("transcripts/<uuid:studied_uuid>.pdf", TranscriptPaper.as_view(), name="transcript"),
    path(BATCH, BatchPage.as_view(), name="batch"),
    path(f"{BATCH}approve/", Approve.as_view(), name="approve"),
    path(f"{BATCH}transcripts/", AddTranscripts.as_view(), name="add_transcripts"),
    path(f"{BATCH}cancel/", Cancel.as_view(), name="cancel"),
    path(f"{ENTRY}preview.pdf", Preview.as_view(), name="preview"),
    path(f"{ENTRY}retry/", Retry.as_view(), name="retry"),
    path(f"{ENTRY}drop/", Drop.as_view(), name="drop"),
]
