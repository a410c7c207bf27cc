"""Addresses of traces: capture, the released fragments, the redactor's room, sources, exports, and the API."""
from django.urls import path

from . import api, redactor, sourcing, views

ALL = "<slug:space>/traces/"
ONE = f"{ALL}<uuid:uuid>/"
API = "api/<slug:space>/traces/"

urlpatterns = [
    path(ALL, views.traces, name="traces"),
    path(f"{ALL}new/", views.trace_new, name="trace-new"),
    path(f"{ALL}import/", views.trace_import, name="trace-import"),
    path(f"{ALL}labels/", views.labels, name="trace-labels"),
    path(f"{ALL}labels/<uuid:uuid>/merge/", views.label_merge, name="trace-label-merge"),
    path(f"{ALL}labels/<uuid:uuid>/split/", views.label_split, name="trace-label-split"),
    path(f"{ALL}labels/<uuid:uuid>/parting/", views.label_parting, name="trace-label-parting"),
    path(f"{ALL}sources/", sourcing.sources, name="trace-sources"),
    path(f"{ALL}sources/<uuid:uuid>/approval/", sourcing.source_approval, name="trace-source-approval"),
    path(f"{ALL}sources/<uuid:uuid>/anonymity/", sourcing.anonymity, name="trace-source-anonymity"),
    path(f"{ALL}protocols/", sourcing.protocols, name="trace-protocols"),
    path(f"{ALL}logbooks/", sourcing.logbooks, name="trace-logbooks"),
    path(f"{ALL}narrators/<uuid:uuid>/erasure/", redactor.narrator_erasure, name="trace-narrator-erasure"),
    path(f"{ALL}export/<str:form>/", views.export, name="trace-export"),
    path(f"{ALL}redaction/", redactor.queue, name="trace-redactions"),
    path(f"{ALL}redaction/rules/", redactor.vocabulary, name="trace-vocabulary"),
    path(f"{ONE}redaction/", redactor.redaction, name="trace-redaction"),
    path(f"{ONE}release/", redactor.release, name="trace-release"),
    path(f"{ONE}refusal/", redactor.refusal, name="trace-refusal"),
    path(ONE, views.trace, name="trace"),
    path(f"{ONE}marks/", views.marks, name="trace-marks"),
    path(f"{ONE}marks/<uuid:mark>/removal/", views.mark_removal, name="trace-mark-removal"),
    path(f"{ONE}marks/<uuid:mark>/readings/", views.second_reading, name="trace-second-reading"),
    path(f"{ONE}motifs/", views.motifs, name="trace-motifs"),
    path(f"{ONE}confrontations/", views.confrontations, name="trace-confrontations"),
    path(f"{ONE}marginal/", views.marginal, name="trace-marginal"),
    path(API, api.Traces.as_view({"get": "list", "post": "create"}), name="api-traces"),
    path("api/<slug:space>/trace-protocols/", api.Protocols.as_view({"get": "list", "post": "create"}), name="api-protocols"),
    path(f"{API}<uuid:uuid>/", api.Traces.as_view({"get": "retrieve"}), name="api-trace"),
]
