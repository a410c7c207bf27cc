"""Addresses of evidence matrices: a matrix has the address of its silence."""
from django.urls import path

from . import api, views

ALL = "<slug:space>/matrices/"
ONE = f"{ALL}<uuid:uuid>/"
ITEM = f"{ONE}items/<uuid:item>/"
API = "api/<slug:space>/matrices/<uuid:uuid>/"

urlpatterns = [
    path(ALL, views.matrices, name="matrices"),
    path(ONE, views.matrix, name="matrix"),
    path(f"{ONE}items/", views.items, name="matrix-items"),
    path(f"{ONE}evidence/", views.evidence, name="matrix-evidence"),
    path(f"{ONE}revelation/", views.revelation, name="matrix-revelation"),
    path(ITEM, views.item, name="matrix-item"),
    path(f"{ITEM}withdrawal/", views.withdrawal, name="matrix-item-withdrawal"),
    path(API, api.MatrixOf.as_view(), name="api-matrix"),
    path(f"{API}items/", api.Items.as_view(), name="api-matrix-items"),
    path(f"{API}items/<uuid:item>/answers/", api.Answers.as_view(), name="api-matrix-answers"),
    path(f"{API}revelation/", api.Revelation.as_view(), name="api-matrix-revelation"),
]
