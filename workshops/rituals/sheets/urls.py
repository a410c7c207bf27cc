"""Addresses of run sheets."""
from django.urls import path

from . import views

urlpatterns = [
    path("<slug:space>/run-sheets/", views.sheets, name="run-sheets"),
    path("<slug:space>/run-sheets/copies/", views.copies, name="run-sheet-copies"),
    path("<slug:space>/run-sheets/<uuid:uuid>/", views.sheet, name="run-sheet"),
    path("<slug:space>/run-sheets/<uuid:uuid>/edit/", views.edit, name="run-sheet-edit"),
]
