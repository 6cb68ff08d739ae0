"""Addresses of certificates: a holder's own, and the public check. The code on the paper holds /V/TOKEN."""

from django.urls import path

from certificates.issuing import views as issuing
from certificates.issuing.register import views as register
from certificates.verification import views as verification

app_name = "certificates"

urlpatterns = [
    path("credentials/", issuing.credentials, name="credentials"),
    path("credentials/<uuid:uuid>/", issuing.credential, name="credential"),
    path("credentials/<uuid:uuid>/document.pdf", issuing.document, name="document"),
    path("register/<path:path>", register.register_file, name="register_file"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:token>/", verification.verify_token, name="verify_by_token"),
    path("v/<str:token>/", verification.verify_token, name="verify_token"),
    path("V/<str:token>", verification.verify_token, name="verify_code"),
    path("V/<str:token>/", verification.verify_token, name="verify_code_slash"),
]
