"""Addresses of the redaction of sealed content."""
from django.urls import path

from . import views

ALL = "<slug:space>/seals/redactions/"

urlpatterns = [
    path(ALL, views.redactions, name="seal-redactions"),
    path(f"{ALL}proposals/", views.proposals, name="seal-proposals"),
    path(f"{ALL}everywhere/", views.everywhere_proposals, name="redaction-proposals"),
    path(f"{ALL}everywhere/<uuid:uuid>/confirmation/", views.everywhere_confirmation, name="redaction-confirmation"),
    path(f"{ALL}everywhere/<uuid:uuid>/declination/", views.everywhere_declination, name="redaction-declination"),
    path(f"{ALL}<uuid:uuid>/confirmation/", views.confirmation, name="seal-confirmation"),
    path(f"{ALL}<uuid:uuid>/declination/", views.declination, name="seal-declination"),
]
