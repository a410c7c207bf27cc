from django.urls import path

from . import views

urlpatterns = [
    path("readback/<str:secret>/", views.shared, name="readback-shared"),
    path("readback/<str:secret>/readback.<slug:kind>", views.shared_file, name="readback-shared-file"),
    path("<slug:space>/readback/", views.readbacks, name="readbacks"),
    path("<slug:space>/readback/<uuid:uuid>/", views.readback, name="readback"),
    path("<slug:space>/readback/<uuid:uuid>/readback.<slug:kind>", views.readback_file, name="readback-file"),
    path("<slug:space>/readback/<uuid:uuid>/words/", views.words, name="readback-words"),
    path("<slug:space>/readback/<uuid:uuid>/links/", views.links, name="readback-links"),
    path("<slug:space>/readback/<uuid:uuid>/sending/", views.sending, name="readback-sending"),
    path("<slug:space>/readback/<uuid:uuid>/consent/", views.consent, name="readback-consent"),
    path("<slug:space>/readback/links/<uuid:uuid>/withdrawal/", views.link_withdrawal, name="readback-link-withdrawal"),
    path("<slug:space>/trail/<slug:kind>/<uuid:uuid>/", views.trail, name="trail"),
    path("<slug:space>/trail/<slug:kind>/<uuid:uuid>/trail.json", views.trail_export, name="trail-export"),
    path("<slug:space>/", views.home, name="home"),
]
