from django.urls import path

from . import api, views

urlpatterns = [
    path("<slug:space>/logs/", views.logs, name="logs"),
    path("<slug:space>/logs/new/", views.log_new, name="log-new"),
    path("<slug:space>/logs/sources/<uuid:uuid>/", views.log_source, name="log-source"),
    path("<slug:space>/logs/sources/<uuid:uuid>/lists/", views.log_source_lists, name="log-source-lists"),
    path("<slug:space>/logs/sources/<uuid:uuid>/deletion/", views.log_source_deletion, name="log-source-deletion"),
    path("<slug:space>/logs/<uuid:uuid>/", views.log, name="log"),
    path("<slug:space>/logs/<uuid:uuid>/mapping/", views.log_mapping, name="log-mapping"),
    path("<slug:space>/logs/<uuid:uuid>/mapping/check/", views.log_check, name="log-check"),
    path("<slug:space>/logs/<uuid:uuid>/progress/", views.log_progress, name="log-progress"),
    path("<slug:space>/logs/<uuid:uuid>/restart/", views.log_restart, name="log-restart"),
    path("<slug:space>/logs/<uuid:uuid>/title/", views.log_title, name="log-title"),
    path("<slug:space>/logs/<uuid:uuid>/deletion/", views.log_deletion, name="log-deletion"),
    path("<slug:space>/logs/<uuid:uuid>/map/", views.log_map, name="log-map"),
    path("<slug:space>/logs/<uuid:uuid>/rejects/", views.log_rejects, name="log-rejects"),
    path("api/<slug:space>/logs/", api.LogsAPI.as_view(), name="api-logs"),
    path("api/<slug:space>/logs/<uuid:uuid>/", api.LogAPI.as_view(), name="api-log"),
]
