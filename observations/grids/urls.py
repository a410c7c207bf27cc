"""Addresses of grids: the draft, its cells, its versions and their differences, and the API."""
from django.urls import path

from . import api, news, views
from .library.urls import urlpatterns as of_templates
from .transfer import api as transfer_api
from .transfer import views as transfer

ALL = "<slug:space>/grids/"
ONE = f"{ALL}<uuid:uuid>/"
ROW = f"{ONE}rows/<uuid:row>/"
VERSION = f"{ONE}versions/<int:number>/"
API = "api/<slug:space>/grids/"
API_ONE = f"{API}<uuid:uuid>/"

urlpatterns = [
    *of_templates,
    path(ALL, views.grids, name="grids"),
    path(f"{ALL}import/", transfer.bring_in, name="grid-import"),
    path(f"{ALL}templates/<uuid:uuid>/template.json", transfer.template, name="grid-template-export"),
    path(ONE, views.grid, name="grid"),
    path(f"{ONE}news/", news.news, name="grid-news"),
    path(f"{ONE}writing/", news.writing, name="grid-writing"),
    path(f"{ONE}rows/", views.rows, name="grid-rows"),
    path(f"{ROW}withdrawal/", views.withdrawal, name="grid-row-withdrawal"),
    path(f"{ROW}cells/<slug:column>/", views.cell, name="grid-cell"),
    path(f"{ONE}own-words/", views.own_words, name="grid-own-words"),
    path(f"{ROW}confidence/", views.confidence, name="grid-confidence"),
    path(f"{ROW}dissents/", views.dissents, name="grid-dissents"),
    path(f"{ONE}versions/", views.versions, name="grid-versions"),
    path(VERSION, views.version, name="grid-version"),
    path(f"{VERSION}grid.<str:form>", views.export, name="grid-version-export"),
    path(f"{ONE}draft/grid.<str:form>", views.export, name="grid-draft-export"),
    path(f"{ONE}history/", views.history, name="grid-history"),
    path(f"{ONE}comparison/", views.comparison, name="grid-comparison"),
    path(API, api.Grids.as_view({"get": "list"}), name="api-grids"),
    path(API_ONE, api.Grids.as_view({"get": "retrieve"}), name="api-grid"),
    path(f"{API_ONE}cells/", api.Grids.as_view({"post": "cells"}), name="api-grid-cells"),
    path(f"{API_ONE}versions/", api.Versions.as_view({"get": "list", "post": "create"}), name="api-grid-versions"),
    path(f"{API_ONE}versions/<int:number>/", api.Versions.as_view({"get": "retrieve"}), name="api-grid-version"),
    path("api/<slug:space>/grid-imports/", transfer_api.Imports.as_view(), name="api-grid-imports"),
    path(f"{API_ONE}file/", transfer_api.GridFile.as_view(), name="api-grid-file"),
    path("api/<slug:space>/grid-templates/<uuid:uuid>/file/", transfer_api.TemplateFile.as_view(), name="api-grid-template-file"),
    path(f"{API_ONE}history/", api.History.as_view(), name="api-grid-history"),
    path(f"{API_ONE}comparison/", api.Comparison.as_view(), name="api-grid-comparison"),
]
