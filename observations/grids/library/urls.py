"""Addresses of grid templates."""
from django.urls import path

from . import views

ALL = "<slug:space>/grids/templates/"
ONE = f"{ALL}<uuid:uuid>/"
VERSION = "<slug:space>/grids/template-versions/<uuid:uuid>/"
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
    path(f"{ONE}requests/<uuid:asked>/answer/", views.request_answer, name="grid-template-answer"),
    path(VERSION, views.version, name="grid-template-version"),
    path(f"{VERSION}variants/", views.variants_of, name="grid-template-variants"),
    path(f"{GRID}template/", views.chosen, name="grid-template-choice"),
    path(f"{GRID}rows/<uuid:row>/transposition/", views.transposition, name="grid-row-transposition"),
]
