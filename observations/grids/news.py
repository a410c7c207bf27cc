"""What a page left open on a draft asks for: the cells written since, and who is writing where just now.

Who is writing is a hint: kept in the cache for a few seconds, never stored, never a word of what is being written.
"""
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from project.spaces.doors import member_view
from project.spaces.models import Member

from . import lines, queries
from .models import Grid

FADES = 15  # seconds without a sign


def load(member, uuid):
    found = Grid.objects.visible_to(member).select_related("space", "journey", "template_version__revision")
    return get_object_or_404(found, uuid=uuid)


def key_of(grid, member):
    return f"grid-writing:{grid.uuid}:{member.uuid}"


def writers(grid, but):
    """[(cell as "<row>-<column>", name)] of the other people who are writing in this draft."""
    others = Member.objects.filter(space=grid.space).exclude(pk=but.pk).select_related("user")
    names = {key_of(grid, member): str(member) for member in others}
    return sorted((cell, names[key]) for key, cell in cache.get_many(names).items())


@require_GET
@member_view
def news(request, member, uuid):
    """The cells written since `?seen=` and who is writing; 204 when there is nothing new to draw.

    `?marked=1`: the page shows marks of people writing, so it must hear when there are none left.
    """
    found = load(member, uuid)
    seen, people = request.GET.get("seen", ""), writers(found, member)
    fresh = seen.isdigit() and int(seen) < found.edits
    if not fresh and not people and request.GET.get("marked") != "1":
        return HttpResponse(status=204)
    changed = queries.changed_since(found, int(seen)) if fresh else []
    pairs = [(row, lines.column_of(row, cell.column), cell) for row, cell in changed]
    cells = [lines.shown_cell(row, column, cell) for row, column, cell in pairs if column]
    return render(request, "observations/grids/_news.html", {"grid": found, "cells": cells, "writers": people})


@require_POST
@member_view
def writing(request, member, uuid):
    """A sign that this member is writing in one cell (`row`, `column`), or no longer in any."""
    found = load(member, uuid)
    row, column = request.POST.get("row", ""), request.POST.get("column", "")
    known = next((one for one in found.rows.kept() if str(one.uuid) == row), None)
    if known is not None and lines.column_of(known, column):
        cache.set(key_of(found, member), f"{row}-{column}", FADES)
    else:
        cache.delete(key_of(found, member))
    return HttpResponse(status=204)
