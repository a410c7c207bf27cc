from django.urls import path

from . import views
from .invitations.urls import urlpatterns as of_invitations
from .sheets.urls import urlpatterns as of_sheets

urlpatterns = [
    *of_sheets,
    *of_invitations,
    path("calendar/<str:key>/silences.ics", views.series_feed, name="series-feed"),
    path("<slug:space>/series/", views.series_list, name="series"),
    path("<slug:space>/series/new/", views.series_new, name="series-new"),
    path("<slug:space>/series/<uuid:uuid>/", views.series, name="series-one"),
    path("<slug:space>/series/<uuid:uuid>/edit/", views.series_edit, name="series-edit"),
    path("<slug:space>/series/<uuid:uuid>/planning/", views.planning, name="series-planning"),
    path("<slug:space>/series/<uuid:uuid>/ending/", views.ending, name="series-ending"),
    path("<slug:space>/series/<uuid:uuid>/feed/", views.feed_renewal, name="series-feed-renewal"),
    path("<slug:space>/series/meetings/<uuid:uuid>/", views.meeting, name="meeting"),
    path("<slug:space>/series/meetings/<uuid:uuid>/move/", views.meeting_move, name="meeting-move"),
    path("<slug:space>/series/meetings/<uuid:uuid>/cancellation/", views.meeting_cancellation, name="meeting-cancellation"),
    path("<slug:space>/series/meetings/<uuid:uuid>/session/", views.meeting_session, name="meeting-session"),
    path("<slug:space>/series/meetings/<uuid:uuid>/meeting.ics", views.meeting_ics, name="meeting-ics"),
]
