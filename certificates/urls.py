"""Addresses of certificates: a holder's own, the public check, what holders share, work offered, wished and consented.

The code on the paper holds /V/TOKEN, that of a share link /S/TOKEN.
"""

from django.urls import path

from certificates.bulkcheck import views as bulkcheck
from certificates.employerapi import views as employerapi
from certificates.issuing import views as issuing
from certificates.public_urls import urlpatterns as public
from certificates.referrals import views as referrals
from certificates.referrals.consent import views as consent
from certificates.referrals.followup import views as follow_up
from certificates.referrals.sheets import views as sheets
from certificates.referrals.wishes import views as wishes
from certificates.sharing import views as sharing

app_name = "certificates"

urlpatterns = [
    path("credentials/", issuing.credentials, name="credentials"),
    path("credentials/<uuid:uuid>/", issuing.credential, name="credential"),
    path("credentials/<uuid:uuid>/document.pdf", issuing.document, name="document"),
    path("credentials/<uuid:uuid>/sharing/", sharing.links, name="share_links"),
    path("credentials/<uuid:uuid>/sharing/new/", sharing.new_link, name="new_share_link"),
    path("credentials/sharing/<uuid:share_link_uuid>/", sharing.own, name="share_link"),
    path("credentials/sharing/<uuid:share_link_uuid>/close/", sharing.close, name="close_share_link"),
    path("s/<str:token>/", sharing.opened, name="shared"),
    path("S/<str:token>", sharing.opened, name="shared_code"),
    path("s/<str:token>/document.pdf", sharing.document, name="shared_document"),
    path("credentials/<uuid:uuid>/credential.json", issuing.credential_json, name="credential_json"),
    path("credentials/<uuid:uuid>/credential.jwt", issuing.credential_jwt, name="credential_jwt"),
    path("credentials/<uuid:uuid>/credential.sm2", issuing.second_signature, name="second_signature"),
    path("credentials/<uuid:uuid>/offline/", issuing.offline_code, name="offline_code"),
    path("credentials/<uuid:uuid>/receipt.txt", issuing.receipt, name="receipt"),
    path("verify/many/", bulkcheck.bulk_check, name="bulk_check"),
    path("verify/many/template.xlsx", bulkcheck.bulk_template, name="bulk_template"),
    path("verify/programs/", employerapi.programs, name="programs"),
    path("verify/keys/", employerapi.keys, name="employer_keys"),
    path("verify/keys/new/", employerapi.new_key, name="new_employer_key"),
    path("verify/keys/<uuid:api_key_uuid>/revoke/", employerapi.revoke_key, name="revoke_employer_key"),
    path("openings/", referrals.openings, name="openings"),
    path("openings/new/", referrals.new_opening, name="new_opening"),
    path("openings/<uuid:job_opening_uuid>/", referrals.opening, name="opening"),
    path("openings/<uuid:job_opening_uuid>/change/", referrals.change_opening, name="change_opening"),
    path("openings/<uuid:job_opening_uuid>/copy/", referrals.copy_opening, name="copy_opening"),
    path("openings/<uuid:job_opening_uuid>/submit/", referrals.submit_opening, name="submit_opening"),
    path("openings/<uuid:job_opening_uuid>/close/", referrals.close_opening, name="close_opening"),
    path("openings/received/", consent.received, name="consents_received"),
    path("work/", consent.work, name="work"),
    path("work/calls/", follow_up.own_answer, name="follow_up_answer"),
    path("work/calls/no/", follow_up.own_no, name="follow_up_no"),
    path("work/<uuid:consent_request_uuid>/", consent.question, name="consent_question"),
    path("work/<uuid:consent_request_uuid>/give/", consent.give, name="give_consent"),
    path("work/<uuid:consent_request_uuid>/refuse/", consent.refuse, name="refuse_consent"),
    path("work/<uuid:consent_request_uuid>/withdraw/", consent.withdraw, name="withdraw_consent"),
    path("referrals/", sheets.referrals, name="referrals"),
    path("referrals/<uuid:sent_sheet_uuid>/", sheets.referral, name="referral"),
    path("referrals/<uuid:sent_sheet_uuid>/sheet.pdf", sheets.paper, name="referral_paper"),
    path("referrals/<uuid:sent_sheet_uuid>/pack.zip", sheets.pack, name="referral_pack"),
    path("referrals/<uuid:sent_sheet_uuid>/reply/", sheets.reply, name="reply_to_referral"),
    path("r/<str:token>/", sheets.by_code, name="sheet_by_code"),
    path("R/<str:token>", sheets.by_code, name="sheet_code"),
    path("r/<str:token>/sheet.pdf", sheets.paper_by_code, name="sheet_paper_by_code"),
    path("r/<str:token>/pack.zip", sheets.pack_by_code, name="sheet_pack_by_code"),
    path("wish/", wishes.own_wish, name="own_wish"),
    path("wish/say/", wishes.say_wish, name="say_wish"),
    *public,
]
