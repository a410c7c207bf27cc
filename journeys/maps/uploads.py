"""The road of a map file: choose it, see what it says, accept it or throw it away. Nothing stays of a wrong file."""
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from project.spaces.doors import member_view

from . import actions, formats, queries, rules
from .forms import AcceptForm, UploadForm
from .models import MapUpload
from .views import PAGES, editable
from .wording import ROLE_WORDS

SAMPLE = """stage,order,touchpoint,label,channel,expectation,anchor,due_after,due_unit,start_events,events,terminal
Subscribe,1,signup,Sign up,web,required,start,,,,signup,
Install,2,app,Install the app,app,required,signup,7,days,app start,app done,
Install,3,done,Connected,home,required,,,,,line up,yes
"""


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def map_upload(request, member, uuid=None):
    """Choose a file, for a new journey or for the draft of one; errors are told with their rows and columns."""
    journey = editable(member, uuid) if uuid else None
    if not rules.can_create(member):
        raise PermissionDenied
    context = {"journey": journey, "columns": formats.COLUMNS, "sample": SAMPLE,
               "limit": settings.MAP_UPLOAD_LIMIT // 2**20}
    form = context["form"] = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(settings.MAP_UPLOAD_LIMIT + 1)
        read = read_for(journey, file.name, data)
        if not read.errors or read.questions:
            upload = actions.keep_upload(by=member, journey=journey, name=file.name, data=data)
            return redirect("map-preview", member.space.slug, upload.uuid)
        context |= {"file": file.name, "problems": read.problems, "error_count": len(read.errors)}
    return render(request, f"{PAGES}upload.html", context, status=422 if request.method == "POST" else 200)


def read_for(journey, name, data, choices=None):
    """The file, read beside the draft that it may complete."""
    read = formats.read(name, data, settings.MAP_UPLOAD_LIMIT, choices)
    return read.knowing(set(journey.draft.values_list("key", flat=True))) if journey else read


def upload_of(member, uuid):
    return get_object_or_404(MapUpload.objects.visible_to(member).select_related("journey"), uuid=uuid)


def preview_of(upload, form=None):
    """Everything the preview shows of a file with its present answers."""
    read = read_for(upload.journey, upload.name, bytes(upload.data), upload.choices)
    form = form or AcceptForm(journey=upload.journey, initial={"name": read.name or upload.name.rsplit(".", 1)[0]})
    questions = [{"name": question.name, "about": question.about, "sample": question.sample, "value": question.value,
                  "options": [(role, ROLE_WORDS[role]) for role in question.options]} for question in read.questions]
    return {"upload": upload, "read": read, "form": form, "journey": upload.journey, "questions": questions,
            "stages": queries.stages(read.touchpoints, read.stages)}


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def map_preview(request, member, uuid):
    """What the file says; answers to its questions are kept and read again."""
    upload = upload_of(member, uuid)
    if upload.accepted_at:
        return redirect("journey-edit", member.space.slug, upload.journey.uuid)
    if request.method == "POST":
        answers = {name: value for name, value in request.POST.items() if name.startswith(("lane-", "task-"))}
        actions.answer_upload(by=member, upload=upload, choices=answers)
        return redirect("map-preview", member.space.slug, uuid)
    return render(request, f"{PAGES}preview.html", preview_of(upload))


@require_POST
@member_view
def map_acceptance(request, member, uuid):
    upload = upload_of(member, uuid)
    if upload.accepted_at:
        return redirect("journey-edit", member.space.slug, upload.journey.uuid)
    form = AcceptForm(request.POST, journey=upload.journey)
    context = preview_of(upload, form)
    if not form.is_valid() or context["read"].errors:
        return render(request, f"{PAGES}preview.html", context, status=422)
    try:
        journey = actions.accept_upload(by=member, upload=upload, map_file=context["read"],
                                        name=form.cleaned_data.get("name", ""),
                                        merge=form.cleaned_data.get("how") == "merge")
    except actions.MapRefused as error:
        return render(request, f"{PAGES}preview.html", context | {"refused": error.problems}, status=422)
    return redirect("journey-edit", member.space.slug, journey.uuid)


@require_POST
@member_view
def map_upload_removal(request, member, uuid):
    upload = upload_of(member, uuid)
    journey = upload.journey
    actions.drop_upload(by=member, upload=upload)
    return redirect("journey-edit", member.space.slug, journey.uuid) if journey else redirect("journeys", member.space.slug)
