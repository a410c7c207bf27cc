"""The door of the example: the link on empty pages that fills a space with it."""
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from project.spaces.doors import member_view, require

from .loading import load_example


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def demo_load(request, member):
    """Say what the example is, then load it; facilitators and above."""
    require(member.at_least("facilitator"))
    if request.method != "POST":
        return render(request, "workshops/demo/demo_load.html")
    try:
        with transaction.atomic():
            load_example(owner=member, language=member.space.language)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The example is loaded: begin with its reading of silences."))
    return redirect("readings", member.space.slug)
