"""Pages of grids: the draft filled cell by cell, the sealed versions, their differences, their files."""
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.maps.models import Journey
from observations.wording import difference
from project.sealing import alias_of, redactions
from project.sealing.rules import can_redact
from project.spaces.doors import member_view

from . import actions, content, diff, exports, forms, lines, queries, rules
from .columns import column_from
from .library.trials import FeedbackForm
from .models import GridRow, GridVersion, TemplateVersion
from .news import load
from .transfer.files import grid_file

FORMS = {
    "csv": ("text/csv; charset=utf-8", lambda held, _revision, language: "\ufeff" + exports.as_csv(held, language)),
    "json": ("application/json", lambda held, revision, _language: exports.as_json(grid_file(held, revision))),
    "md": ("text/markdown; charset=utf-8", lambda held, _revision, language: exports.as_markdown(held, language)),
}


def load_row(member, uuid, row):
    grid = load(member, uuid)
    found = get_object_or_404(GridRow.objects.select_related("silence", "template_version__revision"), grid=grid, uuid=row)
    found.grid = grid
    return found


def load_version(member, uuid, number):
    grid = load(member, uuid)
    found = get_object_or_404(GridVersion.objects.select_related("revision"), grid=grid, number=number)
    found.grid = grid
    return found


def language():
    return (get_language() or "fr")[:2]


@require_http_methods(["GET", "POST"])
@member_view
def grids(request, member):
    form = forms.JourneyForm(member, request.POST or None)
    if form.is_valid():
        grid = actions.open_grid(by=member, journey=form.cleaned_data["journey"])
        return redirect("grid", member.space.slug, grid.uuid)
    context = {"grids": queries.grids_of(member), "form": form, "journeys": Journey.objects.visible_to(member).exists()}
    context["can_bring"] = member.at_least("facilitator")
    return render(request, "observations/grids/grids.html", context, status=422 if form.is_bound else 200)


@require_GET
@member_view
def grid(request, member, uuid):
    return shown(request, member, load(member, uuid))


def shown(request, member, grid, status=200, **bound):
    """The page of the draft. bound: forms refused (seal_form, row_form), shown with their errors."""
    rows = queries.draft_rows(grid)
    drawn = queries.draft_lines(grid, rows, alias_of(member), queries.rates(grid))
    columns = content.all_columns(grid, rows)
    last = grid.versions.select_related("revision").last()
    addable = queries.addable(grid)
    context = {
        "grid": grid, "lines": drawn, "headings": lines.headings(columns), "steps": queries.steps(grid), "last": last,
        "row_form": forms.RowForm(addable) if addable else None, "dissent_form": forms.DissentForm(),
        "feedback_form": FeedbackForm(auto_id="feedback-%s"),
        "seal_form": forms.SealForm() if rules.can_seal(member, grid) else None,
        "template_versions": TemplateVersion.objects.visible_to(member).select_related("template"),
        "can_arrange": rules.can_arrange(member, grid), "confidences": forms.CONFIDENCES,
        "own_words": [
            (lines.label_of(column.label), column.key, [(key, lines.label_of(words)) for key, words in column.choices], said)
            for column, said in queries.own_words(rows)
        ],
        "changed": queries.changed_rows(grid, rows, last), "written": sum(bool(line.filled) for line in drawn), **bound,
    }  # fmt: skip
    return render(request, "observations/grids/grid.html", context, status=status)


@require_POST
@member_view
def rows(request, member, uuid):
    found = load(member, uuid)
    form = forms.RowForm(queries.addable(found), request.POST)
    if not form.is_valid():
        return shown(request, member, found, 422, row_form=form)
    row = actions.add_row(by=member, grid=found, silence=form.cleaned_data["silence"])
    return back(found, row)


def back(grid, row=None):
    answer = redirect("grid", grid.space.slug, grid.uuid)
    if row is not None:
        answer["Location"] += f"#row-{row.uuid}"
    return answer


@require_POST
@member_view
def withdrawal(request, member, uuid, row):
    found = load_row(member, uuid, row)
    actions.withdraw_row(by=member, row=found)
    return back(found.grid)


@require_http_methods(["GET", "POST"])
@member_view
def cell(request, member, uuid, row, column):
    """One cell: its form (a page, or the fragment that takes its place), and its writing; 409 shows both texts."""
    found = load_row(member, uuid, row)
    asked = lines.column_of(found, column)
    if asked is None or not asked.written:
        raise Http404
    standing = found.cells.filter(column=column).first()
    values = {"text": standing.text, "answer": standing.answer, "base": standing.revision} if standing else {"base": 0}
    form = forms.CellForm(asked, language(), request.POST or None, initial=values)
    conflict = None
    if form.is_valid():
        try:
            written = actions.write_cell(by=member, row=found, column=column, **form.cleaned_data)
            return cell_written(request, found, asked, written)
        except actions.Conflict as refused:
            conflict = refused
            form.data = {**request.POST.dict(), "base": refused.theirs.revision}
        except ValidationError as error:
            form.add_error(None, error.messages)
    return cell_form(request, found, asked, form, conflict)


def cell_written(request, row, column, written):
    if not request.htmx:
        return back(row.grid, row)
    return render(
        request, "observations/grids/_cell.html", {"grid": row.grid, "cell": lines.shown_cell(row, column, written), "fresh": 1}
    )


