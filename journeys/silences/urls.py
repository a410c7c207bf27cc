"""Addresses of readings and silences; the API's come last."""
from django.urls import path

from . import api, views

urlpatterns = [
    path("<slug:space>/readings/", views.readings, name="readings"),
    path("<slug:space>/readings/new/", views.reading_new, name="reading-new"),
    path("<slug:space>/readings/<uuid:uuid>/", views.reading, name="reading"),
    path("<slug:space>/readings/<uuid:uuid>/behaviours/", views.reading_view, {"view": "behaviours"}, name="reading-behaviours"),
    path("<slug:space>/readings/<uuid:uuid>/times/", views.reading_view, {"view": "times"}, name="reading-times"),
    path("<slug:space>/readings/<uuid:uuid>/paths/", views.reading_view, {"view": "paths"}, name="reading-paths"),
    path("<slug:space>/readings/<uuid:uuid>/comparison/", views.comparison, name="reading-comparison"),
    path("<slug:space>/readings/<uuid:uuid>/table.csv", views.reading_table, name="reading-table"),
    path("<slug:space>/readings/<uuid:uuid>/names/", views.names, name="reading-names"),
    path("<slug:space>/readings/<uuid:uuid>/silences/", views.notings, name="reading-silences"),
    path("<slug:space>/readings/<uuid:uuid>/candidates/", views.candidates, name="reading-candidates"),
    path("<slug:space>/readings/<uuid:uuid>/touchpoints/<path:key>/", views.touchpoint, name="reading-touchpoint"),
    path("<slug:space>/silences/", views.silences, name="silences"),
    path("<slug:space>/silences/<uuid:uuid>/", views.silence, name="silence"),
    path("<slug:space>/silences/<uuid:uuid>/keeping/", views.keeping, name="silence-keeping"),
    path("<slug:space>/silences/<uuid:uuid>/merging/", views.mergings, name="silence-merging"),
    path("api/<slug:space>/readings/", api.ReadingsAPI.as_view(), name="api-readings"),
    path("api/<slug:space>/readings/<uuid:uuid>/", api.ReadingAPI.as_view(), name="api-reading"),
    path("api/<slug:space>/silences/", api.SilencesAPI.as_view(), name="api-silences"),
    path("api/<slug:space>/silences/<uuid:uuid>/", api.SilenceAPI.as_view(), name="api-silence"),
]
