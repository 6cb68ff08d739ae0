"""Addresses that need nothing but what issuing published: with the platform, and where the public part stands alone."""

from django.urls import path

from certificates.issuing.register import views as register
from certificates.published import views as published
from certificates.verification import offline
from certificates.verification import views as verification

app_name = "certificates"

urlpatterns = [
    path("issuers/main/did.json", published.issuer, name="issuer"),
    path("issuers/main/second-keys.pem", published.second_keys, name="second_keys"),
    path("status/<slug:name>", published.status_list, name="status_list"),
    path("register/<path:path>", register.register_file, name="register_file"),
    path("verify/", verification.verify, name="verify"),
    path("verify/file/", verification.verify_file, name="verify_file"),
    path("verify/offline/", offline.verify_offline, name="verify_offline"),
    path("verify/<str:token>/", verification.verify_token, name="verify_by_token"),
    path("v/<str:token>/", verification.verify_token, name="verify_token"),
    path("V/<str:token>", verification.verify_token, name="verify_code"),
    path("V/<str:token>/", verification.verify_token, name="verify_code_slash"),
]
