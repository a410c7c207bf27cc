"""Pages of grid templates: the shared library, one template with its draft and versions, its nodes, variants and upgrades."""
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from project.spaces.doors import member_view, require

from .. import actions as grids
from ..columns import said_in
from ..models import Grid, GridRow
from . import actions, forms, nodes, rules, variants
from .models import ChangeRequest, GridTemplate, TemplateVersion
from .shipped import SHIPPED
from .wording import shown_changes, shown_nodes

FOLDER = "observations/grids/library/"
IN_BETWEEN = gettext_noop("Someone changed this draft in between. Nothing was overwritten: look at it, then save again.")


def load(member, uuid):
    found = GridTemplate.objects.visible_to(member).select_related("space", "parent__revision", "parent__template")
    return get_object_or_404(found, uuid=uuid)


def load_version(member, uuid):
    found = TemplateVersion.objects.visible_to(member).select_related("revision", "template")
    return get_object_or_404(found, uuid=uuid)


@require_http_methods(["GET", "POST"])
@member_view
def templates(request, member):
    """The library: the space's templates and who uses which version, those that are shipped, a form to make one."""
    if request.method == "POST" and "take" in request.POST:
        taken = actions.take_in(by=member, slug=request.POST["take"])
        return redirect("grid-template", member.space.slug, taken.uuid)
    form = forms.TemplateForm(request.POST or None)
    if form.is_valid():
        slug, title = form.given
        try:
            made = actions.make_template(by=member, slug=slug, title=title)
            return redirect("grid-template", member.space.slug, made.uuid)
        except ValidationError as error:
            form.add_error(None, error.messages)
    own = GridTemplate.objects.visible_to(member).select_related("parent__template").prefetch_related("versions__grids__journey")
    language = (get_language() or "fr")[:2]
    have = {template.slug for template in own}
    context = {
        "templates": own, "form": form, "can_write": rules.can_write(member, member.space),
        "shipped": [(slug, said_in(found["title"], language)) for slug, found in SHIPPED.items() if slug not in have],
    }  # fmt: skip
    return render(request, f"{FOLDER}templates.html", context, status=422 if form.is_bound else 200)


@require_GET
@member_view
def template(request, member, uuid):
    return shown(request, member, load(member, uuid))


def shown(request, member, found, status=200, **bound):
    last = found.latest
    size = nodes.level(last.nodes, found.draft) if last else nodes.MINOR
    newer = found.parent and TemplateVersion.objects.filter(template=found.parent.template, number__gt=found.parent.number).last()
    context = {
        "template": found, "nodes": shown_nodes(found.draft), "versions": found.versions.select_related("revision"),
        "last": last, "changes": shown_changes(last.nodes, found.draft) if last else [], "size": size, "newer": newer,
        "can_write": rules.can_write(member, found.space), "requests": found.requests.select_related("answered_in", "told_of"),
        "critical": bool(size == nodes.MAJOR and last and actions.in_use_of(found)),
        "can_publish": rules.can_publish(member, found, size, bool(last) and actions.in_use_of(found)),
        "report": shown_report(found) if found.parent else None, "trials": found.trials.select_related("silence")[:20],
        "publish_form": forms.PublishForm(), "variant_form": forms.VariantForm(), "request_form": forms.RequestForm(), **bound,
    }  # fmt: skip
    return render(request, f"{FOLDER}template.html", context, status=status)