def cell_form(request, row, column, form, conflict):
    form.auto_id = f"{row.uuid}-{column.key}-%s"
    context = {"grid": row.grid, "row": row, "column": column, "form": form, "heading": lines.label_of(column.label)}
    if conflict:
        theirs = lines.words(column, conflict.theirs.answer, conflict.theirs.text, conflict.theirs.under)
        context["pieces"] = difference(theirs, lines.words(column, conflict.answer, conflict.mine))
        context["theirs"], context["who"] = theirs, conflict.theirs.author_alias
    template = "_cell_form.html" if request.htmx else "cell.html"
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, f"observations/grids/{template}", context, status=status)


@require_POST
@member_view
def own_words(request, member, uuid):
    """Bring an answer in people's own words under a choice, or take it back to the margin."""
    found, form = load(member, uuid), forms.OwnWordsForm(request.POST)
    if not form.is_valid():
        return shown(request, member, found, 422)
    try:
        actions.bring_under(by=member, grid=found, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back(found)


@require_POST
@member_view
def confidence(request, member, uuid, row):
    found = load_row(member, uuid, row)
    form = forms.ConfidenceForm(request.POST)
    if not form.is_valid():
        return shown(request, member, found.grid, 422)
    level, answer = form.given
    actions.give_confidence(by=member, row=found, level=level, answer=answer)
    return back(found.grid, found)


@require_POST
@member_view
def dissents(request, member, uuid, row):
    found = load_row(member, uuid, row)
    form = forms.DissentForm(request.POST)
    if form.is_valid():
        try:
            actions.differ(by=member, row=found, **form.cleaned_data)
            return back(found.grid, found)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return shown(request, member, found.grid, 422, refused_dissent=form, refused_row=str(found.uuid))


@require_POST
@member_view
def versions(request, member, uuid):
    found = load(member, uuid)
    form = forms.SealForm(request.POST)
    if not form.is_valid():
        return shown(request, member, found, 422, seal_form=form)
    sealed = actions.seal_version(by=member, grid=found, **form.cleaned_data)
    return redirect("grid-version", member.space.slug, found.uuid, sealed.number)


@require_GET
@member_view
def version(request, member, uuid, number):
    """A sealed version, in its own words, with what changed since the one before."""
    found = load_version(member, uuid, number)
    steps = queries.steps(found.grid)
    before = next((step.version for step in steps if step.version.number == number - 1), None)
    plain = request.GET.get("marks") == "no" or before is None
    drawn = queries.compared_lines(None if plain else before.content, found.content, member.space)
    context = {
        "grid": found.grid, "version": found, "before": before, "plain": plain, "steps": steps, "lines": drawn,
        "headings": lines.headings(lines.columns_of(found.content)), "sealer": queries.sealer(found),
        "changed": next(step.touched for step in steps if step.version.number == number),
        "redacted": redactions(found.grid.chain).filter(revision=found.revision_id),
        "can_redact": can_redact(member, member.space),
    }  # fmt: skip
    return render(request, "observations/grids/version.html", context)


@require_GET
@member_view
def comparison(request, member, uuid):
    """Any two versions, or a version and the draft: as a table, or side by side."""
    found = load(member, uuid)
    steps = queries.steps(found)
    sides = [request.GET.get(name, "") for name in ("from", "to")]
    if not all(sides):
        sides = default_sides(steps, sides)
    first, second = (side_of(found, steps, name) for name in sides)
    drawn = queries.compared_lines(first[1] or {"columns": [], "rows": []}, second[1], member.space)
    columns = diff.compare(first[1], second[1]).columns
    context = {
        "grid": found, "steps": steps, "lines": [line for line in drawn if line.change != "kept"], "first": first[0],
        "second": second[0], "same": sum(line.change == "kept" for line in drawn), "sides": sides,
        "headings": lines.headings([column_from(column) for column in columns]),
        "view": "side" if request.GET.get("view") == "side" else "table",
    }  # fmt: skip
    return render(request, "observations/grids/comparison.html", context)


@require_GET
@member_view
def history(request, member, uuid):
    """How answers moved from version to version, with a break wherever a question changed its meaning."""
    found = load(member, uuid)
    context = {"grid": found, "steps": queries.steps(found), "histories": lines.drawn_histories(queries.histories(found))}
    context["breaks"] = sum(len(stretches) - 1 for _label, stretches in context["histories"])
    return render(request, "observations/grids/history.html", context)


def default_sides(steps, sides):
    """The last version and the draft, or what was asked of it."""
    last = str(steps[-1].version.number) if steps else "0"
    return [sides[0] or last, sides[1] or "draft"]


def side_of(grid, steps, name):
    """(its name in words, its content) of "draft", "0" (nothing yet) or a version's number."""
    if name == "draft":
        return gettext("the draft"), queries.draft_content(grid)
    if name == "0":
        return gettext("nothing"), None
    step = next((step for step in steps if str(step.version.number) == name), None)
    if step is None:
        raise Http404
    return gettext("version %(number)s") % {"number": name}, step.version.content


@require_GET
@member_view
def export(request, member, uuid, form, number=None):
    """The draft or a version as CSV, JSON or Markdown."""
    if form not in FORMS:
        raise Http404
    if number is None:
        grid, held, revision, name = load(member, uuid), None, None, _("draft")
        held = queries.draft_content(grid)
    else:
        found = load_version(member, uuid, number)
        grid, held, revision, name = found.grid, lines.masked_content(found.content, member.space), found.revision, f"v{number}"
    kind, written = FORMS[form]
    answer = HttpResponse(written(held, revision, language()), content_type=kind)
    filename = f"{slugify(grid.journey.name) or 'grid'}-{slugify(name)}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Content-Security-Policy"] = "sandbox"
    return answer
