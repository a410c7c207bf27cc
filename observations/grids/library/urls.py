"""Addresses of grid templates."""
from django.urls import path

from . import api, trials, views

ALL = "<slug:space>/grids/templates/"
ONE = f"{ALL}<uuid:uuid>/"
VERSION = "<slug:space>/grids/template-versions/<uuid:uuid>/"
API = "api/<slug:space>/grid-templates/"
API_ONE = f"{API}<uuid:uuid>/"
GRID = "<slug:space>/grids/<uuid:uuid>/"

urlpatterns = [
    path(ALL, views.templates, name="grid-templates"),
    path(ONE, views.template, name="grid-template"),
    path(f"{ONE}nodes/new/", views.node, name="grid-template-node-new"),
    path(f"{ONE}nodes/<slug:node>/", views.node, name="grid-template-node"),
    path(f"{ONE}nodes/<slug:node>/removal/", views.node_removal, name="grid-template-node-removal"),
    path(f"{ONE}versions/", views.versions, name="grid-template-versions"),
    path(f"{ONE}upgrade/", views.upgrade, name="grid-template-upgrade"),
    path(f"{ONE}requests/", views.requests, name="grid-template-requests"),
    path(f"{ONE}trials/", trials.trials, name="grid-template-trials"),
    path(f"{GRID}feedback/", trials.feedback, name="grid-feedback"),
    path(f"{ONE}requests/<uuid:asked>/answer/", views.request_answer, name="grid-template-answer"),
    path(VERSION, views.version, name="grid-template-version"),
    path(f"{VERSION}variants/", views.variants_of, name="grid-template-variants"),
    path(f"{GRID}template/", views.chosen, name="grid-template-choice"),
    path(f"{GRID}rows/<uuid:row>/transposition/", views.transposition, name="grid-row-transposition"),
    path(API, api.Templates.as_view({"get": "list", "post": "create"}), name="api-grid-templates"),
    path(API_ONE, api.Templates.as_view({"get": "retrieve"}), name="api-grid-template"),
    path(f"{API_ONE}nodes/", api.Templates.as_view({"post": "nodes"}), name="api-grid-template-nodes"),
    path(f"{API_ONE}versions/", api.Templates.as_view({"post": "publish"}), name="api-grid-template-versions"),
    path(f"{API_ONE}versions/<int:number>/", api.Templates.as_view({"get": "version"}), name="api-grid-template-version"),
    path(f"{API_ONE}map/", api.Templates.as_view({"get": "map"}), name="api-grid-template-map"),
]