def shown_report(variant):
    """The conformance of a variant, its questions named in the reader's language."""
    language = (get_language() or "fr")[:2]
    names = {n["id"]: said_in(n["label"], language) for n in [*variant.parent.nodes, *variant.draft]}
    found = variants.conformance(variant.parent.nodes, variant.draft)
    lists = ("kept", "glossed", "reworded", "hidden", "added")
    return {name: [names[one] for one in getattr(found, name)] for name in lists} | {
        "conforms": found.conforms, "breaches": list(dict.fromkeys(names[one] for one, _field in found.breaches))
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@member_view
def node(request, member, uuid, node=None):
    """One node of the draft, to write; a draft changed in between is shown again, nothing overwritten (409)."""
    found = load(member, uuid)
    standing = nodes.by_id(found.draft).get(node)
    if node is not None and standing is None:
        raise Http404
    require(rules.can_write(member, found.space))
    first = {**(forms.NodeForm.shown(standing) if standing else {}), "base": found.revision}
    form = forms.NodeForm(found, standing, request.POST or None, initial=first)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            written = {**(standing or nodes.BLANK), **form.node}
            actions.write_node(by=member, template=found, node=written, base=form.cleaned_data["base"])
            return redirect("grid-template", member.space.slug, found.uuid)
        except actions.Stale:
            form.add_error(None, _(IN_BETWEEN))
            form.data, status = {**request.POST.dict(), "base": found.revision}, 409
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(request, f"{FOLDER}node.html", {"template": found, "form": form, "node": standing}, status=status)


@require_POST
@member_view
def node_removal(request, member, uuid, node):
    found = load(member, uuid)
    try:
        actions.remove_node(by=member, template=found, node=node, base=found.revision)
    except actions.Stale:
        return shown(request, member, load(member, uuid), 409)
    return redirect("grid-template", member.space.slug, found.uuid)


@require_POST
@member_view
def versions(request, member, uuid):
    found = load(member, uuid)
    form = forms.PublishForm(request.POST)
    if form.is_valid():
        try:
            actions.publish(by=member, template=found, **form.cleaned_data)
            return redirect("grid-template", member.space.slug, found.uuid)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return shown(request, member, found, 422, publish_form=form)


@require_GET
@member_view
def version(request, member, uuid):
    """A sealed version, its words, and what changed since the one before."""
    found = load_version(member, uuid)
    before = found.template.versions.select_related("revision").filter(number=found.number - 1).first()
    context = {
        "version": found, "template": found.template, "nodes": shown_nodes(found.nodes), "before": before,
        "changes": shown_changes(before.nodes, found.nodes) if before else [],
        "grids": Grid.objects.filter(template_version=found).select_related("journey"),
        "can_write": rules.can_write(member, member.space), "variant_form": forms.VariantForm(),
    }  # fmt: skip
    return render(request, f"{FOLDER}version.html", context)


@require_POST
@member_view
def variants_of(request, member, uuid):
    found = load_version(member, uuid)
    form = forms.VariantForm(request.POST)
    if form.is_valid():
        team = form.cleaned_data["team"]
        slug = f"{found.template.slug}-{slugify(team)}"[:60]
        try:
            made = actions.make_variant(by=member, version=found, team=team, slug=slug)
            return redirect("grid-template", member.space.slug, made.uuid)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return shown(request, member, found.template, 422, variant_form=form)


@require_http_methods(["GET", "POST"])
@member_view
def upgrade(request, member, uuid):
    """Follow the common frame: each question in words, theirs and ours side by side, answered by a person."""
    found = load(member, uuid)
    later = found.parent and TemplateVersion.objects.filter(template=found.parent.template, number__gt=found.parent.number)
    to = later and later.select_related("revision").last()
    if not to:
        raise Http404
    answers = {key: value for key, value in request.POST.items() if value in ("theirs", "ours")}
    error = ""
    if request.method == "POST":
        try:
            base = int(request.POST.get("base", "0"))
            actions.upgrade(by=member, variant=found, to=to, answers=answers, base=base)
            return redirect("grid-template", member.space.slug, found.uuid)
        except (ValidationError, ValueError) as refused:
            error = " ".join(getattr(refused, "messages", [_("Reload the page and try again.")]))
        except actions.Stale:
            error = _(IN_BETWEEN)
    _merged, _open, met = variants.merge(found.parent.nodes, to.nodes, found.draft, answers)
    labels = {n["id"]: n["label"] for n in [*found.draft, *to.nodes]}
    context = {
        "template": found, "to": to, "error": error, "answers": answers,
        "conflicts": [shown_conflict(conflict, labels, answers) for conflict in met],
        "changes": shown_changes(found.parent.nodes, to.nodes),
    }  # fmt: skip
    return render(request, f"{FOLDER}upgrade.html", context, status=422 if error else 200)


def shown_conflict(conflict, labels, answers):
    language = (get_language() or "fr")[:2]

    def words(value):
        if isinstance(value, dict):
            return said_in(value, language)
        return ", ".join(said_in(said, language) for _key, said in value) if isinstance(value, list) else str(value or "")

    return {
        "key": conflict.key, "kind": conflict.kind, "label": said_in(labels.get(conflict.node, {}), language),
        "base": words(conflict.base), "theirs": words(conflict.theirs), "ours": words(conflict.ours),
        "answer": answers.get(conflict.key, ""),
    }  # fmt: skip


@require_POST
@member_view
def requests(request, member, uuid):
    found = load(member, uuid)
    form = forms.RequestForm(request.POST)
    if not form.is_valid():
        return shown(request, member, found, 422, request_form=form)
    actions.ask_change(by=member, template=found, **form.cleaned_data)
    return redirect("grid-template", member.space.slug, found.uuid)


@require_POST
@member_view
def request_answer(request, member, uuid, asked):
    found = load(member, uuid)
    about = get_object_or_404(ChangeRequest.objects.select_related("template"), template=found, uuid=asked)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return shown(request, member, found, 422)
    actions.answer_change(by=member, request=about, version=found.latest, **form.cleaned_data)
    return redirect("grid-template", member.space.slug, found.uuid)


@require_POST
@member_view
def chosen(request, member, uuid):
    """The template that a grid's new rows are answered on."""
    grid = get_object_or_404(Grid.objects.visible_to(member), uuid=uuid)
    asked = request.POST.get("version", "")
    found = None
    if asked:
        try:
            found = load_version(member, asked)
        except ValidationError:
            raise Http404 from None
    grids.choose_template(by=member, grid=grid, version=found)
    return redirect("grid", member.space.slug, grid.uuid)


@require_POST
@member_view
def transposition(request, member, uuid, row):
    grid = get_object_or_404(Grid.objects.visible_to(member), uuid=uuid)
    grids.transpose_row(by=member, row=get_object_or_404(GridRow, grid=grid, uuid=row))
    return redirect("grid", member.space.slug, grid.uuid)
