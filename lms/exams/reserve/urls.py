"""Addresses of the room's reserve and of who keys."""

from django.urls import path

from lms.exams.reserve.views import keying, room

_ROOM = "exams/console/<uuid:sitting_uuid>/reserve/"
_SHEET = "exams/sheets/<uuid:sheet_uuid>/"

urlpatterns = [
    path(_ROOM, room.RoomReserve.as_view(), name="room_reserve"),
    path(f"{_ROOM}<uuid:opening_uuid>/", room.DecideOpening.as_view(), name="decide_opening"),
    path("exams/sheets/", keying.sheets, name="sheets"),
    path(_SHEET, keying.key_sheet, name="key_sheet"),
    path(f"{_SHEET}begin/", keying.begin, name="begin_keying"),
    path(f"{_SHEET}give-back/", keying.give_back, name="give_back_keying"),
]
