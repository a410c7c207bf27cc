"""Pages of hypotheses: the list, one hypothesis with everything said about it, and one address per act."""
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from observations.wording import difference
from project.spaces.doors import member_view

from . import actions, forms, queries, rules
from .circulation import actions as circulation
from .circulation import queries as passings
from .circulation.models import Circulation
from .models import LENSES, Dissent, ExpectedSign, Hypothesis, Status, in_ninety_days

PAGE = 50


@require_GET
@member_view
def hypotheses(request, member):
    today, asked = timezone.localdate(), request.GET
    chosen = {"status": asked.get("status", ""), "words": asked.get("q", "")[:80], "due": asked.get("due") == "1"}
    found = queries.hypotheses_of(member, silence=silence_asked(member, asked), today=today, **chosen)
    page = Paginator(found, PAGE).get_page(asked.get("page"))
    everything = Hypothesis.objects.visible_to(member)
    context = {
        "cards": queries.cards(page.object_list, today), "page": page, "statuses": Status.choices, "asked": chosen,
        "total": everything.count(), "to_review": everything.to_review(today).count(),
        "filtered": any(chosen.values()) or "silence" in asked, "waiting": passings.waiting_for(member),
    }  # fmt: skip
    return render(request, "observations/hypotheses/hypotheses.html", context)


def silence_asked(member, asked):
    """The uuid of the silence in the address, or "" when it is not one of this space."""
    if not asked.get("silence"):
        return ""
    try:
        return get_object_or_404(forms.silences_of(member), uuid=asked["silence"]).uuid
    except ValidationError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@member_view
