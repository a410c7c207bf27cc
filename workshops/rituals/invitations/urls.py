from django.urls import path

from . import views

urlpatterns = [
    path("<slug:space>/series/<uuid:uuid>/invitees/", views.invitees, name="series-invitees"),
    path("<slug:space>/series/<uuid:uuid>/letters/", views.letters, name="series-letters"),
    path("<slug:space>/series/invitees/<uuid:uuid>/removal/", views.invitee_removal, name="series-invitee-removal"),
]
