from django.urls import path

from . import api, views

urlpatterns = [
    path("<slug:space>/actions/", views.backlog, name="actions"),
    path("<slug:space>/actions/new/", views.action_new, name="action-new"),
    path("<slug:space>/actions/export.csv", views.export, name="actions-export"),
    path("<slug:space>/actions/imports/", views.imports, name="actions-import"),
    path("<slug:space>/actions/effects/<uuid:uuid>/reading/", views.effect_reading, name="effect-reading"),
    path("<slug:space>/actions/<uuid:uuid>/", views.action, name="action"),
    path("<slug:space>/actions/<uuid:uuid>/edit/", views.action_edit, name="action-edit"),
    path("<slug:space>/actions/<uuid:uuid>/acceptance/", views.acceptance, name="action-acceptance"),
    path("<slug:space>/actions/<uuid:uuid>/status/", views.status, name="action-status"),
    path("<slug:space>/actions/<uuid:uuid>/notice/", views.notice, name="action-notice"),
    path("api/<slug:space>/actions/", api.ActionsAPI.as_view(), name="api-actions"),
    path("api/<slug:space>/actions/<uuid:uuid>/", api.ActionAPI.as_view(), name="api-action"),
    path("api/<slug:space>/actions/<uuid:uuid>/acceptance/", api.AcceptanceAPI.as_view(), name="api-action-acceptance"),
    path("api/<slug:space>/actions/<uuid:uuid>/status/", api.StatusAPI.as_view(), name="api-action-status"),
]
