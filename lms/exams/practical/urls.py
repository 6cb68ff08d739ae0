"""Addresses of practical examinations: the officer's pages, the assessor's, the candidate's."""

from django.urls import path

from lms.exams.practical import officer_views, photo_views, views

_ONE = "exams/practical/<uuid:practical_uuid>/"
_MARKING = "exams/marking/<uuid:practical_uuid>/"
_CANDIDATE = f"{_ONE}candidates/<uuid:practical_candidate_uuid>/"

urlpatterns = [
    path("exams/practical/", officer_views.practicals, name="practicals"),
    path("exams/practical/new/", officer_views.plan, name="plan_practical"),
    path("exams/practical/mine/", views.my_practical_results, name="my_practical_results"),
    path(
        "exams/practical/mine/<uuid:practical_result_uuid>/",
        views.my_practical_result,
        name="my_practical_result",
    ),
    path(_ONE, officer_views.practical, name="practical"),
    path(
        f"{_ONE}documents/<str:practical_document>/<str:language>/",
        officer_views.document,
        name="practical_document",
    ),
    path(f"{_ONE}candidates/", officer_views.candidates, name="practical_candidates"),
    path(f"{_ONE}panel/", officer_views.panel, name="practical_panel"),
    path(f"{_ONE}panel/<uuid:member_uuid>/remove/", officer_views.remove, name="remove_assessor"),
    path(f"{_ONE}conflict/", officer_views.conflict, name="practical_conflict"),
    path(
        f"{_ONE}conflicts/<uuid:conflict_uuid>/take-back/",
        officer_views.take_back_conflict,
        name="take_back_conflict",
    ),
    path(f"{_CANDIDATE}appeared/", officer_views.take_back_absence, name="take_back_absence"),
    path(f"{_ONE}cancel/", officer_views.cancel, name="cancel_practical"),
    path(f"{_ONE}open/", officer_views.open_examination, name="open_practical"),
    path(f"{_ONE}close/", officer_views.close_examination, name="close_practical"),
    path(f"{_ONE}release/", officer_views.release_examination, name="release_practical"),
    path(f"{_CANDIDATE}further/", officer_views.further, name="further_assessor"),
    path(f"{_CANDIDATE}absent/", officer_views.absent, name="practical_absent"),
    path(f"{_CANDIDATE}again/", officer_views.again, name="practical_again"),
    path("exams/marking/", views.my_marking, name="my_marking"),
    path("exams/marking/<uuid:practical_uuid>/", views.marking, name="marking"),
    path(f"{_CANDIDATE}photos/", photo_views.practical_photos, name="practical_photos"),
    path(f"{_ONE}photos/<uuid:photo_uuid>/", photo_views.practical_photo, name="practical_photo"),
    path(f"{_MARKING}photos/", photo_views.photos, name="photos"),
    path(
        f"{_MARKING}candidates/<uuid:practical_candidate_uuid>/photos/",
        photo_views.candidate_photos,
        name="candidate_photos",
    ),
    path(f"{_MARKING}photos/<uuid:photo_uuid>/", photo_views.photo, name="photo"),
    path(f"{_MARKING}photos/<uuid:photo_uuid>/strike/", photo_views.strike, name="strike_photo"),
    path("exams/marking/<uuid:practical_uuid>/conflict/", views.declare_own_conflict, name="own_conflict"),
]
