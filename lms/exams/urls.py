"""Addresses of examinations: the candidate's pages, the invigilator's console, the check of terminals."""

from django.urls import path

from lms.exams.appeals import own_views as own_appeals
from lms.exams.handmarking.urls import urlpatterns as handmarking
from lms.exams.practical.urls import urlpatterns as practical
from lms.exams.reserve.urls import urlpatterns as reserve
from lms.exams.results import own_views
from lms.exams.sittings import closing_views, console_views, decision_views, journal_views, room_views, views
from lms.exams.terminals import views as terminal_views

app_name = "exams"

_WORK = "exams/practical/mine/<uuid:practical_result_uuid>/"

urlpatterns = [
    path("exams/", views.my_sittings, name="my_sittings"),
    path("exams/sittings/<uuid:sitting_uuid>/", views.waiting_room, name="sitting"),
    path("exams/attempts/<uuid:attempt_uuid>/", views.attempt, name="attempt"),
    path("exams/attempts/<uuid:attempt_uuid>/pictures/<str:name>", views.picture, name="picture"),
    path("exams/attempts/<uuid:attempt_uuid>/receipt/", views.receipt, name="receipt"),
    path("exams/attempts/<uuid:attempt_uuid>/receipt/file/", views.receipt_file, name="receipt_file"),
    path("exams/attempts/<uuid:attempt_uuid>/result/", own_views.result, name="my_result"),
    path("exams/attempts/<uuid:attempt_uuid>/result/slip/<slug:language>/", own_views.slip, name="my_slip"),
    path("exams/attempts/<uuid:attempt_uuid>/result/appeal/", own_appeals.appeal, name="my_appeal"),
    path(
        "exams/attempts/<uuid:attempt_uuid>/result/appeal/withdraw/",
        own_appeals.withdraw,
        name="withdraw_appeal",
    ),
    path(
        "exams/attempts/<uuid:attempt_uuid>/result/appeal/decision/<slug:language>/",
        own_appeals.decision,
        name="my_appeal_decision",
    ),
    path(f"{_WORK}appeal/", own_appeals.practical_appeal, name="my_practical_appeal"),
    path(f"{_WORK}appeal/withdraw/", own_appeals.withdraw_practical, name="withdraw_practical_appeal"),
    path(
        f"{_WORK}appeal/decision/<slug:language>/",
        own_appeals.practical_decision,
        name="my_practical_appeal_decision",
    ),
    path("exams/console/receipts/", console_views.find_receipt, name="find_receipt"),
    path("exams/console/", console_views.console, name="console"),
    path("exams/console/<uuid:sitting_uuid>/", console_views.console_sitting, name="console_sitting"),
    path("exams/console/<uuid:sitting_uuid>/emergency/", journal_views.emergency, name="emergency"),
    path(
        "exams/console/<uuid:sitting_uuid>/attempts/<uuid:attempt_uuid>/journal/",
        journal_views.bring_journal,
        name="bring_journal",
    ),
    path("exams/console/<uuid:sitting_uuid>/open/", room_views.OpenRoom.as_view(), name="open_sitting"),
    path("exams/console/<uuid:sitting_uuid>/close/", closing_views.CloseRoom.as_view(), name="close_sitting"),
    path(
        "exams/console/<uuid:sitting_uuid>/seats/<uuid:request_uuid>/",
        console_views.decide_seat,
        name="decide_seat",
    ),
    path("exams/console/clock/", room_views.ConfirmClock.as_view(), name="confirm_clock"),
    path("exams/console/<uuid:sitting_uuid>/log/", room_views.room_log, name="room_log"),
    path("exams/console/<uuid:sitting_uuid>/minutes/", room_views.room_minutes, name="room_minutes"),
    path(
        "exams/console/<uuid:sitting_uuid>/incidents/",
        room_views.NoteIncident.as_view(),
        name="note_incident",
    ),
    path(
        "exams/console/<uuid:sitting_uuid>/acts/<slug:deed>/", room_views.ActOnRoom.as_view(), name="room_act"
    ),
    path(
        "exams/console/<uuid:sitting_uuid>/requests/<uuid:act_uuid>/",
        decision_views.DecideAct.as_view(),
        name="decide_act",
    ),
    path(
        "exams/console/<uuid:sitting_uuid>/attempts/<uuid:attempt_uuid>/",
        room_views.candidate,
        name="console_candidate",
    ),
    path(
        "exams/console/<uuid:sitting_uuid>/attempts/<uuid:attempt_uuid>/acts/<slug:deed>/",
        room_views.ActOnRoom.as_view(),
        name="attempt_act",
    ),
    path(
        "exams/console/<uuid:sitting_uuid>/attempts/<uuid:attempt_uuid>/evidence/",
        decision_views.DecideEvidence.as_view(),
        name="decide_evidence",
    ),
    path(
        "exams/console/<uuid:sitting_uuid>/attempts/<uuid:attempt_uuid>/seen/",
        room_views.confirm_identity,
        name="confirm_identity",
    ),
    path(
        "exams/console/<uuid:sitting_uuid>/attempts/<uuid:attempt_uuid>/seen/back/",
        room_views.TakeBackIdentity.as_view(),
        name="take_back_identity",
    ),
    path("exams/check/", terminal_views.check, name="check"),
    path("exams/check/clock/", terminal_views.clock, name="check_clock"),
    path("exams/check/load/", terminal_views.load, name="check_load"),
    path("exams/check/result/", terminal_views.result, name="check_result"),
    path("exams/rooms/", terminal_views.rooms, name="terminal_rooms"),
    path("exams/rooms/<uuid:room_uuid>/", terminal_views.room, name="terminal_room"),
    *practical,
    *handmarking,
    *reserve,
]
