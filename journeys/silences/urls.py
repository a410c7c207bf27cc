"""Addresses of readings and silences; the API's come last."""
from django.urls import path

from . import api, warehouse_api
from .views import readings, register, warehouse

urlpatterns = [
    path("<slug:space>/readings/", readings.readings, name="readings"),
    path("<slug:space>/readings/new/", readings.reading_new, name="reading-new"),
    path("<slug:space>/readings/<uuid:uuid>/", readings.reading, name="reading"),
    path("<slug:space>/readings/<uuid:uuid>/behaviours/", readings.reading_view, {"view": "behaviours"},
         name="reading-behaviours"),
    path("<slug:space>/readings/<uuid:uuid>/times/", readings.reading_view, {"view": "times"}, name="reading-times"),
    path("<slug:space>/readings/<uuid:uuid>/paths/", readings.reading_view, {"view": "paths"}, name="reading-paths"),
    path("<slug:space>/readings/<uuid:uuid>/comparison/", readings.comparison, name="reading-comparison"),
    path("<slug:space>/readings/<uuid:uuid>/table.csv", readings.reading_table, name="reading-table"),
    path("<slug:space>/readings/<uuid:uuid>/names/", readings.names, name="reading-names"),
    path("<slug:space>/readings/<uuid:uuid>/silences/", readings.notings, name="reading-silences"),
    path("<slug:space>/readings/<uuid:uuid>/windows/", readings.windows, name="reading-windows"),
    path("<slug:space>/readings/<uuid:uuid>/candidates/", readings.candidates, name="reading-candidates"),
    path("<slug:space>/readings/<uuid:uuid>/touchpoints/<path:key>/", readings.touchpoint, name="reading-touchpoint"),
    path("<slug:space>/warehouse/", warehouse.tables, name="warehouse"),
    path("<slug:space>/warehouse/<uuid:uuid>/", warehouse.table, name="warehouse-table"),
    path("<slug:space>/warehouse/<uuid:uuid>/forgetting/", warehouse.forgetting, name="warehouse-forgetting"),
    path("<slug:space>/silences/", register.silences, name="silences"),
    path("<slug:space>/silences/<uuid:uuid>/", register.silence, name="silence"),
    path("<slug:space>/silences/<uuid:uuid>/keeping/", register.keeping, name="silence-keeping"),
    path("<slug:space>/silences/<uuid:uuid>/merging/", register.mergings, name="silence-merging"),
    path("api/<slug:space>/readings/", api.ReadingsAPI.as_view(), name="api-readings"),
    path("api/<slug:space>/readings/<uuid:uuid>/", api.ReadingAPI.as_view(), name="api-reading"),
    path("api/<slug:space>/warehouse/", warehouse_api.TablesAPI.as_view(), name="api-warehouse"),
    path("api/<slug:space>/warehouse/<uuid:uuid>/", warehouse_api.TableAPI.as_view(), name="api-warehouse-table"),
    path("api/<slug:space>/warehouse/<uuid:uuid>/readings/", warehouse_api.TableReadingsAPI.as_view(),
         name="api-warehouse-readings"),
    path("api/<slug:space>/silences/", api.SilencesAPI.as_view(), name="api-silences"),
    path("api/<slug:space>/silences/<uuid:uuid>/", api.SilenceAPI.as_view(), name="api-silence"),
]
