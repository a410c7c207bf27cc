from django.urls import path

from . import api, views

urlpatterns = [
    path("<slug:space>/decisions/", views.decisions, name="decisions"),
    path("<slug:space>/decisions/new/", views.decision_new, name="decision-new"),
    path("<slug:space>/decisions/<uuid:uuid>/", views.decision, name="decision"),
    path("<slug:space>/decisions/<uuid:uuid>/edit/", views.decision_edit, name="decision-edit"),
    path("<slug:space>/decisions/<uuid:uuid>/positions/", views.positions, name="decision-positions"),
    path("<slug:space>/decisions/<uuid:uuid>/dissents/", views.dissents, name="decision-dissents"),
    path("<slug:space>/decisions/<uuid:uuid>/taking/", views.taking, name="decision-taking"),
    path("<slug:space>/decisions/<uuid:uuid>/review/", views.review, name="decision-review"),
    path("<slug:space>/decisions/<uuid:uuid>/succession/", views.succession, name="decision-succession"),
    path("<slug:space>/decisions/<uuid:uuid>/reopening/", views.reopening, name="decision-reopening"),
    path("api/<slug:space>/decisions/", api.DecisionsAPI.as_view(), name="api-decisions"),
    path("api/<slug:space>/decisions/<uuid:uuid>/", api.DecisionAPI.as_view(), name="api-decision"),
    path("api/<slug:space>/decisions/<uuid:uuid>/positions/", api.PositionsAPI.as_view(), name="api-decision-positions"),
    path("api/<slug:space>/decisions/<uuid:uuid>/dissents/", api.DissentsAPI.as_view(), name="api-decision-dissents"),
    path("api/<slug:space>/decisions/<uuid:uuid>/taking/", api.TakingAPI.as_view(), name="api-decision-taking"),
    path("api/<slug:space>/decisions/<uuid:uuid>/review/", api.ReviewAPI.as_view(), name="api-decision-review"),
]
