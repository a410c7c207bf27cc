from django.urls import path

from . import views

urlpatterns = [
    path("api/hooks/<uuid:uuid>/", views.tracker_hook, name="tracker-hook"),
    path("<slug:space>/trackers/", views.trackers, name="trackers"),
    path("<slug:space>/trackers/<uuid:uuid>/renewal/", views.tracker_renewal, name="tracker-renewal"),
    path("<slug:space>/trackers/<uuid:uuid>/closure/", views.tracker_closure, name="tracker-closure"),
    path("<slug:space>/actions/<uuid:uuid>/issue/", views.action_issue, name="action-issue"),
    path("<slug:space>/actions/<uuid:uuid>/issue/removal/", views.action_issue_removal, name="action-issue-removal"),
]
