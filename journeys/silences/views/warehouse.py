"""Pages of the tables that stay in the warehouse: which may be counted, and asking for a reading of one. They never reach the
warehouse themselves: readings do, in the background.
"""
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from project.spaces.doors import member_view

from .. import actions, forms, queries, rules
from ..models import WarehouseTable


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def tables(request, member):
    """The tables of the warehouse that are counted here; an owner names one more."""
    may_name = rules.can_name_tables(member)
    if request.method == "POST" and not may_name:
        raise PermissionDenied
    form = forms.TableForm(member, request.POST or None) if may_name else None
    if request.method == "POST" and form.is_valid():
        table = actions.name_table(by=member, **form.table())
        return redirect("warehouse-table", member.space.slug, table.uuid)
    return render(request, "journeys/silences/warehouse.html", {
        "tables": WarehouseTable.objects.visible_to(member), "form": form, "reachable": bool(settings.WAREHOUSE_URL),
    }, status=422 if form is not None and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def table(request, member, uuid):
    """One table: its columns, its readings, and asking for another."""
    found = get_object_or_404(WarehouseTable.objects.visible_to(member), uuid=uuid)
    may_ask = rules.can_ask(member)
    if request.method == "POST" and not may_ask:
        raise PermissionDenied
    form = forms.TableReadingForm(member, found, request.POST or None) if may_ask else None
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.read_warehouse(by=member, table=found, **form.question())
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return redirect("reading", member.space.slug, asked.uuid)
    return render(request, "journeys/silences/warehouse_table.html", {
        "table": found, "form": form, "readings": queries.readings_of_table(found, member),
        "may_name": rules.can_name_tables(member), "reachable": bool(settings.WAREHOUSE_URL),
    }, status=422 if form is not None and form.errors else 200)


@require_POST
@member_view
def forgetting(request, member, uuid):
    """Let a table be counted no more."""
    actions.forget_table(by=member, table=get_object_or_404(WarehouseTable.objects.visible_to(member), uuid=uuid))
    return redirect("warehouse", member.space.slug)
