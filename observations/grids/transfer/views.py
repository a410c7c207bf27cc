"""The page that brings a grid or a template in from its file, and the file of a template."""
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from project.spaces.doors import member_view, require

from .. import exports
from ..library.models import GridTemplate
from ..library.rules import can_write
from . import files, forms, reading, shapes


@require_http_methods(["GET", "POST"])
@member_view
def bring_in(request, member):
    """A file of ours, brought in whole or refused with every place where it is wrong."""
    require(can_write(member, member.space))
    form = forms.FileForm(member, request.POST or None, request.FILES or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            file = shapes.parsed(given.pop("file").read(shapes.LONGEST_FILE + 1))
            brought, template = reading.bring_in_file(by=member, **{**given, "file": file})
            if template:
                messages.success(request, _("“%(template)s” is here, with its versions.") % {"template": template})
                return redirect("grid-template", member.space.slug, template.uuid)
            messages.success(request, said(brought))
            return redirect("grid", member.space.slug, brought.grid.uuid)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(request, "observations/grids/import.html", {"form": form}, status=status)


def said(brought):
    """What a file brought, in a sentence or three."""
    if not brought.rows:
        return _("The draft already says everything this file says.")
    words = [ngettext("One row came from the file.", "%(n)s rows came from the file.", brought.rows) % {"n": brought.rows}]
    if brought.silences:
        noted = ngettext("One silence was noted on the way.", "%(n)s silences were noted on the way.", brought.silences)
        words.append(noted % {"n": brought.silences})
    if brought.holds:
        words.append(_("The seal of the file holds: it says what was sealed."))
    elif brought.holds is False:
        words.append(_("The seal of the file does not match its words: figures were hidden, words redacted, or it was edited."))
    return " ".join(words)


@require_GET
@member_view
def template(request, member, uuid):
    """A template with its draft and versions, as a file."""
    found = get_object_or_404(GridTemplate.objects.visible_to(member).select_related("parent__revision"), uuid=uuid)
    answer = HttpResponse(exports.as_json(files.template_file(found)), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.json"'
    answer["Content-Security-Policy"] = "sandbox"
    return answer
