"""Addresses of hypotheses: pages, one noun per act, and the API."""
from django.urls import path

from . import api, views
from .circulation import api as circulation
from .matrix.urls import urlpatterns as of_matrices

ONE = "<slug:space>/hypotheses/<uuid:uuid>/"
API = "api/<slug:space>/hypotheses/"

urlpatterns = [
    *of_matrices,
    path("<slug:space>/hypotheses/", views.hypotheses, name="hypotheses"),
    path("<slug:space>/hypotheses/new/", views.hypothesis_new, name="hypothesis-new"),
    path(ONE, views.hypothesis, name="hypothesis"),
    path(f"{ONE}versions/", views.versions, name="hypothesis-versions"),
    path(f"{ONE}silences/", views.silences, name="hypothesis-silences"),
    path(f"{ONE}status/", views.status, name="hypothesis-status"),
    path(f"{ONE}reopening/", views.reopening, name="hypothesis-reopening"),
    path(f"{ONE}evidence/", views.evidence, name="hypothesis-evidence"),
    path(f"{ONE}dissents/", views.dissents, name="hypothesis-dissents"),
    path(f"{ONE}dissents/<uuid:dissent>/replies/", views.replies, name="hypothesis-replies"),
    path(f"{ONE}confidence/", views.confidence, name="hypothesis-confidence"),
    path(f"{ONE}signs/", views.signs, name="hypothesis-signs"),
    path(f"{ONE}signs/<uuid:sign>/", views.sign, name="hypothesis-sign"),
    path(f"{ONE}relations/", views.relations, name="hypothesis-relations"),
    path(f"{ONE}circulations/", views.circulations, name="hypothesis-circulations"),
    path(f"{ONE}circulations/<uuid:passing>/receipt/", views.receipt, name="hypothesis-receipt"),
    path(API, api.Hypotheses.as_view({"get": "list", "post": "create"}), name="api-hypotheses"),
    path(f"{API}<uuid:uuid>/", api.Hypotheses.as_view({"get": "retrieve"}), name="api-hypothesis"),
    path(f"{API}<uuid:uuid>/versions/", api.Hypotheses.as_view({"post": "versions"}), name="api-hypothesis-versions"),
    path(f"{API}<uuid:uuid>/status/", api.Hypotheses.as_view({"post": "status"}), name="api-hypothesis-status"),
    path("api/<slug:space>/circulations/", circulation.Waiting.as_view(), name="api-circulations-waiting"),
    path(f"{API}<uuid:uuid>/circulations/", circulation.Circulations.as_view(), name="api-circulations"),
    path(f"{API}<uuid:uuid>/circulations/<uuid:passing>/receipt/", circulation.Receipts.as_view(), name="api-receipt"),
    path(
        f"{API}<uuid:uuid>/evidence/", api.EvidenceItems.as_view({"get": "list", "post": "create"}), name="api-evidence"
    ),
    path(
        f"{API}<uuid:uuid>/dissents/", api.Dissents.as_view({"get": "list", "post": "create"}), name="api-dissents"
    ),
]
