"""Pages of traces: bringing one, reading what is released, labels, sources, files out. No original ever passes here."""
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from project.spaces.doors import member_view, require

from . import actions, declaring, exports, files, forms, queries, reading, rules
from .models import Fragment, Kind, Label, Mark, Motif, Protocol, Source

FOLDER = "observations/traces/"
PAGE = 30


def load(member, uuid):
    """A fragment that may be read: released, and of the member's space."""
    found = Fragment.objects.visible_to(member).released().select_related("space", "source", "narrator", "shown__protocol")
    return get_object_or_404(found, uuid=uuid)


@require_GET
@member_view
def traces(request, member):
    asked = request.GET
    chosen = {"words": asked.get("q", "")[:200], "kind": asked.get("kind", ""), "label": asked.get("label", "")[:80]}
    found = queries.fragments_of(
        member, **chosen, motif=uuid_of(Motif, member, asked.get("motif")), marginal=asked.get("marginal") == "1",
        silence=uuid_of(forms.silences_of(member).model, member, asked.get("silence")),
    )  # fmt: skip
    page = Paginator(found, PAGE).get_page(asked.get("page"))
    context = {
        "page": page, "inbox": queries.inbox(member), "kinds": Kind.choices,
        "asked": {**chosen, "marginal": asked.get("marginal")},
        "labels": queries.labels_of(member), "motifs": queries.motifs_of(member), "today": timezone.localdate(),
        "can_redact": rules.can_redact(member, member.space), "can_export": rules.can_export(member, member.space),
        "sources": Source.objects.visible_to(member).exists(), "filtered": any(asked.values()),
    }  # fmt: skip
    return render(request, f"{FOLDER}traces.html", context)


def uuid_of(model, member, asked):
    """The uuid in the address, or "" when none is asked; 404 when it is not one of this space."""
    if not asked:
        return ""
    try:
        return get_object_or_404(model.objects.visible_to(member), uuid=asked).uuid
    except ValidationError:
        raise Http404 from None


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@member_view
def trace_new(request, member):
    protocols = list(Protocol.objects.visible_to(member).prefetch_related("versions"))
    chosen = next((one.current for one in protocols if str(one.uuid) == request.GET.get("protocol")), None)
    initial = {"shown": chosen.uuid if chosen else None}
    form = forms.FragmentForm(member, request.POST or None, request.FILES or None, initial=initial)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            if file:
                given["text"] = "\n\n".join(part for part in (given["text"], files.read_account(file.name, file.read())) if part)
            actions.welcome(by=member, silences=silences_asked(member, request.GET), **given)
            messages.success(request, _("Thank you. It rests in the listening inbox until it is redacted."))
            return redirect("traces", member.space.slug)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {
        "form": form, "sources": Source.objects.visible_to(member).exists(), "protocols": protocols, "chosen": chosen,
    }  # fmt: skip
    return render(request, f"{FOLDER}trace_new.html", context, status=status)


