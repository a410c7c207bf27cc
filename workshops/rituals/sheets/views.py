"""Pages of run sheets: the list, one sheet with its versions and sessions, the form in which a local one is written."""
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from project.spaces.doors import member_view, require

from .. import rules
from . import actions, forms, plans, queries
from .models import RunSheet
from .shipped import every_step

FOLDER = "workshops/rituals/sheets/"


@require_safe
@member_view
def sheets(request, member):
    shipped, local = queries.sheets_of(member.space)
    context = {"shipped": shipped, "local": local, "can_plan": rules.can_plan(member, member.space)}
    return render(request, f"{FOLDER}sheets.html", context)


@require_POST
@member_view
def copies(request, member):
    """Make a local copy of the sheet that `name` names."""
    require(rules.can_plan(member, member.space))
    try:
        source = actions.sheet_named(space=member.space, name=request.POST.get("name", ""))
    except ValidationError:
        raise Http404 from None
    made = actions.copy_sheet(by=member, sheet=source)
    return redirect("run-sheet-edit", member.space.slug, made.uuid)


@require_safe
@member_view
def sheet(request, member, uuid):
    found = load(member, uuid)
    context = {
        "sheet": found, "versions": queries.versions_of(found), "can_edit": rules.can_edit_sheet(member, found),
        "can_plan": rules.can_plan(member, found.space),
    }  # fmt: skip
    return render(request, f"{FOLDER}sheet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def edit(request, member, uuid):
    """The whole sheet in one form; each button saves it, then does what it says (see `then`)."""
    found = load(member, uuid)
    require(rules.can_edit_sheet(member, found))
    if request.method != "POST":
        form = forms.SheetForm(initial={"title": found.title, "base": found.revision})
        return page(request, found, form, forms.Steps(prefix="step", initial=found.draft))
    form, steps = forms.SheetForm(request.POST), forms.Steps(request.POST, prefix="step")
    if form.is_valid() and steps.is_valid():
        try:
            return save(request, member, found, form.cleaned_data, [step.plan for step in steps])
        except ValidationError as error:
            form.add_error(None, error.messages)
    return page(request, found, form, steps, status=422)


def save(request, member, found, said, steps):
    """Write the draft as the pressed button leaves it, and lead to where one goes on."""
    steps, place = then(request.POST.get("then", ""), request.POST.get("kind", ""), steps)
    written = actions.write_draft(by=member, sheet=found, title=said["title"], steps=steps, base=said["base"])
    if request.POST.get("then") == "publish":
        actions.publish_sheet(by=member, sheet=written, reason=said["reason"])
    address = redirect("run-sheet-edit" if place is not None else "run-sheet", member.space.slug, found.uuid)
    if place is not None:
        address["Location"] += f"?at={place + 1}#step-{place + 1}"
    return address


def then(button, kind, steps):
    """(steps, place to go on at, or None when the form is left) after "up:2", "down:2", "remove:2", "add", "publish" or ""."""
    act, _colon, where = button.partition(":")
    place = int(where) if where.isdecimal() and len(where) < 3 else -1
    if act in ("up", "down"):
        other = place + (1 if act == "down" else -1)
        return plans.moved(steps, place, act == "down"), min(max(other, 0), len(steps) - 1)
    if act == "remove":
        return plans.without(steps, place), max(place - 1, 0)
    if act == "add" and kind in plans.KINDS:
        grown = plans.with_new(steps, kind, every_step())
        return grown, len(grown) - 1 - (len(grown) > 1 and grown[-1].kind == "close" and kind != "close")
    return steps, None


def page(request, found, form, steps, status=200):
    last = found.latest
    context = {
        "sheet": found, "form": form, "steps": steps, "kinds": plans.KINDS.items(), "at": request.GET.get("at", ""),
        "next_number": last.number + 1 if last else 1,
    }  # fmt: skip
    return render(request, f"{FOLDER}edit.html", context, status=status)


def load(member, uuid):
    return get_object_or_404(RunSheet.objects.visible_to(member).select_related("space", "parent__sheet"), uuid=uuid)

