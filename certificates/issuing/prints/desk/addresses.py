"""Addresses of blanks and prints, below those of batches."""

from django.urls import path

from certificates.issuing.prints.desk.together import PrintFile, PrintTogether
from certificates.issuing.prints.desk.views import (
    Blanks,
    HandOver,
    Prints,
    Receive,
    Spoil,
    TakeBack,
    TakeBackSheet,
)

ADDRESSES = [
    path("blanks/", Blanks.as_view(), name="blanks"),
    path("blanks/receive/", Receive.as_view(), name="receive_blanks"),
    path("blanks/deliveries/<uuid:delivery_key>/take-back/", TakeBack.as_view(), name="take_back_blanks"),
    path("blanks/spoil/", Spoil.as_view(), name="spoil_blank"),
    path("sheets/<uuid:printed_sheet_uuid>/take-back/", TakeBackSheet.as_view(), name="take_back_sheet"),
    path("prints/<uuid:credential_uuid>/", Prints.as_view(), name="prints"),
    path("<uuid:credential_batch_uuid>/hand-over.pdf", HandOver.as_view(), name="hand_over"),
    path("<uuid:credential_batch_uuid>/print/", PrintTogether.as_view(), name="print_together"),
    path("<uuid:credential_batch_uuid>/print.pdf", PrintFile.as_view(), name="print_file"),
]
