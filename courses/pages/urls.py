"""Addresses of the lesson player, and of the history of pages."""

from django.urls import path

from courses.pages import views
from courses.pages.authoring.history import page_history, page_history_results
from courses.pages.circuit_views import serve_circuit
from courses.pages.recordings.views import serve_captions, serve_recording

app_name = "learning"

LESSON = "learn/<uuid:lesson_uuid>/"

HISTORY = "authoring/pages/<int:page_id>/history/"

urlpatterns = [
    path(HISTORY, page_history, name="page_history"),
    path(f"{HISTORY}results/", page_history_results, name="page_history_results"),
    path("learn/circuits/<slug:digest>.svg", serve_circuit, name="circuit"),
    path("learn/recordings/<uuid:recording_uuid>/", serve_recording, name="recording"),
    path("learn/recordings/<uuid:recording_uuid>/captions/<slug:language>/", serve_captions, name="captions"),
    path("learn/notes/", views.MyNotes.as_view(), name="notes"),
    path(LESSON, views.LessonPlayer.as_view(), name="lesson"),
    path(f"{LESSON}complete/", views.LessonCompletion.as_view(), name="complete"),
    path(f"{LESSON}practice/<slug:code>/", views.PracticeAnswer.as_view(), name="practice"),
    path(f"{LESSON}view/", views.LessonView.as_view(), name="view"),
    path(f"{LESSON}position/", views.LessonPosition.as_view(), name="position"),
    path(f"{LESSON}alive/", views.LessonAlive.as_view(), name="alive"),
    path(f"{LESSON}note/", views.Note.as_view(), name="note"),
    path(f"{LESSON}note/<uuid:mark_uuid>/remove/", views.ReplacedText.as_view(), name="remove_text"),
    path(f"{LESSON}bookmark/", views.Bookmark.as_view(), name="bookmark"),
]
