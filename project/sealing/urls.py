"""Addresses of the redaction of sealed content."""
from django.urls import path

from . import views

ALL = "<slug:space>/seals/redactions/"

urlpatterns = [
    path(ALL, views.redactions, name="seal-redactions"),
    path(f"{ALL}proposals/", views.proposals, name="seal-proposals"),
    path(f"{ALL}<uuid:uuid>/confirmation/", views.confirmation, name="seal-confirmation"),
    path(f"{ALL}<uuid:uuid>/declination/", views.declination, name="seal-declination"),
]