def silences_asked(member, asked):
    return forms.silences_of(member).filter(uuid__in=[one for one in asked.getlist("silence") if len(one) == 36])


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@member_view
def trace_import(request, member):
    """Many at once: all of them rest in quarantine, or none."""
    form = forms.ImportForm(member, request.POST or None, request.FILES or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            found = files.read_table(given["file"].name, given["file"].read()) if given["file"] else files.pasted(given["pasted"])
            if not found:
                raise ValidationError(_("There is no text to take in."))
            made = actions.welcome_many(
                by=member, source=given["source"], kind=given["kind"], language=given["language"], rows=found
            )
            words = ngettext("%(n)s text rests in the listening inbox.", "%(n)s texts rest in the listening inbox.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect("traces", member.space.slug)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(request, f"{FOLDER}trace_import.html", {"form": form}, status=status)


@require_GET
@member_view
def trace(request, member, uuid):
    return shown(request, member, load(member, uuid))


def confronted_keys(fragment):
    """Keys of the silences it is already tied to: a list offers them whatever became of them."""
    return fragment.silences.values_list("pk", flat=True)


def shown(request, member, fragment, status=200, **bound):
    marks = queries.marks_of(fragment)
    voice = reading.who_says(member)["voice"]
    named = {
        "mark": forms.MarkForm(), "motif": forms.MotifForm(),
        "confront": forms.ConfrontForm(member, kept=confronted_keys(fragment)),
        "feeling": forms.FeelingForm(), **bound,
    }  # fmt: skip
    for name, form in named.items():
        form.auto_id = f"{name}-%s"
    context = {
        "fragment": fragment, "pieces": queries.marked_pieces(fragment.text, marks), "marks": marks, "forms": named,
        "word": declaring.words_of([fragment.source])[fragment.source_id],
        "voice": voice,
        "opened": next(iter(bound), ""), "confronted": queries.confronted(fragment, member), "today": timezone.localdate(),
        "stale": fragment.is_stale(timezone.localdate()), "labels": queries.labels_of(member),
        "gathered": fragment.motif_items.select_related("motif"), "motifs": queries.motifs_of(member),
        "disagreement": queries.disagreement(marks),
    }  # fmt: skip
    return render(request, f"{FOLDER}trace.html", context, status=status)


def acted(request, member, fragment, name, form, act):
    """Validate, act once, come back; a refusal shows the page again with the form open (422)."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return redirect("trace", member.space.slug, fragment.uuid)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return shown(request, member, fragment, 422, **{name: form})


@require_POST
@member_view
def marks(request, member, uuid):
    found, form = load(member, uuid), forms.MarkForm(request.POST)
    return acted(request, member, found, "mark", form, lambda d: reading.mark_passage(by=member, fragment=found, **d))


@require_POST
@member_view
def mark_removal(request, member, uuid, mark):
    found = load(member, uuid)
    reading.unmark(by=member, mark=get_object_or_404(Mark.objects.select_related("fragment__space"), fragment=found, uuid=mark))
    return redirect("trace", member.space.slug, found.uuid)


@require_POST
@member_view
def second_reading(request, member, uuid, mark):
    found, form = load(member, uuid), forms.FeelingForm(request.POST)
    about = get_object_or_404(Mark.objects.select_related("fragment__space"), fragment=found, uuid=mark)
    return acted(request, member, found, "feeling", form, lambda d: reading.read_again(by=member, mark=about, **d))


@require_POST
@member_view
def motifs(request, member, uuid):
    found, form = load(member, uuid), forms.MotifForm(request.POST)
    return acted(request, member, found, "motif", form, lambda d: reading.gather(by=member, fragment=found, **d))


@require_POST
@member_view
def confrontations(request, member, uuid):
    found = load(member, uuid)
    form = forms.ConfrontForm(member, request.POST, kept=confronted_keys(found))
    return acted(request, member, found, "confront", form, lambda d: reading.confront(by=member, fragment=found, **d))


@require_POST
@member_view
def marginal(request, member, uuid):
    found = load(member, uuid)
    reading.keep_on_purpose(by=member, fragment=found, marginal=request.POST.get("marginal") == "1")
    return redirect("trace", member.space.slug, found.uuid)


@require_GET
@member_view
def labels(request, member):
    own = queries.labels_of(member).prefetch_related("marks")
    context = {"labels": own, "moves": queries.moves_of(member), "can_merge": rules.can_manage_sources(member, member.space)}
    return render(request, f"{FOLDER}labels.html", context)


@require_POST
@member_view
def label_merge(request, member, uuid):
    label = get_object_or_404(Label.objects.visible_to(member), uuid=uuid)
    form = forms.MergeForm(Label.objects.visible_to(member), request.POST)
    if form.is_valid():
        try:
            reading.merge_labels(by=member, label=label, into=form.cleaned_data["into"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("trace-labels", member.space.slug)


@require_POST
@member_view
def label_split(request, member, uuid):
    label = get_object_or_404(Label.objects.visible_to(member).select_related("merged_into"), uuid=uuid)
    try:
        reading.split_label(by=member, label=label)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("trace-labels", member.space.slug)


@require_POST
@member_view
def label_parting(request, member, uuid):
    """Some of a label's passages go under another name."""
    label = get_object_or_404(Label.objects.visible_to(member), uuid=uuid)
    form = forms.PartForm(label, request.POST)
    if form.is_valid():
        try:
            reading.part_label(by=member, label=label, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    else:
        messages.error(request, _("Name the other label, and choose some of its passages."))
    return redirect("trace-labels", member.space.slug)


@require_GET
@member_view
def export(request, member, form):
    """Released fragments, their labels and marks: REFI-QDA project or codebook, or CSV."""
    if form not in exports.FORMS:
        raise Http404
    require(rules.can_export(member, member.space))
    name, kind, written = exports.FORMS[form]
    answer = HttpResponse(written(member), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{member.space.slug}-{name}"'
    answer["Content-Security-Policy"] = "sandbox"
    return answer
