"""Addresses of certificates: a holder's own, and the public check. The code on the paper holds /V/TOKEN."""

from django.urls import path

from certificates.issuing import public_views as public
from certificates.issuing import views as issuing
from certificates.verification import views as verification

app_name = "certificates"

urlpatterns = [
    path("credentials/", issuing.credentials, name="credentials"),
    path("credentials/<uuid:uuid>/", issuing.credential, name="credential"),
    path("credentials/<uuid:uuid>/document.pdf", issuing.document, name="document"),
    path("credentials/<uuid:uuid>/credential.json", issuing.credential_json, name="credential_json"),
    path("credentials/<uuid:uuid>/credential.jwt", issuing.credential_jwt, name="credential_jwt"),
    path("issuers/main/did.json", public.issuer, name="issuer"),
    path("status/<str:name>", public.status_list, name="status_list"),
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:token>/", verification.verify_token, name="verify_by_token"),
    path("v/<str:token>/", verification.verify_token, name="verify_token"),
    path("V/<str:token>", verification.verify_token, name="verify_code"),
    path("V/<str:token>/", verification.verify_token, name="verify_code_slash"),
]