def hypothesis_new(request, member):
    asked = silence_asked(member, request.GET)
    kept = forms.silences_of(member).filter(uuid=asked).values_list("pk", flat=True) if asked else ()
    form = forms.HypothesisForm(member, request.POST or None, initial={"silences": [asked] if asked else []}, kept=kept)
    if form.is_valid():
        given = form.cleaned_data
        try:
            posed = actions.pose_hypothesis(
                by=member, statement=given["statement"], silences=given["silences"], lenses=form.chosen_lenses,
                review_on=given["review_on"], uuid=given["uuid"],
            )  # fmt: skip
            return redirect("hypothesis", member.space.slug, posed.uuid)
        except ValidationError as error:
            form.add_error(None, error)
    return render(
        request, "observations/hypotheses/hypothesis_new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_GET
@member_view
def hypothesis(request, member, uuid):
    return shown(request, member, load(member, uuid))


def load(member, uuid):
    return get_object_or_404(Hypothesis.objects.visible_to(member).select_related("space"), uuid=uuid)


def shown(request, member, hypothesis, status=200, *, bound=None, conflict=None):
    """The page of one hypothesis; bound: (name, form) of a refused form, shown open with its errors."""
    found = queries.sheet(hypothesis, member, timezone.localdate())
    mine = found.confidences.mine
    named = {
        "reword": forms.RewordForm(initial={"statement": found.current.statement, "base_number": found.current.number}),
        "silences": forms.SilencesForm(member, initial=related(found), kept=keys_of(found.hypothesis)),
        "status": forms.StatusForm(initial={"status": hypothesis.status, "review_on": in_ninety_days()}),
        "reopen": forms.ReopenForm(),
        "evidence": forms.EvidenceForm(),
        "dissent": forms.DissentForm(),
        "reply": forms.ReplyForm(),
        "confidence": forms.ConfidenceForm(initial=vars(mine) if mine else {}),
        "sign": forms.SignForm(),
        "seen": forms.SeenForm(),
        "relation": forms.RelationForm(member, hypothesis),
        "circulate": forms.CirculateForm(passings.trades_of(member.space)),
    }
    if bound:
        named[bound[0]] = bound[1]
    for name, form in named.items():
        form.auto_id = f"{name}-%s"
    context = {
        "sheet": found, "hypothesis": hypothesis, "forms": named, "opened": bound[0] if bound else "", "conflict": conflict,
        "lacks": actions.words_for(found.lacks), "can_change_status": rules.can_change_status(member, hypothesis),
        "can_reopen": hypothesis.status != Status.OPEN, "passings": passings.passings_of(hypothesis, member),
    }  # fmt: skip
    return render(request, "observations/hypotheses/hypothesis.html", context, status=status)


def keys_of(hypothesis):
    """Keys of the silences it is already about: a list offers them whatever became of them."""
    return hypothesis.silences.values_list("pk", flat=True)


def related(found):
    own = [lens for lens in found.hypothesis.lenses if lens not in LENSES]
    return {
        "silences": [silence.uuid for silence in found.silences],
        "lenses": found.hypothesis.lenses,
        "own_lens": own[0] if own else "",
    }


def acted(request, member, hypothesis, name, form, act):
    """Validate, act once, come back to the page; a refusal shows the page again with the form open (422)."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return redirect("hypothesis", member.space.slug, hypothesis.uuid)
        except actions.Conflict as conflict:
            pieces = difference(conflict.theirs, conflict.mine)
            form.data = {**form.data.dict(), "base_number": hypothesis.current.number}
            return shown(request, member, hypothesis, 409, bound=(name, form), conflict=pieces)
        except ValidationError as error:
            known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
            form.add_error(None, error if known else error.messages)
    return shown(request, member, hypothesis, 422, bound=(name, form))


def act(name, form, action):
    """The view of an act whose form asks for all that `action` takes beside the person and the hypothesis."""

    @require_POST
    @member_view
    def view(request, member, uuid):
        found = load(member, uuid)
        return acted(request, member, found, name, form(request.POST), lambda d: action(by=member, hypothesis=found, **d))

    return view


versions = act("reword", forms.RewordForm, actions.reword)
status = act("status", forms.StatusForm, actions.change_status)
reopening = act("reopen", forms.ReopenForm, actions.reopen)
evidence = act("evidence", forms.EvidenceForm, actions.give_evidence)
dissents = act("dissent", forms.DissentForm, actions.register_dissent)
confidence = act("confidence", forms.ConfidenceForm, actions.say_confidence)
signs = act("sign", forms.SignForm, actions.expect_sign)


@require_POST
@member_view
def silences(request, member, uuid):
    found = load(member, uuid)
    form = forms.SilencesForm(member, request.POST, kept=keys_of(found))
    return acted(
        request, member, found, "silences", form,
        lambda d: actions.relate_silences(by=member, hypothesis=found, silences=d["silences"], lenses=form.chosen_lenses),
    )  # fmt: skip


@require_POST
@member_view
def replies(request, member, uuid, dissent):
    found = load(member, uuid)
    answered = get_object_or_404(Dissent, hypothesis=found, uuid=dissent)
    form = forms.ReplyForm(request.POST)
    return acted(request, member, found, "reply", form, lambda d: actions.answer_dissent(by=member, dissent=answered, **d))


@require_POST
@member_view
def sign(request, member, uuid, sign):
    found = load(member, uuid)
    looked_for = get_object_or_404(ExpectedSign, hypothesis=found, uuid=sign)
    form = forms.SeenForm(request.POST)
    return acted(request, member, found, "seen", form, lambda d: actions.look_for_sign(by=member, sign=looked_for, **d))


@require_POST
@member_view
def relations(request, member, uuid):
    found = load(member, uuid)
    form = forms.RelationForm(member, found, request.POST)
    return acted(request, member, found, "relation", form, lambda d: actions.relate(by=member, hypothesis=found, **d))


@require_POST
@member_view
def circulations(request, member, uuid):
    found = load(member, uuid)
    form = forms.CirculateForm(passings.trades_of(member.space), request.POST)
    return acted(request, member, found, "circulate", form, lambda d: circulation.circulate(by=member, hypothesis=found, **d))


@require_POST
@member_view
def receipt(request, member, uuid, passing):
    found = load(member, uuid)
    received = get_object_or_404(Circulation.objects.select_related("hypothesis__space"), hypothesis=found, uuid=passing)
    circulation.receive(by=member, circulation=received, said=request.POST.get("said", ""))
    return redirect("hypothesis", member.space.slug, found.uuid)
