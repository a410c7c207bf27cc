"""Addresses of journeys: pages, the editor, files, and the API."""
from django.urls import path

from . import api, editing, uploads, views

HERE = "<slug:space>/journeys/"
ONE = f"{HERE}<uuid:uuid>/"
ROW = f"{ONE}draft/touchpoints/<uuid:touchpoint>/"

urlpatterns = [
    path(HERE, views.journeys, name="journeys"),
    path(f"{HERE}new/", views.journey_new, name="journey-new"),
    path(f"{HERE}files/", uploads.map_upload, name="map-upload"),
    path(f"{HERE}files/<uuid:uuid>/", uploads.map_preview, name="map-preview"),
    path(f"{HERE}files/<uuid:uuid>/acceptance/", uploads.map_acceptance, name="map-acceptance"),
    path(f"{HERE}files/<uuid:uuid>/removal/", uploads.map_upload_removal, name="map-upload-removal"),
    path(ONE, views.journey, name="journey"),
    path(f"{ONE}about/", views.journey_about, name="journey-about"),
    path(f"{ONE}removal/", views.journey_removal, name="journey-removal"),
    path(f"{ONE}file/", uploads.map_upload, name="journey-upload"),
    path(f"{ONE}publication/", views.journey_publication, name="journey-publication"),
    path(f"{ONE}comparison/", views.journey_comparison, name="journey-comparison"),
    path(f"{ONE}versions/<int:number>/", views.journey_version, name="journey-version"),
    path(f"{ONE}versions/<int:number>/map.<slug:extension>", views.journey_version_file, name="journey-version-file"),
    path(f"{ONE}versions/<int:number>/restoration/", views.version_restoration, name="version-restoration"),
    path(f"{ONE}draft/", editing.journey_edit, name="journey-edit"),
    path(f"{ONE}draft/map.<slug:extension>", views.journey_draft_file, name="journey-draft-file"),
    path(f"{ONE}draft/stages/", editing.stages, name="stages"),
    path(f"{ONE}draft/stages/name/", editing.stage_name, name="stage-name"),
    path(f"{ONE}draft/stages/place/", editing.stage_place, name="stage-place"),
    path(f"{ONE}draft/stages/removal/", editing.stage_removal, name="stage-removal"),
    path(f"{ONE}draft/touchpoints/new/", editing.touchpoint_new, name="touchpoint-new"),
    path(ROW, editing.touchpoint_edit, name="touchpoint-edit"),
    path(f"{ROW}place/", editing.touchpoint_place, name="touchpoint-place"),
    path(f"{ROW}removal/", editing.touchpoint_removal, name="touchpoint-removal"),
    path(f"api/{HERE}", api.JourneyList.as_view(), name="api-journeys"),
    path(f"api/{ONE}", api.JourneyDetail.as_view(), name="api-journey"),
    path(f"api/{ONE}versions/", api.VersionList.as_view(), name="api-versions"),
    path(f"api/{ONE}versions/<int:number>/", api.VersionDetail.as_view(), name="api-version"),
]
